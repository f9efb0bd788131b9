"""What X takes and what we promise there, as data (X docs of 22 August 2026 and its OpenAPI 2.167)."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Budget, Guarantee, Limits, Promise
from publishers.prepared import COMMENTING, SPLITTING
from publishers.x import prices
from publishers.x.signing_in import SCOPES

LIMITS = Limits(
    characters=280,
    images=4,
    image_bytes=5_000_000,
    image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
    video_types=("video/mp4",),
    video_bytes=512_000_000,
    video_seconds=140,
    video_codecs=("h264",),
    video_sounds=("aac",),
    video_fps=60,
    video_narrowest=333,
    video_widest=3_000,
    alt_characters=1_000,
    thread_parts=25,
    text_required=False,
    budgets=(
        Budget(100, 15 * 60),  # rate limit of POST /2/tweets for each user
        Budget(300, 3 * 3600),  # the platform's own rule, reposts included
        Budget(10_000, 86_400, of_app=True),
    ),
)
# X knows no key. It refuses the same words twice for some time that nobody documents; so after a lost answer
# the account's own posts are read, and only words that are not there are sent again.
GUARANTEE = Guarantee(
    Promise.DUPLICATE_REFUSED,
    Sentence(
        _(
            "Once. After a lost answer we read the account's own posts on X before anything is sent again, "
            "and X itself refuses the same words a second time for a while."
        )
    ),
    readable=True,
)
OPTIONS = (
    Option(
        "reply_settings",
        Sentence(_("Who can reply")),
        (
            ("", Sentence(_("Everyone"))),
            ("following", Sentence(_("Accounts you follow"))),
            ("mentionedUsers", Sentence(_("Only who is mentioned"))),
            ("subscribers", Sentence(_("Subscribers"))),
            ("verified", Sentence(_("Verified accounts"))),
        ),
    ),
    Option(
        "made_with_ai",
        Sentence(_("Pictures made with AI")),
        (("", Sentence(_("No"))), ("true", Sentence(_("Yes")))),
    ),
    Option(
        "paid_partnership",
        Sentence(_("Paid partnership")),
        (("", Sentence(_("No"))), ("true", Sentence(_("Yes")))),
    ),
    SPLITTING,
    COMMENTING,
)
STEPS = (
    Sentence(
        _(
            "Open console.x.com, make an app and buy credits. By X's list of {day} a post costs {post}, and "
            "{linked} with an address in it; a deletion {deletion}; to read a post {own} where it is yours "
            "and {read} where it is not."
        ),
        {
            "day": prices.LIST_OF,
            "post": prices.dollars(prices.POST),
            "linked": prices.dollars(prices.POST_WITH_ADDRESS),
            "deletion": prices.dollars(prices.DELETION),
            "own": prices.dollars(prices.OWN_POST_READ),
            "read": prices.dollars(prices.POST_READ),
        },
    ),
    Sentence(
        _(
            "To sign in: in the app's user authentication settings choose “Read and write” and “Web App”, "
            "enter the address to come back to that is shown here, and copy the client ID and secret. "
            "Scopes: {scopes}."
        ),
        {"scopes": ", ".join(SCOPES)},
    ),
    Sentence(
        _(
            "Or type keys: give the app “Read and write” first, then under Keys and tokens copy the API key "
            "and secret, and make an access token and secret."
        )
    ),
)
EDITING = Sentence(
    _(
        "The words, within 30 minutes, at most 5 times, and only where the account has X Premium. The post "
        "gets a new address, and X charges for it as for a new one."
    )
)
