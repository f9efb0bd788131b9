"""The words in somebody's HTML, such as a comment that a network gives as a page would show it."""

from html.parser import HTMLParser

BLOCKS = {"p", "br", "div", "li", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "tr"}


def words_of(content: str) -> str:
    """Every word as it stands there, with nothing between blocks."""
    return "".join(_read(content).words)


def lines_of(content: str) -> str:
    """The words as people see them: a paragraph apart by an empty line, a break as a line's end."""
    reader = _read(content.replace("\r\n", "\n"), with_lines=True)
    lines = [line.strip() for line in "".join(reader.words).split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip()


def _read(content: str, *, with_lines: bool = False) -> "_Words":
    reader = _Words(with_lines=with_lines)
    reader.feed(content)
    reader.close()
    return reader


class _Words(HTMLParser):
    def __init__(self, *, with_lines: bool) -> None:
        super().__init__()
        self.with_lines = with_lines
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.with_lines and tag == "br":
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.with_lines and tag in BLOCKS and tag != "br":
            self.words.append("\n\n" if tag == "p" else "\n")

    def handle_data(self, data: str) -> None:
        self.words.append(" ".join(data.split("\n")) if self.with_lines else data)
