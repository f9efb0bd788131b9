"""The fields of a connect form: what a person types to let us in, said once for every network."""

from dataclasses import MISSING, field
from typing import Any

from publishers.errors import Sentence


def typed(
    label: str,
    help_: str = "",
    *,
    default: Any = MISSING,
    kind: str = "text",
    secret: bool = False,
    private: bool = False,
) -> Any:
    """A field of `Credentials` that a person fills in; marked texts (gettext_noop), shown translated.

    `kind` is of the input: text, url, or checkbox, whose value is “yes” or nothing. A secret is never shown
    again. A private one is asked for only where private hosts are allowed, as on a machine for tests.
    """
    metadata = {"label": Sentence(label), "kind": kind, "secret": secret, "private": private}
    if help_:
        metadata["help"] = Sentence(help_)
    return field(default=default, repr=not secret, metadata=metadata)


def given(label: str, *, secret: bool = False) -> Any:
    """A field of `Credentials` that the network fills in, such as a token that ends; nobody types it."""
    metadata = {"label": Sentence(label), "kind": "text", "secret": secret, "hidden": True}
    return field(default="", repr=not secret, metadata=metadata)
