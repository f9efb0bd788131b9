"""What the composer's pages read alike: the post, what was typed, what a version would have typed."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from planner.people.request import MemberRequest
from planner.posts import form as forms
from planner.posts import sides, together
from planner.posts.beside import standing, when_of
from planner.posts.labels import labels_of
from planner.posts.models import Post, Version

NO_WORDS = {"based_on", "fold"}  # what the form carries beside what somebody typed


def post_of(request: MemberRequest, post_id: int) -> Post:
    related = ("head", "workspace", "author", "campaign", "pillar", "approved_version", "series")
    mine = Post.objects.filter(workspace=request.workspace).select_related(*related)
    found = get_object_or_404(mine, pk=post_id)
    if found.head is None:
        raise Http404
    return found


def typed_in(request: MemberRequest) -> dict[str, list[str]]:
    """What the composer's fields say of the post; not the buttons, nor how its time is found."""
    skipped = {"csrfmiddlewaretoken", "do", "way", "seen"}
    return {
        name: [str(one) for one in values]
        for name, values in request.POST.lists()
        if name not in skipped and not name.startswith("series-")
    }


def filled(typed: dict[str, list[str]]) -> dict[str, list[str]]:
    """Only what says something: an empty field is as one that is not there, and line ends are all alike."""
    said = {
        name: [value.replace("\r\n", "\n") for value in values if value] for name, values in typed.items()
    }
    return {
        name: values
        for name, values in said.items()
        if values and name not in NO_WORDS and not name.startswith(sides.WAS)
    }


def words_of(typed: dict[str, list[str]]) -> list[str]:
    """The texts that go out."""
    return [
        value for name, values in typed.items() if name.startswith(("text", "option-")) for value in values
    ]


def read_form(request: MemberRequest) -> forms.Form:
    known = set(request.workspace.channels.here().values_list("pk", flat=True))
    return forms.read(typed_in(request), known, request.workspace.timezone)


def typed_of_post(found: Post) -> dict[str, list[str]]:
    return typed_of_version(found, Version.objects.complete().get(pk=found.newest.pk))


def typed_of_version(found: Post, version: Version) -> dict[str, list[str]]:
    """A version in the composer, with the labels and the time that the post has now, and remembers them."""
    typed = forms.typed_of(version.content(), labels_of(found), when_of(found), version.number)
    return typed | sides.remembered(typed)


def meeting_of(found: Post, mine: dict[str, list[str]]) -> together.Meeting:
    """What was typed on an older version beside the newest one."""
    base = Version.objects.complete().filter(post=found, number=together.based_on(mine)).first()
    theirs = Version.objects.complete().get(pk=found.newest.pk)
    return together.meet(
        typed_of_version(found, base or theirs), mine, typed_of_version(found, theirs), theirs.number
    )


def newest_of(found: Post, mine: dict[str, list[str]], is_newer: bool) -> str:
    """A mark where there is what `mine` did not begin with: a newer version, other labels, another time."""
    began, now = sides.began_with(mine), standing(found)
    if is_newer or any(now[side] != value for side, value in began.items()):
        return sides.mark_of(found.newest.number, now)
    return ""
