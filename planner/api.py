"""The one JSON API: mounts each feature's router, and turns what goes wrong into problem documents."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router

from planner.campaigns.api import router as campaigns
from planner.channels.api import router as channels
from planner.clicks.api import router as clicks
from planner.contract.once import once
from planner.contract.openapi import Document, completed
from planner.contract.problems import Problem, problem
from planner.contract.reference import Reference
from planner.contract.refusals import HANDLERS
from planner.contract.throttle import PerToken
from planner.days.api import router as days
from planner.deliveries.aftercare_api import router as aftercare
from planner.deliveries.api import router as deliveries
from planner.deliveries.pausing_api import router as pausing
from planner.evidence.api import router as evidence
from planner.freshness.api import router as freshness
from planner.freshness.facts_api import router as facts
from planner.history.api import router as history
from planner.insights.api import router as insights
from planner.insights.posts_api import router as post_numbers
from planner.library.api import router as library
from planner.library.uploads_api import router as uploads
from planner.mailings.api import router as mailings
from planner.metrics.api import router as metrics
from planner.notices.api import router as notices
from planner.past.api import router as past
from planner.people.api import router as people
from planner.people.bearer import Bearer
from planner.policy import API_NAMESPACE
from planner.posts.acts_api import router as acts
from planner.posts.api import router as posts
from planner.queues.api import router as queues
from planner.queues.evergreen_api import router as evergreen
from planner.queues.experiment_api import router as experiments
from planner.queues.series_api import router as series
from planner.remarks.api import router as remarks
from planner.reports.api import router as reports
from planner.reports.keeping_api import router as goals
from planner.reports.letters_api import router as report_letters
from planner.reviews.api import router as reviews
from planner.reviews.forecast_api import router as forecast
from planner.reviews.setting_api import router as agreement
from planner.reviews.setting_groups_api import router as groups
from planner.schedule.api import router as schedule

ROUTERS: list[Router] = [
    *(people, channels, posts, acts, reviews, remarks),
    *(deliveries, aftercare, pausing, queues, experiments, series, schedule),
    *(days, campaigns, agreement, groups),
    *(library, uploads, history, notices, evidence, forecast, insights, freshness),
    *(facts, metrics, clicks, past, reports, goals, mailings, post_numbers),
    *(evergreen, report_letters),
]


class Almanac(NinjaAPI):
    """ninja, with a complete document and our own reference page."""

    def get_openapi_schema(self, **how: Any) -> Any:
        document: Document = super().get_openapi_schema(**how)
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = document["components"]["schemas"]
        schemas.update(schema.pop("$defs", {}), Problem=schema)
        return completed(document)


def _open() -> Almanac:
    made = Almanac(
        title="Almanac",
        version="1",
        description="Plan, agree on and publish posts.",
        urls_namespace=API_NAMESPACE,
        auth=Bearer(),
        throttle=[PerToken()],
        docs=Reference(),
    )
    for error, handler in HANDLERS.items():
        made.add_exception_handler(error, handler)
    made.add_decorator(once, mode="view")
    for router in ROUTERS:
        made.add_router("", router)
    return made


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Every other address under /api/."""
    return problem(404, "not-found", _("There is no such address. /api/v1/docs lists them all."))


api = _open()
