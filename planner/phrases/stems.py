"""A word without its endings, Russian and English, so that its forms are the same word. Pure, and small.

Not a grammar: enough that «дешёвый», «дешёвые» and «дешевле» are found by one entry, and that different words
stay apart. At least three letters are always left.
"""

import re

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
CYRILLIC = re.compile(r"[а-я]")
# Longest first; the first that fits is taken off.
RUSSIAN = (
    "иями", "ями", "ами", "ыми", "ими", "ого", "его", "ому", "ему", "ешь", "ете", "ишь", "ите", "ться", "тся",
    "ать", "ять", "еть", "ить", "ала", "али", "ило", "ила", "или", "ает", "яет", "уют", "ают",
    "яют",
    "иях", "ией", "иям", "ейше", "ыше", "ьше", "вшая", "вший", "вшие",
    "ая", "яя", "ое", "ее", "ые", "ие", "ый", "ий", "ой", "ей", "ую", "юю", "ых", "их", "ым",
    "им", "ом", "ем", "ам", "ям", "ах", "ях", "ою", "ею", "ов", "ев", "ия", "ии", "ию", "ья",
    "ьи", "ье", "ью", "ьё", "ет", "ит", "ут", "ют", "ат", "ят", "ал", "ил", "ел", "ся", "сь",
    "ле", "ы", "и", "а", "я", "о", "е", "у", "ю", "ь", "й",
)  # fmt: skip
ENGLISH = ("ingly", "ations", "ation", "ings", "ing", "edly", "ied", "ies", "ed", "es", "er", "ly", "'s", "s")
SHORTEST = 3


def stem(word: str) -> str:
    """The part that its forms share, in small letters; “ё” is “е”."""
    plain = word.lower().replace("ё", "е").replace("’", "'")
    endings = RUSSIAN if CYRILLIC.search(plain) else ENGLISH
    for ending in endings:
        if plain.endswith(ending) and len(plain) - len(ending) >= SHORTEST:
            plain = plain[: -len(ending)]
            break
    else:
        ending = ""
    if ending and endings is ENGLISH and len(plain) > SHORTEST and plain[-1] == plain[-2]:
        return plain[:-1]  # running, run
    return plain[:-1] if endings is RUSSIAN and plain.endswith("н") and plain[-2:] == "нн" else plain
