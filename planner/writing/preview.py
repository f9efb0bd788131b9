"""A post as each channel would show it, with what stands in its way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.formats import number_format

from media.models import Asset
from media.recipe import Recipe
from planner.ahead import links
from planner.channels.models import Channel
from planner.deliveries import compose
from planner.deliveries.fitting import Assets, Fitted, assets_of, fit, fit_card
from planner.people.models import Workspace
from planner.posts.content import Content
from planner.posts.models import Version
from planner.writing.folds import Fold, fold_of
from publishers.message import Payload, Price, Problem


@dataclass(frozen=True, slots=True)
class Preview:
    channel: Channel
    payload: Payload
    pictures: tuple[Fitted, ...] = ()
    price: Price | None = None
    card: Fitted | None = None  # the picture of the link card
    leads: Mapping[str, str] = field(default_factory=dict)  # short links in it, and where they lead

    @property
    def addresses(self) -> list[str]:
        """Where its links lead, each once: of a short one what it stands for."""
        return list(dict.fromkeys(self.leads.get(one, one) for one in links.of(self.payload)))

    @property
    def amount(self) -> str:
        """What it costs, in the currency; "" where it is free."""
        if not self.price:
            return ""
        whole, _point, rest = f"{self.price.millionths / 1_000_000:.3f}".partition(".")
        return number_format(f"{whole}.{rest.rstrip('0').ljust(2, '0')}", use_l10n=True)

    @property
    def fold(self) -> Fold | None:
        """Where the network folds a long text."""
        return fold_of(self.channel.network)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Once each: where a network has no field for descriptions, nobody is asked for one besides."""
        found = self.payload.problems
        mute = any(problem.code == "images_not_described" for problem in found)
        return tuple(one for one in found if not (mute and one.code == "no_alt_text"))

    @property
    def is_sendable(self) -> bool:
        return not self.payload.blocked


def previews(version: Version) -> list[Preview]:
    """One for each channel of the version, in the order of their names."""
    return [
        _preview(version.content(), channel, assets_of(version), version.post_id)
        for channel in version.channels()
    ]


def previews_of(workspace: Workspace, content: Content, post_id: int = 0) -> list[Preview]:
    """As `previews`, for words that are not saved yet. Foreign channels and pictures are left out."""
    content = content.tidy()
    wanted = [wording.channel_id for wording in content.wordings]
    channels = workspace.channels.here().filter(pk__in=wanted).select_related("workspace")
    ours = Asset.objects.filter(library__owner=workspace.library).prefetch_related("renditions")
    assets = ours.in_bulk(content.asset_ids)
    return [_preview(content, channel, assets, post_id) for channel in channels]


def addresses_of(drawn: Iterable[Preview]) -> list[str]:
    return list(dict.fromkeys(address for preview in drawn for address in preview.addresses))


def unmade(drawn: Iterable[Preview]) -> dict[int, list[Recipe]]:
    """The copies that these previews wait for, by the asset."""
    found: dict[int, list[Recipe]] = {}
    for preview in drawn:
        for one in (*preview.pictures, *([preview.card] if preview.card else [])):
            if one.recipe is not None and not one.is_ready:
                found.setdefault(one.asset.pk, []).append(one.recipe)
    return found


def _preview(content: Content, channel: Channel, assets: Assets, post_id: int) -> Preview:
    payload = compose.payload_of(content, channel, assets, post_id)
    return Preview(
        channel,
        payload,
        fit(content, channel, assets),
        compose.price_of(channel, payload),
        fit_card(content, channel, assets),
        compose.leads_of(content, channel, post_id),
    )
