"""What a personal data server says, read strictly: a post is out only with its address and its cid."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from publishers import answers
from publishers.answer import Answer
from publishers.errors import (
    AlreadyThere,
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
from publishers.message import Account, Allowance, Reach, Receipt

NETWORK = "Bluesky"
WRITE_WINDOWS = ("w=3600", "w=86400")  # of RateLimit-Policy: those for writing, in points
POINTS = 3  # for a post (@atproto/pds, rate-limits: create 3, put 2, delete 1)
PICTURE, OLD_PICTURE = 2_000_000, 1_000_000  # bytes (lexicon app.bsky.embed.images, now and before 2026)
IMAGES, GALLERY = 4, 10  # pictures; a gallery may have 20, and clients are asked to keep to 10
BLOBS_LAST = 1_800.0  # seconds; an upload that no post uses is swept after an hour or more

# Tokens, and accounts that may not write now (@atproto/pds, auth-verifier; 400 for a token that has ended).
SIGN_IN = {"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", "AuthRequired", "BadJwt"}
CLOSED = {
    "AccountTakedown",
    "AccountDeactivated",
    "AccountSuspended",
    "AccountNotFound",
    "RepoTakendown",
    "RepoDeactivated",
    "RepoSuspended",
    "RepoNotFound",
}


def receipt(answer: Answer, rkey: str, created: datetime) -> Receipt:
    """What a commit's answer means. Raises what it means when it is no receipt."""
    if not answer.ok:
        raise trouble(answer, Uncertain, rkey)
    said = answers.committed(answer, NETWORK)
    cid, uri = said.get("cid"), said.get("uri")
    if not isinstance(cid, str) or not isinstance(uri, str) or not cid or not uri.endswith("/" + rkey):
        raise Uncertain(Sentence(_("Bluesky answered without saying where the post is.")), code="no_id")
    return Receipt(
        receipt_id(rkey, cid),
        page(uri),
        published_at=answer.date if "commit" in said else created,  # it was there before, since about then
        server_date=answer.date,
        allowance=_allowance(answer),
    )


def asked(answer: Answer) -> Any:
    """The JSON that answers a question or an upload."""
    if not answer.ok:
        raise trouble(answer, Unreachable)
    return answers.asked(answer, NETWORK)


def trouble(answer: Answer, unclear: Unclear, rkey: str = "") -> PublisherError:
    """What an answer that is not 2xx means: by the name of its error, then by its status."""
    name, reason = words(answer)
    values: dict[str, str | int] = {"reason": reason or name or str(answer.status)}
    if name == "InvalidSwap" and rkey:  # our own earlier record, written a little differently
        there = re.search(r"\b(baf[a-z2-7]{20,})", reason)
        return AlreadyThere(
            Sentence(_("This post is on Bluesky already.")),
            receipt_id=receipt_id(rkey, there.group(1)) if there else "",
            code=name,
        )
    if name in CLOSED:
        return Expired(
            Sentence(_("Bluesky has closed this account or does not know it: {reason}"), values), code=name
        )
    if name in SIGN_IN or answer.status == 401:
        return Expired(
            Sentence(
                _("Bluesky no longer accepts our sign-in. Connect the channel again with a new app password.")
            ),
            code=name or "401",
        )
    if name == "BlobNotFound":
        return Busy(
            Sentence(_("Bluesky has forgotten a picture; it is sent again.")),
            retry_after=BLOBS_LAST,
            code=name,
        )
    if answer.status == 413 or name in ("BlobTooLarge", "PayloadTooLarge"):
        return Rejected(
            Sentence(_("A picture is too heavy for this server of Bluesky's. Use a smaller copy of it.")),
            code=name or "413",
        )
    if answer.status == 429:
        return Busy(
            Sentence(_("Bluesky asks us to wait before posting more.")),
            retry_after=_wait(answer),
            code=name or "429",
        )
    if answer.status == 408 or not 400 <= answer.status < 500:
        return answers.trouble(answer, NETWORK, unclear)
    return Rejected(Sentence(_("Bluesky refused this: {reason}"), values), code=name or str(answer.status))


