"""What Pinterest says: `{code, message}` where it did not do it. A pin counts as out only with its number."""

from functools import partial
from typing import Any

from publishers import answers
from publishers.answer import Answer, read_moment
from publishers.answers import LONGEST_WAIT, committed, said, trouble
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
)
from publishers.errors import gettext_noop as _
from publishers.message import Receipt
from publishers.pinterest.credentials import SITE

NETWORK = "Pinterest"
object_of = partial(answers.object_of, network=NETWORK)
unreadable = partial(answers.unreadable, NETWORK)

TRIAL = _(
    "Your app has only trial access, so Pinterest does not let it make pins. Ask for standard access at "
    "developers.pinterest.com. Pinterest says: {reason}"
)
MAY_NOT = _(
    "Pinterest does not let this app or this account do that. Look at the app's access and at the board, "
    "then connect the channel again. Pinterest says: {reason}"
)
NEEDS = _("Pinterest has not opened this to your app or account. It says: {reason}")
BLOCKED = _("Pinterest takes this link or these words for spam. It says: {reason}")
BOARD_GONE = _("The board is no longer on Pinterest, or no longer open to this account. Connect another.")
SECTION_GONE = _("The board has no such section. Choose another, or none.")
PIN_GONE = _("The pin is no longer on Pinterest.")
LINK_SILENT = _("Pinterest could not reach the address that the pin leads to. We try again later.")
LATER = 300.0  # seconds
SPAM = ("spam", "blocked this")


def receipt(answer: Answer) -> Receipt:
    """Where our pin is. Raises what an answer means that is no receipt."""
    if not answer.ok:
        raise refusal(answer, Uncertain)
    pin = committed(answer, NETWORK)
    number = pin.get("id")
    if not isinstance(number, str) or not number.isdecimal():
        raise Uncertain(Sentence(_("Pinterest answered without saying where the pin is.")), code="no_id")
    return Receipt(number, address(number), read_moment(pin.get("created_at")), answer.date)


def address(pin: str) -> str:
    return f"{SITE}/pin/{pin}/"


def items_of(answer: Answer) -> list[dict[str, Any]]:
    """The objects of a page of a list."""
    items = object_of(answer).get("items")
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise unreadable()
    return items


def gone() -> Rejected:
    return Rejected(Sentence(PIN_GONE), code="404")


def refusal(answer: Answer, unclear: Unclear, *, is_extra: bool = False) -> PublisherError:
    """What an answer that is no success means. `is_extra`: no post hangs on what was asked."""
    status, reason = answer.status, said(answer)
    number = answer.fields().get("code")
    code = str(number) if type(number) is int else str(status)
    values: dict[str, str | int] = {"network": NETWORK, "reason": reason or str(status), "status": status}
    if status == 403:
        return _forbidden(values, code, is_extra)
    if status == 404 and reason:
        if "section" in reason.lower():
            return Rejected(Sentence(SECTION_GONE), code=code)
        return Expired(Sentence(BOARD_GONE), code=code, is_certain=True)
    if status == 400 and "unable to reach the url" in reason.lower():
        return Busy(Sentence(LINK_SILENT), retry_after=LATER, code=code)
    if status == 409:
        return unclear(Sentence(_("{network} gave no clear answer (status {status})."), values), code=code)
    found = trouble(answer, NETWORK, unclear)
    found.code = code
    if isinstance(found, Busy) and found.retry_after is None:
        found.retry_after = _reset(answer)
    return found


def _forbidden(values: dict[str, str | int], code: str, is_extra: bool) -> PublisherError:
    words = str(values["reason"]).lower()
    if "trial access" in words:
        return Expired(Sentence(TRIAL, values), code=code, is_certain=True)
    if any(one in words for one in SPAM):
        return Rejected(Sentence(BLOCKED, values), code=code)
    if is_extra:
        return Rejected(Sentence(NEEDS, values), code=code)
    return Expired(Sentence(MAY_NOT, values), code=code, is_certain=True)


def _reset(answer: Answer) -> float | None:
    """Seconds until requests count anew, as X-RateLimit-Reset says it; at most LONGEST_WAIT."""
    text = answer.headers.get("x-ratelimit-reset", "").strip()
    return min(float(text), LONGEST_WAIT) if text.isdecimal() and len(text) < 8 else None
