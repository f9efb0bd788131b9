"""What a person gives to connect an account, and what its server gives in return."""

from dataclasses import dataclass, field
from typing import Any

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _


def _hidden(label: Sentence, *, secret: bool = False) -> Any:
    metadata = {"label": label, "kind": "text", "secret": secret, "hidden": True}
    return field(default="", repr=not secret, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Credentials:
    handle: str = field(
        metadata={
            "label": Sentence(_("Handle")),
            "help": Sentence(_("Such as ada.bsky.social, without the @.")),
            "kind": "text",
        }
    )
    app_password: str = field(
        repr=False,
        metadata={
            "label": Sentence(_("App password")),
            "help": Sentence(_("Four groups of four letters; never the account's own password.")),
            "secret": True,
            "kind": "text",
        },
    )
    service: str = field(
        default="",
        metadata={
            "label": Sentence(_("Server")),
            "help": Sentence(_("Leave it empty: the handle says on which server the account is.")),
            "kind": "url",
        },
    )
    home: str = _hidden(Sentence(_("The account's server")))
    access_token: str = _hidden(Sentence(_("Access token")), secret=True)
    refresh_token: str = _hidden(Sentence(_("Refresh token")), secret=True)
    ends_at: str = _hidden(Sentence(_("When the access token ends")))
