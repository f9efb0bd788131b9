"""Addresses in a text: parameters that tell a site where visitors come from, and short links of our own."""

import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit

Parameters = tuple[tuple[str, str], ...]  # such as (("utm_source", "mastodon"), ("utm_medium", "social"))
WEB = ("http://", "https://")
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 8  # characters of a code: 62 to the 8th is 2 * 10^14 codes


@dataclass(frozen=True, slots=True)
class Shortener:
    """Makes the short address of a link, always the same one from the same things. Writes nothing down."""

    home: str  # whose short links they are, such as "https://almanac.example"
    scope: str  # what else a code is made of: the same address elsewhere is another link
    secret: bytes = field(repr=False)  # so that nobody can guess a code, or what it leads to

    def short(self, address: str) -> str:
        return f"{self.home}/l/{self.code(address)}"

    def code(self, address: str) -> str:
        """`LENGTH` digits of base 62, from the HMAC-SHA256 of scope and address."""
        said = hmac.digest(self.secret, f"{self.scope}|{address}".encode(), hashlib.sha256)
        number, code = int.from_bytes(said), ""
        for _ in range(LENGTH):
            number, digit = divmod(number, len(DIGITS))
            code += DIGITS[digit]
        return code

    def is_for(self, address: str) -> bool:
        """Links to the web, but not those that lead here already."""
        below = address.lower()
        home = self.home.lower()
        return below.startswith(WEB) and below != home and not below.startswith((f"{home}/", f"{home}?"))


@dataclass(frozen=True, slots=True)
class Links:
    """What becomes of the links in a text: parameters first, then short."""

    parameters: Parameters = ()
    shortener: Shortener | None = None

    def __bool__(self) -> bool:
        return bool(self.parameters or self.shortener)

    def of(self, address: str) -> str:
        """The address as it is sent."""
        long = tagged(address, self.parameters)
        if self.shortener is None or not self.shortener.is_for(long):
            return long
        return self.shortener.short(long)


AS_THEY_ARE = Links()


def tagged(address: str, parameters: Parameters) -> str:
    """The web address with these parameters; those that it has already stay as they are.

    Everything else in the address stays spelt as it is, because some sites compare it letter by letter.
    """
    if not parameters or not address.lower().startswith(WEB):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    there = {pair.partition("=")[0] for pair in parts.query.split("&")}
    added = [
        f"{quote(name)}={quote(value)}" for name, value in parameters if value and quote(name) not in there
    ]
    query = "&".join([piece for piece in (parts.query,) if piece] + added)
    return urlunsplit(parts._replace(query=query))
