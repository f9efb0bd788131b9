"""The pages of steps, and of rules that add one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planner.people.models import Workspace
from planner.people.request import MemberRequest
from planner.reviews import setting_routes, setting_steps
from planner.reviews.policies import Policy, ReviewStep, Route
from planner.reviews.setting import NotSettled, name_of, settle
from planner.reviews.setting_people import People
from planner.reviews.setting_shown import Agreement
from planner.reviews.setting_step_forms import RouteForm, StepForm
from planner.reviews.setting_views import form_page, kept, to_terms, typed


@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: MemberRequest) -> HttpResponse:
    """A new last step of the workspace's terms, or of `?policy=`."""
    holder = _holder(request)
    form = StepForm(typed(request), people=People(request.workspace))
    if request.method == "POST" and kept(
        request, form, lambda: setting_steps.add_step(holder, form.said, request.actor), _("Added.")
    ):
        return to_terms(request, holder, "#steps")
    return form_page(request, form, "reviews/agreement_step.html", holder=holder, about=name_of(holder))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: MemberRequest, step_id: int) -> HttpResponse:
    """One step: changed, moved, removed."""
    rows = ReviewStep.objects.select_related(
        "workspace", "policy__channel", "policy__campaign", "policy__tag"
    )
    found = get_object_or_404(rows, workspace=request.workspace, pk=step_id)
    holder, what = found.policy or found.workspace, request.POST.get("do", "")
    if what in {"earlier", "later"}:
        places = -1 if what == "earlier" else 1
        settle(request.workspace, lambda: setting_steps.move_step(found, request.actor, places))
        return to_terms(request, holder, f"#step-{found.pk}")
    if what == "remove":
        try:
            settle(request.workspace, lambda: setting_steps.remove_step(found, request.actor))
            messages.success(request, _("Removed."))
        except NotSettled as refusal:
            messages.error(request, str(refusal))
        return to_terms(request, holder, "#steps")
    people = People(request.workspace)
    form = StepForm(typed(request), people=people, initial=StepForm.initially(found))
    if request.method == "POST" and kept(
        request, form, lambda: setting_steps.change_step(found, form.said, request.actor), _("Saved.")
    ):
        return to_terms(request, holder, f"#step-{found.pk}")
    shown = Agreement(request.workspace, timezone.now()).step(found, holder.four_eyes)
    more = {"holder": holder, "about": name_of(holder), "step": found, "shown": shown}
    return form_page(request, form, "reviews/agreement_step.html", **more)


@require_http_methods(["GET", "HEAD", "POST"])
def routes(request: MemberRequest) -> HttpResponse:
    """A new rule."""
    form = RouteForm(typed(request), people=People(request.workspace))
    if request.method == "POST" and kept(
        request,
        form,
        lambda: setting_routes.add_route(request.workspace, form.said, request.actor),
        _("Added."),
    ):
        return to_terms(request, request.workspace, "#routes")
    return form_page(request, form, "reviews/agreement_route.html")


@require_http_methods(["GET", "HEAD", "POST"])
def route(request: MemberRequest, route_id: int) -> HttpResponse:
    found = get_object_or_404(
        Route.objects.select_related("workspace"), workspace=request.workspace, pk=route_id
    )
    if request.POST.get("do") == "remove":
        settle(request.workspace, lambda: setting_routes.remove_route(found, request.actor))
        messages.success(request, _("Removed."))
        return to_terms(request, request.workspace, "#routes")
    form = RouteForm(typed(request), people=People(request.workspace), initial=RouteForm.initially(found))
    if request.method == "POST" and kept(
        request, form, lambda: setting_routes.change_route(found, form.said, request.actor), _("Saved.")
    ):
        return to_terms(request, request.workspace, "#routes")
    return form_page(request, form, "reviews/agreement_route.html", route=found)


def _holder(request: MemberRequest) -> Workspace | Policy:
    asked = request.GET.get("policy", "")
    if not asked:
        return request.workspace
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404
    rows = Policy.objects.select_related("channel", "campaign", "tag", "workspace")
    return get_object_or_404(rows, workspace=request.workspace, pk=int(asked))