def account(who: Any, about: Any) -> Account:
    """The account, and what its server takes.

    Only servers of 2026 say how large an upload may be; older ones hold posts to the lexicons of their day,
    with pictures of 1 MB and no galleries.
    """
    did, handle = text_in(who, "did"), text_in(who, "handle")
    if not did:
        raise Unreachable(Sentence(_("This server does not answer as Bluesky does.")), code="not_bluesky")
    limit = about.get("blobUploadLimit") if isinstance(about, dict) else None
    if isinstance(limit, int) and limit > 0:
        facts = {"image_bytes": str(min(limit, PICTURE)), "images": str(GALLERY)}
    else:
        facts = {"image_bytes": str(OLD_PICTURE), "images": str(IMAGES)}
    name = "" if handle == "handle.invalid" else handle
    return Account(
        id=did,
        handle=f"@{name}" if name else did,
        name=name,
        url=f"https://bsky.app/profile/{did}",
        facts=tuple(sorted(facts.items())),
    )


def reaches(said: Any, ids: Mapping[str, str]) -> dict[str, Reach]:
    """The counts of posts by their receipt ids; `ids` are those by address. Bluesky counts no views."""
    posts = said.get("posts") if isinstance(said, dict) else None
    if not isinstance(posts, list):
        raise Unreachable(Sentence(_("This server does not answer as Bluesky does.")), code="not_bluesky")
    return {ids[uri]: _reach(post) for post in posts if (uri := text_in(post, "uri")) in ids}


def _reach(post: Mapping[str, Any]) -> Reach:
    def count(name: str) -> int | None:
        value = post.get(name)
        return value if type(value) is int and value >= 0 else None

    return Reach(
        likes=count("likeCount"),
        reposts=count("repostCount"),
        replies=count("replyCount"),
        quotes=count("quoteCount"),
        bookmarks=count("bookmarkCount"),
        raw={name: value for name, value in post.items() if name.endswith("Count")},
    )


def followers(profile: Any) -> int | None:
    count = profile.get("followersCount") if isinstance(profile, dict) else None
    return count if type(count) is int and count >= 0 else None


def words(answer: Answer) -> tuple[str, str]:
    """The name of the error and what is said about it; both short, both on one line."""
    try:
        body = answer.json()
    except ValueError:
        return "", ""
    if not isinstance(body, dict):
        return "", ""
    name, reason = (_line(body.get(part)) for part in ("error", "message"))
    return name if re.fullmatch(r"\w{1,60}", name) else "", reason


def receipt_id(rkey: str, cid: str) -> str:
    """A post's name in its repository and its fingerprint: an answer to it must give both."""
    return f"{rkey}/{cid}"


def page(uri: str) -> str:
    """Where people read it: at://did/app.bsky.feed.post/rkey as a page of the app."""
    did, _collection, rkey = [*uri.removeprefix("at://").split("/"), "", ""][:3]
    return f"https://bsky.app/profile/{did}/post/{rkey}"


def text_in(value: Any, *names: str) -> str:
    """The string at the end of these names; "" where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _allowance(answer: Answer) -> Allowance | None:
    """How many more posts, where the answer's bound is the one for writing."""
    policy = answer.headers.get("ratelimit-policy", "").replace(" ", "")
    left, reset = answer.headers.get("ratelimit-remaining", ""), _reset(answer)
    if reset is None or not left.isdecimal() or not policy.endswith(WRITE_WINDOWS):
        return None
    return Allowance(int(left) // POINTS, reset)


def _wait(answer: Answer) -> float | None:
    """Seconds, 0 to 3600: of Retry-After, or until the bound is counted anew."""
    seconds, reset = answers.retry_after(answer), _reset(answer)
    if seconds is None and reset is not None:
        seconds = (reset - (answer.date or datetime.now(UTC))).total_seconds()
        seconds = min(seconds, answers.LONGEST_WAIT) if seconds >= 0 else None
    return seconds


def _reset(answer: Answer) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(answer.headers["ratelimit-reset"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def _line(text: Any) -> str:
    if not isinstance(text, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
