"""Whose handle it is, and on which server they are: handle → DID → personal data server."""

import re
from collections.abc import Callable
from typing import Any

from publishers.answer import Answer
from publishers.bluesky.answers import asked, text_in
from publishers.errors import Expired, PublisherError, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _

RESOLVER = "https://public.api.bsky.app"  # looks handles up, in DNS too
DIRECTORY = "https://plc.directory"
HANDLE = re.compile(r"(?i)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.%-]+)")

Ask = Callable[..., Answer]


def named(handle: str) -> str:
    """A handle as people write it, bare: without the @, in small letters."""
    handle = handle.strip().removeprefix("https://bsky.app/profile/").strip("@/\u200e\u202a\u202c ")
    return handle if handle.startswith("did:") or "@" in handle else handle.lower()


def did_of(ask: Ask, handle: str, resolver: str) -> str:
    """The DID behind a handle; "" where nobody has it. Raises Unreachable, Busy."""
    if not HANDLE.fullmatch(handle) or len(handle) > 253:
        return ""
    try:
        answer = ask(
            "GET", f"{resolver}/xrpc/com.atproto.identity.resolveHandle", params={"handle": handle.lower()}
        )
        return text_in(asked(answer), "did")
    except Rejected:  # InvalidRequest, HandleNotFound: there is none
        return ""


def home_of(ask: Ask, handle: str, resolver: str, directory: str) -> str:
    """The address of the personal data server on which the account is. Raises Expired where there is none."""
    did = handle if handle.startswith("did:") else did_of(ask, handle, resolver)
    if not DID.fullmatch(did):
        raise Expired(
            Sentence(_("Nobody on Bluesky has the handle “{handle}”."), {"handle": handle[:100]}),
            code="HandleNotFound",
        )
    document = _document(ask, did, directory)
    names = document.get("alsoKnownAs") if isinstance(document, dict) else None
    if not handle.startswith("did:") and f"at://{handle}" not in (names or ()):
        raise Expired(
            Sentence(_("The account does not say that “{handle}” is its handle."), {"handle": handle}),
            code="InvalidHandle",
        )
    return _server(document)


def _document(ask: Ask, did: str, directory: str) -> Any:
    if did.startswith("did:web:"):
        return asked(ask("GET", f"https://{did.removeprefix('did:web:')}/.well-known/did.json"))
    try:
        return asked(ask("GET", f"{directory}/{did}"))
    except Rejected as error:  # 404 and 410: the directory does not know it
        raise Expired(
            Sentence(_("The directory of accounts does not know this one.")), code="DidNotFound"
        ) from error


def _server(document: Any) -> str:
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else ():
        if text_in(service, "id").endswith("#atproto_pds"):
            address = text_in(service, "serviceEndpoint").rstrip("/")
            if address.startswith(("https://", "http://")):
                return address
    trouble: PublisherError = Unreachable(
        Sentence(_("The account does not say on which server it is.")), code="no_server"
    )
    raise trouble
