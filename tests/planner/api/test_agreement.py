"""How posts are agreed, by program."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.history.models import Entry
from planner.people.models import Workspace
from tests.things import THINGS

pytestmark = pytest.mark.django_db


def made(ask: Any, path: str, **said: Any) -> Any:
    status, body = ask("POST", f"/agreement/{path}", said)
    assert status == 201, body
    return body


@pytest.fixture
def editors(ask: Any, grace: Any, olga: Any) -> Any:
    return made(ask, "groups", name="Editors", users=[grace.pk, olga.pk])


def test_terms_are_read_and_put(ask: Any, harbour: Any) -> None:
    status, terms = ask("GET", "/agreement/terms")
    assert (status, terms["review_policy"], terms["four_eyes"]) == (200, "required", False)
    status, terms = ask("PUT", "/agreement/terms", {"review_policy": "optional", "earlier_hours": 0})
    assert status == 200
    assert (terms["review_policy"], terms["earlier_hours"], terms["later_hours"]) == ("optional", 0, None)
    assert terms["sentences"][0] == "Posts need nobody’s yes; who wants one may ask for it."
    assert Workspace.objects.get(pk=harbour.pk).review_policy == "optional"
    for wrong, where in (
        ({"review_policy": "steps"}, "body.review_policy"),
        ({"review_policy": "perhaps"}, "body.review_policy"),
        ({"later_hours": 721}, "body.later_hours"),
        ({"five_eyes": True}, "body.five_eyes"),
    ):
        status, problem = ask("PUT", "/agreement/terms", wrong)
        assert (status, problem["errors"][0]["where"]) == (422, where)


def test_steps_are_made_changed_ordered_and_removed(ask: Any, editors: Any, grace: Any) -> None:
    first = made(ask, "steps", name="Two", groups=[editors["id"]], rule="quorum", quorum=2)
    assert (first["position"], first["policy"], first["warnings"]) == (1, None, [])
    legal = made(ask, "steps", name="Legal", users=[grace.pk], is_legal=True, deadline_hours=24)
    order = {"steps": [legal["id"], first["id"]]}
    assert [one["name"] for one in ask("PUT", "/agreement/steps", order)[1]["items"]] == ["Legal", "Two"]
    assert [one["name"] for one in ask("GET", "/agreement/steps")[1]["items"]] == ["Legal", "Two"]
    path = f"/agreement/steps/{legal['id']}"
    status, changed = ask("PUT", path, {"name": "Law", "users": [grace.pk]})
    assert (status, changed["name"], changed["deadline_hours"]) == (200, "Law", None)
    skips = {"name": "Law", "users": [grace.pk], "is_legal": True, "deadline_hours": 1, "on_timeout": "skip"}
    status, problem = ask("PUT", path, skips)
    assert (status, problem["errors"][0]["where"]) == (422, "body.on_timeout")
    assert ask("GET", path)[1]["name"] == "Law"
    assert ask("DELETE", path) == (204, None)
    assert ask("GET", path)[0] == 404


def test_a_policy_comes_with_its_steps(ask: Any, harbour: Any, grace: Any) -> None:
    spring = harbour.campaigns.create(name="Spring")
    step = {"name": "Grace", "users": [grace.pk]}
    policy = made(ask, "policies", campaign=spring.pk, review_policy="steps", four_eyes=True, steps=[step])
    assert policy["steps"][0]["name"] == "Grace"
    assert "only one asked here" in policy["steps"][0]["warnings"][0]
    path = f"/agreement/policies/{policy['id']}"
    more = made(ask, "steps", name="More", users=[grace.pk], policy=policy["id"])
    listed = ask("GET", f"/agreement/steps?policy={policy['id']}")[1]["items"]
    assert [one["id"] for one in listed] == [policy["steps"][0]["id"], more["id"]]
    assert ask("GET", "/agreement/steps")[1]["items"] == []
    status, changed = ask("PUT", path, {"review_policy": "none"})
    assert (status, changed["review_policy"], changed["four_eyes"]) == (200, "none", False)
    assert ask("GET", "/agreement/policies")[1]["items"] == [ask("GET", path)[1]]
    assert ask("POST", "/agreement/policies", {"campaign": spring.pk})[0] == 422
    assert ask("DELETE", path)[0] == 204
    assert ask("GET", "/agreement/policies")[1]["items"] == []


def test_a_client_with_its_contacts(ask: Any, clara: Any) -> None:
    group = made(ask, "groups", name="Ferries", is_client=True, users=[clara.pk])
    path = f"groups/{group['id']}/contacts"
    nina = made(ask, path, name="Nina", email="nina@ferries.example")
    status, problem = ask("POST", f"/agreement/{path}", {"name": "Nina", "email": "no address"})
    assert (status, problem["errors"][0]["where"]) == (422, "body.email")
    there = f"/agreement/contacts/{nina['id']}"
    assert (
        ask("PUT", there, {"name": "Nina P.", "email": "n@f.example", "language": "ru"})[1]["name"]
        == "Nina P."
    )
    shown = ask("GET", f"/agreement/groups/{group['id']}")[1]
    assert [one["email"] for one in shown["contacts"]] == ["n@f.example"]
    assert ask("DELETE", there)[0] == 204
    assert ask("DELETE", there)[0] == 404
    status, shown = ask("PUT", f"/agreement/groups/{group['id']}", {"name": "Boats", "is_client": True})
    assert (status, shown["users"], shown["contacts"]) == (200, [], [])
    assert ask("DELETE", f"/agreement/groups/{group['id']}")[0] == 204
    assert ask("GET", "/agreement/groups")[1]["items"] == []


def test_rules_add_a_step(ask: Any, editors: Any) -> None:
    route = made(ask, "routes", when="price", group=editors["id"], rule="all")
    assert route["sentence"] == "When a post names a price, Editors (all) must agree too."
    path = f"/agreement/routes/{route['id']}"
    words = {"when": "words", "words": "free\nbest", "group": editors["id"]}
    assert ask("PUT", path, words)[1]["words"] == "free\nbest"
    assert ask("PUT", path, {"when": "tag", "group": editors["id"]})[1]["errors"][0]["where"] == "body.tag"
    assert ask("GET", "/agreement/routes")[1]["items"] == [ask("GET", path)[1]]
    assert ask("DELETE", path)[0] == 204


def test_absences_are_set_and_ended(ask: Any, grace: Any, olga: Any, now: datetime) -> None:
    until = (now + timedelta(days=3)).isoformat()
    said = {"user": grace.pk, "delegate": olga.pk, "from_at": now.isoformat(), "until_at": until}
    absence = made(ask, "absences", **said)
    assert [one["id"] for one in ask("GET", "/agreement/absences")[1]["items"]] == [absence["id"]]
    assert ask("POST", "/agreement/absences", said)[0] == 422  # away then already
    assert ask("POST", "/agreement/absences", said | {"from_at": "2026-12-01T00:00"})[0] == 422  # no offset
    assert ask("DELETE", f"/agreement/absences/{absence['id']}")[0] == 204
    assert ask("GET", "/agreement/absences")[1]["items"] == []


def test_foreign_ids_in_a_body_are_nowhere(
    ask: Any, other: Any, mallory: Any, editors: Any, olga: Any
) -> None:
    theirs = {kind: THINGS[f"{kind}_id"](other) for kind in ("group", "policy", "campaign", "tag", "channel")}
    year = {"from_at": "2026-12-01T00:00Z", "until_at": "2026-12-02T00:00Z"}
    tries: list[tuple[str, Any, str]] = [
        ("steps", {"name": "x", "users": [olga.pk, mallory.pk]}, "users.1"),
        ("steps", {"name": "x", "groups": [theirs["group"]]}, "groups.0"),
        ("steps", {"name": "x", "users": [olga.pk], "policy": theirs["policy"]}, "policy"),
        ("policies", {"campaign": theirs["campaign"]}, "campaign"),
        ("policies", {"tag": theirs["tag"]}, "tag"),
        ("policies", {"channel": theirs["channel"]}, "channel"),
        ("groups", {"name": "x", "users": [mallory.pk]}, "users.0"),
        ("routes", {"when": "price", "group": theirs["group"]}, "group"),
        ("routes", {"when": "tag", "tag": theirs["tag"], "group": editors["id"]}, "tag"),
        ("absences", year | {"user": mallory.pk, "delegate": olga.pk}, "user"),
        ("absences", year | {"user": olga.pk, "delegate": mallory.pk}, "delegate"),
    ]
    for path, body, field in tries:
        status, problem = ask("POST", f"/agreement/{path}", body)
        assert (status, problem["errors"][0]["where"]) == (404, f"body.{field}"), (path, body)
    assert ask("GET", f"/agreement/steps?policy={theirs['policy']}")[1]["items"] == []


def test_only_the_scope_of_admins_changes_it(program: Any, harbour: Any, olga: Any, grace: Any) -> None:
    reader = program(harbour, olga, ["read", "write", "schedule", "approve", "publish"])
    assert reader("GET", "/agreement/terms")[0] == 200
    assert reader("PUT", "/agreement/terms", {})[0] == 403
    assert reader("GET", "/agreement/groups")[0] == 403
    assert program(harbour, grace)("PUT", "/agreement/terms", {})[0] == 403
    admin = program(harbour, olga, ["admin"])
    assert admin("PUT", "/agreement/terms", {"four_eyes": True})[0] == 200
    entry = Entry.objects.get(act="policy.changed")
    assert (entry.via, entry.details) == ("api", {"four_eyes": "True"})
