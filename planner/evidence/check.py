"""Check an evidence pack, alone: `python check.py FILE`. Needs Python 3.11 and nothing else of Almanac.

A pack is a header, records that each carry the hash of what comes before, and a seal that counts them.
Says what it found in plain words. Exit 0: all is as it was made. 1: something was changed, is missing or
does not fit. 2: the file cannot be read as a pack.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = "almanac-evidence/1"
FIRST_HASH = "0" * 64
CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))

SCRIPT = '<script type="application/json" id="evidence">'
PAGE_END = re.compile(r"\n<!-- page ([0-9a-f]{64}) -->\n\Z")

PARTS = {"format", "header", "header_hash", "records", "seal"}
RECORD = {"number", "kind", "post", "at", "body", "previous_hash", "hash"}
SEAL = {"records", "posts", "last_hash", "hash"}
MOST_TOLD = 20


class Unreadable(Exception):
    """This is no evidence pack."""


@dataclass
class Findings:
    """What was found. All is well where there are only `notes`."""

    problems: list[str] = field(default_factory=list)  # the file was changed
    doubts: list[str] = field(default_factory=list)  # the file is whole, and tells of something that is not
    gaps: list[str] = field(default_factory=list)  # what was gone when the pack was made
    notes: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return not (self.problems or self.doubts or self.gaps)


def canonical(value: Any) -> str:
    """JSON with one possible spelling, as the history of an installation spells it (a test compares)."""
    return CANONICAL.encode(value)


def digest(previous: str, *parts: Any) -> str:
    """SHA-256 over the previous hash and the canonical JSON of `parts`, in hex."""
    return hashlib.sha256(f"{previous}\n{canonical(parts)}".encode()).hexdigest()


def hash_of_header(header: Mapping[str, Any]) -> str:
    return digest(FIRST_HASH, FORMAT, header)


def hash_of_record(previous: str, record: Mapping[str, Any]) -> str:
    parts = [record[name] for name in ("number", "kind", "post", "at")]
    return digest(previous, parts, record["body"])


def hash_of_seal(seal: Mapping[str, Any]) -> str:
    return digest(seal["last_hash"], seal["records"], seal["posts"])


def read(text: str) -> dict[str, Any]:
    """The pack in a file, JSON or page. Raises Unreadable."""
    return _parsed(_script_of(text) if text.lstrip("\ufeff \n\r\t").startswith("<") else text)


def check_text(text: str) -> tuple[dict[str, Any], Findings]:
    """The pack in a file's text, and what is wrong with it. Raises Unreadable."""
    pack, found = read(text), Findings()
    if SCRIPT in text:
        found.problems += _page_problems(text)
    try:
        _check(pack, found)
    except (UnicodeEncodeError, RecursionError, KeyError, TypeError, AttributeError) as trouble:
        raise Unreadable(f"Something in it is not as in a pack: {trouble!r}") from trouble
    return pack, found


def _check(pack: dict[str, Any], found: Findings) -> None:
    found.problems += _chain_problems(pack)
    if not found.problems:  # what a changed file says proves nothing
        found.doubts += [*_entry_doubts(pack), *_story_doubts(pack), *_delivery_doubts(pack)]
        found.gaps += [_gap(record) for record in pack["records"] if record["kind"] == "missing"]
        found.notes += _notes(pack)


def _script_of(page: str) -> str:
    if page.count(SCRIPT) != 1:
        raise Unreadable("This page holds no evidence, or holds it twice.")
    return page.partition(SCRIPT)[2].partition("</script>")[0]


