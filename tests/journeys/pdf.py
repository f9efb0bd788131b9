"""The words of a PDF that Chromium or typst made, in the order in which they are drawn."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*?)\nendstream", re.S)
INSIDE = r"(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*"  # brackets that are pairs are not escaped
BYTES = rf"\({INSIDE}\)"
SHOWN = re.compile(
    rf"/([Ff]\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> ?Tj|({BYTES}) ?Tj|\[((?:{BYTES}|[^\]])*)\] ?TJ|(ET)", re.S
)
PLAIN = re.compile(rf"\(({INSIDE})\)", re.S)  # bytes written as they are
ESCAPED = re.compile(r"\\([0-7]{1,3}|.)", re.S)
NAMED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
Letters = dict[str, str]


def text_of(data: bytes) -> str:
    objects = {int(number): body for number, body in OBJECT.findall(data)}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return "\n".join(_page(body, objects) for body in pages)


def _page(body: bytes, objects: dict[int, bytes]) -> str:
    held = re.search(rb"/Resources (\d+) 0 R", body)  # in an object of their own
    named = body + (objects[int(held[1])] if held else b"")
    fonts = {
        name.decode(): _letters(objects[int(number)], objects)
        for name, number in re.findall(rb"/([Ff]\d+) (\d+) 0 R", named)
    }
    (content,) = re.findall(rb"/Contents (\d+) 0 R", body)
    drawn, font, found = _stream(objects[int(content)]).decode("latin-1"), "", []
    for name, shown, alone, pieces, end in SHOWN.findall(drawn):
        font = name or font
        codes = shown or "".join(re.findall(r"<([0-9A-Fa-f]+)>", pieces)) or _written(alone or pieces)
        letters = fonts.get(font, {})
        found.append("".join(letters.get(codes[n : n + 4].upper(), "") for n in range(0, len(codes), 4)))
        found.append(" " if end else "")
    return "".join(found)


def _written(pieces: str) -> str:
    """The bytes of (plain) pieces, as hex."""
    raw = "".join(ESCAPED.sub(_unescaped, one) for one in PLAIN.findall(pieces))
    return raw.encode("latin-1").hex()


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code, 8)) if code[0] in "01234567" else NAMED.get(code, code)


def _letters(font: bytes, objects: dict[int, bytes]) -> Letters:
    """Glyphs to letters, by the font's ToUnicode table."""
    named = re.search(rb"/ToUnicode (\d+) 0 R", font)
    if named is None:
        return {}
    table, found = _stream(objects[int(named[1])]).decode("latin-1"), {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, letter in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[code.upper()] = bytes.fromhex(letter).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, letter in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for n in range(int(last, 16) - int(first, 16) + 1):
                found[f"{int(first, 16) + n:04X}"] = chr(int(letter, 16) + n)
    return found


def _stream(body: bytes) -> bytes:
    """A \\r before the last line break may be the stream's own last byte, so it is left to zlib."""
    found = STREAM.search(body)
    assert found is not None
    return zlib.decompressobj().decompress(found[1]) if b"/FlateDecode" in body else found[1]
