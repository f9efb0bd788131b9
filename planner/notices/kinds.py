"""What people can be told of, and in which ways when they have said nothing else. Data."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    EMAIL = "email", _("E-mail")
    TELEGRAM = "telegram", _("Telegram")
    WEBHOOK = "webhook", _("Webhook")


class Pace(models.TextChoices):
    NOW = "now", _("At once")
    HOURLY = "hourly", _("Once an hour")
    DAILY = "daily", _("Once a day, at 9:00")


@dataclass(frozen=True, slots=True)
class Kind:
    """`is_sure` cannot be switched off: always in the product, and by one of e-mail and Telegram."""

    name: str
    title: Promise
    icon: str
    email: bool = True
    telegram: bool = True
    is_sure: bool = False
    says: Promise | None = None
    is_only_shown: bool = False  # told in the product alone: it says that another way failed


LIST = (
    Kind("review", _("Your answer is asked for"), "eye"),
    Kind("reminder", _("A deadline of yours comes near"), "alarm-clock"),
    Kind("late", _("A step is late, passed on or passed over"), "hourglass"),
    Kind("approved", _("A post of yours is approved"), "circle-check"),
    Kind("step_approved", _("One step said yes, others follow"), "check", email=False, telegram=False),
    Kind("changes", _("Changes are asked for"), "message-square-reply"),
    Kind("rejected", _("A post of yours is rejected"), "circle-slash"),
    Kind("void", _("An approval no longer counts"), "rotate-ccw"),
    Kind("unplanned", _("An approved post could not be put on the calendar"), "calendar-x", is_sure=True),
    Kind("urgent", _("Somebody used the urgent path"), "siren"),
    Kind("comment", _("Somebody wrote a comment"), "message-circle", telegram=False),
    Kind("mention", _("Somebody mentioned you"), "at-sign"),
    Kind("suggestion", _("Your suggestion was answered"), "pencil", email=False, telegram=False),
    Kind("assigned", _("A post is given to you"), "user"),
    Kind("failed", _("A post could not be published"), "circle-x", is_sure=True),
    Kind("missed", _("A post missed its time"), "clock-alert", is_sure=True),
    Kind("by_hand", _("It is time to publish a post by hand"), "hand-helping", is_sure=True),
    Kind("held", _("Nobody knows whether a post is out"), "hand", is_sure=True),
    Kind("blocked", _("A post is blocked"), "unplug", is_sure=True),
    Kind("letters", _("The letters of a newsletter do not go on"), "mail-warning", is_sure=True),
    Kind("gone", _("A post is gone from its network, or was changed there"), "circle-question-mark"),
    Kind("stale", _("Something that a post says is no longer so"), "sprout", telegram=False),
    Kind("channel", _("A channel has to be connected again"), "share-2", email=False),
    Kind("untold", _("Somebody could not be told"), "triangle-alert", is_sure=True, is_only_shown=True),
)  # fmt: skip

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in LIST}
CHOSEN = tuple(kind for kind in LIST if not kind.is_only_shown)  # those that people choose ways for


def is_sure(kind: str) -> bool:
    return KINDS[kind].is_sure
