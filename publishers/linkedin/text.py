"""LinkedIn's “little text”: what must be escaped in a post, and what must not be.

One reserved character that is not escaped, and LinkedIn cuts the post off there, and says that all is well
(LinkedIn docs, little text format). Comments are plain text; there a backslash would be shown.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from publishers.markup import cleaned, with_fences

RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
MENTION = re.compile(r"@\[(?P<name>[^\[\]\n]{1,200})\]\((?P<urn>urn:li:(?:organization|person):[\w-]+)\)")
ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
# A word behind a number sign, with a letter in it; not in the middle of another word. One that begins with an
# underscore would be “#\_a”: a number sign before a backslash, which nothing explains.
HASHTAG = re.compile(r"(?<![\w&#/])#(?P<tag>(?!_)\w*[^\W\d_]\w*)")
WHOLE = re.compile(
    f"(?P<mention>{re.sub(r'[?]P<[a-z]+>', '?:', MENTION.pattern)})"
    f"|(?P<address>{ADDRESS.pattern})|(?P<hashtag>{HASHTAG.pattern})",
    re.IGNORECASE,
)
IN_ADDRESS = re.compile(r"[\\|{}\[\]()*]")  # an address says the same with these in percents
MARKDOWN = re.compile(r"[\\`*_{}\[\]()>#+\-.!]")  # what Markdown takes for itself unless a backslash says no
HASHTAG_READ = re.compile(r"\{hashtag\|\\?#\|([^{}|]*)\}")
SHORT = "https://lnkd.in/"


def shielded(text: str) -> str:
    """Markdown that leaves mentions, `@[Name](urn:li:organization:1)`, as they are written."""
    lines = with_fences(cleaned(text).split("\n"))
    return "\n".join(line if fenced else MENTION.sub(_literally, line) for line, fenced, _is_fence in lines)


def unmentioned(text: str) -> str:
    """Names instead of mentions, for comments, which have another way to mention that we do not use."""
    return MENTION.sub(lambda found: found["name"], text)


def escaped(text: str) -> str:
    """Every reserved character with a backslash before it."""
    return RESERVED.sub(r"\\\g<0>", text)


def little(text: str) -> str:
    """The text as the API takes it: mentions, hashtags and addresses work, all else is only text."""
    return "".join(_pieces(text))


def comparable(commentary: str) -> tuple[str, tuple[str, ...]]:
    """The words without blanks, and the addresses, of little text as it was sent or is read back."""
    plain = HASHTAG_READ.sub(r"#\1", commentary)
    plain = re.sub(r"\\([\\|{}@\[\]()<>#*_~])", r"\1", plain)
    found = tuple(_without_ending(match.group()) for match in ADDRESS.finditer(plain))
    for address in found:
        plain = plain.replace(address, "\0", 1)
    return "".join(plain.split()), found


def is_same(theirs: str, ours: str) -> bool:
    """Do both say the same? LinkedIn may have made its own short address of a long one."""
    (words, addresses), (our_words, our_addresses) = comparable(theirs), comparable(ours)
    return (
        words == our_words
        and len(addresses) == len(our_addresses)
        and all(
            one.startswith(SHORT) or unquote(one).rstrip("/") == unquote(other).rstrip("/")
            for one, other in zip(addresses, our_addresses, strict=True)
        )
    )


def _pieces(text: str) -> Iterator[str]:
    place = 0
    for found in WHOLE.finditer(text):
        yield escaped(text[place : found.start()])
        place = found.end()
        whole = found.group()
        if found["mention"]:
            mention = MENTION.fullmatch(whole)
            yield f"@[{escaped(mention['name'])}]({mention['urn']})" if mention else escaped(whole)
        elif found["hashtag"]:
            yield "#" + escaped(whole[1:])  # an underscore in a tag is reserved as everywhere
        else:
            address = _without_ending(whole)
            yield IN_ADDRESS.sub(lambda one: f"%{ord(one.group()):02X}", address)
            place = found.start() + len(address)
    yield escaped(text[place:])


def _without_ending(address: str) -> str:
    """Without what ends the sentence; a closing bracket stays where it closes one of the address's own."""
    while address:
        last = address[-1]
        opens = {")": "(", "]": "["}.get(last, "")
        if last in ".,;:!?'*…»”’" or (opens and address.count(last) > address.count(opens)):
            address = address[:-1]
        else:
            break
    return address


def _literally(found: re.Match[str]) -> str:
    return MARKDOWN.sub(r"\\\g<0>", found.group())
