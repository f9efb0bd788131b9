"""What YouTube takes and what we promise there, as data (YouTube Data API v3: videos, commentThreads)."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.google import RIGHTS
from publishers.limits import Budget, Guarantee, Limits, Promise
from publishers.prepared import COMMENTING
from publishers.youtube.signing_in import SCOPES

TITLE = 100  # characters
TAGS = 500  # characters, as `weight_of` counts them
SHORT = 15 * 60  # seconds that a channel may upload before its owner has confirmed a telephone number
LIMITS = Limits(
    characters=5_000,
    unit="bytes",
    video_types=("video/mp4", "video/quicktime", "video/webm"),
    video_bytes=256 * 1024**3,
    video_seconds=12 * 3600,
    video_required=True,
    title=True,
    text_required=False,
    budgets=(Budget(100, 86_400, of_app=True),),  # calls of videos.insert for each project
)
GUARANTEE = Guarantee(
    Promise.TWO_PHASE,
    Sentence(
        _(
            "Exactly once. The video is brought to YouTube as a private one first; to publish it twice "
            "changes nothing, and after a lost answer we look at that very video. Before a first comment is "
            "sent again we look for it below the video."
        )
    ),
    readable=True,
)
OPTIONS = (
    Option(
        "privacy",
        Sentence(_("Who can see it")),
        (
            ("", Sentence(_("Everyone"))),
            ("unlisted", Sentence(_("Who has the link"))),
            ("private", Sentence(_("Only you, and whom you invite on YouTube"))),
        ),
    ),
    Option(
        "kids",
        Sentence(_("Made for kids")),
        (("", Sentence(_("No"))), ("true", Sentence(_("Yes")))),
    ),
    Option(
        "synthetic",
        Sentence(_("Altered or made by AI so that it looks real")),
        (("", Sentence(_("No"))), ("true", Sentence(_("Yes")))),
    ),
    Option(
        "category",
        Sentence(_("Category")),
        (
            ("", Sentence(_("People & Blogs"))),
            ("2", Sentence(_("Autos & Vehicles"))),
            ("23", Sentence(_("Comedy"))),
            ("27", Sentence(_("Education"))),
            ("24", Sentence(_("Entertainment"))),
            ("1", Sentence(_("Film & Animation"))),
            ("20", Sentence(_("Gaming"))),
            ("26", Sentence(_("Howto & Style"))),
            ("10", Sentence(_("Music"))),
            ("25", Sentence(_("News & Politics"))),
            ("29", Sentence(_("Nonprofits & Activism"))),
            ("15", Sentence(_("Pets & Animals"))),
            ("28", Sentence(_("Science & Technology"))),
            ("17", Sentence(_("Sports"))),
            ("19", Sentence(_("Travel & Events"))),
        ),
    ),
    Option("tags", Sentence(_("Tags, with commas between"))),
    Option(
        "processing",
        Sentence(_("Publish it")),
        (
            ("", Sentence(_("At its time, even while YouTube still works on the sharper versions"))),
            ("wait", Sentence(_("Only once YouTube is done with it, even if that is later"))),
        ),
    ),
    COMMENTING,
)
STEPS = (
    Sentence(
        _(
            "At console.cloud.google.com make a project of your own, and under APIs and services enable the "
            "“YouTube Data API v3”. A project may bring 100 videos a day."
        )
    ),
    Sentence(
        _(
            "Set up the OAuth consent screen with the scopes {scopes}, and publish it (“In production”): "
            "while it is “Testing”, Google ends the sign-in after 7 days."
        ),
        {"scopes": ", ".join(scope.removeprefix(RIGHTS) for scope in SCOPES)},
    ),
    Sentence(
        _(
            "Make a client ID of the type “Web application” with the address to come back to that is shown "
            "here, copy the client ID and secret, and sign in as the channel that is to publish."
        )
    ),
    Sentence(
        _(
            "If videos stay private although everyone should see them, Google has not verified the project "
            "yet: ask for the audit of the YouTube API Services."
        )
    ),
)
EDITING = Sentence(_("The title and the description, at any time. The video stays."))
