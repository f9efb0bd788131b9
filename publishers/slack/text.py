"""Words as Slack takes them: its mrkdwn, where only &, < and > are escaped, and what it reads back.

A sign such as * cannot be escaped in mrkdwn. Styles inside of a word, which Slack would show as bare signs,
are left out.
"""

import html
import re
from collections.abc import Mapping
from urllib.parse import quote

from publishers.drawing import drawn, message_of, spans_of
from publishers.message import Part
from publishers.styled import Span, Styled

TEXT = 4_000  # Slack docs, chat.postMessage: more is cut into several messages, or off
SECTION = 3_000  # Slack docs, section block: the words of a post with pictures stand in one
SIGNS = {"strong": "*", "em": "_", "heading": "*"}
IN_ANGLES = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
OF_PEOPLE = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def part_of(piece: Styled, fields: Mapping[str, str]) -> Part:
    """The piece as a message; empty fields are left out."""
    return message_of(piece, fields, TEXT, _plain, _wrap)


def mrkdwn_of(part: Part) -> str:
    """What is sent: the words with Slack's marks."""
    return drawn(part.text, spans_of(part), _plain, _wrap)


def escaped(text: str) -> str:
    return html.escape(text, quote=False)


def people_in(text: str) -> set[str]:
    """The numbers of those who are named."""
    return set(OF_PEOPLE.findall(text))


def read(text: str, names: Mapping[str, str]) -> str:
    """What people see of a message: names instead of numbers, addresses behind their labels."""
    return html.unescape(IN_ANGLES.sub(lambda found: _seen(found[1], found[2] or "", names), text))


def _seen(what: str, label: str, names: Mapping[str, str]) -> str:
    if what.startswith("@"):
        return f"@{names.get(what[1:], label or what[1:])}"
    if what.startswith("#"):
        return f"#{label or what[1:]}"
    if what.startswith("!"):
        return label or f"@{what[1:].partition('^')[0]}"
    address = what.removeprefix("mailto:")
    return f"{label} ({address})" if label and label not in (what, address) else address


def _plain(words: str, _is_code: bool) -> str:
    return escaped(words)


def _wrap(span: Span, inside: str, around: str) -> str:
    if span.kind == "link":
        return _link(span.href, inside)
    if span.kind == "pre":
        return f"```\n{inside}\n```"
    if span.kind == "quote":
        return "> " + inside.replace("\n", "\n> ") if around[0] == "\n" else inside
    if any(sign.isalnum() for sign in around):
        return inside
    if span.kind == "code":
        return f"`{inside}`"
    sign = SIGNS.get(span.kind, "")
    # A style ends with its line there.
    return "\n".join(f"{sign}{line}{sign}" if line.strip() else line for line in inside.split("\n"))


def _link(address: str, label: str) -> str:
    safe = escaped(re.sub(r"[<>|\s]", lambda found: quote(found.group(), safe=""), address))
    return f"<{safe}>" if label == safe.removeprefix("mailto:") else f"<{safe}|{label}>"
