"""What an asset is called: the name of the file somebody brought, without what could mislead. Pure."""

import unicodedata

from media.kinds import KNOWN, RUNS, SUFFIXES

LONGEST = 200  # letters
RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL"} | {f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10)}
)  # Windows opens devices by these names


def clean_name(name: str) -> str:
    """Without folders and without letters that cannot be seen or turn the line; at most 200 letters."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    plain = " ".join(seen.split()).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    if (stem or suffix).split(".")[0].strip().upper() in RESERVED:
        plain, stem = f"_{plain}", f"_{stem}"
    if len(plain) > LONGEST and stem and len(suffix) <= 5:
        return stem[: LONGEST - len(suffix) - 1] + dot + suffix
    return plain[:LONGEST]


def one_line(text: str) -> str:
    """Without letters that cannot be seen or turn the line, and with single spaces."""
    seen = (letter for letter in text if letter.isspace() or unicodedata.category(letter)[0] != "C")
    return " ".join("".join(seen).split())


def is_called_a_program(name: str) -> bool:
    """Whether it ends as programs and web pages do."""
    return clean_name(name).rpartition(".")[2].lower() in RUNS


def stem_of(name: str) -> str:
    """Without the suffix of a picture or a video: "fog.jpg" is "fog", and "version 1.5" stays."""
    stem, _dot, suffix = name.rpartition(".")
    return stem if stem and suffix.lower() in KNOWN else name


def named_as(name: str, content_type: str) -> str:
    """The clean name, with the suffix of what the file is in place of another picture's or video's."""
    plain = clean_name(name)
    stem, _dot, suffix = plain.rpartition(".")
    if not stem or suffix.lower() not in KNOWN or suffix.lower() in SUFFIXES[content_type]:
        return plain
    return f"{stem}.{SUFFIXES[content_type][0]}"
