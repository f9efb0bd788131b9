"""What is needed to post on LinkedIn, and which version of its API we speak."""

from dataclasses import dataclass, field
from typing import Any

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _

API = "https://api.linkedin.com"
SITE = "https://www.linkedin.com"
# Of November 2026: programs in the open speak 202608 and 202609, and 202508 was switched off on 17 August
# 2026 (LinkedIn docs, versioning). LinkedIn switches a version off about a year after it came, so this one
# is to be replaced by August 2027; until it is, a person can enter another with the channel.
VERSION = "202608"
PERSON, PAGE = "urn:li:person:", "urn:li:organization:"


def _field(label: Sentence, help_: Sentence | None = None, **more: Any) -> Any:
    metadata = {"label": label, "kind": "text", **more}
    if help_ is not None:
        metadata["help"] = help_
    return field(default="", repr=not more.get("secret"), metadata=metadata)


def _version() -> Any:
    return _field(
        Sentence(_("API version")),
        Sentence(
            _(
                "Leave it empty. Only when LinkedIn no longer takes ours ({version}), enter a newer one, "
                "as year and month: 202703."
            ),
            {"version": VERSION},
        ),
    )


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token that somebody typed, or what signing in gave."""

    access_token: str = field(
        repr=False,
        metadata={
            "label": Sentence(_("Access token")),
            "help": Sentence(_("Made with the token generator of your app. It ends after 60 days.")),
            "secret": True,
            "kind": "text",
        },
    )
    author: str = _field(
        Sentence(_("Post as")),
        Sentence(_("Empty for your own profile; for a page its number, such as 2414183.")),
    )
    api_version: str = _version()
    server: str = _field(Sentence(_("Another server than LinkedIn's")), private=True)
    client_id: str = _field(Sentence(_("Client ID of your app")), hidden=True)
    client_secret: str = _field(Sentence(_("Client secret of your app")), hidden=True, secret=True)
    refresh_token: str = _field(Sentence(_("Refresh token")), hidden=True, secret=True)
    ends_at: str = _field(Sentence(_("End of the token")), hidden=True)  # ISO, UTC

    @property
    def version(self) -> str:
        return self.api_version.strip() or VERSION

    @property
    def api(self) -> str:
        return self.server.rstrip("/") or API

    @property
    def author_urn(self) -> str:
        """Whom we post as, as LinkedIn names it; "" for the person whose token it is."""
        given = self.author.strip()
        return PAGE + given if given.isdecimal() else given


@dataclass(frozen=True, slots=True)
class Asked:
    """The person's own app at LinkedIn: LinkedIn gives no rights to a program that anybody hosts."""

    client_id: str = field(metadata={"label": Sentence(_("Client ID of your app")), "kind": "text"})
    client_secret: str = field(
        repr=False,
        metadata={"label": Sentence(_("Client secret of your app")), "kind": "text", "secret": True},
    )
    pages: str = _field(
        Sentence(_("My pages too")),
        Sentence(
            _(
                "Write “yes” to post as the pages that you look after, too. LinkedIn must have approved your "
                "app for the Community Management API; else the sign-in fails. Empty: only your profile."
            )
        ),
    )
    api_version: str = _version()
    server: str = _field(Sentence(_("Another server than LinkedIn's")), private=True)
