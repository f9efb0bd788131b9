"""The page of phrases, and what the composer gets of them; Mallory and lesser roles get nothing."""

from typing import Any

import pytest

from planner.history.models import Entry
from planner.phrases.models import HouseWord, Phrase

pytestmark = pytest.mark.django_db
PAGE = "/w/harbour/settings/phrases/"


def test_an_editor_keeps_changes_and_takes_away(enter: Any, grace: Any, harbour: Any) -> None:
    browser = enter(grace)
    browser.post(PAGE, {"kind": "snippet", "name": "Bye", "text": "See you on {day}!"})
    phrase = Phrase.objects.get(workspace=harbour)
    browser.post(f"{PAGE}{phrase.pk}/", {"name": "Bye", "text": "Farewell!"})
    phrase.refresh_from_db()
    assert phrase.text == "Farewell!"
    browser.post(f"{PAGE}{phrase.pk}/", {"do": "remove"})
    assert not Phrase.objects.exists()
    acts = list(Entry.objects.filter(act__startswith="phrase").order_by("pk").values_list("act", flat=True))
    assert acts == ["phrase.written", "phrase.changed", "phrase.removed"]


def test_what_cannot_be_kept_is_said_and_stands_in_its_field(enter: Any, grace: Any) -> None:
    browser = enter(grace)
    answer = browser.post(PAGE, {"kind": "tags", "name": "Letter", "text": "what is this"})
    assert answer.status_code == 422
    assert "utm_source=newsletter, one on each line" in answer.content.decode()
    assert "what is this" in answer.content.decode()
    browser.post(PAGE, {"kind": "hashtags", "name": "Fog", "text": "fog, #sea"})
    assert Phrase.objects.get().text == "#fog #sea"
    again = browser.post(PAGE, {"kind": "hashtags", "name": "Fog", "text": "mist"})
    assert "“Fog” is there already." in again.content.decode()


def test_house_words_are_kept_and_taken_away(enter: Any, grace: Any, harbour: Any) -> None:
    browser = enter(grace)
    browser.post(PAGE, {"kind": "banned", "word": "cheap", "instead": "fair", "stops": "1"})
    row = HouseWord.objects.get(workspace=harbour)
    assert (row.word, row.instead, row.stops) == ("cheap", "fair", True)
    browser.post(f"/w/harbour/settings/words/{row.pk}/")
    assert not HouseWord.objects.exists()


def test_an_author_uses_them_and_changes_none(enter: Any, ada: Any, harbour: Any) -> None:
    phrase = Phrase.objects.create(workspace=harbour, kind="snippet", name="Bye", text="{channel}, {date}")
    browser = enter(ada)
    assert browser.post(PAGE, {"kind": "snippet", "name": "New", "text": "x"}).status_code == 403
    assert browser.post(f"{PAGE}{phrase.pk}/", {"do": "remove"}).status_code == 403
    channel = harbour.channels.first()
    typed = {"tab": str(channel.pk), "date": "2036-11-25", "time": "09:30"}
    answer = browser.post(f"/w/harbour/posts/insert/{phrase.pk}/", typed).json()
    assert answer == {"text": f"{channel.name}, 25 November", "said": []}
    empty = browser.post(f"/w/harbour/posts/insert/{phrase.pk}/", {"tab": "all"}).json()
    assert len(empty["said"]) == 2
    assert Phrase.objects.get().used == 2


def test_a_template_begins_a_post_and_has_no_time(enter: Any, grace: Any, harbour: Any) -> None:
    browser = enter(grace)
    typed = {"template_name": "Evening", "text": "One evening", "date": "2036-11-25", "time": "09:30"}
    browser.post("/w/harbour/posts/template/", typed)
    template = Phrase.objects.get(kind="template")
    page = browser.get(f"/w/harbour/posts/new/?template={template.pk}").content.decode()
    assert "One evening" in page
    assert "2036-11-25" not in page


def test_mallory_finds_none_of_it(enter: Any, mallory: Any, other: Any, harbour: Any) -> None:
    phrase = Phrase.objects.create(workspace=harbour, kind="template", name="Bye", form={"text": ["Secret"]})
    browser = enter(mallory)
    assert browser.get(PAGE).status_code == 404
    assert browser.post(f"/w/other/posts/insert/{phrase.pk}/").status_code == 404
    assert "Secret" not in browser.get(f"/w/other/posts/new/?template={phrase.pk}").content.decode()
    foreign = harbour.channels.first().pk
    assert browser.get(f"/w/other/posts/people/?q=ve&channel={foreign}").status_code == 404
