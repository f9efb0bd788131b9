"""Credentials in, ciphertext out: AES-256-GCM, bound to their row, so that they cannot be moved."""

import base64
import json
import logging
import re
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from planner import keys
from publishers.errors import gettext_noop

NO_KEY = gettext_noop("The key of these credentials is not here; connect the channel again.")
CHANGED = gettext_noop("These credentials were changed or moved; connect the channel again.")
NEWER = gettext_noop("These credentials were written by a newer Almanac.")


class Locked(Exception):
    """The ciphertext cannot be opened: the key is missing, or the row is not the one it was sealed for."""


def seal(secret: Mapping[str, str], row: str) -> str:
    """Encrypt for `row`, such as "channel:12:credentials". Gives "v1.key id.nonce.ciphertext"."""
    name, key = next(iter(settings.VAULT_KEYS.items()))
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(key).encrypt(nonce, json.dumps(dict(secret)).encode(), f"{name}|{row}".encode())
    return f"v1.{name}.{_text(nonce)}.{_text(sealed)}"


def unseal(ciphertext: str, row: str) -> dict[str, str]:
    """Decrypt what `seal` made for the same row. Raises Locked."""
    try:
        version, name, nonce, sealed = ciphertext.split(".")
        key = _key(name)
        opened = AESGCM(key).decrypt(_bytes(nonce), _bytes(sealed), f"{name}|{row}".encode())
    except KeyError:
        raise Locked(NO_KEY) from None
    except (InvalidTag, ValueError):
        raise Locked(CHANGED) from None
    if version != "v1":
        raise Locked(NEWER)
    return {str(name): str(value) for name, value in json.loads(opened).items()}


def key_id(ciphertext: str) -> str:
    """Which key a ciphertext was made with."""
    return ciphertext.split(".")[1] if ciphertext.count(".") == 3 else ""


def current_key_id() -> str:
    return next(iter(settings.VAULT_KEYS))


def _key(name: str) -> bytes:
    """A key that was made while this process ran (rotate_keys) is read from the file when it is met."""
    if name not in settings.VAULT_KEYS:
        settings.VAULT_KEYS.update(keys.reread(settings.HOME))
    found: bytes = settings.VAULT_KEYS[name]
    return found


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class HideSecrets(logging.Filter):
    """Blank whatever looks like a credential before a line reaches the log."""

    SHAPES = re.compile(
        r"(?i)(bearer\s+|authorization['\"]?[:=]\s*['\"]?|access_token['\"]?[:=]\s*['\"]?|token=|whsec_|alm_|setup/|/m/|/r/)"
        r"([A-Za-z0-9_\-\.\+/=]{8,})"
    )

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        hidden = self.SHAPES.sub(lambda match: f"{match[1]}[hidden]", line)
        if hidden != line:
            record.msg, record.args = hidden, None
        return True
