"""Posts as the API shows them."""

from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from ninja import Schema
from pydantic import Field

from planner.deliveries.models import Delivery
from planner.deliveries.shown import DeliveryShown, delivery_shown
from planner.deliveries.stage import with_stage
from planner.people.models import Workspace
from planner.posts import diff
from planner.posts.content import CardWords, Picture
from planner.posts.models import Post, Version
from planner.writing.preview import Preview
from publishers.message import Card, Image

OPS = {"same": "same", "gone": "removed", "new": "added"}


class Author(Schema):
    id: int
    name: str


class VariantShown(Schema):
    channel: int
    text: str | None
    options: dict[str, str]


class FocusShown(Schema):
    x: float
    y: float


class PictureShown(Schema):
    id: int
    alt: str
    focus: FocusShown | None = None


class CardShown(Schema):
    """What is shown of a page that the words link to, on networks that do not look at it themselves."""

    url: str
    title: str
    description: str
    asset: int | None = None


class PostShown(Schema):
    """A post: its newest words, how far it has come, and where it goes."""

    id: int
    title: str
    text: str
    language: str
    state: str = Field(description="Of the words: are they agreed?")
    stage: str = Field(description="What people see: words and deliveries together.")
    version: int
    approved_version: int | None
    channels: list[int]
    variants: list[VariantShown]
    assets: list[PictureShown]
    card: CardShown | None = None
    campaign: str | None
    pillar: str | None
    tags: list[str]
    kind: str
    valid_until: datetime | None
    review_by: date | None
    external_id: str | None
    planned_at: datetime | None
    author: Author | None
    created_at: datetime
    updated_at: datetime
    deliveries: list[DeliveryShown]


class Change(Schema):
    """A run of words: `same` in both versions, `added`, or `removed`."""

    op: str
    text: str


class VersionShown(Schema):
    number: int
    at: datetime
    by: str
    title: str
    text: str
    digest: str
    card: CardShown | None = None
    changes: list[Change] = Field(description="Against the version before, word by word.")


class PreviewImage(Schema):
    """A picture to the byte: a copy that fits this channel, or the asset as it is."""

    sha256: str
    content_type: str
    alt: str
    width: int
    height: int
    size: int


class PreviewCard(Schema):
    url: str
    title: str
    description: str
    image: PreviewImage | None = None


class PreviewPart(Schema):
    text: str
    html: str
    images: list[PreviewImage]
    fields: dict[str, str]
    count: int
    limit: int
    card: PreviewCard | None = None


class ProblemShown(Schema):
    code: str
    what: str
    fix: str
    blocking: bool
    part: int


class PreviewShown(Schema):
    """Exactly what one channel would get."""

    channel: int
    name: str
    network: str
    sendable: bool
    unit: str
    digest: str = Field(description="SHA-256 of what is sent; an approval pins it.")
    parts: list[PreviewPart]
    problems: list[ProblemShown]


def whole(workspace: Workspace) -> "QuerySet[Post]":
    """The workspace's posts with all that `post_shown` reads, in a fixed number of queries."""
    deliveries = Delivery.objects.select_related("channel", "version").order_by("due_at", "pk")
    return (
        with_stage(Post.objects.filter(workspace=workspace))
        .select_related("head", "approved_version", "campaign", "pillar", "author", "workspace")
        .prefetch_related("tags", "head__variants", "head__attachments", Prefetch("deliveries", deliveries))
    )


def post_shown(post: Post) -> PostShown:
    head, content = post.newest, post.newest.content()
    stage: Any = getattr(post, "stage", post.state)
    return PostShown(
        id=post.pk,
        title=head.title,
        text=head.text,
        language=head.language,
        state=post.state,
        stage=stage,
        version=head.number,
        approved_version=post.approved_version.number if post.approved_version else None,
        channels=[wording.channel_id for wording in content.wordings],
        variants=[
            VariantShown(channel=one.channel_id, text=one.text, options=dict(one.options))
            for one in content.wordings
            if one.text is not None or one.options
        ],
        assets=[_picture(picture) for picture in content.pictures],
        card=_card(content.card),
        campaign=post.campaign.name if post.campaign else None,
        pillar=post.pillar.name if post.pillar else None,
        tags=[tag.name for tag in post.tags.all()],
        kind=post.kind,
        valid_until=post.valid_until,
        review_by=post.review_by,
        external_id=post.external_id,
        planned_at=post.planned_at,
        author=Author(id=post.author.pk, name=str(post.author)) if post.author else None,
        created_at=post.created_at,
        updated_at=post.updated_at,
        deliveries=[delivery_shown(delivery) for delivery in post.deliveries.all()],
    )


def version_shown(version: Version) -> VersionShown:
    before = Version.objects.filter(post=version.post_id, number=version.number - 1).first()
    pieces = diff.words(before.text if before else "", version.text)
    return VersionShown(
        number=version.number,
        at=version.created_at,
        by=version.by_name,
        title=version.title,
        text=version.text,
        digest=version.digest,
        card=_card(version.content().card),
        changes=[Change(op=OPS[piece.kind], text=piece.text) for piece in pieces],
    )


def preview_shown(preview: Preview) -> PreviewShown:
    payload = preview.payload
    return PreviewShown(
        channel=preview.channel.pk,
        name=preview.channel.name,
        network=payload.network,
        sendable=preview.is_sendable,
        unit=preview.channel.kind.limits.unit,
        digest=payload.digest(),
        parts=[
            PreviewPart(
                text=part.text,
                html=part.html,
                images=[_image(image) for image in part.images],
                fields=dict(part.fields),
                count=part.count,
                limit=part.limit,
                card=_preview_card(part.card) if part.card else None,
            )
            for part in payload.parts
        ],
        problems=[
            ProblemShown(
                code=one.code, what=str(one.what), fix=str(one.fix), blocking=one.blocking, part=one.part
            )
            for one in preview.problems
        ],
    )


def _image(image: Image) -> PreviewImage:
    return PreviewImage(**{name: getattr(image, name) for name in PreviewImage.model_fields})


def _preview_card(card: Card) -> PreviewCard:
    image = _image(card.image) if card.image else None
    return PreviewCard(url=card.url, title=card.title, description=card.description, image=image)


def _card(card: CardWords | None) -> CardShown | None:
    if card is None:
        return None
    return CardShown(url=card.url, title=card.title, description=card.description, asset=card.asset_id)


def _picture(picture: Picture) -> PictureShown:
    focus = picture.focus and FocusShown(x=picture.focus[0] / 1000, y=picture.focus[1] / 1000)
    return PictureShown(id=picture.asset_id, alt=picture.alt, focus=focus)
