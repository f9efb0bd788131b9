"""What Discord takes and what we promise there, as data (Discord docs: webhook, message, channel)."""

from publishers.base import Option
from publishers.discord.text import CHARACTERS
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Budget, Guarantee, Limits, Promise
from publishers.prepared import COMMENTING, SPLITTING

# Ten files of 10 MB each; a server that is paid for takes more (`channel.py`). 30 messages a minute in a
# channel is what people report of webhooks; Discord's own 429 tells the truth.
LIMITS = Limits(
    characters=CHARACTERS,
    images=10,
    image_bytes=10_000_000,
    image_types=("image/png", "image/jpeg", "image/gif", "image/webp"),
    video_types=("video/mp4", "video/quicktime"),
    video_bytes=10_000_000,
    video_alone=False,
    alt_characters=1_024,
    thread_parts=25,
    text_required=False,
    budgets=(Budget(30, 60),),
)
# A nonce is remembered for “the past few minutes” (Discord docs, create message); how many is written
# nowhere, so a repeat comes within two. Whether two requests at the same time are told apart is not written
# either, so a repeat waits half a minute.
REPEAT_PICTURES = 100  # seconds
BOT = Guarantee(
    Promise.KEYED,
    Sentence(
        _(
            "With a bot: exactly once. Discord knows our mark for a few minutes: after a lost answer we send "
            "the same mark again within two minutes, and then look at the channel. With a webhook: at most "
            "once, since nobody can look for us; if an answer is lost, we ask you."
        )
    ),
    readable=True,
    repeat_after=30,
    window=120,
)
# A new post in a forum takes no nonce (Discord docs, start thread in forum).
FORUM = Guarantee(
    Promise.READ_BACK,
    Sentence(_("Once. After a lost answer we look at the forum's posts before anything is sent again.")),
    readable=True,
)
# A webhook takes no nonce either, and cannot list what it posted.
WEBHOOK = Guarantee(
    Promise.NONE,
    Sentence(
        _(
            "At most once. A webhook cannot look what it has posted: if an answer is lost, we ask you "
            "whether the post is there, and never send it again by ourselves."
        )
    ),
)
YES, NO = Sentence(_("Yes")), Sentence(_("No"))
OPTIONS = (
    Option("silent", Sentence(_("Without a sound")), (("", NO), ("true", YES))),
    Option("preview", Sentence(_("Preview of the link")), (("", YES), ("none", NO))),
    Option("thread_name", Sentence(_("Title in a forum"))),
    Option("applied_tags", Sentence(_("Tags in a forum, with commas between"))),
    SPLITTING,
    COMMENTING,
)
STEPS = (
    Sentence(
        _(
            "The simple way: in the channel's settings open Integrations, Webhooks, New Webhook, and press "
            "“Copy Webhook URL”. It only posts, changes and deletes."
        )
    ),
    Sentence(
        _(
            "The better way: at discord.com/developers/applications make an application; under Bot press "
            "“Reset Token” and copy the token, and switch on “Message Content Intent” to read answers."
        )
    ),
    Sentence(
        _(
            "Under OAuth2, URL Generator tick “bot” and View Channels, Send Messages, Send Messages in "
            "Threads, Attach Files, Embed Links and Read Message History; open the address and add the bot "
            "to your server."
        )
    ),
    Sentence(_("Copy the link of the channel from its menu (Copy Link).")),
)
EDITING = Sentence(_("The words, at any time. Pictures stay, and Discord marks the message as edited."))
