"""Which time zones are offered, and which are understood."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from planner.people import setup
from planner.people.models import Workspace
from planner.zones import offered, understood
from tests.planner.people.test_set_up import ANSWERS
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db
SETTINGS = {"name": "Harbour", "language": "en", "grace_minutes": "60"}


def test_each_place_is_offered_by_one_name() -> None:
    assert {"UTC", "Europe/Moscow", "Asia/Kolkata", "America/New_York"} <= set(offered())
    assert not {"Factory", "localtime", "GB-Eire", "Etc/GMT+10", "Asia/Calcutta"} & set(offered())
    assert set(offered()) < understood()


def test_setting_up_offers_places_and_understands_an_older_name(now: datetime) -> None:
    link = setup.setup_link(now)
    assert link
    link = link.replace("http://127.0.0.1:8000", "")
    page = Client().get(link).content.decode()
    assert '<option value="Asia/Kolkata">' in page
    assert "Factory" not in page
    assert "GB-Eire" not in page
    assert Client().post(link, ANSWERS | {"timezone": "Factory"}).status_code != 302
    wrong = Client().post(link, ANSWERS | {"timezone": "Asia/Calcutta", "name": ""}).content.decode()
    assert '<option value="Asia/Calcutta" selected>' in wrong
    assert Client().post(link, ANSWERS | {"timezone": "Asia/Calcutta"}).status_code == 302
    assert Workspace.objects.get().timezone == "Asia/Calcutta"


def test_the_settings_keep_an_older_name_and_refuse_what_is_no_place(
    enter: Any, olga: Any, harbour: Any
) -> None:
    harbour.timezone = "GB-Eire"
    harbour.save()
    browser = enter(olga)
    page = browser.get("/w/harbour/settings/").content.decode()
    assert 'value="GB-Eire"' in page
    assert '<option value="GB-Eire">' not in page
    assert browser.post("/w/harbour/settings/", SETTINGS | {"timezone": "GB-Eire"}).status_code == 302
    for name in ("Factory", "localtime"):
        assert browser.post("/w/harbour/settings/", SETTINGS | {"timezone": name}).status_code == 422


def test_a_program_may_give_an_older_name_but_no_zone_without_a_place(olga: Any, harbour: Any) -> None:
    ask = Program(token_of(harbour, olga))
    assert ask("GET", "/calendar?timezone=GB-Eire")[0] == 200
    for name in ("Factory", "localtime"):
        status, said = ask("GET", f"/calendar?timezone={name}")
        assert (status, name in str(said)) == (422, True)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_calendar_of_a_program_reaches_no_further_than_ours(day: str, olga: Any, harbour: Any) -> None:
    ask = Program(token_of(harbour, olga))
    assert ask("GET", f"/calendar?from={day}")[0] == 422
    assert ask("GET", "/calendar?from=9000-12-31&timezone=Pacific/Kiritimati")[0] == 200
    assert ask("GET", "/calendar?from=1970-01-01&timezone=Pacific/Kiritimati")[0] == 200
