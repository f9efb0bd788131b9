"""What a reader is shown of what was said about a post: threads by their place, orphans, resolved."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from planner.posts import diff
from planner.posts.models import Post, Version
from planner.remarks.following import Standing, standings
from planner.remarks.models import Remark, Suggestion, Thread
from planner.remarks.naming import Piece, pieces
from planner.remarks.places import ALT, TEXT, TITLE, texts
from planner.remarks.readers import Reader, sees_internal, threads_for


@dataclass(frozen=True, slots=True)
class RemarkSeen:
    remark: Remark
    pieces: Sequence[Piece]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class SuggestionSeen:
    suggestion: Suggestion
    pieces: Sequence[diff.Piece]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ThreadSeen:
    """`place`: where its words stand in the newest version, code points; None when they are gone."""

    thread: Thread
    label: str  # of the text that it is about
    where: str
    place: tuple[int, int] | None
    words: str  # as they stand there now; as they were quoted when they are gone
    remarks: Sequence[RemarkSeen]
    suggestions: Sequence[SuggestionSeen]

    @property
    def pk(self) -> int:
        return self.thread.pk

    @property
    def is_gone(self) -> bool:
        return self.place is None

    @property
    def has_changed(self) -> bool:
        """The words are there, a little changed since."""
        return self.place is not None and bool(self.thread.quote) and self.words != self.thread.quote


@dataclass(frozen=True, slots=True)
class Written:
    """A text of the post that can be spoken about."""

    where: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    post: Post
    standing: Sequence[ThreadSeen]  # open, by their place
    orphans: Sequence[ThreadSeen]  # open, and the words are gone
    resolved: Sequence[ThreadSeen]
    texts: Sequence[Written]
    sees_internal: bool

    @property
    def open_threads(self) -> int:
        return len(self.standing) + len(self.orphans)

    @property
    def every(self) -> Sequence[ThreadSeen]:
        """By their place, then those whose words are gone, then what is settled."""
        return (*self.standing, *self.orphans, *self.resolved)

    @property
    def all_threads(self) -> int:
        return self.open_threads + len(self.resolved)


def panel(post: Post, reader: Reader) -> Panel:
    """What this reader is shown, against the newest version."""
    newest = Version.objects.complete().get(pk=post.newest.pk)
    known = texts(newest.content())
    labels = _labels(newest)
    rows = threads_for(post, reader).prefetch_related("remarks__mentions", "suggestions")
    stands = standings(post, rows)
    seen = [_seen(thread, stands[thread.pk], labels, reader) for thread in rows]
    order = {where: number for number, where in enumerate(known)}
    waiting = [one for one in seen if one.thread.resolved_at is None]
    standing = [one for one in waiting if one.place is not None]
    return Panel(
        post,
        sorted(standing, key=lambda one: (bool(one.thread.quote), order[one.where], one.place, one.pk)),
        [one for one in waiting if one.is_gone],
        [one for one in seen if one.thread.resolved_at is not None],
        [Written(where, labels.get(where, ""), text) for where, text in known.items() if text.strip()],
        sees_internal(reader),
    )


def _seen(thread: Thread, at: Standing, labels: dict[str, str], reader: Reader) -> ThreadSeen:
    words = at.words if thread.quote and at.place is not None else thread.quote
    remarks = [
        RemarkSeen(one, pieces(one.text, [each.spelt for each in one.mentions.all()]), _is_mine(one, reader))
        for one in thread.remarks.all()
    ]
    suggestions = [
        SuggestionSeen(one, diff.words(one.words, one.replacement), _is_mine(one, reader))
        for one in thread.suggestions.all()
    ]
    return ThreadSeen(thread, labels.get(at.where, ""), at.where, at.place, words, remarks, suggestions)


def _is_mine(said: Remark | Suggestion, reader: Reader) -> bool:
    if hasattr(reader, "user_id"):
        return said.user_id == reader.user_id
    return said.contact_id == reader.pk


def _labels(version: Version) -> dict[str, str]:
    found = {TEXT: _("Words for all channels"), TITLE: _("Title")}
    found |= {str(one.pk): one.name for one in version.channels()}
    many = len(version.pictures) > 1
    for number, one in enumerate(sorted(version.pictures, key=lambda each: each.position), 1):
        said = _("Description of picture %(n)s") % {"n": number} if many else _("Description of the picture")
        found[f"{ALT}{one.asset_id}"] = said
    return found
