"""The pages of groups and clients, of a client's people, and of who is away."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planner.guests import contacts
from planner.people.groups import Absence, Contact, Group
from planner.people.permissions import Role, Verb
from planner.people.request import MemberRequest
from planner.reviews import setting_absences, setting_groups
from planner.reviews.setting import NotSettled, settle
from planner.reviews.setting_forms import ContactForm, GroupForm
from planner.reviews.setting_people import People
from planner.reviews.setting_shown import Agreement
from planner.reviews.setting_step_forms import AbsenceForm
from planner.reviews.setting_views import form_page, kept, to_terms, typed

AWAY = timedelta(days=13)  # offered at first: two weeks


@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: MemberRequest) -> HttpResponse:
    """A new group; of a client, the next page asks for its contacts."""
    initial = {"is_client": request.GET.get("client") == "1"}
    form = GroupForm(typed(request), people=People(request.workspace), initial=initial)
    made: list[Group] = []

    def make() -> None:
        made.append(setting_groups.make_group(request.workspace, form.said, request.actor))

    if request.method == "POST" and kept(request, form, make, _("Added.")):
        if made[0].is_client:
            return redirect("agreement-group", request.workspace.slug, made[0].pk)
        return to_terms(request, request.workspace, "#groups")
    return form_page(request, form, "reviews/agreement_group.html")


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: MemberRequest, group_id: int) -> HttpResponse:
    """One group with its members; a client's contacts are added here too."""
    found = get_object_or_404(
        Group.objects.select_related("workspace"), workspace=request.workspace, pk=group_id
    )
    what, people = request.POST.get("do", ""), People(request.workspace)
    if what == "remove":
        try:
            settle(request.workspace, lambda: setting_groups.remove_group(found, request.actor))
            messages.success(request, _("Removed."))
            return to_terms(request, request.workspace, "#groups")
        except NotSettled as refusal:
            messages.error(request, str(refusal))
            return redirect("agreement-group", request.workspace.slug, found.pk)
    here = {pk for pk in found.users.values_list("pk", flat=True) if pk in people.members}
    initial = {"name": found.name, "is_client": found.is_client, "users": list(here)}
    adds = what == "contact"
    form = GroupForm(
        request.POST if request.method == "POST" and not adds else None, people=people, initial=initial
    )
    contact = ContactForm(
        request.POST if adds else None, auto_id="contact_%s", initial={"language": request.workspace.language}
    )
    if adds and kept(
        request, contact, lambda: setting_groups.add_contact(found, contact.said, request.actor), _("Added.")
    ):
        return redirect("agreement-group", request.workspace.slug, found.pk)
    fresh = Group.objects.select_related("workspace").get(pk=found.pk)
    if form.is_bound and kept(
        request, form, lambda: setting_groups.change_group(fresh, form.said, request.actor), _("Saved.")
    ):
        return to_terms(request, request.workspace, "#groups")
    more: dict[str, Any] = {"group": found, "contacts": found.contacts.filter(removed_at=None)}
    answer = form_page(request, form, "reviews/agreement_group.html", contact_form=contact, **more)
    answer.status_code = 422 if form.errors or contact.errors else 200
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: MemberRequest, contact_id: int) -> HttpResponse:
    """A client's person without an account: changed or removed."""
    rows = Contact.objects.select_related("group__workspace").filter(removed_at=None)
    found = get_object_or_404(rows, workspace=request.workspace, pk=contact_id)
    to_group = redirect("agreement-group", request.workspace.slug, found.group_id)
    if request.POST.get("do") == "remove":
        try:
            settle(
                request.workspace,
                lambda: setting_groups.remove_contact(found, request.actor, timezone.now()),
            )
            messages.success(request, _("Removed."))
        except NotSettled as refusal:
            messages.error(request, str(refusal))
        return to_group
    initial = {"name": found.name, "email": found.email, "language": found.language}
    form = ContactForm(typed(request), initial=initial)
    if request.method == "POST" and kept(
        request, form, lambda: contacts.change(found, form.said, request.actor, timezone.now()), _("Saved.")
    ):
        return to_group
    return form_page(request, form, "reviews/agreement_contact.html", contact=found)


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: MemberRequest) -> HttpResponse:
    """Who is away: everybody says it of themselves, admins of anybody."""
    now, anybody = timezone.now(), request.may(Verb.SETTINGS)
    today = timezone.localtime(now, request.workspace.zone).date()
    initial = {"first_on": today, "last_on": today + AWAY, "user": request.user.pk}
    form = AbsenceForm(
        typed(request), people=People(request.workspace), own=None if anybody else request.user.pk,
        initial=initial,
    )  # fmt: skip
    names = {"from_at": "first_on", "until_at": "last_on"}
    if request.method == "POST" and kept(
        request, form,
        lambda: setting_absences.set_absence(request.workspace, form.said, request.actor, anybody, now),
        _("Saved."), names,
    ):  # fmt: skip
        return redirect("agreement-absences", request.workspace.slug)
    shown = Agreement(request.workspace, now).absences()
    if request.membership.role == Role.CLIENT:
        shown = [one for one in shown if one.absence.user_id == request.user.pk]
    return form_page(request, form, "reviews/agreement_absences.html", absences=shown)


@require_POST
def absence(request: MemberRequest, absence_id: int) -> HttpResponse:
    """They are back, or do not go."""
    rows = Absence.objects.select_related("user", "delegate")
    found = get_object_or_404(rows, workspace=request.workspace, pk=absence_id)
    anybody = request.may(Verb.SETTINGS)
    try:
        settle(
            request.workspace,
            lambda: setting_absences.end_absence(found, request.actor, anybody, timezone.now()),
        )
        messages.success(request, _("Saved."))
    except NotSettled as refusal:
        messages.error(request, str(refusal))
    return redirect("agreement-absences", request.workspace.slug)
