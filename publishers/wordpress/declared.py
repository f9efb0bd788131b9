"""What WordPress takes and what we promise there, as data."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise

# The most that a file may weigh is the host's business and is said nowhere in the API, so nothing is refused
# here. Larger pictures than 2560 pixels are scaled down for pages (big_image_size_threshold).
LIMITS = Limits(
    image_keeps=2560 * 2560,
    image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
    title=True,
)
GUARANTEE = Guarantee(
    Promise.TWO_PHASE,
    Sentence(
        _(
            "Exactly once. The post is a draft on your site first; publishing it twice changes nothing, and "
            "after a lost answer we look at that very draft."
        )
    ),
    readable=True,
    settle=60,
)
OPTIONS = (
    Option("categories", Sentence(_("Categories, with commas between"))),
    Option("tags", Sentence(_("Tags, with commas between"))),
    Option("excerpt", Sentence(_("Excerpt")), long=True),
    Option("slug", Sentence(_("Last part of the page's address"))),
    Option(
        "featured",
        Sentence(_("First picture")),
        (
            ("", Sentence(_("Featured image of the post"))),
            ("none", Sentence(_("In the text, as the others"))),
        ),
    ),
    Option(
        "comments",
        Sentence(_("Comments")),
        (
            ("", Sentence(_("As the site is set"))),
            ("closed", Sentence(_("Closed"))),
            ("open", Sentence(_("Open"))),
        ),
    ),
)
STEPS = (
    Sentence(
        _("In WordPress open Users, Profile, as a person with the role Author, Editor or Administrator.")
    ),
    Sentence(
        _(
            "Under Application Passwords enter “Almanac”, press “Add New Application Password”, and copy the "
            "password that is shown once. The site needs https for that."
        )
    ),
)
EDITING = Sentence(_("The title and the words, at any time. Pictures stay."))
