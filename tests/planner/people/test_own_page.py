"""A person's own page: name, language, shortcuts, and where they are signed in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from planner.people.models import User
from planner.people.sessions import plain_name
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

Enter = Callable[[Any], Client]


def signed_in(user: Any, address: str) -> Client:
    browser = Client(REMOTE_ADDR=address, headers={"user-agent": f"Browser of {address}"})
    browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return browser


def test_name_language_and_shortcuts_are_kept(ada: Any, enter: Enter) -> None:
    enter(ada).post("/me/", {"name": "Ada L.", "language": "ru", "email": "eve@example.org"})
    ada.refresh_from_db()
    assert (ada.name, ada.language, ada.single_keys) == ("Ada L.", "ru", False)
    assert ada.email == "ada@example.org"


def test_a_new_language_is_spoken_at_once(ada: Any, enter: Enter) -> None:
    page = enter(ada).post("/me/", {"name": "Ada", "language": "ru"}, follow=True).content.decode()
    assert "Saved." not in page
    assert '<html lang="ru"' in page


def test_a_language_that_we_do_not_speak_is_refused(ada: Any, enter: Enter) -> None:
    enter(ada).post("/me/", {"name": "Ada", "language": "tlh"})
    ada.refresh_from_db()
    assert ada.language == ""


def test_the_own_language_goes_before_the_browsers(ada: Any, enter: Enter) -> None:
    browser = enter(ada)
    assert browser.get("/me/", headers={"accept-language": "ru"})["Content-Language"] == "ru"
    User.objects.filter(pk=ada.pk).update(language="en")
    answer = browser.get("/me/", headers={"accept-language": "ru"})
    assert answer["Content-Language"] == "en"
    assert '<html lang="en"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/w/harbour/nothing/", "/nothing"])
def test_where_there_is_nothing_the_own_language_is_spoken_too(path: str, ada: Any, enter: Enter) -> None:
    User.objects.filter(pk=ada.pk).update(language="ru")
    answer = enter(ada).get(path, headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert answer["Content-Language"] == "ru"
    assert '<html lang="ru"' in answer.content.decode()
    assert Client().get(path, headers={"accept-language": "en"})["Content-Language"] == "en"


def test_somebody_signed_out_gets_the_browsers_language(client: Client, ada: Any) -> None:
    answers = [client.get("/account/login/", headers={"accept-language": lang}) for lang in ("ru", "de, en")]
    assert [answer["Content-Language"] for answer in answers] == ["ru", "en"]


def test_sessions_are_listed_and_all_others_ended(ada: Any, grace: Any) -> None:
    here, there, hers = (
        signed_in(ada, "192.0.2.1"),
        signed_in(ada, "192.0.2.2"),
        signed_in(grace, "192.0.2.9"),
    )
    page = here.get("/me/").content.decode()
    assert "Browser of 192.0.2.2" in page
    assert "192.0.2.9" not in page
    here.post("/me/sessions/end/")
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert hers.get("/me/").status_code == 200


def test_a_sign_in_from_a_new_address_is_mailed(
    ada: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(ada, "192.0.2.1")
        signed_in(ada, "192.0.2.1")
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(ada, "198.51.100.7")
    assert mail.outbox[0].to == [ada.email]
    assert "198.51.100.7" in mail.outbox[0].body


def test_a_session_ends_after_two_weeks_without_use(ada: Any, enter: Enter) -> None:
    browser, start = enter(ada), timezone.now()
    with time_machine.travel(start + timedelta(days=13)):
        assert browser.get("/me/").status_code == 200
    with time_machine.travel(start + timedelta(days=26)):
        assert browser.get("/me/").status_code == 200
    with time_machine.travel(start + timedelta(days=41)):
        assert browser.get("/me/").status_code == 302


def test_a_session_ends_after_thirty_days_in_any_case(ada: Any, enter: Enter) -> None:
    browser, start = enter(ada), timezone.now()
    for days in (10, 20, 29):
        with time_machine.travel(start + timedelta(days=days)):
            assert browser.get("/me/").status_code == 200
    with time_machine.travel(start + timedelta(days=30, minutes=1)):
        assert browser.get("/me/").status_code == 302


def test_a_new_password_signs_the_person_out_everywhere(ada: Any, enter: Enter) -> None:
    elsewhere, browser = signed_in(ada, "192.0.2.2"), enter(ada)
    new = "another sentence for tests"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    browser.post("/account/password/change/", sent)
    ada.refresh_from_db()
    assert ada.check_password(new)
    assert elsewhere.get("/me/").status_code == 302


def test_the_front_page_leads_to_the_workspace_last_used(
    harbour: Any, other: Any, olga: Any, enter: Enter
) -> None:
    other.memberships.create(user=olga, role="owner")
    browser = enter(olga)
    for slug in ("harbour", "other"):
        browser.get(f"/w/{slug}/settings/members/")
        assert browser.get("/")["Location"] == f"/w/{slug}/calendar/"


def test_somebody_in_no_workspace_is_told_what_to_do(
    person: Callable[[str], Any], harbour: Any, enter: Enter
) -> None:
    page = enter(person("nora")).get("/").content.decode()
    assert "in no workspace yet" in page
    assert "nora@example.org" in page


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604",
            "Safari, iPhone",
        ),
        ("curl/8.9", "curl/8.9"),
        ("", ""),
    ],
)
def test_a_browser_is_called_as_people_call_it(agent: str, name: str) -> None:
    assert plain_name(agent) == name
