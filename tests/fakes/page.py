"""A page's HTML read back as the plain words that were prepared, and its pictures."""

import re
from html.parser import HTMLParser

BLOCKS = {"p", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "figure"}


def words(content: str) -> str:
    """Blocks apart by an empty line, lists with bullets, links as “label (address)”."""
    reader = _Page()
    reader.feed(re.sub(r">\s*\n\s*<", "><", content))
    reader.close()
    lines = "".join(reader.words).split("\n\n")
    return "\n\n".join(line.strip() for line in lines if line.strip())


def pictures(content: str) -> list[tuple[str, str]]:
    """The address and the description of each."""
    reader = _Page()
    reader.feed(content)
    reader.close()
    return reader.pictures


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self._link: tuple[str, int] = ("", 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self.words.append("\n\n")
        elif tag == "li":
            self.words.append("\n• ")
        elif tag == "br":
            self.words.append("\n")
        elif tag == "a":
            self._link = (given["href"], len(self.words))
        elif tag == "img":
            self.pictures.append((given["src"], given["alt"]))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.words.append("\n\n")
        elif tag == "a":
            address, start = self._link
            if "".join(self.words[start:]) != address:
                self.words.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
