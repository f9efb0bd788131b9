"""Where a Mastodon server is asked."""


def on_server(given: str, path: str) -> str:
    """On the server itself, also when somebody gave the address of their profile there."""
    scheme, _, rest = given.strip().rpartition("://")
    return f"{scheme or 'https'}://{rest.split('/')[0]}{path}"
