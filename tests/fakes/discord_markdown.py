"""Discord's Markdown, read far enough to say what people see of it."""

import re

TOKEN = re.compile(
    r"```\n?(?P<pre>.*?)\n?```"
    r"|(?P<tick>`+)(?P<code>.+?)(?P=tick)"
    r"|\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|\[(?P<label>(?:\\.|[^\[\]])+)\]\((?P<href>https?://[^\s()]+)\)"
    r"|(?P<address>https?://(?:(?!\*\*)[^\s<>])+)"
    r"|(?P<sign>\*\*|__|~~|\|\||\*|_)"
    r"|(?P<plain>.)",
    re.DOTALL,
)
AT_START = re.compile(r"^(?:> |#{1,3} |-# )", re.MULTILINE)


def shown(content: str) -> str:
    """The words without their marks."""
    words = ""
    for found in TOKEN.finditer(_lines(content)):
        kind = found.lastgroup or "plain"
        if kind == "href":
            words += shown(found["label"])
        elif kind == "code":
            words += found["code"].strip() if len(found["tick"]) > 1 else found["code"]
        elif kind != "sign":
            words += found[kind]
    return words


def links(content: str) -> dict[str, str]:
    """Where labels lead."""
    found = TOKEN.finditer(content)
    return {shown(one["label"]): one["href"] for one in found if one.lastgroup == "href"}


def _lines(content: str) -> str:
    return AT_START.sub("", content)
