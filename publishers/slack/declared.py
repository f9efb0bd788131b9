"""What Slack takes and what we promise there, as data (Slack docs: chat.postMessage, blocks, rate limits)."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Budget, Guarantee, Limits, Promise
from publishers.prepared import COMMENTING, SPLITTING
from publishers.slack.body import ALT
from publishers.slack.text import TEXT

# A message has 50 blocks: its words, and a picture each. One message a second in a channel.
LIMITS = Limits(
    characters=TEXT,
    images=49,
    image_types=("image/png", "image/jpeg", "image/gif"),
    alt_characters=ALT,
    thread_parts=25,
    text_required=False,
    budgets=(Budget(60, 60),),
)
# Slack knows no key, but a message carries metadata that only apps see: ours has a mark in it, and the look
# for it is exact.
GUARANTEE = Guarantee(
    Promise.READ_BACK,
    Sentence(
        _(
            "Once. Every message carries a mark that only apps see: after a lost answer we look for it in "
            "the channel before anything is sent again. Where the app may not read the channel, we ask you."
        )
    ),
    readable=True,
)
OPTIONS = (
    Option(
        "preview",
        Sentence(_("Preview of the link")),
        (("", Sentence(_("Yes"))), ("none", Sentence(_("No")))),
    ),
    SPLITTING,
    COMMENTING,
)
STEPS = (
    Sentence(_("At api.slack.com/apps press “Create New App”, from scratch, in your workspace.")),
    Sentence(
        _(
            "Under OAuth & Permissions add the bot token scopes chat:write, chat:write.public, "
            "channels:read, channels:history, files:write, files:read, reactions:read and users:read; for "
            "private channels groups:read and groups:history too. Leave token rotation off."
        )
    ),
    Sentence(_("Press “Install to Workspace” and copy the “Bot User OAuth Token”, which begins with xoxb-.")),
    Sentence(_("In the channel write “/invite” and the app's name: only then can it read what is there.")),
)
EDITING = Sentence(_("The words, at any time that your workspace allows. Pictures stay."))
