"""The names of days and months inside of a sentence."""

from django.utils.translation import get_language

CAPITALS = ("en", "de")  # languages that write days and months so


def within(name: str) -> str:
    """As it stands inside of a sentence: Django begins every language's days with a capital."""
    return name if (get_language() or "en").startswith(CAPITALS) else name.lower()
