"""How posts are doing: of a page in one request, of a person in one for each number of each post."""

from collections.abc import Sequence
from typing import Any

from publishers.linkedin.answers import elements_of, json_of
from publishers.linkedin.api import Api, listed, named
from publishers.linkedin.credentials import PAGE
from publishers.message import Reach

# What a page's statistics call a post, by the kind of its name.
PARAMETERS = {"share": "shares", "ugcPost": "ugcPosts"}
# LinkedIn docs, member post statistics; a post's kind there is share or ugc.
METRICS = {"views": "IMPRESSION", "likes": "REACTION", "reposts": "RESHARE", "replies": "COMMENT"}
ENTITIES = {"share": "share", "ugcPost": "ugc"}


def reach_of(api: Api, author: str, urns: Sequence[str]) -> dict[str, Reach]:
    """By post; one that is gone has none, nor has a comment. May be a day or two behind (unverified)."""
    posts = [urn for urn in urns if _kind(urn) in PARAMETERS]
    if author.startswith(PAGE):
        return _of_page(api, author, posts)
    found = ((urn, _of_member(api, urn)) for urn in posts)
    return {urn: reach for urn, reach in found if reach is not None}


def followers(api: Api, author: str) -> int | None:
    """Of a page. LinkedIn tells nobody how many follow a person."""
    if not author.startswith(PAGE):
        return None
    path = f"/rest/networkSizes/{named(author)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
    answer = api.ask("GET", path, kind="GET", right="rw_organization_admin")
    count = json_of(answer).get("firstDegreeSize")
    return count if type(count) is int and count >= 0 else None


def _of_page(api: Api, page: str, urns: Sequence[str]) -> dict[str, Reach]:
    found: dict[str, Reach] = {}
    for kind, parameter in PARAMETERS.items():
        asked = [urn for urn in urns if _kind(urn) == kind]
        if not asked:
            continue
        path = (
            "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
            f"&organizationalEntity={named(page)}&{parameter}={listed(asked)}"
        )
        for one in elements_of(api.ask("GET", path, kind="FINDER", right="rw_organization_admin")):
            if one.get(kind) in asked:
                found[str(one[kind])] = _reach(one.get("totalShareStatistics"))
    return found


def _reach(numbers: Any) -> Reach:
    known: dict[str, Any] = numbers if isinstance(numbers, dict) else {}

    def count(name: str) -> int | None:
        """LinkedIn counts likes that were taken back as less than none."""
        value = known.get(name)
        return max(value, 0) if type(value) is int else None

    return Reach(
        views=count("impressionCount"),
        likes=count("likeCount"),
        reposts=count("shareCount"),
        replies=count("commentCount"),
        clicks=count("clickCount"),
        reach=count("uniqueImpressionsCount"),
        raw=known,
    )


def _of_member(api: Api, urn: str) -> Reach | None:
    counts: dict[str, Any] = {}
    for name, metric in METRICS.items():
        path = (
            f"/rest/memberCreatorPostAnalytics?q=entity&entity=({ENTITIES[_kind(urn)]}:{named(urn)})"
            f"&queryType={metric}&aggregation=TOTAL"
        )
        answer = api.ask("GET", path, kind="FINDER", right="r_member_postAnalytics", or_missing=True)
        if answer.status == 404:
            return None
        elements = elements_of(answer)
        if elements and type(elements[0].get("count")) is int:
            counts[name] = elements[0]["count"]
    return Reach(**counts, raw=counts)


def _kind(urn: str) -> str:
    return urn.split(":")[2] if urn.count(":") == 3 else ""
