"""Pictures in the HTML of a page: drawn as figures, and found again when only the words change."""

import re
from html import escape

FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL | re.IGNORECASE)  # our own words never hold one


def figure(url: str, alt: str, kind: str, of_picture: str = "") -> str:
    """One picture. `kind` and `of_picture` are the classes that the site's own editor would give."""
    classes = f' class="{escape(of_picture)}"' if of_picture else ""
    return f'<figure class="{kind}"><img src="{escape(url)}" alt="{escape(alt)}"{classes}></figure>'


def with_figures(html: str, page: str) -> str:
    """The new words, with the figures that the page has already."""
    return "\n".join([html, *FIGURE.findall(page)])
