"""What Threads takes and what we promise there, as data (Threads docs: Posts, Overview; April 2026)."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Budget, Guarantee, Limits, Promise
from publishers.prepared import COMMENTING, SPLITTING

# Bounds of a description and the shape of a picture are written down nowhere for certain: they only warn.
LIMITS = Limits(
    characters=500,
    images=20,
    image_bytes=8_000_000,
    image_types=("image/jpeg", "image/png"),
    image_widest=10_000,
    image_keeps=1440 * 1800,
    video_types=("video/mp4", "video/quicktime"),
    video_bytes=1_000_000_000,
    video_seconds=300,
    video_codecs=("h264", "hevc"),
    video_sounds=("aac",),
    video_fps=60,
    video_bits=100_000_000,
    video_widest=10_000,
    video_alone=False,
    alt_characters=1_000,
    thread_parts=25,
    text_required=False,
    budgets=(Budget(250, 86400),),
)
GUARANTEE = Guarantee(
    Promise.TWO_PHASE,
    Sentence(
        _(
            "Once. The post is made ahead, unseen, and published by its number; after a lost answer we ask "
            "Threads whether that number is out, and look through the profile for where."
        )
    ),
    readable=True,
)
TOPIC, CONTROL = "topic_tag", "reply_control"
OPTIONS = (
    Option(
        CONTROL,
        Sentence(_("Who can reply")),
        (
            ("", Sentence(_("Everyone"))),
            ("accounts_you_follow", Sentence(_("Profiles that you follow"))),
            ("mentioned_only", Sentence(_("Only those who are mentioned"))),
        ),
    ),
    Option(TOPIC, Sentence(_("Topic"))),
    SPLITTING,
    COMMENTING,
)
STEPS = (
    Sentence(
        _(
            "At developers.facebook.com make an app with the use case “Access the Threads API”, and add "
            "the permissions threads_basic, threads_content_publish, threads_manage_replies, "
            "threads_read_replies, threads_manage_mentions, threads_manage_insights and threads_delete."
        )
    ),
    Sentence(
        _(
            "Add your Threads profile under App roles as a Threads tester, and accept that in Threads under "
            "Settings, Account, Website permissions."
        )
    ),
    Sentence(
        _(
            "Under the use case's settings enter the address to come back to that is shown here, and copy "
            "the Threads app ID and secret. Or type a token that the User Token Generator made. A "
            "token lasts 60 days, and Almanac renews it in time."
        )
    ),
)
