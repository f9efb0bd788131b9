"""Telegram's HTML, read as strictly as the Bot API reads it: what it does not know is a refusal."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
}
TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>[^<>]*)>")
KNOWN_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
HREF = re.compile(r"""^\s+href="([^"]*)"\s*$""")
CODE_CLASS = re.compile(r"""^\s+class="language-[\w+#-]+"\s*$""")
MOST_ENTITIES = 100


class CannotParse(ValueError):
    """The sentence that Telegram answers with."""


@dataclass
class Parsed:
    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)


def parse(source: str) -> Parsed:
    """The text as people see it, and its entities with their places in UTF-16 units."""
    text, entities, open_tags, at = "", [], list[tuple[str, int, str]](), 0
    while at < len(source):
        if source[at] != "<":
            end = source.find("<", at)
            end = len(source) if end < 0 else end
            text += KNOWN_ENTITY.sub(lambda match: html.unescape(match.group()), source[at:end])
            at = end
            continue
        tag = TAG.match(source, at)
        if tag is None:
            raise CannotParse(f"Unclosed start tag at byte offset {_bytes(source, at)}")
        name = tag["name"].lower()
        if tag["close"]:
            entities += _closed(open_tags, name, text, _bytes(source, at))
        else:
            _check_open(name, tag["rest"], open_tags, _bytes(source, at))
            open_tags.append((name, _units(text), tag["rest"]))
        at = tag.end()
    if open_tags:
        raise CannotParse(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return Parsed(text.strip(), sorted(entities, key=lambda one: (one["offset"], -one["length"])))


def _check_open(name: str, rest: str, open_tags: list[tuple[str, int, str]], where: int) -> None:
    if name not in KINDS:
        raise CannotParse(f'Unsupported start tag "{name}" at byte offset {where}')
    inside = [one[0] for one in open_tags]
    if name == "blockquote" and "blockquote" in inside:
        raise CannotParse("Blockquote entities can't be nested")
    if "code" in inside or ("pre" in inside and name != "code"):
        raise CannotParse(f'Entity "{name}" can\'t be inside of code')
    right = {
        "a": HREF.match(rest),
        "code": not rest.strip() or CODE_CLASS.match(rest),
        "blockquote": rest.strip() in ("", "expandable"),
        "tg-emoji": rest.strip(),
    }.get(name, not rest.strip())
    if not right:
        raise CannotParse(f'Tag "{name}" has unexpected attributes at byte offset {where}')


def _closed(open_tags: list[tuple[str, int, str]], name: str, text: str, where: int) -> list[dict[str, Any]]:
    if not open_tags:
        raise CannotParse(f"Unexpected end tag at byte offset {where}")
    opened, begins, rest = open_tags.pop()
    if opened != name:
        raise CannotParse(
            f'Unmatched end tag at byte offset {where}, expected "</{opened}>", found "</{name}>"'
        )
    if _units(text) == begins or (name == "code" and open_tags and open_tags[-1][0] == "pre"):
        return []
    entity: dict[str, Any] = {"type": KINDS[name], "offset": begins, "length": _units(text) - begins}
    if name == "a":
        found = HREF.match(rest)
        entity["url"] = html.unescape(found[1]) if found else ""
    return [entity]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _bytes(source: str, at: int) -> int:
    return len(source[:at].encode())
