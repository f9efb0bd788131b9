"""Seeds of authenticator apps and recovery codes, sealed in the rows that allauth keeps."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner import vault

ROW = "mfa"  # allauth does not say whose seed it is when it asks us to seal one


def seal(text: str) -> str:
    return vault.seal({"seed": text}, ROW)


def unseal(sealed: str) -> str:
    """Raises vault.Locked."""
    return vault.unseal(sealed, ROW)["seed"]


def sealed_in(data: Mapping[str, Any]) -> Iterator[str]:
    """The sealed texts in an authenticator's data."""
    for value in data.values():
        for text in value if isinstance(value, list) else [value]:
            if _is_sealed(text):
                yield text


def sealed_anew(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same data, sealed with the vault's current key. Raises vault.Locked."""
    return {
        name: [_anew(text) for text in value] if isinstance(value, list) else _anew(value)
        for name, value in data.items()
    }


def _anew(text: Any) -> Any:
    return seal(unseal(text)) if _is_sealed(text) else text


def _is_sealed(text: Any) -> bool:
    return isinstance(text, str) and text.startswith("v1.") and bool(vault.key_id(text))
