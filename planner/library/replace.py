"""Put another file in the place of one, in posts that are still being written and in no others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from media.models import Asset
from planner.deliveries.edit import edit
from planner.deliveries.models import Delivery
from planner.history.record import record
from planner.people.models import Workspace
from planner.posts.content import Content, Picture
from planner.posts.models import Post, Version
from planner.states import WrongState
from planner.writing.desk import Person

OPEN = ("draft", "changes")  # states in which nobody was asked to agree yet, or somebody said no


@dataclass(frozen=True, slots=True)
class Left:
    """A post that keeps the old file, and why."""

    post: Post
    why: str


@dataclass(frozen=True, slots=True)
class Replaced:
    changed: Sequence[Post]
    left: Sequence[Left]


def put_in_place(workspace: Workspace, old: Asset, new: Asset, who: Person) -> Replaced:
    """`new` takes over what is said of `old`, and its place in every draft. Each post by itself."""
    inherit(old, new)
    changed, left = [], []
    for pk in _holding(workspace, old):
        post, why = _one(pk, old, new, who)
        if why:
            left.append(Left(post, why))
        else:
            changed.append(post)
    with transaction.atomic():
        record(workspace.pk, who.actor, "asset.replaced", old, new=new.pk, posts=len(changed))
    return Replaced(changed, left)


@transaction.atomic
def inherit(old: Asset, new: Asset) -> None:
    """The description, the collection and the tags, where the new one has none of its own."""
    new.alt = new.alt or old.alt
    new.collection_id = new.collection_id or old.collection_id
    new.save(update_fields=["alt", "collection"])
    new.tags.add(*old.tags.all())


def _holding(workspace: Workspace, asset: Asset) -> list[int]:
    """Posts whose newest version shows it, the newest first."""
    shown = Q(head__attachments__asset=asset) | Q(head__card_asset=asset)
    posts = Post.objects.filter(shown, workspace=workspace).exclude(state="archived")
    return list(posts.order_by("-pk").values_list("pk", flat=True).distinct())


@transaction.atomic
def _one(pk: int, old: Asset, new: Asset, who: Person) -> tuple[Post, str]:
    """The post, and why it was left alone; "" when it was changed."""
    post = Post.objects.locked(pk)
    if why := _why_not(post, who):
        return post, why
    version = Version.objects.complete().get(pk=post.newest.pk)
    try:
        edit(post, who.actor, _with(version.content(), old.pk, new.pk))
    except WrongState as refusal:
        return post, str(refusal)
    return post, ""


def _why_not(post: Post, who: Person) -> str:
    if Delivery.objects.live().filter(post=post).exists():
        return _("It is on the calendar, or out.")
    if post.state == "in_review":
        return _("It is in review. Take it back to change it.")
    if post.state not in OPEN:
        return _("It is approved. A change would need a new yes.")
    return "" if who.may_change(post) else _("Somebody else wrote it.")


def _with(content: Content, old: int, new: int) -> Content:
    """The same words with another picture in that place; its description stays, its focus does not."""
    pictures: dict[int, Picture] = {}
    for picture in content.pictures:
        if picture.asset_id == old:
            picture = replace(picture, asset_id=new, focus=None)
        pictures.setdefault(picture.asset_id, picture)
    card = content.card
    if card and card.asset_id == old:
        card = replace(card, asset_id=new)
    return replace(content, pictures=tuple(pictures.values()), card=card)
