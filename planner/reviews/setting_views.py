"""The page of how posts are agreed, in sentences; and the terms of some posts."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planner.people.models import Workspace
from planner.people.permissions import Role, Verb
from planner.people.request import MemberRequest
from planner.people.terms import ReviewPolicy
from planner.reviews import setting, setting_steps
from planner.reviews.policies import Policy
from planner.reviews.setting import NotSettled, TermsSaid, settle
from planner.reviews.setting_beginnings import Beginning, beginning
from planner.reviews.setting_forms import BeginForm, PolicyForm, TermsForm
from planner.reviews.setting_people import People
from planner.reviews.setting_shown import Agreement


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: MemberRequest) -> HttpResponse:
    """How posts are agreed here; a POST changes the workspace's own terms."""
    here, told = request.workspace, Agreement(request.workspace, timezone.now())
    page: dict[str, Any] = {
        "terms": told.terms(),
        "policies": told.policies(),
        "routes": told.routes(),
        "groups": told.groups(),
        "absences": told.absences(),
    }
    if request.membership.role == Role.CLIENT:  # other clients are nobody's business
        mine = [one for one in page["absences"] if one.absence.user_id == request.user.pk]
        page |= {"policies": [], "routes": [], "groups": [], "absences": mine}
    if not request.may(Verb.SETTINGS):
        return render(request, "reviews/agreement.html", page)
    return _terms_page(request, here, "reviews/agreement.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def policies(request: MemberRequest) -> HttpResponse:
    """Terms of their own for a channel, a campaign or a label; the rest is copied from the workspace's."""
    form = PolicyForm(typed(request), people=People(request.workspace))
    made: list[Policy] = []

    def make() -> None:
        begun, said = _begun(request, form), TermsSaid.of(request.workspace)
        adders = [partial(setting_steps.add_step, said=step, by=request.actor) for step in begun.steps]
        terms = _with_mode(said, begun.mode)
        made.append(setting.make_policy(request.workspace, form.said_about, terms, request.actor, adders))

    if request.method == "POST" and kept(request, form, make, _("These posts have their own terms now.")):
        return redirect("agreement-policy", request.workspace.slug, made[0].pk)
    return form_page(request, form, "reviews/agreement_policy_new.html")


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: MemberRequest, policy_id: int) -> HttpResponse:
    """The terms and steps of some posts."""
    rows = Policy.objects.select_related("channel", "campaign", "tag", "workspace")
    found = get_object_or_404(rows, workspace=request.workspace, pk=policy_id)
    if request.POST.get("do") == "remove":
        settle(request.workspace, lambda: setting.remove_policy(found, request.actor))
        messages.success(request, _("The workspace’s own terms hold for these posts now."))
        return redirect("agreement", request.workspace.slug)
    told = Agreement(request.workspace, timezone.now())
    return _terms_page(request, found, "reviews/agreement_policy.html", {"terms": told.of(found)})


def _terms_page(
    request: MemberRequest, holder: Workspace | Policy, template: str, page: dict[str, Any]
) -> HttpResponse:
    """A page with the terms of somebody: a POST saves them, or begins with what many have."""
    what = request.POST.get("do", "terms") if request.method == "POST" else ""
    data = request.POST
    terms = TermsForm(data if what == "terms" else None, initial=TermsForm.initially(holder))
    begin = BeginForm(data if what == "begin" else None, people=People(request.workspace))
    if what == "take":
        settle(
            request.workspace,
            lambda: setting.save_terms(
                holder, _with_mode(TermsSaid.of(holder), ReviewPolicy.STEPS), request.actor
            ),
        )
        messages.success(request, _("These steps are asked from now on."))
        return to_terms(request, holder)
    if what == "begin" and kept(request, begin, lambda: _begin(request, holder, begin), _("Saved.")):
        return to_terms(request, holder)
    fresh = type(holder)._default_manager.get(pk=holder.pk) if what == "terms" else holder
    if what == "terms" and kept(
        request, terms, lambda: setting.save_terms(fresh, terms.said, request.actor), _("Saved.")
    ):
        return to_terms(request, holder)
    status = 422 if terms.errors or begin.errors else 200
    return render(request, template, page | {"terms_form": terms, "begin_form": begin}, status=status)


def _begin(request: MemberRequest, holder: Workspace | Policy, form: BeginForm) -> None:
    begun = _begun(request, form)
    if setting.steps_of(holder).exists():
        raise NotSettled("begin", _("There are steps already. Change those, or remove them first."))
    for step in begun.steps:
        setting_steps.add_step(holder, step, request.actor)
    setting.save_terms(holder, _with_mode(TermsSaid.of(holder), begun.mode), request.actor)


def _begun(request: MemberRequest, form: BeginForm) -> Beginning:
    said = form.cleaned_data
    return beginning(request.workspace, said["begin"], said["second"], request.actor)


def _with_mode(said: TermsSaid, mode: str) -> TermsSaid:
    return TermsSaid(
        **{name: getattr(said, name) for name in TermsSaid.__dataclass_fields__} | {"review_policy": mode}
    )


def kept(
    request: MemberRequest, form: forms.Form, act: Callable[[], object], done: str,
    names: Mapping[str, str] = {},
) -> bool:  # fmt: skip
    """Is it done? Else the form says what is wrong. `names`: what the form calls a field of the verb."""
    if not form.is_valid():
        return False
    try:
        settle(request.workspace, act)
    except NotSettled as refusal:
        field = names.get(refusal.field, refusal.field.partition(".")[0])
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    messages.success(request, done)
    return True


def typed(request: MemberRequest) -> Any:
    """What a form is bound to: nothing, until somebody sends it."""
    return request.POST if request.method == "POST" else None


def form_page(request: MemberRequest, form: forms.Form, template: str, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


def to_terms(request: MemberRequest, holder: Workspace | Policy, place: str = "") -> HttpResponse:
    """Back to the page with these terms."""
    slug = request.workspace.slug
    if isinstance(holder, Policy):
        return redirect(reverse("agreement-policy", args=[slug, holder.pk]) + place)
    return redirect(reverse("agreement", args=[slug]) + place)
