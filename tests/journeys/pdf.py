"""The words of a PDF that Chromium made, in the order in which they are drawn."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
SHOWN = re.compile(r"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> ?(?:Tj)|\[(.*?)\] ?TJ|(ET)", re.S)
Letters = dict[str, str]


def text_of(data: bytes) -> str:
    objects = {int(number): body for number, body in OBJECT.findall(data)}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return "\n".join(_page(body, objects) for body in pages)


def _page(body: bytes, objects: dict[int, bytes]) -> str:
    fonts = {
        name.decode(): _letters(objects[int(number)], objects)
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body)
    }
    (content,) = re.findall(rb"/Contents (\d+) 0 R", body)
    drawn, font, found = _stream(objects[int(content)]).decode("latin-1"), "", []
    for name, shown, pieces, end in SHOWN.findall(drawn):
        font = name or font
        codes = shown or "".join(re.findall(r"<([0-9A-Fa-f]+)>", pieces))
        letters = fonts.get(font, {})
        found.append("".join(letters.get(codes[n : n + 4].upper(), "") for n in range(0, len(codes), 4)))
        found.append(" " if end else "")
    return "".join(found)


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
    found = STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]
