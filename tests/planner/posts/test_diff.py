"""What changed, word by word."""

from planner.posts.diff import changed, words


def test_a_changed_phrase_is_one_piece_gone_and_one_new() -> None:
    pieces = words("It came in pieces to us.", "It came with a broken spine to us.")
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"] == [
        ("gone", "in pieces "),
        ("new", "with a broken spine "),
    ]


def test_what_is_not_gone_gives_the_new_text() -> None:
    before, after = "Раз, два, три.", "Раз — и три, четыре."
    assert "".join(piece.text for piece in words(before, after) if piece.kind != "gone") == after


def test_places_are_counted() -> None:
    assert changed("a b c", "a b c") == 0
    assert changed("a b c d", "x b c y") == 2
