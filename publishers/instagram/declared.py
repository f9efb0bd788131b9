"""What Instagram takes and what we promise there, as data (Instagram Platform docs, 2026)."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise
from publishers.prepared import COMMENTING

# Pictures are at most 1,440 pixels wide; what is more Instagram scales down. How many posts a day it takes
# its own pages tell differently (25, 50, 100), so the account is asked: no budget stands here.
LIMITS = Limits(
    characters=2_200,
    images=10,
    image_bytes=8_388_608,
    image_types=("image/jpeg",),
    image_narrowest=800,
    image_widest=1_910,
    image_keeps=1440 * 1800,
    video_types=("video/mp4", "video/quicktime"),
    video_bytes=300_000_000,
    video_seconds=900,
    video_shortest=3,
    video_codecs=("h264", "hevc"),
    video_sounds=("aac",),
    video_fps=60,
    video_bits=25_000_000,
    video_widest=10_000,
    video_alone=False,
    alt_characters=1_000,
    text_required=False,
    picture_required=True,
    comment_characters=2_200,
)
GUARANTEE = Guarantee(
    Promise.TWO_PHASE,
    Sentence(
        _(
            "Once. The post is made ahead, unseen, and published by its number; after a lost answer we ask "
            "Instagram whether that number is out, and look through the account for where. A first comment "
            "is looked for below its post."
        )
    ),
    readable=True,
)
REEL = "share_to_feed"
OPTIONS = (
    Option(
        REEL,
        Sentence(_("A video is shown")),
        (
            ("", Sentence(_("Among the reels and in the grid"))),
            ("false", Sentence(_("Only among the reels"))),
        ),
    ),
    COMMENTING,
)
STEPS = (
    Sentence(
        _(
            "The account must be a professional one: in Instagram under Settings, Account type and tools, "
            "“Switch to professional account”."
        )
    ),
    Sentence(
        _(
            "At developers.facebook.com make an app with the use case “Manage messaging & content on "
            "Instagram”, and there choose the API setup with Instagram login. It needs "
            "instagram_business_basic, instagram_business_content_publish, "
            "instagram_business_manage_comments and instagram_business_manage_insights."
        )
    ),
    Sentence(
        _(
            "Add the account under App roles as an Instagram tester, and accept that in Instagram under "
            "Settings, Website permissions, Apps and websites, Tester invites."
        )
    ),
    Sentence(
        _(
            "Under “Set up Instagram business login” enter the address to come back to that is shown here, "
            "and copy the Instagram app ID and secret. Or type a token that “Generate access tokens” made. A "
            "token lasts 60 days, and Almanac renews it in time."
        )
    ),
)
