"""What Google Business Profile takes and what we promise there, as data (Business Profile APIs, 2026)."""

from publishers.base import Option
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.google import RIGHTS, SignsInToGoogle
from publishers.limits import Guarantee, Limits, Promise

SCOPES = (RIGHTS + "business.manage",)


class SignsInToBusinesses(SignsInToGoogle):
    scopes = SCOPES


# Google's pages for people: pictures from 250 × 250 pixels and 10 KB to 5 MB. How many pictures a post may
# have is written nowhere: ten are taken on its own page, and more than one warns (see `notes`).
LIMITS = Limits(
    characters=1_500,
    images=10,
    image_bytes=5_000_000,
    image_types=("image/jpeg", "image/png"),
    image_keeps=2400 * 2400,
)
SMALLEST_SIDE, SMALLEST_WEIGHT = 250, 10_240  # pixels, bytes
GUARANTEE = Guarantee(
    Promise.READ_BACK,
    Sentence(
        _(
            "Once. Google knows no key; after a lost answer we look through the newest posts of the location "
            "before anything is sent again."
        )
    ),
    readable=True,
)
BUTTON, LEADS_TO, CALL = "button", "link", "CALL"
OPTIONS = (
    Option(
        BUTTON,
        Sentence(_("Button")),
        (
            ("", Sentence(_("None"))),
            ("LEARN_MORE", Sentence(_("Learn more"))),
            ("BOOK", Sentence(_("Book"))),
            ("ORDER", Sentence(_("Order online"))),
            ("SHOP", Sentence(_("Buy"))),
            ("SIGN_UP", Sentence(_("Sign up"))),
            (CALL, Sentence(_("Call now"))),
        ),
    ),
    Option(LEADS_TO, Sentence(_("Where the button leads (empty: the first link of the text)"))),
)
STEPS = (
    Sentence(
        _(
            "Google opens these APIs only to projects that it has approved: make one at "
            "console.cloud.google.com, then ask for access with the form “Application for Basic API Access”. "
            "Google wants a profile that has been verified for 60 days, and answers within two weeks or so. "
            "Until then every request is refused."
        )
    ),
    Sentence(
        _(
            "Under APIs and services enable the “Google My Business API”, the “My Business Account "
            "Management API” and the “My Business Business Information API”."
        )
    ),
    Sentence(
        _(
            "Set up the OAuth consent screen with the scope business.manage, and publish it (“In "
            "production”): while it is “Testing”, Google ends the sign-in after 7 days."
        )
    ),
    Sentence(
        _(
            "Make a client ID of the type “Web application” with the address to come back to that is shown "
            "here, copy the client ID and secret, and sign in as an owner or manager of the profile. Then "
            "choose the locations: each becomes a channel."
        )
    ),
)
EDITING = Sentence(_("The words, at any time. The button and pictures stay."))
