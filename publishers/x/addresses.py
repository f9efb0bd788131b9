"""Where X sees web addresses in a text: also without https://, as in "see example.org".

Our own reading of the rules of twitter-text (X's open library and its conformance/extract.yml). Every step
looks at a character a bounded number of times: a hostile text of 4,000 characters costs milliseconds.
"""

import re
from collections.abc import Iterator

from publishers.x.names import LATIN, Names, ascii_names, is_name

LONGEST = 4_096  # characters of an address, with its scheme
LONGEST_SLUG = 40  # what comes after t.co/

INVALID = "\ufffe\ufeff\uffff"
DIRECTIONS = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
SPACES = "\x09-\x0d\x20\x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
IN_PATH = rf"A-Za-z0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&\u0400-\u04ff{LATIN}"
NOT_LAST_IN_PATH = "!*';:,.$%[]\u2013~@|&"
NOT_LAST_IN_QUERY = "!?*'@();:+$%[].,~|"

HOST = re.compile(rf"(?:[^!'#%&()*+,\\/:;<=>?@\[\]^{{|}}~$\-_.{SPACES}{INVALID}{DIRECTIONS}]|[-_.])+")
SCHEME = re.compile(r"https?://\Z", re.IGNORECASE)
NOT_BEFORE = re.compile(rf"[A-Za-z0-9@＠$#＃{INVALID}]")
PORT = re.compile(r":[0-9]+")
IN_BRACKETS = re.compile(rf"\((?:[{IN_PATH}]+|[{IN_PATH}]*\([{IN_PATH}]+\)[{IN_PATH}]*)\)")
PLAIN_PATH = re.compile(rf"[{IN_PATH}]+")
QUERY = re.compile(r"\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*")
SHORTENED = re.compile(r"https?://t\.co/([a-z0-9]+)", re.IGNORECASE)

Span = tuple[int, int]


def addresses(text: str) -> list[Span]:
    """Start and end of everything that X makes a link of, in order."""
    found: list[Span] = []
    taken = 0  # whatever lies before this belongs to a link, or to what only looks like one
    for run in HOST.finditer(text):
        if run.end() > taken and "." in run.group():
            names = Names(text, run.start(), run.end())
            scheme = SCHEME.search(text, max(taken, run.start() - 8), run.start())
            if scheme and _may_begin(text, scheme.start(), taken) and (end := names.end(run.start())):
                taken = _rest(text, end)
                if _is_valid(text, scheme.start(), run.start(), end, taken):
                    found += _with_scheme(text, scheme.start(), taken)
            taken = _without_scheme(text, names, taken, found)
    return found


def _with_scheme(text: str, start: int, end: int) -> Iterator[Span]:
    """X's own short addresses end with their slug and their query."""
    short = SHORTENED.match(text, start, end)
    if not short:
        yield start, end
    elif len(short[1]) <= LONGEST_SLUG:
        yield start, _after_query(text, short.end(), end)


def _without_scheme(text: str, names: Names, taken: int, found: list[Span]) -> int:
    """Adds the names that begin inside of a run to `found`; returns what is taken after them."""
    for start in _starts(text, names, taken):
        if 0 < taken >= start or not (end := names.end(start)):
            continue
        taken = _rest(text, end)
        if (start and text[start - 1] in "-_./") or not _is_valid(text, start, start, end, taken):
            continue
        spans = ascii_names(text, start, end)
        if spans and text.startswith("/", _after_port(text, end)):
            spans[-1] = (spans[-1][0], taken)
        found += spans
    return taken


def _starts(text: str, names: Names, taken: int) -> Iterator[int]:
    """Where a name may begin: before it is a character that is no letter, and none of @, $ and #."""
    first = names.start
    if first == 0 and not NOT_BEFORE.match(text):
        yield 1
    if _may_begin(text, first, taken):
        yield first
    for label in names.labels:
        if label.leads:
            for place in range(max(label.start - 1, first, taken), label.end):
                if not NOT_BEFORE.match(text, place):
                    yield place + 1


def _may_begin(text: str, start: int, taken: int) -> bool:
    return start == 0 or (start > taken and not NOT_BEFORE.match(text, start - 1))


def _is_valid(text: str, start: int, host: int, end: int, rest: int) -> bool:
    scheme = host - start or len("https://")
    return scheme + rest - host <= LONGEST and is_name(text[host:end])


def _rest(text: str, end: int) -> int:
    """Where the address ends together with its port, path and query."""
    end = _after_port(text, end)
    if text.startswith("/", end):
        end = _after_path(text, end + 1)
    return _after_query(text, end, len(text))


def _after_port(text: str, end: int) -> int:
    port = PORT.match(text, end)
    return port.end() if port else end


def _after_path(text: str, place: int) -> int:
    """Brackets count where they come in pairs; a path ends with neither a full stop nor a quote."""
    end = place
    while piece := PLAIN_PATH.match(text, place) or IN_BRACKETS.match(text, place):
        place = piece.end()
        if piece.group().startswith("("):
            end = place
        elif kept := piece.group().rstrip(NOT_LAST_IN_PATH):
            end = piece.start() + len(kept)
    return end


def _after_query(text: str, end: int, most: int) -> int:
    query = QUERY.match(text, end, most)
    return end + len(query.group().rstrip(NOT_LAST_IN_QUERY)) if query else end
