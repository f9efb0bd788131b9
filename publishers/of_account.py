"""Whose is it? Names of accounts as addresses and people write them."""


def is_same(one: str, handle: str) -> bool:
    """With or without the @ before it, in small letters or large ones."""
    return bool(handle) and one.lower() == handle.lstrip("@").lower()
