"""What the API takes for a post, made into content and labels. What is not given stays as it is."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field

from media.models import Asset
from planner.campaigns.models import Campaign, Pillar, Tag
from planner.contract import times
from planner.contract.refusals import Invalid, Missing, Taken
from planner.contract.schema import FocusGiven, Given, Id, Name, Words
from planner.people.models import Workspace
from planner.posts.content import CardWords, Content, Picture, Wording
from planner.posts.form import MOST_CARD_DESCRIPTION, MOST_CARD_TITLE, MOST_URL
from planner.posts.labels import named
from planner.posts.models import Post

OptionName = Annotated[Words, Field(max_length=40)]
OptionValue = Annotated[Words, Field(max_length=500)]


class VariantGiven(Given):
    """The post's wording for one channel. Without a text it says what all channels say."""

    channel: Id
    text: Annotated[Words, Field(max_length=100_000)] | None = None
    options: dict[OptionName, OptionValue] = Field(default_factory=dict, max_length=20)


class AssetGiven(Given):
    id: Id
    focus: FocusGiven | None = Field(
        default=None, description="What a crop keeps in sight; as set in the library if not given."
    )
    alt: Words = Field(
        default="", max_length=1500, description="What it shows, for people who cannot see it."
    )


class CardGiven(Given):
    """Shown under the words by networks that do not look at the page themselves."""

    url: Words = Field(max_length=MOST_URL, pattern=r"^https?://\S+$", description="The page's address.")
    title: Words = Field(default="", max_length=MOST_CARD_TITLE)
    description: Words = Field(default="", max_length=MOST_CARD_DESCRIPTION)
    asset: Id | None = Field(default=None, description="Its picture, one of the library.")


class PostGiven(Given):
    title: Words = Field(default="", max_length=300)
    text: Words = Field(
        default="", max_length=100_000, description="Markdown. A line of `---` begins the next part."
    )
    language: Words = Field(default="", max_length=8)
    channels: list[Id] = Field(default_factory=list, max_length=100, description="Where it goes.")
    variants: list[VariantGiven] = Field(default_factory=list, max_length=100)
    assets: list[AssetGiven] = Field(default_factory=list, max_length=20)
    card: CardGiven | None = None
    campaign: Name | None = None
    pillar: Name | None = None
    tags: list[Name] = Field(default_factory=list, max_length=20)
    kind: Literal["timely", "seasonal", "evergreen"] = "timely"
    valid_until: Annotated[Words, Field(max_length=60)] | None = None
    review_by: date | None = None
    external_id: Annotated[Words, Field(max_length=200)] | None = Field(
        None, description="Your own id for it, unique in the workspace."
    )


class PostChanged(PostGiven):
    """Only what is given changes. Lists are given whole."""

    version: Id | None = Field(
        default=None, description="The version you saw; refused when there is a newer one."
    )


def content_of(given: PostGiven, workspace: Workspace, before: Content | None = None) -> Content:
    """The words, wordings and pictures. Raises Missing for what is not here."""
    said = given.model_fields_set
    content = before or Content()
    words = {name: getattr(given, name) for name in ("title", "text", "language") if name in said}
    content = replace(content, **words)
    if {"channels", "variants"} & said:
        content = replace(content, wordings=_wordings(given, workspace, content.wordings))
    if "assets" in said:
        content = replace(content, pictures=_pictures(given, workspace))
    if "card" in said:
        content = replace(content, card=_card(given.card, workspace) if given.card else None)
    return content


def label(post: Post, given: PostGiven) -> None:
    """Campaign, pillar and tags by name, made as they are used, and the rest of how a post is sorted."""
    said, here = given.model_fields_set, post.workspace
    if "campaign" in said:
        post.campaign = named(Campaign, here, given.campaign)
    if "pillar" in said:
        post.pillar = named(Pillar, here, given.pillar)
    if "kind" in said:
        post.kind = given.kind
    if "valid_until" in said:
        until = given.valid_until
        post.valid_until = times.instant(until, here.timezone, "body.valid_until") if until else None
    if "review_by" in said:
        post.review_by = given.review_by
    if "external_id" in said:
        post.external_id = _free(given.external_id, post)
    post.save(update_fields=["campaign", "pillar", "kind", "valid_until", "review_by", "external_id"])
    if "tags" in said:
        post.tags.set([tag for name in given.tags if (tag := named(Tag, here, name.lstrip("#")))])


def _wordings(given: PostGiven, workspace: Workspace, before: tuple[Wording, ...]) -> tuple[Wording, ...]:
    kept = {one.channel_id: one for one in before}
    wanted = dict.fromkeys(given.channels if "channels" in given.model_fields_set else kept)
    own = {one.channel: one for one in given.variants}
    if len(own) < len(given.variants):
        raise Invalid("body.variants", _("There are two variants for one channel."))
    _insist_on_channels(given, workspace, {*wanted, *own})
    wordings = []
    for channel_id in {**wanted, **dict.fromkeys(own)}:
        if variant := own.get(channel_id):
            wordings.append(Wording(channel_id, variant.text, tuple(variant.options.items())))
        else:
            wordings.append(kept.get(channel_id, Wording(channel_id)))
    return tuple(wordings)


def _insist_on_channels(given: PostGiven, workspace: Workspace, wanted: set[int]) -> None:
    here = set(workspace.channels.here().filter(pk__in=wanted).values_list("pk", flat=True))
    for number, channel_id in enumerate(given.channels):
        if channel_id not in here:
            raise Missing(f"body.channels.{number}")
    for number, variant in enumerate(given.variants):
        if variant.channel not in here:
            raise Missing(f"body.variants.{number}.channel")


def _pictures(given: PostGiven, workspace: Workspace) -> tuple[Picture, ...]:
    of_ours = Asset.objects.filter(library__owner=workspace.library)
    found = of_ours.in_bulk([one.id for one in given.assets])
    for number, one in enumerate(given.assets):
        if one.id not in found:
            raise Missing(f"body.assets.{number}.id")
    return tuple(_picture(one, found[one.id]) for one in given.assets)


def _card(given: CardGiven, workspace: Workspace) -> CardWords:
    pictures = Asset.objects.filter(library__owner=workspace.library).exclude(
        content_type__startswith="video/"
    )
    if given.asset is not None and not pictures.filter(pk=given.asset).exists():
        raise Missing("body.card.asset")
    return CardWords(given.url, given.title, given.description, given.asset)


def _picture(given: AssetGiven, asset: Asset) -> Picture:
    return Picture(asset.pk, given.alt or asset.alt, _focus(given.focus, asset))


def _focus(given: FocusGiven | None, asset: Asset) -> tuple[int, int] | None:
    """What the program says, or else what was set in the library."""
    return asset.focus if given is None else (round(given.x * 1000), round(given.y * 1000))


def _free(external_id: str | None, post: Post) -> str | None:
    external_id = (external_id or "").strip() or None
    others = Post.objects.filter(workspace=post.workspace_id).exclude(pk=post.pk)
    if external_id and (there := others.filter(external_id=external_id).first()):
        raise Taken(
            "body.external_id",
            _("Post %(id)s has this external_id already.") % {"id": there.pk},
            _("Change that post, or use another external_id."),
        )
    return external_id
