"""A post once more: for what is out already, or to say nearly the same."""

from dataclasses import replace

from django.db import transaction

from planner.history.models import Actor
from planner.posts.models import Post


@transaction.atomic
def copy(post: Post, by: Actor) -> Post:
    """A new draft with the same words and labels, and no time. Channels that are gone are left out."""
    content = post.newest.content()
    here = set(post.workspace.channels.here().values_list("pk", flat=True))
    content = replace(content, wordings=tuple(one for one in content.wordings if one.channel_id in here))
    made = Post.objects.write(
        post.workspace,
        by,
        content,
        campaign=post.campaign,
        pillar=post.pillar,
        kind=post.kind,
        valid_until=post.valid_until,
        review_by=post.review_by,
    )
    made.tags.set(post.tags.all())
    return made
