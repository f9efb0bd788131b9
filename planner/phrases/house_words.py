"""The words of the house in a text: those that it does not say, and names spelt another way. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.phrases.stems import WORD, stem

NOT_WORDS = re.compile(r"https?://\S+|(?<!\w)@[\w.@-]+|`[^`]*`")
CLOSE = 5  # letters from which a name may be one letter off; from 9 on, two


@dataclass(frozen=True, slots=True)
class Rule:
    """`word` is not said at all, or (`is_name`) is spelt exactly so."""

    word: str
    is_name: bool
    instead: str = ""
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    rule: Rule
    words: str  # as they stand in the text
    start: int


def found_in(text: str, rules: Iterable[Rule]) -> list[Found]:
    """In the order of the text. Addresses, names with @ and code are not read."""
    clear = NOT_WORDS.sub(lambda found: " " * len(found[0]), text)
    spoken = [(match[0], match.start(), match.end()) for match in WORD.finditer(clear)]
    found: list[Found] = []
    for rule in rules:
        found += _misspelt(clear, spoken, rule) if rule.is_name else _banned(clear, spoken, rule)
    return sorted(found, key=lambda one: one.start)


Spoken = list[tuple[str, int, int]]


def _banned(text: str, spoken: Spoken, rule: Rule) -> Iterator[Found]:
    wanted = [stem(word) for word in WORD.findall(rule.word)]
    stems = [stem(word) for word, _start, _end in spoken]
    for at in range(len(stems) - len(wanted) + 1) if wanted else ():
        if stems[at : at + len(wanted)] == wanted:
            start, end = spoken[at][1], spoken[at + len(wanted) - 1][2]
            yield Found(rule, text[start:end], start)


def _misspelt(text: str, spoken: Spoken, rule: Rule) -> Iterator[Found]:
    """Written otherwise than the house writes it: other capitals, a hyphen more, a letter wrong."""
    right = WORD.findall(rule.word)
    if not right:
        return
    plain = _plain(rule.word)
    seen = 0
    for at in range(len(spoken)):
        for count in {len(right), 1, len(right) + 1}:
            run = spoken[at : at + count]
            if len(run) < count or run[0][1] < seen:
                continue
            start, end = run[0][1], run[-1][2]
            words = text[start:end]
            if re.search(r"[.!?;:,\n]", words) or not _is_meant(
                words, rule.word, plain, near=count == len(right)
            ):
                continue
            seen = end
            if not _is_right(words, rule.word):
                yield Found(rule, words, start)
            break


def _plain(words: str) -> str:
    return "".join(letter for letter in words.lower().replace("ё", "е") if letter.isalnum())


def _is_right(words: str, name: str) -> bool:
    """Exactly so, or with an ending behind it that Russian grammar asks for."""
    if words == name or words in (f"{name}'s", f"{name}’s"):
        return True
    base = name[:-1] if name[-1:] in "аяоеьй" and len(name) > 4 else name
    return bool(re.search("[а-яё]", name.lower())) and bool(
        re.fullmatch(f"{re.escape(base)}[а-яё]{{0,3}}", words)
    )


def _is_meant(words: str, name: str, plain: str, *, near: bool) -> bool:
    """The same letters; or, of as many words, nearly the same."""
    said = _plain(words)
    if said == plain or (re.search("[а-яё]", plain) and stem(said) == stem(plain) and len(plain) > 3):
        return True
    if not near or abs(len(said) - len(plain)) > 2 or not said or said[0] != plain[0]:
        return False
    if not re.search("[A-ZА-ЯЁ]", words):
        return False  # a common word that happens to be near
    allowed = 0 if len(plain) < CLOSE else 1 if len(plain) < 9 else 2
    return 0 < _distance(said, plain, allowed) <= allowed


def _distance(one: str, other: str, most: int) -> int:
    """How many letters must change (Damerau and Levenshtein); more than `most` is `most` + 1."""
    before: list[int] = []
    line = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, line = before, line, [i]
        for j, sign in enumerate(other, 1):
            cost = min(before[j] + 1, line[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, older[j - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
    return line[-1]
