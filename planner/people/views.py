"""The pages about people: coming in, one's own page, members, invitations, tokens."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from planner import example
from planner.deliveries import voiding
from planner.history.models import Actor
from planner.people import members, sessions, setup, tokens
from planner.people.confirm import confirmed
from planner.people.forms import InviteForm, NewcomerForm, PersonForm, RoleForm, SetupForm, TokenForm
from planner.people.last import last_used
from planner.people.members import Refused
from planner.people.models import ApiToken, Invitation, Membership, User
from planner.people.permissions import Role, Verb
from planner.people.request import MemberRequest, PersonRequest
from planner.reviews import setting_steps


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the calendar of the workspace last used; or say what is missing."""
    if not request.user.is_authenticated:
        return redirect("account_login") if User.objects.exists() else render(request, "setup/closed.html")
    last = last_used(request)
    return to_start(last) if last else render(request, "people/nowhere.html")


def to_start(membership: Membership) -> HttpResponse:
    return redirect(start_of(membership))


def start_of(membership: Membership) -> str:
    """Where this member begins: at the calendar; who sees no calendar, at what asks them."""
    first = "calendar" if membership.may(Verb.SEE) else "review"
    return f"/w/{membership.workspace.slug}/{first}/"


@never_cache
def setup_page(request: HttpRequest, token: str) -> HttpResponse:
    """The first owner and workspace. The gate has looked at the token."""
    form = SetupForm(request.POST or None, initial={"language": get_language()})
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "setup/setup.html", {"form": form})
    now, said = timezone.now(), form.cleaned_data
    by = Actor(None, said["name"], via="page", address=request.META.get("REMOTE_ADDR", ""))
    try:
        user, workspace, _membership = setup.open_house(
            email=said["email"],
            name=said["name"],
            password=said["password"],
            workspace_name=said["workspace"],
            timezone=said["timezone"],
            language=said["language"],
            by=by,
            now=now,
        )
    except setup.AlreadyOpen:
        return render(request, "setup/gone.html", status=404)
    if said["example"]:
        owner = Actor(user.pk, str(user), via="page", address=by.address)
        example.fill(workspace, owner, now)
    return sign_in(request, user, "/")


def sign_in(request: HttpRequest, user: User, then: str) -> HttpResponse:
    """Sign in somebody who has just chosen a password."""
    record_authentication(request, user, method="password")
    answer: HttpResponse = perform_login(request, user, email_verification="none", redirect_url=then)
    return answer


# --- Invitations --------------------------------------------------------------------------------


@never_cache
def invitation(request: Any, secret: str) -> HttpResponse:
    """What the invited person sees; a link that is used, old, revoked or wrong looks always the same."""
    found = members.find_invitation(secret, timezone.now())
    if found is None:
        return render(request, "people/invitation_gone.html", status=404)
    if request.user.is_authenticated:
        return _accept_as_oneself(request, found)
    if User.objects.filter(email__iexact=found.email).exists():
        return redirect_to_login(request.path)
    return _accept_as_newcomer(request, found)


def _accept_as_oneself(request: PersonRequest, found: Invitation) -> HttpResponse:
    if request.method == "POST":
        with or_say_why(request), transaction.atomic():
            membership = members.accept(found, request.user, request.actor, timezone.now())
            if membership.role == Role.CLIENT:  # who was of the team before is asked no longer as one of it
                setting_steps.forget_named(membership.workspace, request.user.pk, request.actor)
            return to_start(membership)
    fits = request.user.email.lower() == found.email.lower()
    return render(request, "people/invitation.html", {"invitation": found, "fits": fits})


