"""Posts that say what another said on the same channel not long before. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from planner.posts.likeness import alike, links, shingles
from planner.schedule.noticing import Said

APART = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Repeat:
    """Posts of which each is like another of them, in the order of their times; the last is still ahead."""

    posts: tuple[Said, ...]
    channels: tuple[int, ...]
    link: str = ""  # where all of them lead, if that is all they share


def repeats(texts: Sequence[Said], now: datetime) -> list[Repeat]:
    """The repeats among these of which one at least is still to go out. What says the same is told once."""
    pairs = [pair for pair in _same_words(texts) if _counts(*pair)]
    found = [Repeat(*group) for group in _groups(pairs)]
    told = {post.post_id for repeat in found for post in repeat.posts}
    for link, those in _by_link(texts).items():
        near = [(a, b) for a, b in pairwise(those) if _counts(a, b) and not {a.post_id, b.post_id} <= told]
        found += [Repeat(*group, link=link) for group in _groups(near)]
    ahead = [repeat for repeat in _joined(found) if repeat.posts[-1].at > now]
    return sorted(ahead, key=lambda repeat: (next(p.at for p in repeat.posts if p.at > now), repeat.link))


def _same_words(texts: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Posts share their words between channels, so each text is looked at once."""
    by_text: defaultdict[str, list[Said]] = defaultdict(list)
    for one in texts:
        by_text[one.text].append(one)
    sets = {text: shingles(text) for text in by_text}
    for text, those in by_text.items():
        if sets[text]:
            yield from _each_with_each(those, those)
    for a, b, _likeness in alike(sets):
        yield from _each_with_each(by_text[a], by_text[b])


def _each_with_each(some: list[Said], others: list[Said]) -> Iterator[tuple[Said, Said]]:
    """Neighbours in time on each channel: of ten that say the same nine pairs are enough."""
    channels = {one.channel_id for one in some} & {one.channel_id for one in others}
    for channel in channels:
        there = {one.post_id: one for one in (*some, *others) if one.channel_id == channel}
        in_order = sorted(there.values(), key=lambda one: (one.at, one.post_id))
        yield from pairwise(in_order)


def _by_link(texts: Iterable[Said]) -> dict[str, list[Said]]:
    """Posts that lead to the same page, by page and channel, in the order of their times."""
    found: defaultdict[tuple[str, int], list[Said]] = defaultdict(list)
    for one in texts:
        for link in links(one.text):
            found[link, one.channel_id].append(one)
    merged: defaultdict[str, list[Said]] = defaultdict(list)
    for (link, _channel), those in found.items():
        merged[link] += sorted(those, key=lambda one: (one.at, one.post_id))
    return merged


def _counts(a: Said, b: Said) -> bool:
    return a.channel_id == b.channel_id and a.family != b.family and abs(a.at - b.at) <= APART


def _groups(pairs: Iterable[tuple[Said, Said]]) -> list[tuple[tuple[Said, ...], tuple[int, ...]]]:
    """Posts that hang together by pairs, on whatever channels."""
    leader: dict[int, int] = {}
    by_post: dict[int, Said] = {}
    channels: defaultdict[int, set[int]] = defaultdict(set)

    def lead(post: int) -> int:
        while leader.setdefault(post, post) != post:
            leader[post] = leader[leader[post]]
            post = leader[post]
        return post

    for a, b in pairs:
        by_post[a.post_id], by_post[b.post_id] = a, b
        channels[a.post_id].add(a.channel_id)
        leader[lead(b.post_id)] = lead(a.post_id)
    groups: defaultdict[int, list[Said]] = defaultdict(list)
    for post, one in by_post.items():
        groups[lead(post)].append(one)
    return [
        (
            tuple(sorted(those, key=lambda one: (one.at, one.post_id))),
            tuple(sorted({channel for one in those for channel in channels[one.post_id]})),
        )
        for those in groups.values()
    ]


def _joined(found: list[Repeat]) -> list[Repeat]:
    """Two links that the same posts share are told once."""
    seen: dict[tuple[int, ...], Repeat] = {}
    for repeat in found:
        seen.setdefault(tuple(post.post_id for post in repeat.posts), repeat)
    return list(seen.values())
