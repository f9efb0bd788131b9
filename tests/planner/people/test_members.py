"""Who belongs to a workspace: roles, removal, and that somebody always owns it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from planner.history.models import Entry
from planner.people import members, tokens
from planner.people.members import Refused
from planner.people.models import Membership, Workspace

pytestmark = pytest.mark.django_db

Acting = Callable[[Any], Any]


def of(user: Any, workspace: Workspace) -> Membership:
    return Membership.objects.select_related("workspace", "user").get(user=user, workspace=workspace)


def test_a_role_changes_at_once(harbour: Workspace, olga: Any, ada: Any, enter: Acting) -> None:
    browser = enter(ada)
    assert browser.get("/w/harbour/settings/members/").status_code == 403
    Membership.objects.filter(user=ada).update(role="admin")
    assert browser.get("/w/harbour/settings/members/").status_code == 200


def test_a_change_is_written_down_and_mailed(
    harbour: Workspace,
    olga: Any,
    ada: Any,
    acting: Acting,
    now: datetime,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        members.change_role(of(ada, harbour), "editor", of(olga, harbour), acting(olga), now)
    entry = Entry.objects.get(act="member.role")
    assert (entry.details["was"], entry.details["role"]) == ("author", "editor")
    assert mail.outbox[0].to == [ada.email]
    assert "Editor" in mail.outbox[0].body


def test_an_admin_neither_makes_nor_changes_nor_removes_owners(
    harbour: Workspace, olga: Any, adam: Any, ada: Any, acting: Acting, now: datetime
) -> None:
    me, by = of(adam, harbour), acting(adam)
    with pytest.raises(Refused, match="Only an owner"):
        members.change_role(of(ada, harbour), "owner", me, by, now)
    with pytest.raises(Refused, match="Only an owner"):
        members.change_role(of(olga, harbour), "viewer", me, by, now)
    with pytest.raises(Refused, match="Only an owner"):
        members.remove(of(olga, harbour), me, by, now)
    with pytest.raises(Refused, match="Only an owner"):
        members.invite(me, by, "new@example.org", "owner", now)


def test_the_last_owner_stays(harbour: Workspace, olga: Any, acting: Acting, now: datetime) -> None:
    me = of(olga, harbour)
    with pytest.raises(Refused, match="needs an owner"):
        members.change_role(me, "admin", me, acting(olga), now)
    with pytest.raises(Refused, match="needs an owner"):
        members.remove(me, me, acting(olga), now)


def test_with_two_owners_one_may_go(
    harbour: Workspace, olga: Any, adam: Any, acting: Acting, now: datetime
) -> None:
    members.change_role(of(adam, harbour), "owner", of(olga, harbour), acting(olga), now)
    members.remove(of(olga, harbour), of(adam, harbour), acting(adam), now)
    assert [m.user for m in harbour.memberships.filter(role="owner")] == [adam]


def test_who_is_removed_is_out_with_tokens_and_invitations(
    harbour: Workspace, olga: Any, adam: Any, other: Workspace, acting: Acting, now: datetime, enter: Acting
) -> None:
    browser = enter(adam)
    assert browser.get("/w/harbour/settings/members/").status_code == 200
    _token, secret = tokens.issue(harbour, adam, acting(adam), "laptop", ["read"], None, now)
    _invitation, link = members.invite(of(adam, harbour), acting(adam), "friend@example.org", "viewer", now)
    Membership.objects.create(workspace=other, user=adam, role="viewer")
    _kept, elsewhere = tokens.issue(other, adam, acting(adam), "laptop", ["read"], None, now)
    members.remove(of(adam, harbour), of(olga, harbour), acting(olga), now)
    assert tokens.find(secret, now) is None
    assert tokens.find(elsewhere, now) is not None
    assert members.find_invitation(link.split("/")[-2], now) is None
    assert browser.get("/w/harbour/settings/members/").status_code == 404
    assert Entry.objects.get(act="member.removed").details["tokens_revoked"] == 1


def test_who_is_removed_already_is_not_removed_again_and_gets_no_role(
    harbour: Workspace, olga: Any, adam: Any, acting: Acting, now: datetime
) -> None:
    """Two owners press at once: the second sees a page, not an error."""
    stale = of(adam, harbour)
    members.remove(of(adam, harbour), of(olga, harbour), acting(olga), now)
    members.remove(stale, of(olga, harbour), acting(olga), now)
    with pytest.raises(Refused, match="no longer in the workspace"):
        members.change_role(stale, "editor", of(olga, harbour), acting(olga), now)
    assert Entry.objects.filter(act="member.removed").count() == 1


def test_the_page_lists_changes_and_removes(harbour: Workspace, olga: Any, ada: Any, enter: Acting) -> None:
    browser, hers = enter(olga), of(ada, harbour)
    page = browser.get("/w/harbour/settings/members/").content.decode()
    assert "ada@example.org" in page
    browser.post(f"/w/harbour/settings/members/{hers.pk}/role/", {"role": "editor"})
    hers.refresh_from_db()
    assert hers.role == "editor"
    page = browser.post(f"/w/harbour/settings/members/{hers.pk}/role/", {"role": "king"}, follow=False)
    assert page.status_code == 302
    hers.refresh_from_db()
    assert hers.role == "editor"
    browser.post(f"/w/harbour/settings/members/{hers.pk}/remove/")
    assert not Membership.objects.filter(pk=hers.pk).exists()


def test_a_refusal_is_a_sentence_on_the_page(harbour: Workspace, olga: Any, enter: Acting) -> None:
    browser = enter(olga)
    browser.post(f"/w/harbour/settings/members/{of(olga, harbour).pk}/remove/")
    assert "needs an owner" in browser.get("/w/harbour/settings/members/").content.decode()


def test_a_viewer_gets_a_clear_sentence(vera: Any, enter: Acting) -> None:
    answer: Any = enter(vera).get("/w/harbour/settings/members/")
    assert answer.status_code == 403
    assert "your role is “Viewer”" in answer.content.decode()


def test_a_change_needs_the_form_of_this_site(harbour: Workspace, olga: Any, ada: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(olga, "allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.post(f"/w/harbour/settings/members/{of(ada, harbour).pk}/remove/")
    assert answer.status_code == 403
    assert harbour.memberships.filter(user=ada).exists()
