"""Will it go out? Asked of every delivery soon after planning, a day and an hour before its time.

Only looks: nothing here sends, moves or blocks anything. The gate decides at the last moment; this is so that
nobody learns there what could have been known a day earlier.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from planner import outside
from planner.ahead import link_looks, links, planned
from planner.channels import connect, tokens
from planner.deliveries import compose
from planner.deliveries.models import Delivery
from planner.history.models import WORKER
from planner.mailings import way_out
from planner.mailings.readers import has_readers
from planner.people.mail import about, tell
from planner.reviews import plans
from planner.reviews.models import Pin
from planner.rounds import Round
from planner.sentences import said
from publishers.errors import PublisherError, Sentence, gettext_noop
from publishers.message import Part, Payload

log = logging.getLogger("almanac.preflight")
AHEAD = (timedelta(hours=24), timedelta(hours=1))
MOST = 100  # deliveries in one round
ROUND = Round(30)  # networks and links are asked, and some of them are slow

CHANNEL = gettext_noop("The channel does not work: {why}")
CONNECT = gettext_noop("Connect it again before the time comes.")
SIGN_IN_ENDS = gettext_noop("The channel's sign-in ends before that, at {at} UTC.")
NOT_AGREED = gettext_noop("What would go out is not what was approved.")
AGREE = gettext_noop("Let somebody read and approve it again.")
NO_FILE = gettext_noop("The file of a picture is not there.")
BRING = gettext_noop("Upload the picture again and put it into the post.")
UNFETCHED = gettext_noop("The network fetches the picture from here, and nobody gets it: {why}.")
OPEN_UP = gettext_noop("Look whether the address in ALMANAC_URL can be reached from the internet.")
NO_READERS = gettext_noop("Nobody reads this newsletter yet, so no letter would leave.")
BRING_READERS = gettext_noop("Bring your readers, on the channel's page.")
DEAD_LINK = gettext_noop("The address {url} does not answer: {why}.")
MEND = gettext_noop("Open it, and correct or take out the link.")
TOO_MUCH = gettext_noop("The network takes {most} posts in {hours} hours, and this one is too many.")
MOVE = gettext_noop("Move it to {at} UTC or later.")


class Finding(models.Model):
    """Something that stands in the way of a delivery, or will look bad."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="findings")
    code = models.CharField(max_length=40)
    what = models.JSONField()  # {"template", "values"}
    fix = models.JSONField()
    is_blocking = models.BooleanField(default=True)
    found_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-is_blocking", "pk"]

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class Found:
    code: str
    what: Sentence | dict[str, Any]  # a kept one, where it holds another sentence
    fix: Sentence
    is_blocking: bool = True


def check_due(now: datetime) -> int:
    """Check what was planned since the last round, and what comes to a day or an hour before its time."""
    open_ = Delivery.objects.filter(state__in=("scheduled", "waiting"), part=0, due_at__gt=now)
    never = Q(preflight_at=None)
    again = Q(pk__in=[])
    for ahead in AHEAD:
        again |= Q(due_at__lte=now + ahead, preflight_at__lt=F("due_at") - ahead)
    rows = open_.filter(never | again).select_related("channel__workspace", "version", "post__author")
    looked = 0
    for delivery in ROUND.over(rows.order_by("due_at", "pk")[:MOST]):
        check(delivery, now)
        looked += 1
    return looked


def check(delivery: Delivery, now: datetime) -> list[Finding]:
    """Look at everything that can be known now, and keep what was found."""
    before = set(delivery.findings.filter(is_blocking=True).values_list("code", flat=True))
    found = [
        Finding(
            delivery=delivery,
            code=one.code,
            what=_kept(one.what),
            fix=_kept(one.fix),
            is_blocking=one.is_blocking,
            found_at=now,
        )
        for one in _look(delivery, now)
    ]
    with transaction.atomic():
        delivery.findings.all().delete()
        Finding.objects.bulk_create(found)
        Delivery.objects.filter(pk=delivery.pk).update(preflight_at=now)
        if new := [one for one in found if one.is_blocking and one.code not in before]:
            _tell(delivery, new)
    return found


def _look(delivery: Delivery, now: datetime) -> Iterator[Found]:
    try:
        payload = compose.payload_for(delivery.version, delivery.channel)
    except Exception:  # a look must not break on what the gate will say more exactly
        log.exception("delivery %s could not be rendered", delivery.pk)
        return
    yield from _problems(payload)
    yield from _channel(delivery, now)
    yield from _agreed(delivery, payload)
    yield from _files(payload)
    if has_readers(delivery.channel):
        yield from _readers(delivery)
    yield from _fetched([part for part in payload.parts if delivery.channel.kind.fetches(part)])
    yield from _links(delivery, payload, now)
    yield from _room(delivery, now)


def _problems(payload: Payload) -> Iterator[Found]:
    for problem in payload.problems:
        yield Found(problem.code, problem.what, problem.fix, problem.blocking)


