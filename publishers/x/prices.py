"""What X charges its pay-per-use apps (X docs, pricing; state of 22 August 2026)."""

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Payload, Price
from publishers.x.addresses import addresses

LIST_OF = "2026-08-22"  # the day of the list; current prices are at console.x.com
# In millionths of a US dollar.
POST = 15_000
POST_WITH_ADDRESS = 200_000
DESCRIPTION = 5_000
DELETION = 10_000
POST_READ = 5_000  # others' posts, each once a day
OWN_POST_READ = 1_000  # where the account owns the app


def dollars(millionths: int) -> str:
    return f"${millionths / 1_000_000:.3f}"


def price_of(payload: Payload) -> Price:
    """Each part by itself, a first comment too; an address makes a post thirteen times as dear."""
    plain = sum(not addresses(part.text) for part in payload.parts)
    linked = len(payload.parts) - plain
    described = sum(
        bool(image.alt.strip()) and not image.is_video for part in payload.parts for image in part.images
    )
    items = (
        (plain, POST, _("Posts without an address: {count} at ${each}")),
        (linked, POST_WITH_ADDRESS, _("Posts with an address: {count} at ${each}")),
        (described, DESCRIPTION, _("Descriptions of pictures: {count} at ${each}")),
    )
    return Price(
        sum(count * each for count, each, _template in items),
        "USD",
        Sentence(_("By X's price list of {day}:"), {"day": LIST_OF}),
        tuple(
            Sentence(template, {"count": count, "each": each / 1_000_000})
            for count, each, template in items
            if count
        ),
    )
