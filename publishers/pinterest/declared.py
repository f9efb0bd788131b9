"""What Pinterest takes and what we promise there, as data (Pinterest API v5, 2026)."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise

TITLE = 100  # characters
LINK = 2_048
# The weight is what Pinterest's pages for people say; of its API nothing is written down, so it only warns
# (see `notes`). Pinterest shows pictures at most 1,200 pixels wide and likes 2 × 3: we send twice that.
LIMITS = Limits(
    characters=800,
    images=5,
    image_bytes=20_000_000,
    image_types=("image/jpeg", "image/png"),
    image_keeps=2400 * 3600,
    alt_characters=500,
    title=True,
    text_required=False,
    picture_required=True,
)
GUARANTEE = Guarantee(
    Promise.READ_BACK,
    Sentence(
        _(
            "Once. Pinterest knows no key; after a lost answer we look through the newest pins of the board "
            "before anything is sent again."
        )
    ),
    readable=True,
)
LEADS_TO, SECTION = "link", "board_section"
OPTIONS = (
    Option(LEADS_TO, Sentence(_("Where the pin leads (empty: the first link of the text)"))),
    Option(SECTION, Sentence(_("Section of the board, by its name"))),
)
STEPS = (
    Sentence(
        _(
            "With a business account, at developers.pinterest.com under My apps choose “Connect app”. "
            "Pinterest looks at each app before it works."
        )
    ),
    Sentence(
        _(
            "Pinterest gives trial access first, with 1,000 requests a day: pins of such an app are refused, "
            "or only you see them. Ask there for standard access; Pinterest wants a video of how you sign "
            "in and make a pin."
        )
    ),
    Sentence(
        _(
            "On the app's page enter the address to come back to that is shown here as a redirect URI, and "
            "copy the App ID and the App secret key. We ask for boards:read, boards:write, pins:read, "
            "pins:write and user_accounts:read. Then choose the boards: each becomes a channel."
        )
    ),
)
EDITING = Sentence(
    _(
        "The title, the description and where the pin leads, at any time, if Pinterest has opened that to "
        "your app. Pictures stay."
    )
)
