"""Which addresses a post names: read from its words whenever these are new."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from planner.ahead import links
from planner.freshness.models import LinkCheck, LinkUse
from planner.posts.models import Post
from planner.posts.versions import Version

MOST = 20  # addresses of one post
LONGEST = 2000  # characters of an address


def name_addresses(posts: Sequence[Post], now: datetime) -> None:
    """Bring what is kept of these posts of one workspace up to their newest words. Asks nobody."""
    heads = {post.newest.pk: post for post in posts if _is_new(post)}
    if not heads:
        return
    wanted: dict[int, dict[str, str]] = {}
    for version in Version.objects.filter(pk__in=heads).prefetch_related("variants"):
        wanted[heads[version.pk].pk] = {links.print_of(one): one for one in addresses_of(version)}
    checks = _checks(
        posts[0].workspace_id, {p: a for those in wanted.values() for p, a in those.items()}, now
    )
    there = {
        (use.post_id, use.check_of_id): use for use in LinkUse.objects.filter(post__in=[p.pk for p in posts])
    }
    gone = {use.pk for (post, _check), use in there.items() if post in wanted}
    made: list[LinkUse] = []
    for post in heads.values():
        for print_ in wanted.get(post.pk, ()):
            check = checks[print_]
            if (use := there.get((post.pk, check.pk))) is not None:
                gone.discard(use.pk)
            else:
                made.append(LinkUse(post=post, version_id=post.newest.pk, check_of=check))
    LinkUse.objects.filter(pk__in=gone).delete()
    LinkUse.objects.bulk_create(made, ignore_conflicts=True)


def addresses_of(version: Version) -> list[str]:
    """Every web address in its words, in any channel's own words and on its card, once."""
    return list(dict.fromkeys(one for one in _all_of(version) if len(one) <= LONGEST and _host(one)))[:MOST]


def _all_of(version: Version) -> Iterator[str]:
    for text in (version.text, *(variant.text or "" for variant in version.wordings)):
        yield from links.in_text(text)
    if version.card and version.card.get("url", "").startswith(("http://", "https://")):
        yield version.card["url"]


def _is_new(post: Post) -> bool:
    """Its words are others than those that were judged last."""
    judged = getattr(post, "judged", None)
    return judged is None or judged.version_id != post.head_id


def _checks(workspace_id: int, addresses: dict[str, str], now: datetime) -> dict[str, LinkCheck]:
    """The rows of these addresses, made where they are new: those are looked at soon."""
    mine = LinkCheck.objects.filter(workspace=workspace_id, print__in=addresses)
    known = set(mine.values_list("print", flat=True))
    LinkCheck.objects.bulk_create(
        [
            LinkCheck(workspace_id=workspace_id, print=print_, address=one, host=_host(one), next_at=now)
            for print_, one in addresses.items()
            if print_ not in known
        ],
        ignore_conflicts=True,
    )
    return {one.print: one for one in mine.all()}


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:255]
    except ValueError:
        return ""
