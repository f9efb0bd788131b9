"""What the journeys read of a PDF is all of it, whatever its last byte is."""

import zlib

import pytest

from tests.journeys.pdf import text_of

LETTERS = "1 beginbfchar <0041> <0041> endbfchar"


def pdf(drawn: bytes, line_break: bytes) -> bytes:
    packed = zlib.compress(drawn)
    return b"".join(
        [
            b"1 0 obj <</Type /Page /Resources 2 0 R /Contents 3 0 R>> endobj ",
            b"2 0 obj <</Font <</F1 4 0 R>>>> endobj ",
            b"3 0 obj <</Filter /FlateDecode>> stream\n" + packed + line_break + b"endstream endobj ",
            b"4 0 obj <</ToUnicode 5 0 R>> endobj ",
            f"5 0 obj <<>> stream\n{LETTERS}\nendstream endobj".encode(),
        ]
    )


@pytest.mark.parametrize("line_break", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"\r", b"\n", b"x"])
def test_a_stream_may_end_in_a_line_break_of_its_own(last: bytes, line_break: bytes) -> None:
    drawn = b"BT /F1 9 Tf <0041> Tj ET"
    while not zlib.compress(drawn).endswith(last):
        drawn += b" "
    assert text_of(pdf(drawn, line_break)).strip() == "A"
