"""A POST with an Idempotency-Key is done once; whoever repeats it hears the first answer again.

The request is written down before it is done, so that a repeat that comes meanwhile is refused (409), and
one that comes after a crash is refused too: then nobody knows, and a person looks. Kept for 24 hours.
"""

import functools
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext as _

from planner.contract.models import Asked
from planner.contract.problems import Mistake, problem
from planner.people import tokens
from planner.people.models import ApiToken

KEPT = timedelta(hours=24)
HEADER = "Idempotency-Key"
Run = Callable[..., HttpResponse]


def once(run: Run) -> Run:
    """Around every operation, before it looks at the request."""

    @functools.wraps(run)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key, token = request.headers.get(HEADER, ""), None
        if key and request.method == "POST":
            token = _token(request)
        if token is None:
            return run(request, *args, **kwargs)
        if len(key) > 200 or not (key.isascii() and key.isprintable()):
            mistake = Mistake(where=HEADER, what=_("Use up to 200 printable ASCII characters."))
            return problem(422, "invalid", mistake.what, [mistake])
        try:
            body_hash = _hash(request)
        except (SuspiciousOperation, MultiPartParserError):
            return run(request, *args, **kwargs)  # which finds the same, does nothing, and says why
        return _keep(token, key, request, body_hash, lambda: run(request, *args, **kwargs))

    return asked


def _keep(
    token: ApiToken, key: str, request: HttpRequest, body_hash: str, act: Callable[[], HttpResponse]
) -> HttpResponse:
    now = timezone.now()
    Asked.objects.filter(created_at__lt=now - KEPT).delete()
    what = f"{request.method} {request.path}"[:300]
    mine = _write_down(token, key, what, body_hash, now)
    if mine is None:
        return _again(token, key, what, body_hash)
    try:
        answer = act()
    except BaseException:
        mine.delete()
        raise
    if 200 <= answer.status_code < 300:
        Asked.objects.filter(pk=mine.pk).update(status=answer.status_code, answer=answer.content.decode())
    else:
        mine.delete()  # nothing was done, so the same key may be tried again
    return answer


def _write_down(token: ApiToken, key: str, what: str, body_hash: str, now: datetime) -> Asked | None:
    try:
        with transaction.atomic():
            return Asked.objects.create(token=token, key=key, what=what, body_hash=body_hash, created_at=now)
    except IntegrityError:
        return None


def _again(token: ApiToken, key: str, what: str, body_hash: str) -> HttpResponse:
    before = Asked.objects.filter(token=token, key=key).first()
    if before is None or before.status == 0:
        detail = _("The first request with this Idempotency-Key has not ended. Look what it did, or wait.")
        return problem(409, "in-progress", detail, headers={"Retry-After": "1"})
    if (before.what, before.body_hash) != (what, body_hash):
        mistake = Mistake(
            where=HEADER,
            what=_("This key was used for another request."),
            fix=_("Use a new key for every new request."),
        )
        return problem(422, "key-reused", mistake.what, [mistake])
    answer = HttpResponse(before.answer, status=before.status, content_type="application/json; charset=utf-8")
    answer["Idempotency-Replayed"] = "true"
    return answer


def _token(request: HttpRequest) -> ApiToken | None:
    """Whose key it is. An unknown token is refused by the operation itself."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return tokens.find(secret.strip(), timezone.now()) if kind.lower() == "bearer" else None


def _hash(request: HttpRequest) -> str:
    """Of what was sent. Keyed, because a body may hold credentials."""
    seal = hmac.new(settings.SECRET_KEY.encode(), request.GET.urlencode().encode(), hashlib.sha256)
    if request.content_type == "multipart/form-data":
        seal.update(repr(sorted(request.POST.lists())).encode("utf-8", "replace"))
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                seal.update(name.encode("utf-8", "replace") + b"\0")
                for chunk in file.chunks():  # never whole in the memory
                    seal.update(chunk)
                file.seek(0)
    else:
        seal.update(request.body)
    return seal.hexdigest()
