"""Every error that an operation may end in, and the problem document it becomes."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as FieldsInvalid
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja.errors import HttpError, Throttled, ValidationError

import media.intake
import media.quota
import media.store
import media.uploads
from planner.channels.connect import NotConnected
from planner.channels.places import NotHere
from planner.contract.problems import Mistake, problem
from planner.deliveries.aftercare import NotDone
from planner.deliveries.plan import NotPlanned
from planner.library.fetching import NotFetched
from planner.people import members
from planner.posts.models import Overtaken
from planner.queues.arrange import Asks
from planner.reviews.seats import NotYours
from planner.reviews.setting import NotOurs, NotSettled
from planner.states import WrongState
from planner.vault import Locked
from planner.walltime import NoZone
from planner.writing.desk import NotAllowed

log = logging.getLogger("almanac.api")
Handler = Callable[[HttpRequest, Any], HttpResponse]


class Invalid(Exception):
    """A value that the schema allows and the act does not. `where` is its field."""

    def __init__(self, where: str, what: str, fix: str = "") -> None:
        self.mistake = Mistake(where=where, what=what, fix=fix)
        super().__init__(what)


class Missing(Exception):
    """Something the request names is not there, or not ours: nobody learns which."""

    def __init__(self, where: str) -> None:
        self.mistake = Mistake(where=where, what=_("There is nothing of this id here."))
        super().__init__(where)


class Taken(Exception):
    """Another thing has this name already."""

    def __init__(self, where: str, what: str, fix: str) -> None:
        self.mistake = Mistake(where=where, what=what, fix=fix)
        super().__init__(what)


class Needed(Exception):
    """Posts that are to go out need it. `posts`: their ids and names."""

    def __init__(self, posts: list[tuple[int, str]]) -> None:
        self.posts = posts
        super().__init__(_("It is needed by posts that are to go out. Take it out of them first."))


def _said(status: int, kind: str) -> Handler:
    return lambda request, error: problem(status, kind, str(error))


def _not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, "not-found", _("There is nothing here."))


def _missing(request: HttpRequest, error: Missing) -> HttpResponse:
    return problem(404, "not-found", _("There is nothing here."), [error.mistake])


def _invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    return problem(422, "invalid", error.mistake.what, [error.mistake])


def _taken(request: HttpRequest, error: Taken) -> HttpResponse:
    return problem(409, "taken", error.mistake.what, [error.mistake])


def _not_settled(request: HttpRequest, error: NotSettled) -> HttpResponse:
    where = f"body.{error.field}" if error.field else ""
    return problem(422, "invalid", str(error), [Mistake(where=where, what=str(error))])


def _not_ours(request: HttpRequest, error: NotOurs) -> HttpResponse:
    return _missing(request, Missing(f"body.{error.field}"))


def _needed(request: HttpRequest, error: Needed) -> HttpResponse:
    fix = _("Take it out of this post, or cancel what is planned.")
    mistakes = [Mistake(where=f"post {pk}", what=name, fix=fix) for pk, name in error.posts[:50]]
    return problem(409, "needed", str(error), mistakes)


def _asks(request: HttpRequest, error: Asks) -> HttpResponse:
    """It can be done: ask again with `sure`."""
    mistakes = [Mistake(where="body.sure", what=concern, fix="true") for concern in error.concerns[:50]]
    return problem(409, "asks", _("This would break something. Send `sure` to do it all the same."), mistakes)


def _wrong_offset(request: HttpRequest, error: media.uploads.WrongOffset) -> HttpResponse:
    mistake = Mistake(where="header.Upload-Offset", what=str(error), fix=str(error.received))
    return problem(409, "wrong-offset", str(error), [mistake], headers={"Upload-Offset": str(error.received)})


def _fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    mistakes = [
        Mistake(where=_place(one.get("loc", ())), what=one.get("msg", "").removeprefix("Value error, "))
        for one in error.errors[:50]
    ]
    return problem(422, "invalid", _("Some of what was sent will not do."), mistakes)


def _place(location: Any) -> str:
    """ "body.title": the name of the parameter in our code is nobody's business."""
    parts = [str(part) for part in location if part not in {"given", "filters"}]
    return ".".join(parts)[:200]