def _accept_as_newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewcomerForm(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        by = Actor(None, found.email, via="page", address=request.META.get("REMOTE_ADDR", ""))
        with or_say_why(request):
            membership = members.accept_as_new(
                found,
                form.cleaned_data["name"],
                form.cleaned_data["password"],
                get_language() or "",
                by,
                timezone.now(),
            )
            return sign_in(request, membership.user, start_of(membership))
    return render(request, "people/invitation_new.html", {"invitation": found, "form": form})


# --- One's own page -------------------------------------------------------------------------------


def me(request: PersonRequest) -> HttpResponse:
    form = PersonForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        with translation.override(person.language or get_language()):
            messages.success(request, _("Saved."))
        return redirect("me")
    places = sessions.places_of(request.user, timezone.now(), request.session.session_key)
    mine = request.user.memberships.select_related("workspace").order_by("workspace__name")
    return render(request, "people/me.html", {"form": form, "places": places, "memberships": mine})


@require_POST
def me_end_sessions(request: PersonRequest) -> HttpResponse:
    ended = sessions.end_others(request.user, request.session.session_key, timezone.now())
    messages.success(request, ngettext("%d session ended.", "%d sessions ended.", ended) % ended)
    return redirect("me")


# --- Members --------------------------------------------------------------------------------------


@require_safe
@never_cache
def members_page(request: MemberRequest) -> HttpResponse:
    return _members(request, InviteForm(), invited=request.session.pop("invited", None))


@require_POST
@never_cache
def member_invite(request: MemberRequest) -> HttpResponse:
    """The link is shown only once: the session carries it to the next page, which forgets it."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _members(request, form, status=422)
    with or_say_why(request):
        said = form.cleaned_data
        made, link = members.invite(
            request.membership, request.actor, said["email"], said["role"], timezone.now()
        )
        request.session["invited"] = {"email": made.email, "link": link}
    return redirect("members", request.workspace.slug)


@require_POST
def member_role(request: MemberRequest, membership_id: int) -> HttpResponse:
    membership = get_object_or_404(Membership, pk=membership_id, workspace=request.workspace)
    form = RoleForm(request.POST)
    was = membership.role
    with or_say_why(request), transaction.atomic():
        role = form.cleaned_data["role"] if form.is_valid() else ""
        members.change_role(membership, role, request.membership, request.actor, timezone.now())
        if (was == Role.CLIENT) != (role == Role.CLIENT):
            setting_steps.forget_named(request.workspace, membership.user_id, request.actor)
    return redirect("members", request.workspace.slug)


@require_POST
def member_remove(request: MemberRequest, membership_id: int) -> HttpResponse:
    membership = get_object_or_404(Membership, pk=membership_id, workspace=request.workspace)
    with or_say_why(request):
        members.remove(membership, request.membership, request.actor, timezone.now())
        if request.POST.get("yeses") == "1":
            voiding.yeses_of(membership.user_id, request.workspace, request.actor, timezone.now())
    return (
        redirect("home")
        if membership.user_id == request.user.pk
        else redirect("members", request.workspace.slug)
    )


@require_POST
def invitation_revoke(request: MemberRequest, invitation_id: int) -> HttpResponse:
    found = get_object_or_404(Invitation, pk=invitation_id, workspace=request.workspace)
    members.revoke_invitation(found, request.actor, timezone.now())
    return redirect("members", request.workspace.slug)


def _members(request: MemberRequest, form: InviteForm, status: int = 200, **more: object) -> HttpResponse:
    here, now = request.workspace, timezone.now()
    context = {
        "memberships": here.memberships.select_related("user").order_by("pk"),
        "invitations": here.invitations.filter(used_at=None, revoked_at=None, expires_at__gt=now),
        "roles": Role.choices,
        "form": form,
    }
    return render(request, "people/members.html", context | more, status=status)


# --- Tokens ---------------------------------------------------------------------------------------


@require_safe
def tokens_page(request: MemberRequest) -> HttpResponse:
    found = request.workspace.tokens.filter(revoked_at=None).select_related("user").order_by("-pk")
    return render(request, "people/tokens.html", {"tokens": found, "now": timezone.now()})


@never_cache
@confirmed
def token_new(request: MemberRequest) -> HttpResponse:
    """Answers with the page itself, because the token is shown only this once."""
    form, now = TokenForm(request.POST or None), timezone.now()
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "people/token_new.html", {"form": form})
    said = form.cleaned_data
    token, secret = tokens.issue(
        request.workspace,
        request.user,
        request.actor,
        said["name"],
        said["scopes"],
        form.expires_at(now),
        now,
    )
    return render(request, "people/token_made.html", {"token": token, "secret": secret})


@require_POST
def token_revoke(request: MemberRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=token_id, workspace=request.workspace)
    tokens.revoke(token, request.actor, timezone.now())
    return redirect("tokens", request.workspace.slug)


@contextmanager
def or_say_why(request: HttpRequest) -> Iterator[None]:
    """A refusal becomes a sentence on the next page."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, str(refusal))