def _channel(delivery: Delivery, now: datetime) -> Iterator[Found]:
    """Token and scopes: the network is asked, and a clear no asks the owner to connect again."""
    channel = delivery.channel
    why = channel.trouble if channel.state == "reconnect" else connect.ask(channel, WORKER, now)
    channel.refresh_from_db(fields=["state", "token_ends_at"])
    if why:
        is_over = channel.state == "reconnect"
        yield Found("channel", {"template": CHANNEL, "values": {"why": why}}, Sentence(CONNECT), is_over)
        return
    ends_at = tokens.ends_for_good(channel)
    if ends_at is not None and ends_at <= delivery.due_at:
        at = {"at": ends_at.strftime("%Y-%m-%d %H:%M")}
        yield Found("sign_in_ends", Sentence(SIGN_IN_ENDS, dict(at)), Sentence(CONNECT))


def _agreed(delivery: Delivery, payload: Payload) -> Iterator[Found]:
    pins = Pin.objects.filter(version=delivery.version_id, channel=delivery.channel_id)
    pin = pins.order_by("-at", "-pk").first()
    agreed = pin is not None and pin.digest == payload.digest()
    if not agreed and plans.needs_yes(delivery.post):
        yield Found("approval", Sentence(NOT_AGREED), Sentence(AGREE))


def _files(payload: Payload) -> Iterator[Found]:
    for image in (image for part in payload.parts for image in part.images):
        try:
            there = bool(image.read())
        except Exception:
            there = False
        if not there:
            yield Found("file", Sentence(NO_FILE), Sentence(BRING))
            return


def _readers(delivery: Delivery) -> Iterator[Found]:
    """Somebody must be there, and everybody must be able to leave."""
    if not delivery.channel.readers.filter(state="reads").exists():
        yield Found("no_readers", Sentence(NO_READERS), Sentence(BRING_READERS))
    if trouble := way_out.trouble(delivery.channel):
        yield Found("no_way_out", trouble, Sentence(way_out.BE_REACHED), is_blocking=False)


def _fetched(parts: Sequence[Part]) -> Iterator[Found]:
    """The network fetches the files: so do we, from outside, by the address that it will get."""
    for image in (image for part in parts for image in part.images if image.is_reachable):
        try:
            answer = outside.web().ask("GET", image.address(), max_bytes=image.size + 1)
            why = "" if answer.ok and len(answer.body) == image.size else str(answer.status)
        except PublisherError as trouble:
            why = str(trouble.sentence)
        if why:
            yield Found("unfetched", Sentence(UNFETCHED, {"why": why}), Sentence(OPEN_UP), is_blocking=False)
            return


def _links(delivery: Delivery, payload: Payload, now: datetime) -> Iterator[Found]:
    """Of a short link it is looked where it leads."""
    leads = compose.leads_of(delivery.version.content(), delivery.channel, delivery.post_id)
    addresses = list(dict.fromkeys(leads.get(one, one) for one in links.of(payload)))
    link_looks.look(addresses, outside.web(), now, believed=timedelta(hours=1))
    for url, why in link_looks.dead(addresses, now):
        values = {"url": url, "why": {"template": why, "values": {}}}
        yield Found("link", {"template": DEAD_LINK, "values": values}, Sentence(MEND), is_blocking=False)


def _room(delivery: Delivery, now: datetime) -> Iterator[Found]:
    over = planned.overflow_of(delivery, now)
    if over is not None:
        values: dict[str, str | int] = {"most": over.most, "hours": f"{over.seconds / 3600:g}"}
        at = {"at": over.free_at.strftime("%Y-%m-%d %H:%M")}
        yield Found("budget", Sentence(TOO_MUCH, values), Sentence(MOVE, dict(at)), is_blocking=False)


def _tell(delivery: Delivery, found: Sequence[Finding]) -> None:
    """Whoever wrote it, and the owners, hear of what will stop it; once for each trouble."""
    workspace = delivery.channel.workspace
    page = f"{settings.PUBLIC_URL}/w/{workspace.slug}/deliveries/{delivery.pk}/"
    owners = [one.user for one in workspace.memberships.filter(role="owner").select_related("user")]
    readers = {user.pk: user for user in [*owners, delivery.post.author] if user is not None}
    facts: dict[str, object] = {"title": delivery.version.name or "…", "channel": delivery.channel.name}
    for user in readers.values():
        tell(
            user.email,
            user.language,
            about(_("“%(title)s” will not go out on %(channel)s as it is"), **facts),
            *[format_lazy("{} {}", _Said(one.what), _Said(one.fix)) for one in found],
            page,
        )


class _Said:
    """A kept sentence in the language of whoever reads it."""

    def __init__(self, sentence: dict[str, Any]) -> None:
        self.sentence = sentence

    def __str__(self) -> str:
        return said(self.sentence)


def _kept(sentence: Sentence | dict[str, Any]) -> dict[str, Any]:
    if isinstance(sentence, dict):
        return sentence
    return {"template": sentence.template, "values": dict(sentence.values)}
