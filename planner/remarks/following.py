"""Where the words of threads stand in the newest version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.posts.models import Post, Version
from planner.remarks.anchor import Place
from planner.remarks.models import Thread
from planner.remarks.places import TEXT, TITLE, place_of, texts
from planner.remarks.trail import followed

MOST = 200  # versions, the newest


@dataclass(frozen=True, slots=True)
class Standing:
    """The text that a thread is about, as it is now; `place` None: its words are gone, or the text is."""

    where: str
    text: str
    place: Place | None

    @property
    def words(self) -> str:
        return "" if self.place is None else self.text[slice(*self.place)]


def standings(post: Post, threads: Iterable[Thread]) -> dict[int, Standing]:
    """Of each thread, by its id."""
    rows = list(threads)
    known = texts(Version.objects.complete().get(pk=post.newest.pk).content())
    told = _told(post, rows)
    return {thread.pk: _standing(thread, known, told) for thread in rows}


def standing(thread: Thread) -> Standing:
    """Of one, against what is the newest version now."""
    return standings(Post.objects.select_related("head").get(pk=thread.post_id), [thread])[thread.pk]


def _standing(thread: Thread, known: Mapping[str, str], told: Mapping[int, Mapping[str, str]]) -> Standing:
    where = place_of(thread.where, known)
    if where not in known:
        return Standing(where, "", None)
    text = known[where]
    if not thread.quote:
        return Standing(where, text, (0, len(text)))
    first = told.get(thread.version, {}).get(where)
    later = [said[where] for number, said in told.items() if number > thread.version and where in said]
    if not later or later[-1] != text:
        later = [*later, text]  # a text that not all versions were read for
    return Standing(where, text, followed(thread.anchor, first, later))


def _told(post: Post, threads: Sequence[Thread]) -> dict[int, dict[str, str]]:
    """The common words and titles of every version since the oldest thread, in order."""
    oldest = min((one.version for one in threads if one.quote), default=post.newest.number)
    rows = Version.objects.filter(post=post, number__gte=oldest).order_by("-number")
    found = list(rows.values_list("number", "text", "title")[:MOST])
    return {number: {TEXT: text, TITLE: title} for number, text, title in reversed(found)}
