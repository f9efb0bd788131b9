"""Who reads which threads: the client's side only those that are for the client. One place decides it."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from planner.history.models import Entry
from planner.people.groups import Contact, Group
from planner.people.models import Membership, User, Workspace
from planner.people.permissions import Role
from planner.posts.models import Post
from planner.remarks.models import Thread

Reader = Membership | Contact


def threads_for(post: Post, reader: Reader) -> "QuerySet[Thread]":
    """The threads of this post that the reader may know of, the oldest first."""
    ours = Thread.objects.filter(post=post)
    if reader.workspace_id != post.workspace_id:
        return ours.none()
    if isinstance(reader, Contact) and reader.removed_at is not None:
        return ours.none()
    return ours if sees_internal(reader) else ours.filter(is_for_client=True)


def told_to(entries: "QuerySet[Entry]", reader: Reader) -> "QuerySet[Entry]":
    """The rows of a history that the reader may know of: they quote what was said."""
    if sees_internal(reader):
        return entries
    said = Q(act__startswith="remark.") | Q(act__startswith="suggestion.")
    return entries.exclude(said & Q(details__for_client=False))


def sees_internal(reader: Reader) -> bool:
    """Not a client, nor anybody of a client's group, whatever their role."""
    if isinstance(reader, Contact) or reader.role == Role.CLIENT:
        return False
    groups = Group.objects.filter(workspace=reader.workspace_id, is_client=True, users=reader.user_id)
    return not groups.exists()


def blind(workspace: Workspace, people: Iterable[User]) -> list[User]:
    """Those of them who do not see what is internal here."""
    pks = [one.pk for one in people]
    found = Membership.objects.filter(workspace=workspace, user__in=pks).select_related("user")
    return [one.user for one in found if not sees_internal(one)]
