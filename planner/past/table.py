"""From the bytes of a file to lines and cells: encoding and delimiter are found by themselves. Pure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from planner.decoding import decoded
from planner.past.columns import known
from planner.people.members import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_CELL = 100_000  # characters
PREAMBLE = 20  # lines in which the names of the columns are looked for
DELIMITERS = (",", ";", "\t", "|")
PACKED = {
    b"PK\x03\x04": "ZIP", b"\xd0\xcf\x11\xe0": "Excel", b"%PDF": "PDF", b"\x1f\x8b": "gzip",
    b"SQLi": "SQLite", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG",
}  # fmt: skip


class NotATable(Refused):
    """The file cannot be taken, and the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]  # the line in the file where a row ends, and its cells


def read(data: bytes) -> Table:
    """Raises NotATable."""
    if not data.strip():
        raise NotATable(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise NotATable(
            _("The file is larger than %(most)s MB. Cut it into years.") % {"most": MOST_BYTES // 2**20}
        )
    for begin, name in PACKED.items():
        if data.startswith(begin):
            raise NotATable(
                _("This is a file of the kind %(name)s, not a table in text. Save it as CSV first.")
                % {"name": name}
            )
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise NotATable(_("There are NUL characters in the file, so it is no text. Save it as CSV in UTF-8."))
    delimiter, header = _shape(text)
    return _rows(text, delimiter, header)


def _shape(text: str) -> tuple[str, int]:
    """The delimiter and the line of the headers: where most columns have names that we know."""
    best, found = 0, (",", 0)
    lines = text[:200_000].split("\n")[:PREAMBLE]
    for delimiter in DELIMITERS:
        for place, line in enumerate(lines):
            try:
                columns = known(next(csv.reader([line], delimiter=delimiter), []))
            except csv.Error:
                continue
            if {"at", "text"} <= columns.keys() and len(columns) > best:
                best, found = len(columns), (delimiter, place)
    if not best:
        raise NotATable(
            _(
                "No line names the columns. The first line must name at least the time and the text, such as "
                "“Published at” and “Text”."
            )
        )
    return found


def _rows(text: str, delimiter: str, header: int) -> Table:
    reader = csv.reader(io.StringIO(text.split("\n", header)[-1]), delimiter=delimiter)
    try:
        headers = tuple(next(reader))
        rows = tuple(_filled(reader, header))
    except csv.Error as trouble:
        raise NotATable(
            _("Line %(line)s cannot be read (%(why)s). Is a quotation mark left open, or a cell too long?")
            % {"line": header + reader.line_num, "why": trouble}
        ) from None
    return Table(headers, rows)


def _filled(reader: Any, header: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    count = 0
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise NotATable(
                _("There are more than %(most)s rows. Cut the file into years.") % {"most": MOST_ROWS}
            )
        yield header + reader.line_num, tuple(cells)
