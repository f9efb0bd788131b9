"""Links that were guessed, revoked, outlived or overtaken, or belong to somebody else."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client

from planner.deliveries import agree, edit
from planner.guests import inviting, letters, links
from planner.guests.models import Letter, ReviewLink
from planner.history.models import WORKER
from planner.people.groups import Contact, Group
from planner.people.models import Membership, hash_secret
from planner.posts.content import Content
from planner.reviews.models import Review
from planner.reviews.policies import ReviewStep
from planner.vault import HideSecrets
from planner.walltime import of_instant
from tests.planner.guests.conftest import answer, fresh, path

pytestmark = pytest.mark.django_db


def status(link: ReviewLink, said: str = "") -> int:
    """Opened and answered without a page; both must say the same."""
    opened = Client().get(path(link))
    posted = Client().post(f"{path(link)}answer/", {"do": "approve"})
    assert posted.status_code == opened.status_code
    assert said in opened.content.decode()
    assert "fresh from six" not in opened.content.decode()
    return opened.status_code


def test_a_guessed_one_is_not_there(asked: Any, carla: Any, link_to: Any) -> None:
    token = links.token_of(link_to(asked(), carla))
    assert len(token) == 43  # 256 bits
    for wrong in (
        token[:-1],
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token + "=",
        token.swapcase(),
        "x",
    ):
        cache.clear()
        found = Client().get(f"/r/{wrong}/")
        assert found.status_code == 404
        assert "This link does not work." in found.content.decode()
    assert not Review.objects.exists()


def test_who_tries_many_is_slowed_down(db: None) -> None:
    statuses = [Client().get(f"/r/{number:043d}/").status_code for number in range(25)]
    assert statuses[:20] == [404] * 20
    assert statuses[20:] == [429] * 5


def test_a_link_answers_about_its_own_post_only(asked: Any, carla: Any, link_to: Any, phone: Client) -> None:
    bread, cake = asked("Bread"), asked("Cake")
    link_to(cake, carla)
    answer(phone, link_to(bread, carla))
    assert (fresh(bread).state, fresh(cake).state) == ("approved", "in_review")


def test_an_expired_one_answers_nothing(asked: Any, carla: Any, link_to: Any, now: Any) -> None:
    link = link_to(asked(), carla)
    ReviewLink.objects.update(expires_at=now - timedelta(seconds=1))
    assert status(link, "too old") == 410
    assert not Review.objects.exists()


def test_a_link_lasts_until_the_post_is_out(asked: Any, carla: Any, link_to: Any, now: Any) -> None:
    soon, far = link_to(asked("Soon", hours=24), carla), link_to(asked("Far", hours=24 * 40), carla)
    assert soon.expires_at == now + timedelta(days=14)
    assert far.expires_at == now + timedelta(days=42)
    assert links.ends(asked("Very far", hours=24 * 400), now) == now + timedelta(days=180)


def test_a_revoked_one_answers_nothing(
    asked: Any, carla: Any, link_to: Any, acting: Any, olga: Any, now: Any
) -> None:
    link = link_to(asked(), carla)
    links.revoke(link, acting(olga), now)
    assert status(link, "taken back") == 410
    assert not Review.objects.exists()
    assert link_to(link.post, carla).pk != link.pk  # and a new one can be made


def test_all_of_a_contacts_links_are_revoked(
    asked: Any, carla: Any, link_to: Any, acting: Any, olga: Any, now: Any
) -> None:
    one, two = link_to(asked("Bread"), carla), link_to(asked("Cake"), carla)
    assert links.revoke_all(carla, acting(olga), now) == 2
    assert {status(one), status(two)} == {410}


def test_an_older_version_says_that_a_newer_one_exists(
    asked: Any, carla: Any, link_to: Any, phone: Client, acting: Any, ada: Any
) -> None:
    post = asked()
    link = link_to(post, carla)
    content = post.newest.content()
    edit.edit(post, acting(ada), Content("Bread", "Rolls instead.", "", content.wordings), 1)
    page = phone.get(path(link))
    assert page.status_code == 410
    assert "A newer version exists." in page.content.decode()
    assert "Rolls instead" not in page.content.decode()
    assert Client().post(f"{path(link)}answer/", {"do": "approve"}).status_code == 410
    assert not Review.objects.exists()
    sent = phone.post(f"{path(link)}fresh/", {"csrfmiddlewaretoken": str(page.context["csrf_token"])})
    newer = ReviewLink.objects.get(version=fresh(post).newest)
    assert links.token_of(newer) not in sent.content.decode()
    letter = Letter.objects.get()
    assert (letter.contact, letter.links, letter.kind) == (carla, [newer.pk], "fresh")
    phone.post(f"{path(link)}fresh/", {"csrfmiddlewaretoken": str(page.context["csrf_token"])})
    assert Letter.objects.count() == 1  # not one for every press


def test_a_revoked_link_sends_no_fresh_one(
    asked: Any, carla: Any, link_to: Any, acting: Any, olga: Any, ada: Any, now: Any
) -> None:
    post = asked()
    link = link_to(post, carla)
    links.revoke(link, acting(olga), now)
    edit.edit(post, acting(ada), Content("Bread", "Rolls instead.", "", post.newest.content().wordings), 1)
    Client().post(f"{path(link)}fresh/")
    assert not Letter.objects.exists()


@pytest.mark.parametrize("what", ["contact", "group", "step", "archived", "rejected"])
def test_whoever_is_asked_no_more_answers_no_more(
    what: str,
    harbour: Any,
    asked: Any,
    carla: Any,
    contact: Any,
    grace: Any,
    link_to: Any,
    acting: Any,
    now: Any,
) -> None:
    contact("Dario")
    ReviewStep.objects.get().users.add(grace)
    post = asked()
    link = link_to(post, carla)
    if what == "contact":
        Contact.objects.filter(pk=carla.pk).update(removed_at=now)
    elif what == "group":
        other = Group.objects.create(workspace=harbour, name="Barber", is_client=True)
        Contact.objects.filter(pk=carla.pk).update(group=other)
    elif what == "step":
        ReviewStep.objects.get().groups.clear()
    elif what == "archived":
        edit.archive(post, acting(grace), now)
    else:
        agree.reject(post, acting(grace), 1, "Not this year, thank you.", now)
    assert status(link) == 410
    assert not Review.objects.filter(contact=carla).exists()


@pytest.mark.parametrize("how", ["removed", "viewer", "inactive"])
def test_a_member_who_left_or_may_not_review_answers_no_more(
    how: str, asked: Any, carla: Any, grace: Any, link_to: Any
) -> None:
    ReviewStep.objects.get().users.add(grace)
    link = link_to(asked(), grace)
    hers = Membership.objects.filter(user=grace)
    if how == "removed":
        hers.delete()
    elif how == "viewer":
        hers.update(role="viewer")
    else:
        type(grace).objects.filter(pk=grace.pk).update(is_active=False)
    assert status(link, "not asked") == 410
    assert not Review.objects.exists()


def test_where_no_step_is_set_nobody_from_outside_is_asked(
    harbour: Any, asked: Any, carla: Any, grace: Any, vera: Any, link_to: Any, phone: Client
) -> None:
    for policy in ("none", "optional", "required"):
        post = asked(policy)
        type(harbour).objects.update(review_policy=policy)
        for person in (carla, vera):
            assert status(link_to(post, person), "not asked") == 410
        assert phone.get(path(link_to(post, grace))).status_code == 200
        type(harbour).objects.update(review_policy="steps")


def test_a_row_that_was_pointed_elsewhere_has_no_link(
    asked: Any, carla: Any, contact: Any, link_to: Any
) -> None:
    """Whoever writes in the database can point a link at another post or person; it opens nothing then."""
    link, cake = link_to(asked("Bread"), carla), asked("Cake")
    ReviewLink.objects.filter(pk=link.pk).update(post=cake, version=cake.newest)
    assert Client().get(path(link)).status_code == 404


def test_another_installations_key_makes_other_secrets(
    asked: Any, carla: Any, link_to: Any, settings: Any
) -> None:
    link = link_to(asked(), carla)
    token = links.token_of(link)
    settings.SECRET_KEY = "another key, of somebody who stole only the database"
    assert links.token_of(link) != token


def test_the_secret_is_in_no_table_and_in_no_log(
    harbour: Any, asked: Any, carla: Any, link_to: Any, phone: Client, caplog: Any, now: Any, mailoutbox: Any
) -> None:
    post = asked()
    for letter in inviting.gather(harbour, now + timedelta(minutes=5)):
        assert letters.send(letter.pk, now + timedelta(minutes=5))
    link = ReviewLink.objects.get()
    token = links.token_of(link)
    assert token in mailoutbox[0].body
    assert link.token_hash == hash_secret(token)
    with caplog.at_level(logging.DEBUG), caplog.filtering(HideSecrets()):
        answer(phone, link, do="changes", note="Later, please.")
        phone.get(path(link))
        links.revoke_all(carla, WORKER, now)
        phone.get(path(link))
        phone.get(f"/r/{token[:-1]}x/")
    assert token not in caplog.text
    assert token[:-1] not in caplog.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert token not in repr(cursor.fetchall()), table
    assert fresh(post).state == "changes"


def test_a_link_is_for_one_person(asked: Any, carla: Any, grace: Any, link_to: Any) -> None:
    link = link_to(asked(), carla)
    for change in ({"user": grace}, {"contact": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewLink.objects.filter(pk=link.pk).update(**change)


def test_a_post_that_moved_keeps_its_link(
    asked: Any, carla: Any, link_to: Any, phone: Client, now: Any
) -> None:
    post = asked()
    link = link_to(post, carla)
    post.plan_for(of_instant(now + timedelta(days=3), "UTC"))
    assert phone.get(path(link)).status_code == 200
    assert link_to(post, carla).pk == link.pk
