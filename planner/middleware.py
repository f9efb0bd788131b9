"""What happens to every request: the person's language, and the gate in front of every route."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.defaults import page_not_found
from django_htmx.http import HttpResponseClientRedirect

from planner.history.models import Actor
from planner.people import sessions, setup
from planner.people.last import last_used
from planner.people.models import Membership
from planner.people.permissions import Verb, verbs_of
from planner.people.request import let_in
from planner.policy import API_NAMESPACE, PAGES, Everyone, Member, Setup, SignedIn
from planner.routes import operations, rule_of

Handler = Callable[[HttpRequest], HttpResponse]


class Language:
    """The person's own choice first, then the cookie, then the browser's."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(translation.get_language_from_request(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            patch_vary_headers(response, ("Accept-Language",))
            return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Only here is it known who asks."""
        if not _is_unseen(request):
            _speak(request)


class Gatekeeper:
    """Asks the policy before any view runs. A route that the policy does not know is refused."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            allow, response = response.headers["Allow"], render(request, "405.html", status=405)
            response.headers["Allow"] = allow
        return response

    def process_view(
        self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if operations(view) or match.namespace == API_NAMESPACE:
            _note_rule(request, view)
            return None
        rule = PAGES.get(match.view_name)
        if _is_unseen(request):
            return None
        if isinstance(rule, Setup):
            return None if setup.opens(kwargs["token"]) else _setup_is_over(request)
        if isinstance(rule, Everyone | SignedIn | Member) and request.user.is_authenticated:
            sessions.keep_fresh(request, timezone.now())
        if request.user.is_authenticated:
            request.actor = _actor(request)
        if isinstance(rule, Everyone):
            return None
        if not isinstance(rule, SignedIn | Member):
            raise Http404
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        if isinstance(rule, Member):
            return _member(request, rule, kwargs)
        _oneself(request)
        return None


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address without a route never came to `process_view`, where the language is chosen."""
    _speak(request)
    return page_not_found(request, exception)


def _is_unseen(request: HttpRequest) -> bool:
    rule = PAGES.get(request.resolver_match.view_name) if request.resolver_match else None
    return isinstance(rule, Everyone) and rule.unseen


def _speak(request: HttpRequest) -> None:
    chosen = getattr(getattr(request, "user", None), "language", "")
    if chosen in dict(settings.LANGUAGES):
        translation.activate(chosen)


def _member(request: Any, rule: Member, kwargs: dict[str, Any]) -> HttpResponse | None:
    """A workspace that does not exist and one of somebody else's look the same."""
    slug = kwargs.pop("workspace")
    of_mine = Membership.objects.select_related("workspace", "user")
    membership = of_mine.filter(workspace__slug=slug, user=request.user).first()
    if membership is None:
        raise Http404
    let_in(request, membership, verbs_of(membership.role), request.actor)
    if request.session.get("workspace") != slug:
        request.session["workspace"] = slug
    verb = rule.needs(request.method)
    if request.may(verb):
        return None
    if not request.may(Verb.SEE):  # a client: what is not theirs is not there
        raise Http404
    return _refused(request, verb)


def _oneself(request: Any) -> None:
    """A page about the person stands in the frame of the workspace they came from."""
    if membership := last_used(request):
        let_in(request, membership, verbs_of(membership.role), request.actor)


def _note_rule(request: Any, view: Any) -> None:
    """The operation itself asks for the token (people/bearer.py), by the rule that is set here."""
    request.rule = rule_of(view, request.method)
    if request.rule is None and any(request.method in operation.methods for operation in operations(view)):
        raise Http404


def _actor(request: Any) -> Actor:
    return Actor(request.user.pk, str(request.user), via="page", address=request.META.get("REMOTE_ADDR", ""))


def _sign_in_first(request: Any) -> HttpResponse:
    if request.htmx:
        return HttpResponseClientRedirect(redirect_to_login(request.htmx.current_url_abs_path or "/").url)
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return redirect_to_login(back)


def _refused(request: Any, verb: Verb) -> HttpResponse:
    context = {"role": request.membership.get_role_display(), "verb": verb}
    return render(request, "people/refused.html", context, status=403)


def _setup_is_over(request: HttpRequest) -> HttpResponse:
    return render(request, "setup/gone.html", status=404)
