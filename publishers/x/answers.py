"""What X says, read strictly: a post counts as out only with its number in the answer."""

import html
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from publishers import answers
from publishers.answer import Answer
from publishers.answers import committed, trouble
from publishers.errors import (
    AlreadyThere,
    Busy,
    Challenge,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
    Unreachable,
)
from publishers.errors import gettext_noop as _
from publishers.message import Account, Allowance, Reach, Receipt

NETWORK = "X"
unreadable = partial(answers.unreadable, NETWORK)
PREMIUM = {"Premium", "PremiumPlus"}  # whose posts may be long
PREMIUM_CHARACTERS = 25_000
SNOWFLAKES_SINCE = 1_288_834_974_657  # milliseconds since 1970: X's numbers hold the moment they were made
FIRST_SNOWFLAKE = 1 << 50


def receipt(answer: Answer, handle: str) -> Receipt:
    """What the answer to a post means. Raises what it means when it is no receipt."""
    if not answer.ok:
        raise refusal(answer, Uncertain)
    number = inside(committed(answer, NETWORK), "data").get("id")
    if not isinstance(number, str) or not number.isdecimal():
        raise Uncertain(Sentence(_("X answered without saying where the post is.")), code="no_id")
    return Receipt(
        id=number,
        url=address_of(number, handle),
        published_at=moment_of(number),
        server_date=answer.date,
        allowance=allowance(answer),
    )


def asked(answer: Answer) -> dict[str, Any]:
    """The JSON object that answers a question or an upload."""
    if not answer.ok:
        raise refusal(answer, Unreachable)
    try:
        body = answer.json() if answer.body else {}
    except ValueError as error:
        raise unreadable() from error
    if not isinstance(body, dict):
        raise unreadable()
    return body


def refusal(answer: Answer, unclear: Unclear) -> PublisherError:
    """What an answer that is no success means. X tells its refusals apart by type and by prose."""
    problem = _problem(answer)
    reason, words = (
        said(problem),
        f"{problem.get('type', '')} {said(problem)} {problem.get('title', '')}".lower(),
    )
    values: dict[str, str | int] = {"network": NETWORK, "reason": reason, "status": answer.status}
    if answer.status == 402 or (400 <= answer.status < 500 and "creditsdepleted" in words):
        return Expired(
            Sentence(_("The credits of your app at X are used up. Buy some at console.x.com.")),
            code="402",
            is_certain=True,
        )
    if 400 <= answer.status < 500 and "usage-capped" in words:
        return Expired(
            Sentence(_("Your app at X has reached its monthly cap. Raise it at console.x.com.")),
            code="usage-capped",
            is_certain=True,
        )
    if answer.status == 403:
        return _forbidden(problem, words, values)
    if 400 <= answer.status < 500 and answer.status not in (401, 408, 429) and reason:
        return Rejected(Sentence(_("{network} refused this: {reason}"), values), code=str(answer.status))
    return trouble(answer, NETWORK, unclear)


def _forbidden(problem: Mapping[str, Any], words: str, values: dict[str, str | int]) -> PublisherError:
    if "duplicate content" in words:
        return AlreadyThere(Sentence(_("X has a post with these words already.")), code="duplicate")
    if problem.get("code") == 385 or "deleted or not visible" in words:
        # Right after a post, its reply may come before X knows it (plhery/node-twitter-api-v2#366).
        return Busy(
            Sentence(_("X does not know the post above yet.")), retry_after=5, code="parent_not_visible"
        )
    if "temporarily locked" in words or "log in to" in words:
        return Challenge(
            Sentence(_("X wants you to sign in at x.com and confirm that it is you.")), code="locked"
        )
    if "suspended" in words:
        sentence = Sentence(_("X has suspended this account or app: {reason}"), values)
        return Expired(sentence, code="suspended", is_certain=True)
    if "client-forbidden" in words or "app permissions" in words or "unsupported authentication" in words:
        return Expired(
            Sentence(
                _(
                    "Your app at X may not do this. Give it “Read and write” at console.x.com, then connect "
                    "the channel again. X says: {reason}"
                ),
                values,
            ),
            code="client-forbidden",
            is_certain=True,
        )
    if values["reason"]:
        return Rejected(Sentence(_("{network} refused this: {reason}"), values), code="403")
    return Rejected(Sentence(_("{network} refused this (status {status})."), values), code="403")


