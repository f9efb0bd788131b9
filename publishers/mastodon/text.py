"""Counting as Mastodon counts (its status length validator), so that our counter and its answer agree.

Every address counts as 23 and `@name@host` as `@name`, except what Mastodon would not make a link of.
"""

import re

from publishers.text import graphemes

LONGEST_URL = 2_048  # not taken for a link beyond this; Mastodon then counts every character
LONGEST_HOST = 253  # the longest name that DNS can hold

# A link needs a scheme, something other than a letter, digit, @, $ or # before it, and a host with a dot.
URL = re.compile(
    r"(?<![A-Za-z0-9@＠$#＃])https?://"
    r"(?P<host>(?:[^\s./:?#<>()\[\]{}\"'`,;!@]+\.)+[^\W\d_]{2,})(?::\d{1,5})?"
    r"(?P<rest>/[^\s<>\"]*)?(?P<query>\?[^\s<>\"]*)?",
    re.IGNORECASE,
)
MENTION = re.compile(
    r"(?<![=/\w])@(?P<name>[a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@(?P<host>\w+(?:[.-]+\w+)*(?::\d{1,5})?)",
    re.IGNORECASE,
)


def length(text: str, warning: str = "", per_url: int = 23) -> int:
    """How long Mastodon finds this text together with its content warning, in graphemes."""
    return graphemes(warning) + graphemes(_countable(text, per_url))


def _countable(text: str, per_url: int) -> str:
    return MENTION.sub(_mention, URL.sub(lambda match: _url(match, per_url), text))


def _url(match: re.Match[str], per_url: int) -> str:
    link = _without_ending(match.group())
    if len(link) > LONGEST_URL or len(match["host"]) > LONGEST_HOST:
        return match.group()
    return "x" * per_url + match.group()[len(link) :]


def _without_ending(link: str) -> str:
    """The link without what ends the sentence; a closing bracket stays where it closes one of the link's."""
    while link:
        if link[-1] in ".,;:!?'*…»”’" or (link[-1] == ")" and link.count(")") > link.count("(")):
            link = link[:-1]
        else:
            break
    return link


def _mention(match: re.Match[str]) -> str:
    if any(len(label) > 63 for label in match["host"].split(".")) or len(match["host"]) > LONGEST_HOST:
        return match.group()
    return "@" + match["name"]
