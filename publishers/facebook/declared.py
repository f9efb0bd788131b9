"""What Facebook takes of a page and what we promise there, as data (Meta docs: Pages API, Graph API)."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise
from publishers.prepared import COMMENTING

# How many pictures a post may have is written down nowhere, so Facebook decides. Above 4 MB it advises
# against pictures, and has refused some; they are copied smaller.
LIMITS = Limits(
    characters=63_206,
    image_bytes=4_000_000,
    image_keeps=2048 * 2048,
    image_types=("image/jpeg", "image/png"),
    video_types=("video/mp4", "video/quicktime"),
    video_bytes=10_000_000_000,
    video_seconds=14_400,
    text_required=False,
)
# That publishing the same number twice makes one post is what people report; Meta promises it nowhere.
GUARANTEE = Guarantee(
    Promise.TWO_PHASE,
    Sentence(
        _(
            "Once. The post is made ahead, unseen, and published by its number; after a lost answer we ask "
            "Facebook whether that number is out, and only ever publish that one. A first comment is looked "
            "for below its post."
        )
    ),
    readable=True,
)
LINK = "link"
OPTIONS = (
    Option(
        LINK,
        Sentence(_("The first link")),
        (("", Sentence(_("Becomes a preview"))), ("none", Sentence(_("Stays in the text only")))),
    ),
    COMMENTING,
)
STEPS = (
    Sentence(
        _(
            "At developers.facebook.com make an app with the use case “Manage everything on your Page”. It "
            "needs pages_show_list, pages_read_engagement, pages_read_user_content, pages_manage_posts, "
            "pages_manage_engagement and read_insights."
        )
    ),
    Sentence(
        _(
            "You must be able to create content on the page. Publish the app: what an app in development "
            "posts is seen only by those who have a role in it."
        )
    ),
    Sentence(
        _(
            "Under Facebook Login enter the address to come back to that is shown here, and copy the app ID "
            "and the app secret. Or type a page's own token that has no end: in the Graph API Explorer "
            "extend the person's token to one of 60 days first, and then take the page's with it from "
            "me/accounts."
        )
    ),
)
EDITING = Sentence(_("The words of posts that this app made, at any time. Pictures stay as they are."))
