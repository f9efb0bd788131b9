"""What each number is called on the pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, Promise] = {
    "views": _("Views"),
    "reach": _("People reached"),
    "likes": _("Likes"),
    "reposts": _("Reposts"),
    "replies": _("Replies"),
    "quotes": _("Quotes"),
    "bookmarks": _("Bookmarks"),
    "clicks": _("Clicks"),
}
