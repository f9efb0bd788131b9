"""What WordPress says: `{code, message, data: {status}}` where it did not do it (REST API handbook).

A page without a code is not WordPress's own: something before it answered, such as a guard or a cache.
"""

from functools import partial
from typing import Any

from publishers import answers
from publishers.answer import Answer, read_moment
from publishers.answers import said, trouble
from publishers.errors import (
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
    Unreachable,
)
from publishers.errors import gettext_noop as _
from publishers.message import Receipt

NETWORK = "WordPress"
unreadable = partial(answers.unreadable, NETWORK)
OUT = {"publish", "private"}  # states of a post that readers, or some of them, can see
GONE = {"rest_post_invalid_id", "rest_already_trashed"}

NOT_LET_IN = _(
    "WordPress does not let us in. Check the user name and the application password. Some hosts keep the "
    "sign-in from WordPress: let yours pass the Authorization header on. WordPress says: {reason}"
)
MAY_NOT = _(
    "WordPress does not let this person do it. Give them the role Author or Editor. It says: {reason}"
)
NO_API = _("The site's REST API does not answer there. Is it switched off, or at another address?")
GUARDED = _("Something in front of WordPress refused the request (status {status}).")
MOVED = _("The site is at another address, {to}. Enter that one: redirects are not followed.")


def object_of(answer: Answer) -> dict[str, Any]:
    """The object that answers a question."""
    body = _body(answer)
    if not isinstance(body, dict):
        raise unreadable()
    return body


def list_of(answer: Answer) -> list[dict[str, Any]]:
    """The objects of a list that answers a question."""
    body = _body(answer)
    if not isinstance(body, list) or not all(isinstance(one, dict) for one in body):
        raise unreadable()
    return body


def receipt(answer: Answer, post: str) -> Receipt:
    """Where our post is, once it is published. Raises what an answer means that is no receipt."""
    if not answer.ok:
        raise refusal(answer, Uncertain)
    found = receipt_of(answer.fields(), answer)
    if found is None or found.id != post:
        raise Uncertain(
            Sentence(_("WordPress answered without saying that the post is out.")), code="no_post"
        )
    return found


def receipt_of(post: dict[str, Any], answer: Answer) -> Receipt | None:
    """Where a post is; None where it is not out."""
    number, link = post.get("id"), post.get("link")
    if type(number) is not int or number <= 0 or post.get("status") not in OUT:
        return None
    url = link if isinstance(link, str) and link.startswith(("https://", "http://")) else ""
    return Receipt(str(number), url, read_moment(post.get("date_gmt")), answer.date)


def refusal(answer: Answer, unclear: Unclear) -> PublisherError:
    """What an answer that is no success means."""
    code, status = code_of(answer), answer.status
    values: dict[str, str | int] = {"reason": said(answer) or status, "status": status}
    if status in (301, 302, 307, 308) and unclear is Unreachable:
        return Rejected(Sentence(MOVED, {"to": answer.headers.get("location", "")[:200]}), code=str(status))
    if status == 401:
        return Expired(Sentence(NOT_LET_IN, values), code=code or "401")
    if status == 403 and code:
        return Expired(Sentence(MAY_NOT, values), code=code, is_certain=True)
    if status == 403:
        return Expired(Sentence(GUARDED, values), code="403")
    if status == 404 and code in GONE:
        # The draft was deleted over there. Nothing is out, and the next try makes another.
        return Unreachable(Sentence(_("The draft is no longer in WordPress.")), code=code)
    if status == 404:
        return Expired(Sentence(NO_API), code=code or "404", is_certain=code == "rest_no_route")
    found = trouble(answer, NETWORK, unclear)
    found.code = code or found.code
    return found


def code_of(answer: Answer) -> str:
    """WordPress's own word for what is wrong; "" where WordPress did not answer itself."""
    code = answer.fields().get("code")
    return code if isinstance(code, str) else ""


def is_gone(answer: Answer) -> bool:
    """Is it deleted, or in the trash?"""
    return (answer.status in (404, 410) and code_of(answer) in GONE) or (
        answer.ok and answer.fields().get("status") == "trash"
    )


def _body(answer: Answer) -> Any:
    if not answer.ok:
        raise refusal(answer, Unreachable)
    try:
        return answer.json()
    except ValueError as error:
        raise unreadable() from error
