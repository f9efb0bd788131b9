"""What LinkedIn takes and what we promise there, as data (LinkedIn docs: Posts, Images, Comments API)."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise
from publishers.prepared import COMMENTING

# 3,000 characters, counted before escaping. Whether LinkedIn counts them in units of UTF-16, as we do, is
# written nowhere (unverified), nor is the bound of a description; both only warn, see `notes`.
LIMITS = Limits(
    characters=3_000,
    unit="characters",
    images=20,
    image_pixels=36_152_319,
    image_types=("image/jpeg", "image/png", "image/gif"),
    alt_characters=4_086,
    text_required=False,
    comment_characters=1_250,
)
# LinkedIn knows no key. A page's posts can be read, so words go out again only after two looks that found
# nothing; and should a look have been too early, LinkedIn refuses the same words and says where they are.
# Nobody can read a profile's posts. There LinkedIn's refusal would be the only guard, and it is said to have
# let copies through, so we never repeat by ourselves: a person looks and decides, and the refusal is the
# second guard of what they decide.
GUARANTEE = Guarantee(
    Promise.DUPLICATE_REFUSED,
    Sentence(
        _(
            "Once. After a lost answer we look at the page's posts before anything is sent again; nobody may "
            "read a profile's posts, so there we ask you. And LinkedIn itself refuses the same words twice."
        )
    ),
    readable=True,
)
OPTIONS = (
    Option(
        "visibility",
        Sentence(_("Who can see it")),
        (("PUBLIC", Sentence(_("Everyone"))), ("CONNECTIONS", Sentence(_("Connections only")))),
    ),
    Option(
        "reshare",
        Sentence(_("Others may repost it")),
        (("", Sentence(_("Yes"))), ("disabled", Sentence(_("No")))),
    ),
    COMMENTING,
)
STEPS = (
    Sentence(
        _(
            "At linkedin.com/developers make an app; LinkedIn asks for a page that it belongs to. Under "
            "Products add “Share on LinkedIn” and “Sign In with LinkedIn using OpenID Connect”."
        )
    ),
    Sentence(
        _(
            "For pages, their numbers and comments ask there for the “Community Management API” too; "
            "LinkedIn looks at each app, and wants that one to have no other product."
        )
    ),
    Sentence(
        _(
            "Under Auth enter the address to come back to that is shown here, and copy the client ID and the "
            "client secret. The sign-in lasts 60 days; then a person signs in again, unless LinkedIn gave "
            "your app refresh tokens."
        )
    ),
)
EDITING = Sentence(_("The words, at any time. Pictures and who can see it stay as they are."))
