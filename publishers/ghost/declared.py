"""What Ghost takes and what we promise there, as data (Ghost's schema of posts)."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise

TITLE = 255  # characters
EXCERPT = 300
ALT = 191

# How heavy a picture may be is the host's business; Ghost scales them down to 2000 pixels across.
LIMITS = Limits(
    image_keeps=2000 * 2000,
    image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
    alt_characters=ALT,
    title=True,
)
GUARANTEE = Guarantee(
    Promise.TWO_PHASE,
    Sentence(
        _(
            "Exactly once, and one e-mail at most. The post is a draft in Ghost first; Ghost publishes it "
            "only while nothing has changed it, and after a lost answer we look at that very draft."
        )
    ),
    readable=True,
    settle=60,
)
NO_YES = (("", Sentence(_("No"))), ("yes", Sentence(_("Yes"))))
OPTIONS = (
    Option("tags", Sentence(_("Tags, with commas between"))),
    Option("excerpt", Sentence(_("Excerpt")), long=True),
    Option("slug", Sentence(_("Last part of the page's address"))),
    Option(
        "visibility",
        Sentence(_("Who can read it")),
        (
            ("", Sentence(_("Everyone"))),
            ("members", Sentence(_("Members only"))),
            ("paid", Sentence(_("Paid members only"))),
        ),
    ),
    Option("newsletter", Sentence(_("Send it by e-mail too: slug of the newsletter"))),
    Option(
        "segment",
        Sentence(_("Who gets the e-mail")),
        (
            ("", Sentence(_("All subscribers of the newsletter"))),
            ("status:free", Sentence(_("Free members"))),
            ("status:-free", Sentence(_("Paid members"))),
        ),
    ),
    Option("featured", Sentence(_("Feature this post")), NO_YES),
    Option(
        "picture",
        Sentence(_("First picture")),
        (
            ("", Sentence(_("Feature image of the post"))),
            ("none", Sentence(_("In the text, as the others"))),
        ),
    ),
)
STEPS = (
    Sentence(_("In Ghost open Settings, Integrations, and press “Add custom integration”. Call it Almanac.")),
    Sentence(_("Copy its “Admin API key” and its “API URL” to here. It needs no other rights.")),
)
EDITING = Sentence(_("The title and the words, at any time. Pictures stay, and no second e-mail goes out."))