def _parsed(text: str) -> dict[str, Any]:
    try:
        pack = json.loads(text, object_pairs_hook=_each_name_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as trouble:
        raise Unreadable(f"It cannot be read: {trouble}") from trouble
    if not isinstance(pack, dict) or set(pack) != PARTS or pack["format"] != FORMAT:
        raise Unreadable(f"This is no evidence pack of the format {FORMAT}.")
    if not isinstance(pack["header"], dict) or not isinstance(pack["records"], list):
        raise Unreadable("Its parts are not as in a pack.")
    return pack


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name comes twice in one thing, so that it would say two things")
    return made


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _page_problems(page: str) -> Iterator[str]:
    """The readable part of a page is not in the chain of records, so the page as a whole is hashed too."""
    end = PAGE_END.search(page)
    if end is None:
        yield "The end of the page is gone or was changed."
    elif hashlib.sha256(page[: end.start()].encode("utf-8", "surrogatepass")).hexdigest() != end[1]:
        yield "The page was changed: what can be read on it may not be what its records say."


def _chain_problems(pack: dict[str, Any]) -> Iterator[str]:
    """The first thing that does not fit: behind it nothing can be said."""
    last = hash_of_header(pack["header"])
    if pack["header_hash"] != last:
        yield "The header was changed."
        return
    for number, record in enumerate(pack["records"], 1):
        if why := _misfit(record, number, last):
            yield f"Record {number} {why}."
            return
        last = record["hash"]
    seal = pack["seal"]
    if not isinstance(seal, dict) or set(seal) != SEAL:
        yield "The seal is not as in a pack."
    elif seal["last_hash"] != last or seal["records"] != len(pack["records"]):
        yield (
            f"The seal speaks of {seal['records']} records and another end: "
            f"there are {len(pack['records'])}. Records were taken away or added at the end."
        )
    elif seal["hash"] != hash_of_seal(seal):
        yield "The seal was changed."


def _misfit(record: Any, number: int, last: str) -> str:
    if not isinstance(record, dict) or set(record) != RECORD or not isinstance(record["body"], dict):
        return "is not as in a pack"
    if type(record["number"]) is not int or record["number"] != number:
        return f"says that it is number {record['number']}: one was dropped, added or moved"
    if record["previous_hash"] != last:
        return "does not carry the hash of what comes before it"
    return "" if record["hash"] == hash_of_record(last, record) else "was changed after it was written"


def _entry_doubts(pack: dict[str, Any]) -> Iterator[str]:
    """Was the installation's history whole where the pack copied it?"""
    workspace = pack["header"]["workspace"]["id"]
    for record in pack["records"]:
        body = record["body"]
        if record["kind"] == "entry" and not body["withheld"]:
            said = [workspace, body["number"], record["at"], body["user_id"], body["actor"], body["via"]]
            about = [body["act"], body["thing"], body["thing_id"], body["details"]]
            if digest(body["chain_previous"], said, about) != body["chain_hash"]:
                yield f"Entry {body['number']} of the history had been changed before this pack was made."


def _story_doubts(pack: dict[str, Any]) -> Iterator[str]:
    """As `_entry_doubts`, for the stories of deliveries, which are here from their first step to the last."""
    stories: dict[Any, list[tuple[int, str, Mapping[str, Any]]]] = {}
    for record in pack["records"]:
        if record["kind"] == "step":
            of = stories.setdefault(record["body"]["delivery"], [])
            of.append((record["body"]["number"], record["at"], record["body"]))
    for record in pack["records"]:
        if record["kind"] == "delivery":
            body, last = record["body"], FIRST_HASH
            steps = sorted(stories.get(body["delivery"], ()), key=lambda step: step[0])
            for expected, (number, at, step) in enumerate(steps, 1):
                if (number, step["chain_previous"]) != (expected, last):
                    yield f"The story of delivery {body['delivery']} has a gap before step {number}."
                    break
                last = step["chain_hash"]
                if not step["withheld"] and last != _hash_of_step(step, at):
                    yield (
                        f"Step {number} of delivery {body['delivery']} had been changed "
                        "before this pack was made."
                    )
            else:
                if (len(steps), last) != (body["steps"], body["chain_hash"]):
                    yield f"The story of delivery {body['delivery']} ends too early."


def _hash_of_step(body: Mapping[str, Any], at: str) -> str:
    names = ("fence", "attempt", "what", "details")
    said = [body["delivery"], body["number"], at, *(body[name] for name in names)]
    return digest(body["chain_previous"], said)


def _delivery_doubts(pack: dict[str, Any]) -> Iterator[str]:
    """Does what the pack says of "sent as approved" follow from its own records?"""
    pins = {record["body"]["pin"]: record["body"] for record in pack["records"] if record["kind"] == "pin"}
    for record in pack["records"]:
        if record["kind"] != "delivery":
            continue
        body = record["body"]
        pin = pins.get(body["approved_by_pin"], {})
        if body["sent_as_approved"] != same(body["sent_digest"], body["approved_digest"]):
            yield f"Delivery {body['delivery']} says “{body['sent_as_approved']}”; its fingerprints do not."
        elif body["approved_digest"] and pin.get("digest") != body["approved_digest"]:
            yield f"Delivery {body['delivery']} names an approval that is not in the pack."
        elif body["sent_digest"] and not body["approved_digest"]:
            yield f"Delivery {body['delivery']} was sent, and no approval of it is there."
        elif body["sent_as_approved"] == "no":
            yield f"Delivery {body['delivery']} sent something else than what was approved."


def same(sent: str, approved: str) -> str:
    """Was what was approved what was sent: "yes", "no", or "not sent" by this installation."""
    if not sent:
        return "not sent"
    return "yes" if sent == approved else "no"


def _gap(record: Mapping[str, Any]) -> str:
    body = record["body"]
    return f"Post {record['post']}: {body['what']} is gone; {body['named_by']} speaks of it."


def _notes(pack: dict[str, Any]) -> Iterator[str]:
    if hidden := sum(record["body"].get("withheld") is True for record in pack["records"]):
        yield (
            f"{hidden} records are shown in part: this is the edition “{pack['header']['edition']}”. "
            "Their own hashes can only be compared with the installation, by verify_evidence --against."
        )


def told(pack: Mapping[str, Any], found: Findings) -> Iterator[str]:
    """In plain words, line by line."""
    header, seal = pack["header"], pack["seal"]
    if not found.problems:
        yield f"Evidence of {header['workspace']['name']}, {header['range']['says']}."
        yield f"Made at {header['made_at']} by {header['made_by']}."
        yield f"Records: {seal['records']}. Posts: {seal['posts']}."
    for lines in (found.problems, found.doubts, found.gaps):
        yield from _some(lines)
    yield from found.notes
    if found.problems:
        yield "NOT as it was made. Do not rely on it."
    elif not found.is_well:
        yield "The file is as it was made, but what it tells is not well, as said above."
    else:
        yield f"Every record is as it was written. Seal: {seal['hash']}"


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:MOST_TOLD]
    if len(lines) > MOST_TOLD:
        yield f"… and {len(lines) - MOST_TOLD} more."


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("python check.py FILE", file=sys.stderr)
        return 2
    try:
        pack, found = check_text(text_of(Path(arguments[0])))
    except Unreadable as trouble:
        print(trouble, file=sys.stderr)
        return 2
    print("\n".join(told(pack, found)))
    return 0 if found.is_well else 1


def text_of(path: Path) -> str:
    """The file's text, with its line ends as they are. Raises Unreadable."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as trouble:
        raise Unreadable(f"It cannot be read: {trouble}") from trouble


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
