"""The pages of how posts are agreed: in sentences for everybody, in forms for admins."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.people.groups import Absence, Contact, Group
from planner.people.models import Workspace
from planner.reviews.policies import Policy, ReviewStep, Route
from planner.reviews.setting import For, TermsSaid, make_policy
from planner.reviews.setting_routes import RouteSaid, add_route
from planner.reviews.setting_steps import StepSaid, add_step
from tests.things import THINGS

pytestmark = pytest.mark.django_db
HERE = "/w/harbour/agreement/"
TERMS = {"do": "terms", "review_policy": "required", "after_edit": "draft", "moves": "freely"}
STEP = {"name": "Legal", "rule": "any", "deadline_since": "slot", "on_timeout": "notify"}


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_settings_lead_to_the_agreement(enter: Any, adam: Any) -> None:
    browser = enter(adam)
    page = text(browser.get("/w/harbour/settings/"))
    assert f'href="{HERE}"' in page
    assert "review_policy" not in page
    assert "Posts need a yes from one person who may review." in text(browser.get(HERE))


def test_an_editor_looks_and_cannot_change(
    enter: Any, grace: Any, harbour: Any, by: Any, editors: Group, ferries: Group
) -> None:
    add_step(harbour, StepSaid("Editors", groups=(editors.pk,), deadline_hours=24), by)
    browser = enter(grace)
    page = text(browser.get(HERE))
    for words in ("Editors", "Northern Ferries", "Nina", "Only admins and owners change these."):
        assert words in page
    assert "nina@ferries.example" not in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert browser.post(HERE, TERMS).status_code == 403
    for path in ("policies/", "steps/", "groups/", "routes/", f"groups/{editors.pk}/"):
        assert browser.get(HERE + path).status_code == 403
        assert browser.post(HERE + path, {}).status_code == 403


def test_a_client_reads_no_other_clients_names(
    enter: Any, clara: Any, harbour: Any, by: Any, ferries: Group
) -> None:
    spring = harbour.campaigns.create(name="Spring crossing")
    make_policy(harbour, For(campaign=spring.pk), TermsSaid("none"), by)
    assert enter(clara).get(HERE).status_code == 404


def test_terms_are_saved_from_the_form(enter: Any, adam: Any, harbour: Any) -> None:
    browser = enter(adam)
    said = TERMS | {"four_eyes": "on", "after_edit": "review", "urgent_path": "on", "moves": "later"}
    assert browser.post(HERE, said).status_code == 302
    harbour.refresh_from_db()
    assert TermsSaid.of(harbour) == TermsSaid("required", True, False, "review", 0, None, True)
    page = text(browser.get(HERE))
    assert "An agreed post may only be moved to a later time." in page
    browser.post(HERE, TERMS | {"moves": "within", "earlier_hours": "2", "later_hours": "24"})
    harbour.refresh_from_db()
    assert (harbour.earlier_hours, harbour.later_hours) == (2, 24)
    assert "changed how posts are agreed" in text(browser.get("/w/harbour/history/"))


def test_what_cannot_be_is_said_beside_its_field(enter: Any, adam: Any, harbour: Any) -> None:
    browser = enter(adam)
    answer = browser.post(HERE, TERMS | {"review_policy": "steps"})
    assert answer.status_code == 422
    assert "There is no step yet" in text(answer)
    answer = browser.post(HERE, TERMS | {"moves": "within"})
    assert answer.status_code == 422
    assert "Write by how many hours" in text(answer)
    assert Workspace.objects.get(pk=harbour.pk).review_policy == "required"


def test_a_team_begins_with_editors_then_legal(
    enter: Any, adam: Any, olga: Any, grace: Any, boris: Any, harbour: Any
) -> None:
    browser = enter(adam)
    answer = browser.post(HERE, {"do": "begin", "begin": "legal"})
    assert answer.status_code == 422
    assert "Choose who reads for legal" in text(answer)
    begin = {"do": "begin", "begin": "legal", "second": f"user:{olga.pk}"}
    assert browser.post(HERE, begin).status_code == 302
    page = text(browser.get(HERE))
    assert "Posts need a yes from Editors (one of 2) by 48 hours before their time, then Legal by 24" in page
    assert browser.post(HERE, begin).status_code == 422  # there are steps now


def test_steps_are_added_changed_moved_and_removed(
    enter: Any, adam: Any, harbour: Any, editors: Group, olga: Any
) -> None:
    browser = enter(adam)
    answer = browser.post(HERE + "steps/", STEP)
    assert answer.status_code == 422
    assert "Choose at least one person or group" in text(answer)
    browser.post(HERE + "steps/", STEP | {"users": str(olga.pk), "is_legal": "on", "deadline_hours": "24"})
    browser.post(HERE + "steps/", STEP | {"name": "Editors", "groups": str(editors.pk)})
    legal, first = ReviewStep.objects.all()
    assert (legal.name, legal.is_legal, legal.deadline_hours) == ("Legal", True, 24)
    answer = browser.post(f"{HERE}steps/{first.pk}/", {"do": "earlier"})
    assert answer.headers["Location"] == f"{HERE}#step-{first.pk}"
    assert [one.name for one in ReviewStep.objects.all()] == ["Editors", "Legal"]
    late = {"groups": str(editors.pk), "deadline_hours": "2", "is_legal": "on", "on_timeout": "skip"}
    answer = browser.post(f"{HERE}steps/{legal.pk}/", STEP | late)
    assert "A legal step is never passed over" in text(answer)
    browser.post(HERE, TERMS | {"review_policy": "steps"})
    assert "Posts need a yes from Editors (one of 2), then Legal by 24 hours" in text(browser.get(HERE))
    browser.post(f"{HERE}steps/{legal.pk}/", {"do": "remove"})
    answer = browser.post(f"{HERE}steps/{first.pk}/", {"do": "remove"}, follow=True)
    assert "This is the only step" in text(answer)
    assert ReviewStep.objects.get() == first


def test_an_exception_has_its_own_terms_and_steps(
    enter: Any, adam: Any, harbour: Any, ferries: Group, grace: Any
) -> None:
    spring = harbour.campaigns.create(name="Spring crossing")
    browser = enter(adam)
    said = {"about": f"campaign:{spring.pk}", "begin": "client", "second": f"group:{ferries.pk}"}
    answer = browser.post(HERE + "policies/", said)
    policy = Policy.objects.get()
    assert answer.headers["Location"] == f"{HERE}policies/{policy.pk}/"
    page = text(browser.get(answer.headers["Location"]))
    assert "Posts of the campaign “Spring crossing”" in page
    assert "Posts need a yes from Editors by 48 hours before their time, then Northern Ferries by 24" in page
    browser.post(f"{HERE}steps/?policy={policy.pk}", STEP | {"users": str(grace.pk)})
    assert [one.name for one in policy.steps.all()] == ["Editors", "Northern Ferries", "Legal"]
    browser.post(f"{HERE}policies/{policy.pk}/", TERMS | {"review_policy": "none"})
    assert "Posts need nobody’s yes." in text(browser.get(HERE))
    browser.post(f"{HERE}policies/{policy.pk}/", {"do": "remove"})
    assert not Policy.objects.exists()
    assert "No exceptions" in text(browser.get(HERE))


def test_a_client_gets_contacts(enter: Any, adam: Any, harbour: Any) -> None:
    browser = enter(adam)
    assert "checked" in text(browser.get(HERE + "groups/?client=1"))
    answer = browser.post(HERE + "groups/", {"name": "Ferries", "is_client": "on"})
    address = answer.headers["Location"]
    nina = {"do": "contact", "name": "Nina", "email": "nina@ferries.example", "language": "ru"}
    browser.post(address, nina)
    assert "has this address already" in text(browser.post(address, nina))
    contact = Contact.objects.get()
    there = f"{HERE}contacts/{contact.pk}/"
    browser.post(there, {"name": "Nina Petrova", "email": contact.email, "language": "en"})
    assert "Nina Petrova" in text(browser.get(address))
    browser.post(there, {"do": "remove"})
    assert browser.get(there).status_code == 404
    assert "Nobody here can answer yet." in text(browser.get(HERE))
    browser.post(address, {"do": "remove"})
    assert not Group.objects.exists()


def test_a_rule_is_chosen_in_one_list(enter: Any, adam: Any, harbour: Any, editors: Group) -> None:
    label = harbour.tags.create(name="prices")
    browser = enter(adam)
    said = STEP | {"name": "", "when": f"tag:{label.pk}", "group": str(editors.pk)}
    assert browser.post(HERE + "routes/", said).status_code == 302
    route = Route.objects.get()
    assert (route.when, route.tag, route.name) == ("tag", label, "Editors")
    page = text(browser.get(HERE))
    assert "When a post has the label “prices”, Editors (one of 2) must agree too." in page
    there = f"{HERE}routes/{route.pk}/"
    assert f'<option value="tag:{label.pk}" selected>' in text(browser.get(there))
    assert "Write the words" in text(browser.post(there, said | {"when": "words"}))
    browser.post(there, said | {"when": "price"})
    assert "When a post names a price" in text(browser.get(HERE))
    browser.post(there, {"do": "remove"})
    assert not Route.objects.exists()


def test_everybody_who_reviews_says_when_they_are_away(
    enter: Any, grace: Any, boris: Any, harbour: Any, ada: Any, now: datetime
) -> None:
    browser, there = enter(grace), HERE + "absences/"
    assert 'name="user"' not in text(browser.get(there))
    today = now.astimezone(harbour.zone).date()
    days = {"first_on": today, "last_on": today + timedelta(days=3), "delegate": boris.pk}
    assert browser.post(there, days).status_code == 302
    absence = Absence.objects.get()
    assert (absence.user, absence.delegate) == (grace, boris)
    zone = harbour.zone
    assert (
        absence.until_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") == f"{today + timedelta(days=4)} 00:00"
    )
    assert "Boris answers instead" in text(browser.get(HERE))
    browser.logout()
    browser = enter(boris)
    answer = browser.post(f"{there}{absence.pk}/", follow=True)
    assert "Only admins and owners say that somebody else is back" in text(answer)
    browser.logout()
    browser = enter(grace)
    browser.post(f"{there}{absence.pk}/")
    assert "Nobody is away" in text(browser.get(there))
    browser.logout()
    assert enter(ada).get(there).status_code == 403  # her yes does not count anyway


def test_admins_say_it_of_anybody_and_warnings_follow(
    enter: Any, adam: Any, grace: Any, boris: Any, harbour: Any, by: Any, editors: Group, now: datetime
) -> None:
    add_step(harbour, StepSaid("Editors", rule="all", groups=(editors.pk,)), by)
    browser, today = enter(adam), now.astimezone(harbour.zone).date()
    said = {"user": str(grace.pk), "delegate": str(grace.pk), "first_on": str(today), "last_on": str(today)}
    assert "Choose somebody else" in text(browser.post(HERE + "absences/", said))
    late = said | {"delegate": str(boris.pk), "last_on": str(today - timedelta(days=9))}
    assert "It ends before it begins" in text(browser.post(HERE + "absences/", late))
    browser.post(HERE + "absences/", said | {"delegate": str(boris.pk)})
    page = text(browser.get(HERE))
    assert "Boris stands in for Grace and is asked here as well: their yes counts once." in page
    assert "2 must say yes, but only 1 person can just now." in page


def test_the_history_tells_what_was_done(
    enter: Any, adam: Any, harbour: Any, by: Any, editors: Group, ferries: Group
) -> None:
    add_step(harbour, StepSaid("Legal", groups=(editors.pk,)), by)
    add_route(harbour, RouteSaid(group=editors.pk), by)
    page = text(enter(adam).get("/w/harbour/history/"))
    for words in (
        "Adam made the group “Editors”.",
        "Adam added “Nina” as a client’s contact.",
        "Adam added the step of agreement “Legal”.",
        "Adam added a rule: some posts need “Editors” too.",
    ):
        assert words in page


def test_nothing_of_another_workspace_is_found(enter: Any, adam: Any, other: Any) -> None:
    browser = enter(adam)
    for room, kind in (
        ("steps", "step_id"), ("groups", "group_id"), ("contacts", "contact_id"), ("routes", "route_id"),
        ("policies", "policy_id"),
    ):  # fmt: skip
        theirs = THINGS[kind](other)
        for said in ({"do": "remove"}, STEP):
            assert browser.post(f"{HERE}{room}/{theirs}/", said).status_code == 404
    assert browser.get(f"{HERE}steps/?policy={THINGS['policy_id'](other)}").status_code == 404
    stray = STEP | {"groups": str(THINGS["group_id"](other))}
    assert browser.post(HERE + "steps/", stray).status_code == 422
    assert not ReviewStep.objects.filter(workspace__slug="harbour").exists()


def test_steps_that_rest_are_taken_with_one_button(
    enter: Any, adam: Any, harbour: Any, editors: Any, by: Any
) -> None:
    browser, address = enter(adam), "/w/harbour/agreement/"
    add_step(harbour, StepSaid("Desk", groups=(editors.pk,)), by)
    assert "Take these steps" in browser.get(address).content.decode()
    browser.post(address, {"do": "take"})
    harbour.refresh_from_db()
    assert harbour.review_policy == "steps"
    assert "Take these steps" not in browser.get(address).content.decode()
