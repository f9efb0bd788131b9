"""What in a post's words asks for one more pair of eyes: prices, claims, health. Pure.

The lists are word stems, English and Russian, of what advertising law and networks' rules look at most: a
claim to be best or certain, and a promise about health. They ask a person to read; they do not judge.
"""

import re

from planner.posts.content import Content

NUMBER = r"\d[\d\s\u00a0\u202f.,]{0,20}"
MONEY = (
    r"(?:[€$£¥₽₸₴]|\b(?:eur|usd|gbp|rub|rur|kzt|byn|евро|тенге)\b"
    r"|\bруб(?:\.|л\w*)?|\bдоллар\w*|\bтыс\.?\s?руб\w*)"
)
PRICES = (
    rf"{MONEY}\s?{NUMBER}",
    rf"{NUMBER}\s?(?:тыс\.?|млн\.?|k|m)?\s?{MONEY}",
    r"\bбесплатн\w*",
    r"\b(?:free of charge|for free)\b",
    r"\b(?:скидк\w*|discount|sale)\b[^.\n]{0,20}\d+\s?%",
    r"\d+\s?%[^.\n]{0,20}\b(?:скидк\w*|off|discount)\b",
)
CLAIMS = (
    r"\b(?:best|guarante\w*|risk[- ]free|no risk|number one|cheapest|fastest|always works|proven)\b",
    r"\b(?:лучш\w*|гарант\w*|без риска|единственн\w*|доказан\w*|номер один)\b",
    r"\bсам(?:ый|ая|ое|ые)\s+(?:дешёв\w*|дешев\w*|быстр\w*|надёжн\w*|надежн\w*)",
    r"№\s?1\b|#1\b|100\s?(?:%|percent\b)",
)
HEALTH = (
    r"\b(?:cures?|heals?|treats?|therapy|clinically|symptoms?|disease\w*|medicine\w*|side effects?)\b",
    r"\b(?:лечит\w*|лечени\w*|излечи\w*|исцел\w*|терапи\w*|симптом\w*|болезн\w*|заболевани\w*)\b",
    r"\b(?:лекарств\w*|препарат\w*|противопоказани\w*|бад(?:ы|ов)?)\b",
)
SEEN = {
    what: re.compile("|".join(ways), re.IGNORECASE)
    for what, ways in {"price": PRICES, "claim": CLAIMS, "medical": HEALTH}.items()
}


def speaks_of(what: str, text: str) -> str:
    """The words in which `text` names a price, makes a claim or speaks of health; "" where it does not."""
    found = SEEN[what].search(text)
    return " ".join(found.group().split()) if found else ""


def has_word(words: str, text: str) -> str:
    """The first of the words, one a line, that stands in the text as a word or begins one; "" when none."""
    for word in (line.strip() for line in words.splitlines()):
        if word and (found := re.search(rf"(?<!\w){re.escape(word)}\w*", text, re.IGNORECASE)):
            return found.group()
    return ""


def everything_said(content: Content) -> str:
    """All words that a reader of any channel gets, and those for who does not see the pictures."""
    card = [content.card.title, content.card.description] if content.card else []
    said = [content.title, content.text, *(w.text or "" for w in content.wordings)]
    return "\n".join([*said, *(picture.alt for picture in content.pictures), *card])
