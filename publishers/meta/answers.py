"""What Meta's networks say: the numbers `error.code` and `error.error_subcode` mean something, words do not.

Numbers: Graph API error handling; Instagram Platform error codes (June 2026). Of those in NO, WAIT and PERSON
nothing was published; of any other we do not know, and a look tells.
"""

from typing import Any

from publishers import answers
from publishers.answer import Answer
from publishers.answers import unreadable
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
    Unreachable,
)
from publishers.errors import gettext_noop as _
from publishers.meta.usage import regained_in

NO_RIGHT, GONE, UNKNOWN = "no_right", "gone", "100"
MISSING = (100, 33)  # it is not there, or we may not see it; Meta also says so by accident
UNNAMED = 803  # an id that there is not

ENDED = _("The sign-in at {network} has ended. Sign in again.")
REMOVED = _("Our app was removed at {network}. Sign in again.")
PASSWORD = _("The password at {network} was changed. Sign in again.")
SHOW_YOURSELF = _(
    "{network} wants to know that it is you. Sign in there in a browser, then connect the channel again."
)
NOT_ACCEPTED = _("{network} no longer accepts our sign-in. Connect the channel again.")
TOKEN = (102, 190)
TOKENS = {
    458: REMOVED,
    459: SHOW_YOURSELF,
    460: PASSWORD,
    463: ENDED,
    464: SHOW_YOURSELF,
    467: ENDED,
}
MAY_NOT = _(
    "{network} does not let this app or this person post here. Look at the app's permissions and at the "
    "person's role, then connect the channel again. {network} says: {reason}"
)
NEEDS = _("{network} lets only apps with the right {right} do this. {network} says: {reason}")
RESTRICTED = _(
    "{network} has restricted this account. Open {network}, do what it asks for, then check the channel. "
    "It says: {reason}"
)
# Nothing goes out here before a person has acted.
PERSON = {
    2207050: RESTRICTED,
    2207051: RESTRICTED,  # “we restrict certain activity”
    4279013: RESTRICTED,
    1404078: RESTRICTED,  # Page Publishing Authorization
    4854002: RESTRICTED,  # confirm your identity
}
# Seconds to wait where Meta does not say. Quotas count the last 24 hours, so that room comes bit by bit.
WAIT = {
    4: 900, 9: 3600, 17: 900, 32: 900, 341: 3600, 368: 3600, 613: 900, 80001: 900, 80002: 900,
    1390008: 3600, 2207008: 30, 2207027: 30, 2207042: 3600, 9007: 30,
    2207020: 5,  # the container is too old; the next try makes another
}  # fmt: skip
# These words or pictures are refused, and would be again.
NO = {
    36000, 36001, 36003, 36004, 1366046, 1404102, 1609008, 2207004, 2207005, 2207006, 2207009, 2207010,
    2207023, 2207026, 2207028, 2207057,
}  # fmt: skip
# Facebook could not read the page behind the link. It may soon; the tries are counted, so it ends.
UNREAD_LINK = 1609005
NO_PREVIEW = _(
    "{network} cannot read the page behind the link. Look whether it opens for everybody, or leave the link "
    "in the text only."
)
DUPLICATES = {506, 1366051}
DUPLICATE = _("{network} has a post with these words already. Change the words.")


def committed(answer: Answer, network: str) -> dict[str, Any]:
    """The object that confirms a post. Raises what anything else means."""
    if not answer.ok:
        raise trouble(answer, network, Uncertain)
    return answers.committed(answer, network)


def published(answer: Answer, network: str) -> str:
    """The id of what is out now."""
    number = committed(answer, network).get("id")
    if not isinstance(number, str) or not number:
        raise Uncertain(
            Sentence(_("{network} answered without saying where the post is."), {"network": network}),
            code="no_id",
        )
    return number


def asked(answer: Answer, network: str, right: str = "") -> dict[str, Any]:
    """The object that answers a question. `right`: what was asked needs it, and no post hangs on it."""
    if not answer.ok:
        raise trouble(answer, network, Unreachable, right)
    body = answers.asked(answer, network)
    if not isinstance(body, dict):
        raise unreadable(network)
    return body


def trouble(answer: Answer, network: str, unclear: Unclear, right: str = "") -> PublisherError:
    """What an answer that is no success means."""
    error = error_of(answer)
    if error is None or answer.status == 429 or answer.status >= 500:
        return answers.trouble(answer, network, unclear)
    code, subcode = number_of(error, "code"), number_of(error, "error_subcode")
    values: dict[str, str | int] = {
        "network": network,
        "reason": said(error),
        "right": right,
        "code": f"{code}/{subcode}" if subcode else str(code),
    }
    known = _by_number(answer, (subcode, code), values)
    if known is not None:
        return known
    if code in TOKEN:
        return Expired(Sentence(TOKENS.get(subcode, NOT_ACCEPTED), values), code=str(values["code"]))
    if code in (3, 10) or 200 <= code < 300:
        if right:
            return Rejected(Sentence(NEEDS, values), code=NO_RIGHT)
        return Expired(Sentence(MAY_NOT, values), code=str(values["code"]), is_certain=True)
    if code == UNNAMED or (code, subcode) == MISSING:
        return unclear(Sentence(_("{network} does not find it: {reason}"), values), code=GONE)
    if code == 100 and not error.get("is_transient"):
        return Rejected(Sentence(_("{network} refused this: {reason}"), values), code=UNKNOWN)
    if answer.status == 401:
        return answers.trouble(answer, network, unclear)
    return unclear(
        Sentence(_("{network} did not do it ({code}): {reason}"), values), code=str(values["code"])
    )


def is_duplicate(trouble: PublisherError) -> bool:
    """Has it these words already? Those may be ours: what an earlier try made, whose answer was lost."""
    return any(str(number) in trouble.code.split("/") for number in DUPLICATES)


def error_of(answer: Answer) -> dict[str, Any] | None:
    error = answer.fields().get("error")
    return error if isinstance(error, dict) else None


def number_of(error: dict[str, Any], name: str) -> int:
    number = error.get(name)
    return number if type(number) is int else 0


def said(error: dict[str, Any]) -> str:
    """Meta's own words: those for people where there are some; short, one line."""
    words = error.get("error_user_msg") or error.get("message")
    if not isinstance(words, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:200]


def _by_number(
    answer: Answer, numbers: tuple[int, int], values: dict[str, str | int]
) -> PublisherError | None:
    """The subcode says more than the code, so it is asked first."""
    code = str(values["code"])
    for number in numbers:
        if number in PERSON:
            return Expired(Sentence(PERSON[number], values), code=code, is_certain=True)
        if number == UNREAD_LINK:
            return Busy(Sentence(NO_PREVIEW, values), retry_after=60, code=code)
        if number in WAIT:
            wait = regained_in(answer) or WAIT[number]
            said_so = Sentence(_("{network} asks us to wait before posting more."), values)
            return Busy(said_so, retry_after=min(wait, answers.LONGEST_WAIT), code=code)
        if number in NO:
            return Rejected(Sentence(_("{network} refused this: {reason}"), values), code=code)
        if number in DUPLICATES:
            return Rejected(Sentence(DUPLICATE, values), code=code)
    return None
