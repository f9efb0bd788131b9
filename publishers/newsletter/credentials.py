"""Whose letters they are, and the mail server that takes them."""

from dataclasses import dataclass

from publishers.credentials import typed
from publishers.errors import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Credentials:
    sender: str = typed(
        _("Address that the letters come from"), _("At your own domain, such as news@harbour.example.")
    )
    called: str = typed(_("Name that stands before it"), _("Such as “Harbour News”: people know you by it."))
    host: str = typed(_("Mail server"), _("Such as smtp.harbour.example."))
    user: str = typed(_("Name to sign in with"), default="")
    password: str = typed(_("Password"), default="", secret=True)
    port: str = typed(_("Port"), _("587, or 465 where the server says so."), default="587")
    reply_to: str = typed(_("Where answers go"), _("Left empty, to the address they come from."), default="")
    about: str = typed(
        _("Who you are and where, for the foot of each letter"),
        _("Many countries ask for a postal address in newsletters."),
        default="",
    )