def said(problem: Mapping[str, Any]) -> str:
    """X's own words about what is wrong, the most exact ones first: short, one line."""
    errors = problem.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    for text in (first.get("message"), first.get("detail"), problem.get("detail"), problem.get("title")):
        if isinstance(text, str) and text.strip():
            return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
    return ""


def allowance(answer: Answer) -> Allowance | None:
    """How many more requests of this kind X takes, and when it counts anew."""
    try:
        left = int(answer.headers["x-rate-limit-remaining"])
        return Allowance(left, datetime.fromtimestamp(int(answer.headers["x-rate-limit-reset"]), UTC))
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def account(answer: Answer) -> Account:
    who = inside(asked(answer), "data")
    number, name = who.get("id"), who.get("username")
    if not isinstance(number, str) or not isinstance(name, str):
        raise unreadable()
    premium = who.get("subscription_type") in PREMIUM
    return Account(
        id=number,
        handle=f"@{name}",
        name=str(who.get("name") or name),
        url=f"https://x.com/{name}",
        facts=(("characters", str(PREMIUM_CHARACTERS)),) if premium else (),
    )


def reach(post: Mapping[str, Any]) -> Reach:
    """X renamed some of its numbers in 2026, and answers with either name."""
    numbers = inside(post, "public_metrics")

    def count(*names: str) -> int | None:
        return next((numbers[name] for name in names if type(numbers.get(name)) is int), None)

    return Reach(
        views=count("impression_count"),
        likes=count("like_count"),
        reposts=count("retweet_count", "repost_count"),
        replies=count("reply_count"),
        quotes=count("quote_count"),
        bookmarks=count("bookmark_count"),
        edited_at=_edited_at(post),
        raw=numbers,
    )


def followers(answer: Answer) -> int | None:
    count = inside(inside(asked(answer), "data"), "public_metrics").get("followers_count")
    return count if type(count) is int else None


def _edited_at(post: Mapping[str, Any]) -> datetime | None:
    """An edit is a post of its own with a later id, and an id tells its time."""
    ids = post.get("edit_history_tweet_ids")
    if not isinstance(ids, list) or len(ids) < 2 or not all(str(one).isdigit() for one in ids):
        return None
    return moment_of(str(max(int(one) for one in ids)))


def words_of(post: Mapping[str, Any]) -> str:
    """What a post says: all of a long one, and without X's own short addresses."""
    note = inside(post, "note_tweet") or inside(post, "note_post")
    text, entities = note.get("text") or post.get("text") or "", note.get("entities") or post.get("entities")
    if not isinstance(text, str):
        return ""
    text = html.unescape(text)
    urls = entities.get("urls") if isinstance(entities, dict) else None
    for url in urls if isinstance(urls, list) else ():
        short, full = url.get("url"), url.get("expanded_url")
        if isinstance(short, str) and short and isinstance(full, str):
            # The post's own picture has an address in the text that nobody wrote.
            own = "media_key" in url or full.partition("/status/")[2].startswith(f"{post.get('id')}/")
            text = text.replace(short, "" if own else full)
    return text.strip()


def parent_of(post: Mapping[str, Any]) -> str:
    """The number of the post that this one answers; "" where it answers none."""
    for above in post.get("referenced_tweets") or post.get("referenced_posts") or ():
        if isinstance(above, dict) and above.get("type") == "replied_to":
            return str(above.get("id", ""))
    return ""


def inside(value: Any, name: str) -> dict[str, Any]:
    """The object of this name in another; empty where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def address_of(number: str, handle: str) -> str:
    return f"https://x.com/{handle.removeprefix('@') or 'i'}/status/{number}"


def moment_of(number: str) -> datetime | None:
    """When X made this number; None for one that holds no moment."""
    if not number.isdecimal() or not FIRST_SNOWFLAKE < int(number) < 1 << 63:
        return None
    milliseconds = (int(number) >> 22) + SNOWFLAKES_SINCE
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


def _problem(answer: Answer) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
