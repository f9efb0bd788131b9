"""Whose token it is, and the boards and sections that pins go to."""

from typing import Any
from urllib.parse import unquote, urlsplit

from publishers.errors import Expired, Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Account
from publishers.pinterest.answers import SECTION_GONE, object_of, unreadable
from publishers.pinterest.api import Api
from publishers.pinterest.credentials import SITE

PAGE_SIZE, PAGES = 250, 8  # 2,000 boards are the most that an account may have
HIDDEN = "hidden"  # a fact of the account: nobody else sees the board


def account(api: Api) -> Account:
    """The board that the channel posts to. Raises Expired where it cannot be told, or is gone."""
    wanted, known = api.credentials.board.strip(), accounts(api)
    found = [one for one in known if one.id == wanted] or [
        one for one in known if not wanted or _plain(one.name) == _plain(wanted)
    ]
    if len(found) != 1:
        names = ", ".join(f"“{one.name}”" for one in known[:20])
        raise Expired(
            Sentence(_("Say which board this channel is for. There are: {boards}."), {"boards": names}),
            code="which_board",
            is_certain=True,
        )
    return found[0]


def accounts(api: Api) -> tuple[Account, ...]:
    """Each board of the account, or shared with it."""
    person = str(object_of(api.ask("GET", "user_account")).get("username") or "")
    found = [_board(one, person) for page in api.pages("boards", PAGE_SIZE, PAGES) for one in page]
    if not found:
        raise Expired(
            Sentence(_("This Pinterest account has no board yet. Make one, then connect it.")),
            code="no_board",
            is_certain=True,
        )
    return tuple(found)


def followers(api: Api) -> int | None:
    """Of the account: Pinterest counts those of single boards, but does not say who sees which."""
    count = object_of(api.ask("GET", "user_account", is_extra=True)).get("follower_count")
    return count if type(count) is int and count >= 0 else None


def section(api: Api, board: str, wanted: str) -> str:
    """The number of the board's section that is called so. Raises Rejected where there is none."""
    for page in api.pages(f"boards/{board}/sections", PAGE_SIZE, PAGES):
        for one in page:
            if wanted == one.get("id") or _plain(str(one.get("name") or "")) == _plain(wanted):
                return str(one["id"])
    raise Rejected(Sentence(SECTION_GONE), code="no_section")


def _board(said: dict[str, Any], person: str) -> Account:
    number, owner = said.get("id"), said.get("owner")
    if not isinstance(number, str) or not number.isdecimal():
        raise unreadable()
    whose = str(owner.get("username") or person) if isinstance(owner, dict) else person
    name = str(said.get("name") or number)
    facts = ((HIDDEN, "yes"),) if said.get("privacy") == "SECRET" else ()
    return Account(number, whose, name, f"{SITE}/{whose}/", facts)


def _plain(name: str) -> str:
    """A name, or the last piece of an address that was made of it, without what differs between the two."""
    piece = unquote(urlsplit(name).path).rstrip("/").rpartition("/")[2] if "://" in name else name
    return "".join(letter for letter in piece.casefold() if letter.isalnum())
