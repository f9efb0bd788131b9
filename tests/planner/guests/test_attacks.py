"""Ways to answer with a link that is not one's own any more, or without answering at all."""

from typing import Any

import pytest
from django.test import Client

from planner.guests.models import ReviewLink
from planner.people.groups import Contact, Group
from planner.posts.models import Post
from tests.planner.guests.conftest import answer, path

pytestmark = pytest.mark.django_db


def state_of(post: Post) -> str:
    return Post.objects.values_list("state", flat=True).get(pk=post.pk)


@pytest.mark.parametrize("do", ["", "aprove", "reject"])
def test_a_form_that_says_nothing_is_no_yes(
    do: str, asked: Any, carla: Contact, link_to: Any, phone: Client
) -> None:
    post = asked()
    assert answer(phone, link_to(post, carla), do=do).status_code == 422
    assert state_of(post) == "in_review"


def test_the_old_mailbox_of_a_contact_answers_no_more(
    asked: Any, carla: Contact, bakery: Group, link_to: Any, phone: Client, enter: Any, adam: Any
) -> None:
    post = asked()
    old = link_to(post, carla)
    said = {"name": "Carla", "email": "carla@elsewhere.example", "language": "en"}
    enter(adam).post(f"/w/harbour/agreement/contacts/{carla.pk}/", said)
    assert phone.get(path(old)).status_code == 410
    answer(phone, old)
    assert state_of(post) == "in_review"
    assert link_to(post, Contact.objects.get(pk=carla.pk)) != old


def test_another_name_keeps_a_contact_s_links(
    asked: Any, carla: Contact, link_to: Any, phone: Client, enter: Any, adam: Any
) -> None:
    link = link_to(asked(), carla)
    said = {"name": "Carla Rossi", "email": carla.email.upper(), "language": "en"}
    enter(adam).post(f"/w/harbour/agreement/contacts/{carla.pk}/", said)
    assert phone.get(path(link)).status_code == 200


def test_a_link_by_hand_to_another_client_s_person_is_not_made(
    harbour: Any, asked: Any, carla: Contact, enter: Any, grace: Any
) -> None:
    other = Group.objects.create(workspace=harbour, name="Other client", is_client=True)
    theirs = Contact.objects.create(workspace=harbour, group=other, name="Olaf", email="olaf@other.example")
    enter(grace).post(f"/w/harbour/posts/{asked().pk}/links/change/", {"do": "make", "contact": theirs.pk})
    assert not ReviewLink.objects.filter(contact=theirs).exists()
