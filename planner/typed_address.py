"""Web addresses that people type or paste."""

from urllib.parse import urlsplit


def is_whole(address: str) -> bool:
    """A web address that somebody typed and that people may follow: with a host, and nobody's password."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    is_plain = not any(letter.isspace() or letter in "\"'<>`\\" for letter in address)
    return parts.scheme in {"http", "https"} and bool(host) and "@" not in parts.netloc and is_plain
