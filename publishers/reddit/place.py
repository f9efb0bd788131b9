"""A subreddit, and what it asks of a post."""

from typing import Any

from publishers.answers import unreadable
from publishers.errors import Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Account
from publishers.reddit.api import Api


def account(api: Api, name: str) -> Account:
    """The subreddit as this account sees it. Raises Rejected where there is none."""
    me = api.ask("/api/v1/me")
    who = str(me.get("name") or "") if isinstance(me, dict) else ""
    if not who:
        raise Unreachable(Sentence(_("Reddit did not say who we are.")), code="no_name")
    try:
        about = _data(api.ask(f"/r/{name}/about"))
    except Rejected as error:
        raise Rejected(
            Sentence(_("There is no subreddit r/{name} that this account sees."), {"name": name})
        ) from error
    shown = str(about.get("display_name") or name)
    rules = _rules(api, name)
    facts = {
        "user": who,
        "title_least": rules.get("title_text_min_length"),
        "title_most": rules.get("title_text_max_length"),
        "characters": rules.get("body_text_max_length"),
        "flair": "required" if rules.get("is_flair_required") else "",
        "words": "none" if about.get("submission_type") == "link" else "",
        "pictures": "none" if about.get("allow_images") is False else "",
    }
    return Account(
        shown.lower(),
        f"r/{shown}",
        str(about.get("title") or shown),
        f"https://www.reddit.com/r/{shown}/",
        tuple(sorted((key, str(value)) for key, value in facts.items() if value)),
    )


def subscribers(api: Api, name: str) -> int | None:
    count = _data(api.ask(f"/r/{name}/about")).get("subscribers")
    return count if isinstance(count, int) else None


def flair(api: Api, name: str, wanted: str) -> str:
    """The id of a flair by its words. Raises Rejected with those that are there."""
    found = api.ask(f"/r/{name}/api/link_flair_v2")
    known = {str(one.get("text")): str(one.get("id")) for one in found if isinstance(one, dict)}
    for words, number in known.items():
        if words.strip().lower() == wanted.strip().lower():
            return number
    values = {"flair": wanted, "names": ", ".join(known)[:300] or "–"}
    raise Rejected(
        Sentence(_("The subreddit has no flair “{flair}”. These are there: {names}."), values), code="flair"
    )


def _rules(api: Api, name: str) -> dict[str, Any]:
    try:
        found = api.ask(f"/api/v1/{name}/post_requirements")
    except Rejected:
        return {}
    return found if isinstance(found, dict) else {}


def _data(found: Any) -> dict[str, Any]:
    data = found.get("data") if isinstance(found, dict) else None
    if not isinstance(data, dict):
        raise unreadable("Reddit")
    return data
