"""Slack's mrkdwn, read far enough to say what people see of it."""

import html
import re

TOKEN = re.compile(
    r"```\n?(?P<pre>.*?)\n?```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<href>[^<>|]+)(?:\|(?P<label>[^<>]*))?>"
    r"|(?<!\w)(?P<sign>[*_~])(?=\S)(?P<inside>[^\n]+?)(?<=\S)(?P=sign)(?!\w)"
    r"|(?P<plain>.)",
    re.DOTALL,
)


def shown(text: str) -> str:
    """The words without their marks. Raises where a sign that Slack wants escaped is not."""
    words = ""
    for found in TOKEN.finditer(re.sub(r"^> ", "", text, flags=re.MULTILINE)):
        if found["href"]:
            label = found["label"] or found["href"].removeprefix("mailto:")
            words += html.unescape(label)
        elif found["inside"]:
            words += shown(found["inside"])
        else:
            piece = found["pre"] or found["code"] or found["plain"] or ""
            if piece in ("<", ">"):
                raise ValueError(f"a bare {piece} in {text}")
            words += piece
    return html.unescape(words)
