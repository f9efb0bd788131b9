"""What Ghost says: `{errors: [{message, context, type, code}]}` where it did not do it (Admin API docs)."""

from functools import partial
from typing import Any

from publishers import answers
from publishers.answer import Answer, read_moment
from publishers.answers import said, trouble
from publishers.errors import Expired, PublisherError, Rejected, Sentence, Uncertain, Unclear, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Receipt

NETWORK = "Ghost"
unreadable = partial(answers.unreadable, NETWORK)
OUT = {"published", "sent"}  # “sent” is a post that went out by e-mail alone
NOT_FOUND = "NotFoundError"

NOT_LET_IN = _(
    "Ghost does not let us in. Copy the Admin API key again, and see that the clock here is right. "
    "Ghost says: {reason}"
)
MAY_NOT = _("Ghost does not let this integration do it. Ghost says: {reason}")
NO_GHOST = _("Ghost's Admin API does not answer at this address.")
MOVED = _("Ghost is at another address, {to}. Enter that one: redirects are not followed.")
CHANGED = _("The post was changed in Ghost in the meantime.")


def objects_of(answer: Answer, name: str = "posts") -> list[dict[str, Any]]:
    """The objects that answer a question."""
    found = body_of(answer).get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise unreadable()
    return found


def post_of(answer: Answer) -> dict[str, Any]:
    """The one post that was asked for; with an id, a slug and the moment of its last change."""
    found = objects_of(answer)
    if len(found) != 1 or not all(_text(found[0], name) for name in ("id", "slug", "updated_at")):
        raise unreadable()
    return found[0]


def body_of(answer: Answer) -> dict[str, Any]:
    if not answer.ok:
        raise refusal(answer, Unreachable)
    try:
        body = answer.json()
    except ValueError as error:
        raise unreadable() from error
    if not isinstance(body, dict):
        raise unreadable()
    return body


def receipt(answer: Answer, post: str) -> Receipt:
    """Where our post is, once it is published. Raises what an answer means that is no receipt."""
    if not answer.ok:
        raise refusal(answer, Uncertain)
    posts = answer.fields().get("posts")
    first = posts[0] if isinstance(posts, list) and posts and isinstance(posts[0], dict) else {}
    found = receipt_of(first, answer)
    if found is None or found.id != post:
        raise Uncertain(Sentence(_("Ghost answered without saying that the post is out.")), code="no_post")
    return found


def receipt_of(post: dict[str, Any], answer: Answer) -> Receipt | None:
    """Where a post is; None where it is not out."""
    if not _text(post, "id") or post.get("status") not in OUT:
        return None
    url = _text(post, "url")
    at = read_moment(post.get("published_at"))
    return Receipt(post["id"], url if url.startswith(("https://", "http://")) else "", at, answer.date)


def refusal(answer: Answer, unclear: Unclear) -> PublisherError:
    """What an answer that is no success means."""
    error, status = _error(answer), answer.status
    code = _text(error, "code") or _text(error, "type") or str(status)
    values: dict[str, str | int] = {"reason": said(answer) or status}
    if status in (301, 302, 307, 308) and unclear is Unreachable:
        return Rejected(Sentence(MOVED, {"to": answer.headers.get("location", "")[:200]}), code=str(status))
    if status == 401 or "JWT" in code or code == "MISSING_ADMIN_API_KID":
        return Expired(Sentence(NOT_LET_IN, values), code=code)
    if status == 403:
        return Expired(Sentence(MAY_NOT, values), code=code, is_certain=bool(error))
    if status == 404 and is_gone(answer):
        # The draft was deleted over there. Nothing is out, and the next try makes another.
        return Unreachable(Sentence(_("The draft is no longer in Ghost.")), code=code)
    if status == 404:
        return Expired(Sentence(NO_GHOST), code=code)
    if status == 409:  # by somebody else, or by an earlier try of ours: a look tells
        return unclear(Sentence(CHANGED), code=code)
    found = trouble(answer, NETWORK, unclear)
    found.code = code
    return found


def is_gone(answer: Answer) -> bool:
    return answer.status == 404 and _text(_error(answer), "type") == NOT_FOUND


def _error(answer: Answer) -> dict[str, Any]:
    errors = answer.fields().get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    return first if isinstance(first, dict) else {}


def _text(what: dict[str, Any], name: str) -> str:
    found = what.get(name)
    return found if isinstance(found, str) else ""
