"""Names and notes as people see them: no controls, and no marks that cannot be seen. Pure."""

import re

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
UNSEEN = re.compile(
    r"[\xad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb]"
)
JOINERS = "\u200c\u200d"  # they hold letters and emoji together, but alone they are nothing


def plain(text: str) -> str:
    """One line that people see as it is: no controls, and no marks that cannot be seen."""
    said = " ".join(visible(text).split())
    return said if said.strip(JOINERS + " ") else ""


def visible(text: str) -> str:
    return CONTROL.sub(" ", UNSEEN.sub("", text))
