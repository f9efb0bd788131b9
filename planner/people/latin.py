"""Russian words in Latin letters, for addresses. Pure; the rules are those of passports (ICAO 9303)."""

LETTERS = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            [
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "e",
                "zh",
                "z",
                "i",
                "i",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "f",
                "kh",
                "ts",
                "ch",
                "sh",
                "shch",
                "ie",
                "y",
                "",
                "e",
                "iu",
                "ia",
            ],
            strict=True,
        )
    )
)


def latin(text: str) -> str:
    """The text in lower case, its Cyrillic letters spelt in Latin ones."""
    return text.lower().translate(LETTERS)
