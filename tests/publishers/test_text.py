"""Markdown becomes the words that a network shows."""

import pytest

from publishers.text import plain, safe_html, split_thread

SCHEMES = ('<a href="javascript', '<a href="data', '<a href="vbscript')


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Hello *world*, **really**", "Hello world, really"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("a line\nand the next", "a line\nand the next"),
        ("a line  \nand the next", "a line\nand the next"),
        ("# A heading\n\ntext", "A heading\n\ntext"),
        ("# Learn C#", "Learn C#"),
        ("#python is a tag", "#python is a tag"),
        ("text\n#tag1 #tag2", "text\n#tag1 #tag2"),
        ("- one\n- two", "• one\n• two"),
        ("* one\n\n* two", "• one\n• two"),
        ("- one\n    - deeper\n- two", "• one\n  • deeper\n• two"),
        ("5. five\n6. six", "5. five\n6. six"),
        ("[label](https://example.org)", "label (https://example.org)"),
        ("[https://example.org](https://example.org)", "https://example.org"),
        ("<https://example.org>", "https://example.org"),
        ("[](https://example.org)", "https://example.org"),
        ("[write](mailto:ada@example.org)", "write (mailto:ada@example.org)"),
        ("[ada@example.org](mailto:ada@example.org)", "ada@example.org"),
        ("[run](javascript:alert(1))", "run"),
        ("https://example.org/a_b_c/_x_?a=1&copy=2", "https://example.org/a_b_c/_x_?a=1&copy=2"),
        ("*see https://example.org/a_b*", "see https://example.org/a_b"),
        ("![a picture](https://example.org/p.png) text", "text"),
        ("`code *kept* <b>`", "code *kept* <b>"),
        ("```python\na = 1\n\nb = <2>\n```\nafter", "a = 1\n\nb = <2>\n\nafter"),
        ("```not a fence``` text", "not a fence text"),
        ("> quoted\n> words", "> quoted\n> words"),
        ("AT&T &amp; you &lt;3 &copy;", "AT&T & you <3 ©"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<!-- hidden -->", "<!-- hidden -->"),
        ("snake_case_name and 2*3*4", "snake_case_name and 234"),
        (r"\*not emphasis\*", "*not emphasis*"),
        ("a\x00b\x02c\x1fd\ufffe", "abcd"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("", ""),
        ("***", ""),
        ("👨‍👩‍👧‍👦 नमस्ते Привет", "👨‍👩‍👧‍👦 नमस्ते Привет"),
    ],
)
def test_the_words_are_those_that_the_writer_meant(markdown: str, words: str) -> None:
    assert plain(markdown) == words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one", ("one",)),
        ("one\n---\ntwo", ("one", "two")),
        ("one\n  ---  \ntwo\n---\nthree", ("one", "two", "three")),
        ("one\n\n---\n\n---\n\ntwo", ("one", "two")),
        ("---\none\n---", ("one",)),
        ("", ("",)),
        ("---", ("",)),
        ("one --- two", ("one --- two",)),
        ("----", ("----",)),
        ("```\na\n---\nb\n```", ("```\na\n---\nb\n```",)),
        ("one\r\n---\r\ntwo", ("one", "two")),
    ],
)
def test_a_thread_is_cut_at_lines_of_three_dashes(text: str, parts: tuple[str, ...]) -> None:
    assert split_thread(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:msgbox(1))",
        "![x](https://example.org/track.gif)",
        '[x](https://example.org "onmouseover=alert(1)")',
        '<a href="javascript:alert(1)">x</a>',
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<style>body{display:none}</style>",
        "<iframe src=//evil.example></iframe>",
        "```\n<script>alert(1)</script>\n```",
        "`<script>alert(1)</script>`",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)
def test_html_can_do_nothing_but_show_text(text: str) -> None:
    made = safe_html(text).lower()
    for harm in ("<script", "<img", "<iframe", "<style", "<a onm", *SCHEMES):
        assert harm not in made


def test_code_ends_where_it_ends() -> None:
    assert safe_html("```\na\n\n```\n\nb") == "<pre><code>a\n</code></pre><p>b</p>"


def test_html_links_do_not_vouch_for_where_they_lead() -> None:
    assert safe_html("[us](https://example.org)") == (
        '<p><a href="https://example.org" rel="noopener nofollow">us</a></p>'
    )


def test_html_keeps_lists_code_and_emphasis() -> None:
    assert safe_html("*a* **b** `c`\n\n- d") == (
        "<p><em>a</em> <strong>b</strong> <code>c</code></p><ul><li>d</li></ul>"
    )