def _model_fields(request: HttpRequest, error: FieldsInvalid) -> HttpResponse:
    named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    mistakes = [Mistake(where=name, what=what) for name, whats in named.items() for what in whats]
    return problem(422, "invalid", _("Some of what was sent will not do."), mistakes)


def _not_planned(request: HttpRequest, error: NotPlanned) -> HttpResponse:
    mistakes = [
        Mistake(where=channel.name, what=str(found.what), fix=str(found.fix))
        for channel, found in error.problems
    ]
    return problem(422, "not-planned", str(error), mistakes)


def _too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(
        413, "too-large", _("That is too large: a request holds 2 MB, a picture 30 MB, a video 200 MB.")
    )


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja raises: no token, not allowed, a body that cannot be read."""
    if isinstance(error, Throttled):
        return problem(429, "too-many-requests", _("That was too many requests. Wait a little."))
    if error.status_code == 401:
        detail = _("Send a valid token: “Authorization: Bearer alm_…”.")
        return problem(401, "no-token", detail, headers={"WWW-Authenticate": "Bearer"})
    if isinstance(error.__cause__, RequestDataTooBig):
        return _too_large(request, error)
    if error.status_code == 400:
        return problem(400, "unreadable", _("The body is not JSON in UTF-8."))
    kinds = {403: "not-allowed", 404: "not-found", 405: "no-such-method"}
    return problem(error.status_code, kinds.get(error.status_code, "refused"), str(error))


def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("the database was busy: %s", type(error).__name__)
    detail = _("The database is busy. Nothing was changed; try again in a moment.")
    return problem(503, "busy", detail, headers={"Retry-After": "1"})


def _crowded(request: HttpRequest, error: media.intake.Crowded) -> HttpResponse:
    return problem(503, "busy", str(error), headers={"Retry-After": "3"})


def _in_conflict(request: HttpRequest, error: Exception) -> HttpResponse:
    log.info("a rule of the database refused a request: %s", error)
    return problem(409, "conflict", _("This would contradict something that is here already."))


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our fault. The log has everything; the answer has only a name for it."""
    name = secrets.token_hex(6)
    log.error("error %s at %s %s", name, request.method, request.path, exc_info=error)
    detail = _("Something went wrong here. Whoever runs Almanac finds it in the log as %(name)s.")
    return problem(500, "our-fault", detail % {"name": name})


HANDLERS: dict[type[Exception], Handler] = {
    Exception: _unexpected,
    Http404: _not_found,
    HttpError: _http,
    ValidationError: _fields,
    FieldsInvalid: _model_fields,
    Invalid: _invalid,
    Missing: _missing,
    Taken: _taken,
    WrongState: _said(409, "wrong-state"),
    Overtaken: _said(409, "overtaken"),
    Locked: _said(409, "locked"),
    NotYours: _said(403, "not-yours"),
    NotAllowed: _said(403, "not-yours"),
    Asks: _asks,
    NotPlanned: _not_planned,
    NotDone: _said(422, "not-done"),
    NotConnected: _said(422, "not-connected"),
    NotHere: _said(422, "not-connected"),
    NoZone: _said(422, "no-such-zone"),
    NotSettled: _not_settled,
    NotOurs: _not_ours,
    members.Refused: _said(422, "refused"),
    media.intake.Refused: _said(422, "refused"),
    RequestDataTooBig: _too_large,
    media.intake.TooLarge: _said(413, "too-large"),
    media.intake.NoRoom: _said(507, "no-room"),
    media.intake.Crowded: _crowded,
    media.quota.Full: _said(422, "over-quota"),
    media.store.Silent: _said(503, "busy"),
    media.uploads.WrongOffset: _wrong_offset,
    Needed: _needed,
    NotFetched: _said(422, "not-fetched"),
    UnreadablePostError: lambda request, error: problem(400, "unreadable", _("The body cannot be read.")),
    SuspiciousOperation: lambda request, error: problem(400, "unreadable", _("The body cannot be read.")),
    MultiPartParserError: lambda request, error: problem(400, "unreadable", _("The body cannot be read.")),
    IntegrityError: _in_conflict,
    DataError: _said(422, "invalid"),
    OperationalError: _busy,
}
