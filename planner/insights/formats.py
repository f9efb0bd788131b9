"""What a delivery is made of: words only, a picture, a video, a link."""

import re
from collections.abc import Collection

from planner.deliveries.models import Delivery
from planner.insights.models import Outcome
from planner.posts.models import Attachment, Variant

LINK = re.compile(r"https?://", re.IGNORECASE)
Format = Outcome.Format


def formats(deliveries: Collection[Delivery]) -> dict[int, str]:
    """{delivery: format}, by the words of its own channel. Their versions are at hand; two queries."""
    versions = {delivery.version_id for delivery in deliveries}
    shown: dict[int, list[str]] = {}
    pictured = Attachment.objects.filter(version__in=versions)
    for version, kind in pictured.values_list("version", "asset__content_type"):
        shown.setdefault(version, []).append(kind)
    own = Variant.objects.filter(version__in=versions, text__isnull=False)
    words = {
        (version, channel): text for version, channel, text in own.values_list("version", "channel", "text")
    }
    return {
        one.pk: _format(
            shown.get(one.version_id, []),
            words.get((one.version_id, one.channel_id)) or one.version.text,
            one.version.card is not None,
        )
        for one in deliveries
    }


def _format(kinds: Collection[str], text: str, has_card: bool) -> str:
    if any(kind.startswith("video/") for kind in kinds):
        return Format.VIDEO
    if kinds:
        return Format.PICTURE
    return Format.LINK if has_card or LINK.search(text) else Format.TEXT
