"""What the composer's templates need of a post: how it is drawn, who answered, what may be done."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from planner.deliveries import agree
from planner.deliveries.models import Delivery
from planner.freshness import post_shown
from planner.library import copy_tasks
from planner.people.request import MemberRequest
from planner.posts import form as forms
from planner.posts.labels import labels_of
from planner.posts.models import Post, Version
from planner.remarks.panel import panel
from planner.reviews import progress
from planner.writing import composer, desk, link_lookout
from planner.writing import offer as offers
from planner.writing.checklist import Asked, checklist
from planner.writing.preview import addresses_of, unmade


def reviewed(found: Post | None) -> dict[str, Any]:
    """What was answered; and who is asked, or would be where steps are set."""
    if found is None:
        return {"reviews": (), "steps": ()}
    steps: Sequence[progress.Row] = ()
    if found.state in {"draft", "changes", "in_review"}:
        so_far = agree.standing(found)
        if found.state == "in_review" or not so_far.plan.is_for_anybody:
            steps = progress.rows(found, so_far)
    return {"reviews": found.reviews.order_by("-at")[:5], "steps": steps}


def acting(request: MemberRequest, found: Post | None, form: forms.Form) -> dict[str, Any]:
    """What the buttons at the foot need."""
    who = desk.Person.who(request.actor, request.may)
    return {"post": found, "offer": offers.offer(found, form, request.workspace, who, timezone.now())}


def drawn_now(
    request: MemberRequest, form: forms.Form, found: Post | None = None, post_id: int = 0
) -> dict[str, Any]:
    post_id = found.pk if found else post_id
    drawn = composer.drawn(request.workspace, form, post_id)
    if copy_tasks.have_made(unmade(preview for preview, _count in drawn), timezone.now()):
        drawn = composer.drawn(request.workspace, form, post_id)
    previews = [preview for preview, _count in drawn]
    asked = Asked(request.workspace, found, form, previews, timezone.now(), "links" in request.POST)
    addresses = addresses_of(previews)
    return {
        "drawn": drawn,
        "pictures": composer.pictures(request.workspace, form),
        "card": composer.card(request.workspace, form),
        "card_offer": composer.card_offer(form, [preview.channel for preview in previews]),
        "form": form,
        "checks": checklist(asked),
        "may_ask_links": bool(addresses),
        "is_looking": link_lookout.is_looking(found, addresses, asked.now),
        "is_blank": form.content.is_blank,
        "when": form.when,
        "zones": composer.zones_of(previews, form, request.workspace),
        "is_past": form.when is not None and form.when.at < timezone.now(),
    }


def reading(request: MemberRequest, found: Post) -> dict[str, Any]:
    form = forms.Form(Version.objects.complete().get(pk=found.newest.pk).content())
    shown = {"post": found, "deliveries": deliveries_of(found), "labels": labels_of(found)}
    may_change = desk.Person.who(request.actor, request.may).may_change(found)
    more = {"remarks": panel(found, request.membership), "may_archive": may_change, **reviewed(found)}
    more |= post_shown.panel(found)
    return shown | more | drawn_now(request, form, post_id=found.pk)


def deliveries_of(found: Post | None) -> Any:
    if found is None:
        return ()
    live = Delivery.objects.live().filter(post=found).select_related("channel").prefetch_related("findings")
    return live.order_by("channel__name", "part")
