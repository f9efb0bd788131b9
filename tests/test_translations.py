"""The Russian catalogue is whole: every sentence, every plural, every placeholder, and compiled."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.formats import date_format

ROOT = Path(__file__).parents[1]
CATALOGUE = Path("planner/locale/ru/LC_MESSAGES/django.po")
PLACEHOLDERS = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|</?\w+[^>]*>")
LINE = re.compile(r'(msg\w+(?:\[(\d)\])?) (".*")$')
READ = ("templates", "planner", "publishers", "media", "manage.py")
MARKERS = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext", "gettext_noop", "gettext_lazy"})
ONE_OF_EACH_FORM = (1, 2, 5)  # 1 пост, 2 поста, 5 постов


@dataclass
class Message:
    context: str = ""
    english: str = ""
    english_plural: str = ""
    russian: dict[int, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return self.context, self.english, self.english_plural


def messages(path: Path) -> Iterator[Message]:
    """What a .po file holds, without its header and what is no longer used."""
    for block in path.read_text("utf-8").split("\n\n"):
        found, name, form = Message(), "", 0
        for line in block.splitlines():
            if line.startswith("#"):
                found.is_fuzzy |= line.startswith("#,") and "fuzzy" in line
                continue
            start = LINE.match(line)
            if start:
                name, form = start[1].split("[")[0], int(start[2] or 0)
            text = ast.literal_eval(start[3] if start else line)
            if name == "msgctxt":
                found.context += text
            elif name == "msgid":
                found.english += text
            elif name == "msgid_plural":
                found.english_plural += text
            else:
                found.russian[form] = found.russian.get(form, "") + text
        if found.english:
            yield found


@pytest.fixture(scope="module")
def catalogue() -> list[Message]:
    return list(messages(ROOT / CATALOGUE))


def test_every_sentence_is_translated(catalogue: list[Message]) -> None:
    assert len(catalogue) > 700
    for message in catalogue:
        assert not message.is_fuzzy, message.english
        assert len(message.russian) == (3 if message.english_plural else 1), message.english
        assert all(text.strip() for text in message.russian.values()), message.english


def test_placeholders_and_tags_are_kept(catalogue: list[Message]) -> None:
    for message in catalogue:
        wanted = sorted(PLACEHOLDERS.findall(message.english_plural or message.english))
        for text in message.russian.values():
            assert sorted(PLACEHOLDERS.findall(text)) == wanted, text


def test_quotes_and_dashes_are_russian(catalogue: list[Message]) -> None:
    for message in catalogue:
        for text in message.russian.values():
            assert not set("“”") & set(re.sub(r"<[^>]+>", "", text)), text
            assert " —" not in text, f"a no-break space stands before a dash: {text}"


def test_what_is_compiled_is_what_is_written(catalogue: list[Message]) -> None:
    with (ROOT / CATALOGUE).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in catalogue:
        if message.english_plural:
            forms = [compiled.ngettext(message.english, message.english_plural, n) for n in ONE_OF_EACH_FORM]
            assert forms == [message.russian[form] for form in range(3)], "run compilemessages"
        elif message.context:
            assert compiled.pgettext(message.context, message.english) == message.russian[0]
        else:
            assert compiled.gettext(message.english) == message.russian[0], "run compilemessages"


def test_nothing_in_the_source_is_missing(catalogue: list[Message], tmp_path: Path) -> None:
    if not shutil.which("xgettext") and os.environ.get("CI") != "true":
        pytest.skip("there is no xgettext on this machine")
    for name in READ:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "ru", "--no-wrap", "--no-location"],
        cwd=tmp_path,
        env={**os.environ, "ALMANAC_HOME": str(tmp_path / "home")},
        check=True,
        capture_output=True,
        timeout=120,
    )
    asked = {message.key for message in messages(tmp_path / CATALOGUE)}
    known = {message.key for message in catalogue}
    assert asked - known == set(), "run makemessages and translate"
    assert known - asked == set(), "run makemessages: these are no longer used"


def test_no_sentence_hides_in_an_f_string() -> None:
    """There xgettext does not find it, and it would stay English for ever."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for room in ("planner", "publishers", "media")
        for path in (ROOT / room).rglob("*.py")
        for spelled in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(spelled, ast.JoinedStr)
        for call in ast.walk(spelled)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKERS
        if any(isinstance(word, ast.Constant) for word in call.args)
    ]
    assert found == []


def test_our_words_do_not_take_the_place_of_djangos() -> None:
    """A label “May” of ours would rename the month; such words need a context."""
    with translation.override("ru"):
        months = [date_format(date(2026, month, 1), "F") for month in range(1, 13)]
        assert months[4] == "Май"
        assert date_format(date(2026, 5, 1), "j E") == "1 мая"
    ours = {message.english for message in messages(ROOT / CATALOGUE) if not message.context}
    with translation.override("en"):
        days = [date(2026, month, day) for month in range(1, 13) for day in range(1, 8)]
        theirs = {date_format(day, form) for day in days for form in "Fl"}
    assert ours & theirs == set()
