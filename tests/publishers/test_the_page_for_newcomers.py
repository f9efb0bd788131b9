"""docs/adding-a-publisher.md shows code that works."""

import re
from pathlib import Path

from tests.publishers.places import Place

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-publisher.md"


def test_the_ten_lines_post(mastodon: Place) -> None:
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    code = code.replace("https://mastodon.social", mastodon.fake.url).replace("the token", "token")
    code = code.replace("Web()", 'Web(frozenset({"127.0.0.1:*"}))')
    exec(code, {})
    assert mastodon.arrived()[0]["text"] == "Hello world"
