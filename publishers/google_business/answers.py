"""What Google says: `{error: {code, status, message, details}}` where it did not do it.

A post counts as out only with its name; Google looks at it afterwards, and may still refuse it.
"""

import re
from functools import partial
from typing import Any

from publishers import answers
from publishers.answer import Answer, read_moment
from publishers.answers import committed, trouble
from publishers.errors import Expired, PublisherError, Rejected, Sentence, Uncertain, Unclear
from publishers.errors import gettext_noop as _
from publishers.message import Receipt

NETWORK = "Google Business Profile"
object_of = partial(answers.object_of, network=NETWORK)
unreadable = partial(answers.unreadable, NETWORK)
NAME = re.compile(r"accounts/[^/]+/locations/[^/]+/localPosts/([\w-]+)")

NOT_APPROVED = _(
    "Google has not opened its Business Profile APIs to your project. Enable them there, and ask for access "
    "with Google's form. Google says: {reason}"
)
MAY_NOT = _(
    "Google does not let this account post for this location. Let an owner of the profile make it a manager, "
    "then sign in again. Google says: {reason}"
)
LOCATION_GONE = _("The location is no longer on Google, or no longer open to this account. Connect another.")
POST_GONE = _("The post is no longer on Google.")
REFUSED_LATER = _(
    "Google took the post and then refused it: it is against the rules for posts, such as one with a phone "
    "number. Change the words and plan it anew."
)
STILL_AT_IT = _("Google has the post and is still looking at it. It is not sent again before Google is done.")
REFUSED_STATE, AT_IT = "REJECTED", "PROCESSING"
CLOSED = ("has not been used", "is disabled", "service_disabled", "quota_limit_value': '0", "limit '0'")


def taken(answer: Answer, url: str) -> tuple[Receipt, str]:
    """Where our post is, and its state: Google looks at it afterwards. `url` is the location's page."""
    if not answer.ok:
        raise refusal(answer, Uncertain)
    post = committed(answer, NETWORK)
    found = receipt_of(post, url)
    if found is None:
        raise Uncertain(Sentence(_("Google answered without saying where the post is.")), code="no_name")
    return found, str(post.get("state") or "")


def receipt_of(post: dict[str, Any], url: str) -> Receipt | None:
    named = NAME.fullmatch(str(post.get("name") or ""))
    if named is None:
        return None
    shown = post.get("searchUrl")
    address = shown if isinstance(shown, str) and shown.startswith("https://") else url
    return Receipt(named[1], address, read_moment(post.get("createTime")))


def refusal(answer: Answer, unclear: Unclear) -> PublisherError:
    """What an answer that is no success means."""
    status, error = answer.status, answer.fields().get("error")
    said: dict[str, Any] = error if isinstance(error, dict) else {}
    code, reason = str(said.get("status") or status), _reason(said)
    values: dict[str, str | int] = {"network": NETWORK, "reason": reason or str(status), "status": status}
    if status in (403, 429) and any(one in str(said).lower() for one in CLOSED):
        return Expired(Sentence(NOT_APPROVED, values), code=code, is_certain=True)
    if status == 403:
        return Expired(Sentence(MAY_NOT, values), code=code, is_certain=True)
    if status == 404 and said:
        return Expired(Sentence(LOCATION_GONE), code=code, is_certain=True)
    if status == 409:
        return unclear(Sentence(_("{network} gave no clear answer (status {status})."), values), code=code)
    if status == 400 and reason:
        return Rejected(Sentence(_("{network} refused this: {reason}"), values), code=code)
    found = trouble(answer, NETWORK, unclear)
    found.code = code
    return found


def _reason(said: dict[str, Any]) -> str:
    """What is wrong with which field, where Google says it; else its sentence."""
    details = said.get("details")
    for detail in details if isinstance(details, list) else ():
        errors = detail.get("errorDetails") if isinstance(detail, dict) else None
        for one in errors if isinstance(errors, list) else ():
            if isinstance(one, dict) and isinstance(one.get("message"), str):
                return " ".join(one["message"].split())[:200]
    return " ".join(str(said.get("message") or "").split())[:200]
