"""What Discourse takes and what we promise there, as data.

The numbers are those of a new forum (site_settings.yml). Each forum may set others; when it tells them, they
stand in the account's facts and count, and where it does not, ours only warn.
"""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise
from publishers.prepared import COMMENTING, SPLITTING

# The forum's own names of its bounds, ours, and what they are in a new forum.
SETTINGS = {
    "max_post_length": ("characters", 32_000),
    "min_first_post_length": ("least_first", 20),
    "min_post_length": ("least", 20),
    "min_topic_title_length": ("title_least", 15),
    "max_topic_title_length": ("title_most", 255),
}
DEFAULTS = dict(SETTINGS.values())

LIMITS = Limits(
    characters=DEFAULTS["characters"],
    image_bytes=4_194_304,
    image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
    thread_parts=25,
    title=True,
)
# Discourse also answers the very same request of an API key with the first result for two minutes, which
# helps but lives in its cache; a look for the topic's mark is what the promise rests on.
GUARANTEE = Guarantee(
    Promise.READ_BACK,
    Sentence(
        _(
            "Once. A topic carries a mark of ours that no second one can have, and after a lost answer we "
            "look for it before anything is sent again. Answers in a topic, and topics of a User API key, "
            "are looked for by their words."
        )
    ),
    readable=True,
    settle=130,
)
OPTIONS = (
    Option("category", Sentence(_("Category"))),
    Option("tags", Sentence(_("Tags, with commas between"))),
    SPLITTING,
    COMMENTING,
)
STEPS = (
    Sentence(
        _(
            "As an administrator of the forum open Admin, API keys, Add API key. As user level choose "
            "“Single User”, and the person who posts."
        )
    ),
    Sentence(
        _(
            "As scope choose “Granular”, and tick global read, topics write and delete, posts edit and "
            "delete, and uploads create. Copy the key: it is shown once."
        )
    ),
    Sentence(
        _(
            "Where no administrator helps, a User API key with the scope “write” will do. Then leave the "
            "user name empty."
        )
    ),
)
EDITING = Sentence(_("The words and the title, while the forum lets this person change them."))
