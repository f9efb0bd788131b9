"""Bring back what an earlier version said, as a new version: nothing is lost by it."""

from dataclasses import replace

from django.db import transaction

from planner.deliveries import edit
from planner.history.record import record
from planner.posts.models import Post, Version
from planner.writing.desk import Person


@transaction.atomic
def restore(post: Post, version: Version, who: Person) -> Version | None:
    """The new version; None where the newest says the same. Channels that are gone are left out.

    Raises NotAllowed, WrongState as every edit does.
    """
    who.insist_on_changing(post)
    content = version.content()
    here = set(post.workspace.channels.here().values_list("pk", flat=True))
    content = replace(content, wordings=tuple(one for one in content.wordings if one.channel_id in here))
    made = edit.edit(post, who.actor, content, post.newest.number)
    if made is not None:
        record(post.workspace_id, who.actor, "post.restored", post, version=made.number, of=version.number)
    return made
