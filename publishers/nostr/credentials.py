"""Whose key signs, where its notes go, and where its pictures are."""

from dataclasses import dataclass

from publishers.credentials import typed
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Credentials:
    nsec: str = typed(
        _("Secret key"),
        _("It begins with nsec1. Whoever has it is the account, for ever: make one for this channel alone."),
        secret=True,
    )
    relays: str = typed(
        _("Relays"), _("Their addresses with commas, such as wss://relay.example.org, the best one first.")
    )
    media_server: str = typed(
        _("Media server"),
        _("A Blossom server, such as https://blossom.example.org, for pictures. May stay empty."),
        default="",
        kind="url",
    )


STEPS = (
    Sentence(_("Copy the secret key (nsec1…) of the account from your Nostr app: Settings, Keys.")),
    Sentence(
        _(
            "Type the relays that the account writes to. They must take notes without a sign-in (NIP-42) and "
            "without a proof of work."
        )
    ),
    Sentence(
        _(
            "Nostr holds no pictures. For posts with pictures, type the address of a Blossom server that "
            "takes files of this account."
        )
    ),
)
