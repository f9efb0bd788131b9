"""Who is sent reports by e-mail, through the API."""

from typing import Any

import pytest

from planner.people.groups import Contact, Group
from planner.reports.models import Subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla(harbour: Any) -> Contact:
    group = Group.objects.create(workspace=harbour, name="Bakery", is_client=True)
    return Contact.objects.create(workspace=harbour, group=group, name="Carla", email="carla@bakery.example")


def test_members_and_contacts_are_sent_reports_until_they_are_not(ask: Any, ada: Any, carla: Contact) -> None:
    status, first = ask("POST", "/report-letters", {"kind": "week", "member": ada.pk})
    assert (status, first["member"], first["contact"], first["name"]) == (201, ada.pk, None, "Ada")
    assert ask("POST", "/report-letters", {"kind": "week", "member": ada.pk})[1] == first
    second = ask("POST", "/report-letters", {"kind": "month", "contact": carla.pk})[1]
    assert [one["id"] for one in ask("GET", "/report-letters")[1]["items"]] == [second["id"], first["id"]]
    assert ask("DELETE", f"/report-letters/{first['id']}")[0] == 204
    assert list(Subscription.objects.values_list("pk", flat=True)) == [second["id"]]


@pytest.mark.parametrize("body", [{}, {"member": 1, "contact": 1}])
def test_one_reader_is_named(ask: Any, body: Any) -> None:
    status, problem = ask("POST", "/report-letters", {"kind": "week", **body})
    assert (status, problem["errors"][0]["where"]) == (422, "body.member")


def test_what_is_not_for_them_is_refused(ask: Any, carla: Contact, mallory: Any, member: Any) -> None:
    client = member("clara", "client")
    for body in (
        {"kind": "digest", "contact": carla.pk},
        {"kind": "week", "member": mallory.pk},
        {"kind": "week", "member": client.pk},
        {"kind": "month", "contact": 999_999},
    ):
        assert ask("POST", "/report-letters", body)[0] == 422, body
    assert not Subscription.objects.exists()


def test_everybody_chooses_their_own(program: Any, harbour: Any, ada: Any, grace: Any) -> None:
    Subscription.objects.create(workspace=harbour, kind="week", user=grace, created_at="2026-01-01T00:00Z")
    hers = program(harbour, ada, ["read", "write"])
    status, mine = hers("PUT", "/report-letters/mine", {"kinds": ["digest", "month"]})
    assert (status, [one["kind"] for one in mine]) == (200, ["digest", "month"])
    assert hers("PUT", "/report-letters/mine", {"kinds": ["month", "month"]})[1] == mine[1:]
    assert hers("PUT", "/report-letters/mine", {"kinds": []})[1] == []
    assert hers("GET", "/report-letters")[0] == 403
    assert hers("POST", "/report-letters", {"kind": "week", "member": grace.pk})[0] == 403
    assert list(Subscription.objects.values_list("user", flat=True)) == [grace.pk], "others keep theirs"
