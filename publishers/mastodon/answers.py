"""What Mastodon says, read strictly: a post counts as out only with its id in the answer."""

from collections.abc import Mapping
from typing import Any

from publishers.answer import Answer, read_moment
from publishers.answers import committed, said
from publishers.errors import Busy, Expired, Sentence, Uncertain, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Account, Reach, Receipt

__all__ = ["Answer", "account", "reach", "receipt", "status_receipt"]

NETWORK = "Mastodon"


def receipt(answer: Answer) -> Receipt:
    """What a commit's answer means. Raises what it means when it is no receipt."""
    if answer.status == 422 and "not finished processing" in said(answer).lower():
        raise Busy(
            Sentence(_("Mastodon is still working on the pictures.")),
            retry_after=5,
            code="media_processing",
            is_working=True,
        )
    if answer.status == 403:
        raise Expired(
            Sentence(
                _("Mastodon does not let this account post: {reason}"), {"reason": said(answer) or "403"}
            ),
            code="403",
        )
    found = status_receipt(committed(answer, NETWORK), answer)
    if found is None:
        raise Uncertain(Sentence(_("Mastodon answered without saying where the post is.")), code="no_id")
    return found


def status_receipt(status: Mapping[str, Any], answer: Answer) -> Receipt | None:
    """Where a status is; None where it has no id."""
    number = status.get("id")
    if not isinstance(number, str) or not number.strip():
        return None
    url = status.get("url") or status.get("uri") or ""
    return Receipt(
        id=number,
        url=url if isinstance(url, str) and url.startswith(("http://", "https://")) else "",
        published_at=read_moment(status.get("created_at")),
        server_date=answer.date,
    )


def account(who: Any, about: Any) -> Account:
    """The account and its server's own limits."""
    if not isinstance(who, dict) or not isinstance(who.get("id"), str):
        raise Unreachable(Sentence(_("This server does not answer as Mastodon does.")), code="not_mastodon")
    configuration = _inside(about, "configuration")
    statuses = _inside(configuration, "statuses")
    media = _inside(configuration, "media_attachments")
    facts = {
        "characters": statuses.get("max_characters"),
        "images": statuses.get("max_media_attachments"),
        "per_url": statuses.get("characters_reserved_per_url"),
        "alt_characters": media.get("description_limit"),
        "image_bytes": media.get("image_size_limit"),
        "image_pixels": media.get("image_matrix_limit"),
        "video_bytes": media.get("video_size_limit"),
    }
    return Account(
        id=who["id"],
        handle=f"@{who.get('acct', '')}@{_inside(about).get('domain', '')}".rstrip("@"),
        name=str(who.get("display_name") or who.get("username") or ""),
        url=str(who.get("url") or ""),
        facts=tuple(
            (name, str(value)) for name, value in sorted(facts.items()) if type(value) is int and value > 0
        ),
    )


def reach(status: Any) -> Reach:
    """Mastodon does not count views."""

    def count(name: str) -> int | None:
        value = status.get(name) if isinstance(status, dict) else None
        return value if type(value) is int else None

    counts = ("favourites_count", "reblogs_count", "replies_count", "quotes_count")
    return Reach(
        likes=count("favourites_count"),
        reposts=count("reblogs_count"),
        replies=count("replies_count"),
        quotes=count("quotes_count"),
        edited_at=read_moment(str(status.get("edited_at") or "")) if isinstance(status, dict) else None,
        raw={name: count(name) for name in counts if count(name) is not None},
    )


def followers(who: Any) -> int | None:
    count = who.get("followers_count") if isinstance(who, dict) else None
    return count if type(count) is int and count >= 0 else None


def reaches(statuses: Any) -> dict[str, Reach]:
    """Of several statuses, by their ids; one that is gone is not among them."""
    if not isinstance(statuses, list):
        raise Unreachable(Sentence(_("This server does not answer as Mastodon does.")), code="not_a_list")
    return {str(one["id"]): reach(one) for one in statuses if isinstance(one, dict) and "id" in one}


def _inside(value: Any, *names: str) -> dict[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
