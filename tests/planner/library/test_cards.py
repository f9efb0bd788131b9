"""A card from its form to the library, for those who may write."""

from typing import Any

import pytest
from django.test import Client

from media.models import Asset, Library
from tests.media.pictures import opened

pytestmark = pytest.mark.django_db
HERE = "/w/harbour/library/card/"
QUOTE = {"template": "quote", "shape": "square", "quote": "Туман над гаванью", "author": "Ада"}


def test_a_card_becomes_an_asset_with_its_words_as_the_description(ada: Any, client: Client) -> None:
    client.force_login(ada)
    answer = client.post(HERE, QUOTE)
    asset = Asset.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/w/harbour/library/{asset.pk}/"
    assert asset.alt == "Туман над гаванью Ада"
    assert (asset.width, asset.height, asset.content_type) == (1080, 1080, "image/png")
    assert asset.by_name == str(ada)
    assert asset.card == {
        "template": "quote",
        "shape": "square",
        "words": {"quote": "Туман над гаванью", "author": "Ада"},
    }
    again = client.get(f"{HERE}?from={asset.pk}").content.decode()
    assert "Туман над гаванью" in again


def test_the_picture_follows_the_words_and_keeps_nothing(ada: Any, client: Client) -> None:
    client.force_login(ada)
    one = client.get(f"{HERE}picture", QUOTE)
    other = client.get(f"{HERE}picture", QUOTE | {"shape": "wide", "paper": "#ff0000"})
    assert one["Content-Type"] == "image/png"
    assert opened(one.content).size == (1080, 1080)
    assert opened(other.content).size == (1200, 675)
    assert opened(other.content).getpixel((5, 5)) == (255, 0, 0)
    assert not Asset.objects.exists()


def test_nonsense_is_taken_as_nothing(ada: Any, client: Client) -> None:
    client.force_login(ada)
    odd = {
        "template": "../x",
        "shape": "9",
        "paper": "#zzzzzz",
        "ink": "red;}",
        "font": "x",
        "quote": "a\x00b",
    }
    assert client.get(f"{HERE}picture", odd).status_code == 200
    assert client.post(HERE, {"template": "quote", "quote": "  "}).status_code == 422
    assert client.get(f"{HERE}?from=99999").status_code == 404
    assert not Asset.objects.exists()


def test_editors_may_keep_the_colours_for_everybody(ada: Any, grace: Any, client: Client) -> None:
    look = {"paper": "#102030", "ink": "#fefefe", "accent": "#aabbcc", "font": "source-serif"}
    look["remember"] = "1"
    client.force_login(ada)
    client.post(HERE, QUOTE | look)
    library = Library.objects.get(owner__startswith="workspace:")
    assert library.card_paper != "#102030", "authors do not decide how the workspace looks"
    client.force_login(grace)
    client.post(HERE, QUOTE | look)
    library.refresh_from_db()
    assert (library.card_paper, library.card_font) == ("#102030", "source-serif")
    assert "#102030" in client.get(HERE).content.decode()


def test_what_would_be_hard_to_read_is_said(ada: Any, client: Client) -> None:
    client.force_login(ada)
    pale = QUOTE | {"paper": "#ffffff", "ink": "#eeeeee", "quote": "🎉"}
    said = client.get(HERE, pale, headers={"X-Part": "warnings"}).content.decode()
    assert "hardly stand out" in said
    assert "🎉" in said
    assert "<form" not in said


def test_a_card_of_another_workspace_is_not_there(ada: Any, mallory: Any, client: Client) -> None:
    client.force_login(ada)
    client.post(HERE, QUOTE)
    client.force_login(mallory)
    assert client.get(HERE).status_code == 404
    own = f"/w/{mallory.memberships.get().workspace.slug}/library/card/"
    assert client.get(own).status_code == 200
    assert client.get(f"{own}?from={Asset.objects.get().pk}").status_code == 404


def test_a_card_is_called_by_all_its_words_also_with_a_stroke(ada: Any, client: Client) -> None:
    client.force_login(ada)
    client.post(HERE, {"template": "event", "title": "Open 24/7", "place": "Berth 4/5"})
    assert Asset.objects.get().name == "Card: Open 24-7 Berth 4-5.png"


def test_signs_that_nobody_sees_are_not_kept(ada: Any, client: Client) -> None:
    client.force_login(ada)
    assert client.post(HERE, {"template": "quote", "quote": "\u202e\x00"}).status_code == 422
    client.post(HERE, {"template": "quote", "quote": "a\x00b\nc"})
    asset = Asset.objects.get()
    assert asset.card is not None
    assert (asset.alt, asset.card["words"]) == ("ab c", {"quote": "ab\nc"})
