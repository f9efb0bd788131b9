"""Editing a post: X makes a new one that takes the place of the old one."""

from typing import TYPE_CHECKING, Any

from publishers.errors import Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Part, Receipt
from publishers.x import answers

if TYPE_CHECKING:
    from publishers.x.client import Signed

FIELDS = ["edit_controls", "attachments"]


def edit_post(signed: "Signed", receipt_id: str, part: Part, handle: str) -> Receipt:
    """Look first whether X still lets it be edited; and name its pictures again, so that they stay."""
    found = answers.asked(signed.ask(lambda client: client.get_tweets([receipt_id], tweet_fields=FIELDS)))
    posts = found.get("data")
    post = posts[0] if isinstance(posts, list) and posts else None
    controls = answers.inside(post, "edit_controls")
    if post is None or controls.get("is_edit_eligible") is False or controls.get("edits_remaining") == 0:
        raise Rejected(Sentence(_("X no longer lets this post be edited.")), code="not_editable")
    pictures = answers.inside(post, "attachments").get("media_keys") or ()
    ids = [str(key).partition("_")[2] for key in pictures]  # "3_" and the number of the picture

    def create(client: Any) -> object:
        return client.create_tweet(text=part.text, media_ids=ids or None)

    more = {"edit_options": {"previous_post_id": receipt_id}}
    return answers.receipt(signed.commit(create, None, **more), handle)
