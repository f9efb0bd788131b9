"""How a picture must be to fit a channel: a network's limits become a recipe, and the recipe a rendition.

What fits as it is goes out as it is. Everything here follows from rows that never change (the version's
pictures, the assets' files) and from the channel's limits, so that an approval can rest on it.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from media import renditions, shape, store
from media.models import Asset, Rendition
from media.recipe import MIDDLE, Recipe
from planner import addresses
from planner.channels.models import Channel
from planner.posts.content import Content, Picture
from planner.posts.models import Post, Version
from planner.states import WrongState
from publishers.errors import Rejected, Sentence, Unreachable, gettext_noop
from publishers.limits import Limits
from publishers.message import Film, Image

# What networks that show link cards take for a card's picture, the smallest of them: Bluesky's 1 MB
# (lexicon app.bsky.embed.external). They draw it about 600 pixels wide, twice that on good screens.
CARD = Limits(image_bytes=1_000_000, image_side=1000, image_types=("image/jpeg", "image/png"))

Assets = Mapping[int, Asset]
COPIED = ("image/jpeg", "image/png", "image/webp", "image/avif")  # what copies can be made as

SILENT = gettext_noop("The store of the library's files does not answer.")
GONE = gettext_noop("The file of “{name}” is gone from the library. Choose another picture.")
CHANGED = gettext_noop("The file of “{name}” is not what was agreed to. Upload the picture again.")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture of a post as one channel gets it. Until its copy is made, `image.sha256` is empty."""

    asset: Asset
    image: Image
    recipe: Recipe | None = None  # None: the asset as it is
    rendition: Rendition | None = None

    @property
    def is_ready(self) -> bool:
        return bool(self.image.sha256)


def fit(content: Content, channel: Channel, assets: Assets) -> tuple[Fitted, ...]:
    """The pictures of a post for this channel, in their order. Those that are not here are left out."""
    limits = channel.kind.limits.adjusted(channel.account.facts)
    return tuple(
        _fitted(assets[picture.asset_id], picture, limits)
        for picture in content.pictures
        if picture.asset_id in assets
    )


def fit_card(content: Content, channel: Channel, assets: Assets) -> Fitted | None:
    """The picture of the link card, where there is one and the network shows cards."""
    asset = assets.get(content.card.asset_id or 0) if content.card else None
    if asset is None or asset.is_video or not channel.kind.shows_cards:
        return None
    return _fitted(asset, Picture(asset.pk), CARD)


def recipe_for(asset: Asset, focus: tuple[int, int] | None, limits: Limits) -> Recipe | None:
    """How to copy this asset so that it fits these limits; None where it fits, or no copy would help."""
    types = tuple(one for one in limits.image_types if one in COPIED)
    moves = asset.frames > 1 and asset.content_type in limits.image_types
    if asset.is_video or moves or not types:
        return None
    recipe = Recipe(
        width=limits.image_side,
        height=limits.image_side,
        pixels=min(filter(None, (limits.image_pixels, limits.image_keeps)), default=0),
        narrowest=limits.image_narrowest,
        widest=limits.image_widest,
        focus=focus or MIDDLE,
        types=types,
        weight=limits.image_bytes,
    )
    size = (asset.width, asset.height)
    fits = (
        asset.content_type in limits.image_types
        and (not recipe.weight or asset.size <= recipe.weight)
        and shape.size_of(size, recipe) == size
    )
    return None if fits else recipe


def make_ready(post: Post) -> None:
    """Make the copies that the post's newest version needs, before it is agreed to. Raises WrongState.

    Takes seconds for large pictures, so not inside a transaction; what is there already costs one query.
    """
    version = post.newest
    if version.content().asset_ids:
        make_for(Version.objects.complete().get(pk=version.pk), [])


def make_for(version: Version, channels: list[Channel]) -> None:
    """As `make_ready`, for a version; for these channels, or for all of its own. Raises WrongState."""
    assets = assets_of(version)
    content = version.content()
    needed: dict[int, dict[str, Recipe]] = {}
    for channel in channels or version.channels():
        card = fit_card(content, channel, assets)
        for one in (*fit(content, channel, assets), *([card] if card else [])):
            if one.recipe is not None and not one.is_ready:
                needed.setdefault(one.asset.pk, {})[one.recipe.key()] = one.recipe
    for asset_id, recipes in needed.items():
        make(assets[asset_id], list(recipes.values()))


def make(asset: Asset, recipes: list[Recipe]) -> None:
    try:
        renditions.make(asset, recipes)
    except (renditions.NotMade, store.NoRoom) as trouble:
        values = {"name": str(asset), "why": str(trouble)}
        raise WrongState(_("“%(name)s” cannot be made to fit: %(why)s") % values) from trouble


def assets_of(version: Version) -> dict[int, Asset]:
    found = {attachment.asset_id: attachment.asset for attachment in version.pictures}
    if version.card_asset is not None:
        found.setdefault(version.card_asset.pk, version.card_asset)
    return found


def _fitted(asset: Asset, picture: Picture, limits: Limits) -> Fitted:
    recipe = recipe_for(asset, picture.focus, limits)
    if recipe is None:
        return Fitted(asset, _image(asset, asset, picture.alt, partial(_bytes, asset, asset)))
    rendition = renditions.found(asset, recipe)
    if rendition is not None:
        read = partial(_bytes_of_copy, asset, rendition, recipe)
        return Fitted(asset, _image(asset, rendition, picture.alt, read), recipe, rendition)
    width, height = shape.size_of((asset.width, asset.height), recipe)
    coming = Image(
        "", recipe.types[0], width, height, 0, picture.alt, asset.name, is_reachable=addresses.reachable()
    )
    return Fitted(asset, coming, recipe)


def _image(asset: Asset, file: Asset | Rendition, alt: str, read: Callable[[], bytes]) -> Image:
    return Image(
        sha256=file.sha256,
        content_type=file.content_type,
        width=file.width,
        height=file.height,
        size=file.size,
        alt=alt,
        name=asset.name,
        seconds=asset.seconds,
        film=_film(asset),
        read=read,
        address=partial(addresses.signed, file),
        is_reachable=addresses.reachable(),
    )


def _film(asset: Asset) -> Film | None:
    told = {name: value for name, value in asset.film.items() if name in Film.__slots__}
    return Film(**told) if asset.is_video and told else None


def _bytes(asset: Asset, file: Asset | Rendition) -> bytes:
    """The bytes that were agreed to, and no others. Raises Rejected, Unreachable."""
    try:
        return _insist(store.read(file.path), asset, file)
    except store.Silent:
        raise Unreachable(Sentence(SILENT), code="store_silent") from None
    except store.Gone:
        raise Rejected(Sentence(GONE, {"name": str(asset)})) from None


def _bytes_of_copy(asset: Asset, rendition: Rendition, recipe: Recipe) -> bytes:
    """As `_bytes`; a copy whose file is gone is drawn again."""
    try:
        return _bytes(asset, rendition)
    except Rejected:
        if store.exists(rendition.path):
            raise
    try:
        return _insist(renditions.drawn(asset, recipe), asset, rendition)
    except renditions.NotMade:
        raise Rejected(Sentence(GONE, {"name": str(asset)})) from None


def _insist(data: bytes, asset: Asset, file: Asset | Rendition) -> bytes:
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Rejected(Sentence(CHANGED, {"name": str(asset)}))
    return data
