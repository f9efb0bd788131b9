"""Addresses in a text: parameters that tell a site where its visitors come from."""

from urllib.parse import quote, urlsplit, urlunsplit

Parameters = tuple[tuple[str, str], ...]  # such as (("utm_source", "mastodon"), ("utm_medium", "social"))


def tagged(address: str, parameters: Parameters) -> str:
    """The web address with these parameters; those that it has already stay as they are.

    Everything else in the address stays spelt as it is, because some sites compare it letter by letter.
    """
    if not parameters or not address.lower().startswith(("http://", "https://")):
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
