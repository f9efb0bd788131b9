"""Names of things on Nostr as people see them (NIP-19): bech32 of BIP-173, without its bound of length."""

from collections.abc import Iterable

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
SPECIAL, RELAY, AUTHOR = 0, 1, 2  # kinds of entries in an nevent


def encode(prefix: str, raw: bytes) -> str:
    """`encode("npub", key)` → "npub1…"."""
    values = _regrouped(raw, 8, 5, pad=True)
    check = _checksum([*_expanded(prefix), *values, *[0] * 6]) ^ 1
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{prefix}1{''.join(LETTERS[value] for value in values)}"


def decode(prefix: str, text: str) -> bytes:
    """The bytes in a text that begins so. Raises ValueError where it is not one, or mistyped."""
    text = text.strip()
    text = text.lower() if text.isupper() else text
    found, one, rest = text.rpartition("1")
    if found != prefix or not one or len(rest) < 6 or set(rest) - set(LETTERS):
        raise ValueError(f"no {prefix}")
    values = [LETTERS.index(letter) for letter in rest]
    if _checksum([*_expanded(prefix), *values]) != 1:
        raise ValueError(f"a mistyped {prefix}")
    return bytes(_regrouped(values[:-6], 5, 8, pad=False))


def event(event_id: str, author: str, relays: Iterable[str]) -> str:
    """nevent1…: an event with who wrote it, and where it may be found."""
    entries = [(SPECIAL, bytes.fromhex(event_id))]
    entries += [(RELAY, relay.encode()) for relay in relays if len(relay.encode()) < 256]
    entries.append((AUTHOR, bytes.fromhex(author)))
    return encode("nevent", b"".join(bytes((kind, len(raw))) + raw for kind, raw in entries))


def event_of(text: str) -> tuple[str, str]:
    """The id and author in an nevent, in hex; the author is "" where it is not said. Raises ValueError."""
    raw = decode("nevent", text)
    entries: dict[int, bytes] = {}
    while len(raw) > 2:
        kind, length = raw[0], raw[1]
        entries.setdefault(kind, raw[2 : 2 + length])
        raw = raw[2 + length :]
    if len(entries.get(SPECIAL, b"")) != 32:
        raise ValueError("an nevent without an event")
    return entries[SPECIAL].hex(), entries.get(AUTHOR, b"").hex()


def _expanded(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _checksum(values: Iterable[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for place, part in enumerate(GENERATOR):
            found ^= part if top >> place & 1 else 0
    return found


def _regrouped(values: Iterable[int], wide: int, to: int, *, pad: bool) -> list[int]:
    """The same bits in groups of another width."""
    bits, width, found = 0, 0, []
    for value in values:
        bits, width = bits << wide | value, width + wide
        while width >= to:
            width -= to
            found.append(bits >> width & (1 << to) - 1)
        bits &= (1 << width) - 1
    if pad and width:
        found.append(bits << to - width & (1 << to) - 1)
    elif not pad and (width >= wide or bits):
        raise ValueError("bits are left over")
    return found
