"""Events (NIP-01): what they say is hashed into their id, and signed. One event is the same everywhere."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from coincurve import PrivateKey, PublicKeyXOnly

from publishers.errors import Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.nostr import bech32

Event = dict[str, Any]  # id, pubkey, created_at, kind, tags, content, sig
PROFILE, NOTE, DELETION, REPOST, REACTION, UPLOAD = 0, 1, 5, 6, 7, 24242


class Key:
    """A secret key, which signs."""

    def __init__(self, secret: bytes) -> None:
        self._private = PrivateKey(secret)
        self.public = self._private.public_key.format(compressed=True)[1:].hex()

    def signed(self, kind: int, content: str, tags: Sequence[Sequence[str]], at: int) -> Event:
        """`at` in seconds since 1970. Signed without chance (BIP-340 allows that): a repeat is equal."""
        event: Event = {
            "pubkey": self.public,
            "created_at": at,
            "kind": kind,
            "tags": [list(tag) for tag in tags],
            "content": content,
        }
        number = id_of(event)
        return {
            "id": number,
            **event,
            "sig": self._private.sign_schnorr(bytes.fromhex(number), bytes(32)).hex(),
        }


def key(nsec: str) -> Key:
    """Raises Rejected where it is not a secret key."""
    text = nsec.strip()
    try:
        return Key(bytes.fromhex(text) if len(text) == 64 else bech32.decode("nsec", text))
    except ValueError as error:
        if text.startswith("npub"):
            raise Rejected(
                Sentence(_("This is the public key. Nostr needs the secret one: nsec1…"))
            ) from error
        raise Rejected(Sentence(_("This is not a secret key of Nostr: it begins with nsec1."))) from error


def id_of(event: Mapping[str, Any]) -> str:
    """SHA-256 of the array that NIP-01 describes, in hex."""
    said = [0, *(event[name] for name in ("pubkey", "created_at", "kind", "tags", "content"))]
    written = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def checked(said: Any) -> Event | None:
    """What a relay gave, where it is a whole event that its author signed; relays may say anything."""
    try:
        author, number = PublicKeyXOnly(bytes.fromhex(said["pubkey"])), bytes.fromhex(id_of(said))
        right = (
            said["id"] == number.hex()
            and isinstance(said["content"], str)
            and type(said["created_at"]) is int
            and 0 <= said["created_at"] < 1 << 33
            and all(isinstance(one, str) for tag in said["tags"] for one in tag)
            and author.verify(bytes.fromhex(said["sig"]), number)
        )
    except (ValueError, TypeError, KeyError):
        return None
    return dict(said) if right else None


def parent(event: Event) -> str:
    """The id of what a note answers (NIP-10); "" where it answers nothing."""
    above = [tag for tag in event["tags"] if len(tag) > 1 and tag[0] == "e"]
    marked = {tag[3]: tag[1] for tag in above if len(tag) > 3}
    unmarked = [tag[1] for tag in above if len(tag) < 4 or not tag[3]]
    return marked.get("reply") or marked.get("root") or (unmarked[-1] if unmarked else "")


def about(event: Event, name: str = "e") -> str:
    """The last event that its tags name, which a reaction or a repost is about; "" where there is none."""
    named = [tag[1] for tag in event["tags"] if len(tag) > 1 and tag[0] == name]
    return str(named[-1]) if named else ""
