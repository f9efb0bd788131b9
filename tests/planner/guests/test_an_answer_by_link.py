"""A client answers from a letter: what they see, what they say, and what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from media import intake
from planner.deliveries import agree
from planner.deliveries.models import Delivery
from planner.guests import answering, inviting
from planner.guests.models import ReviewLink
from planner.history.models import Entry
from planner.people.groups import Group
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from planner.reviews.models import Review
from planner.reviews.policies import ReviewStep
from tests.planner.guests.conftest import answer, fresh, path
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db


def test_a_yes_approves_in_the_clients_name(asked: Any, carla: Any, link_to: Any, phone: Client) -> None:
    post = asked()
    link = link_to(post, carla)
    page = phone.get(path(link)).content.decode()
    assert "Bread: fresh from six o&#x27;clock." in page
    assert "Ada asks for your answer" in page
    said = answer(phone, link, note="Lovely.")
    assert (said.status_code, said.headers["Location"]) == (302, path(link))
    post = fresh(post)
    assert (post.state, post.approved_version_id) == ("approved", link.version_id)
    review = Review.objects.get(post=post)
    assert (review.by_name, review.via, review.contact) == ("Carla (carla@bakery.example)", "link", carla)
    told = Entry.objects.get(act="post.approved")
    assert (told.actor, told.via, told.user_id) == ("Carla (carla@bakery.example)", "link", None)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}
    thanks = phone.get(path(link)).content.decode()
    assert "Thank you, you have approved this." in thanks
    assert "It goes out" in thanks
    assert ReviewLink.objects.get().answered_at


def test_a_no_needs_a_reason_and_goes_back(asked: Any, carla: Any, link_to: Any, phone: Client) -> None:
    post = asked()
    link = link_to(post, carla)
    assert "Say what should change" in answer(phone, link, do="changes", note="  ").content.decode()
    assert fresh(post).state == "in_review"
    answer(phone, link, do="changes", note="We open at seven.")
    assert fresh(post).state == "changes"
    assert Review.objects.get().note == "We open at seven."
    assert "the team has your reason" in phone.get(path(link)).content.decode()


def test_what_cannot_be_answered_is_said_in_a_sentence(
    asked: Any, carla: Any, contact: Any, link_to: Any, phone: Client
) -> None:
    post, dario = asked(), contact("Dario")
    hers, his = link_to(post, carla), link_to(post, dario)
    answer(phone, hers)
    assert "This post is approved." in answer(phone, hers).content.decode()  # twice
    assert "This post is approved." in answer(phone, his).content.decode()  # somebody else decided
    assert Review.objects.count() == 1


def test_whoever_said_yes_already_is_told_so(
    asked: Any, carla: Any, contact: Any, link_to: Any, phone: Client
) -> None:
    ReviewStep.objects.update(rule="all")
    contact("Dario")
    post = asked()
    link = link_to(post, carla)
    answer(phone, link)
    assert fresh(post).state == "in_review"
    assert "Others are asked too" in phone.get(path(link)).content.decode()
    assert "You have said yes already" in answer(phone, link).content.decode()
    assert Review.objects.count() == 1


def test_a_post_that_was_taken_back_is_not_shown(
    asked: Any, carla: Any, link_to: Any, phone: Client, acting: Any, ada: Any, now: Any
) -> None:
    post = asked()
    link = link_to(post, carla)
    agree.take_back(post, acting(ada), now)
    page = phone.get(path(link))
    assert page.status_code == 410
    assert "taken back" in page.content.decode()
    assert "fresh from six" not in page.content.decode()
    assert phone.post(f"{path(link)}answer/", {"do": "approve"}).status_code == 403
    browser = Client()
    assert browser.post(f"{path(link)}answer/", {"do": "approve"}).status_code == 410
    assert not Review.objects.exists()


def test_a_step_before_theirs_is_waited_for(
    harbour: Any, asked: Any, carla: Any, grace: Any, link_to: Any, phone: Client, acting: Any, now: Any
) -> None:
    first = ReviewStep.objects.create(workspace=harbour, name="Editors", position=0)
    first.users.add(grace)
    post = asked()
    link = link_to(post, carla)
    assert "It is not your turn" in answer(phone, link).content.decode()
    agree.approve(fresh(post), acting(grace), 1, now)
    answer(phone, link)
    assert fresh(post).state == "approved"


def test_what_changed_since_their_last_yes_is_shown_word_by_word(
    asked: Any, carla: Any, link_to: Any, phone: Client, acting: Any, ada: Any, now: Any
) -> None:
    post = asked()
    answer(phone, link_to(post, carla))
    content = fresh(post).newest.content()
    words = Content("Bread", "Bread: fresh from seven o'clock.", "", content.wordings)
    fresh(post).rewrite(acting(ada), words)
    agree.ask(fresh(post), acting(ada), now)
    page = phone.get(path(link_to(post, carla))).content.decode()
    assert "<del>six </del><ins>seven </ins>" in page
    assert "Changed since you approved version 1" in page


def test_the_next_post_of_the_same_letter_is_offered(
    harbour: Any, asked: Any, carla: Any, phone: Client, now: Any
) -> None:
    later, sooner = asked("Cake", hours=48), asked("Bread", hours=24)
    assert len(inviting.gather(harbour, now + timedelta(minutes=5))) == 1
    first, second = (ReviewLink.objects.get(post=post) for post in (sooner, later))
    answer(phone, first)
    thanks = phone.get(path(first)).content.decode()
    assert path(second) in thanks
    assert "Next: Cake" in thanks
    answer(phone, second)
    assert "Nothing else of this letter waits" in phone.get(path(second)).content.decode()


def test_four_eyes_hold_through_links(
    harbour: Any, asked: Any, ada: Any, contact: Any, link_to: Any, phone: Client
) -> None:
    """The author's address among the client's contacts does not make them another person."""
    harbour.four_eyes = True
    harbour.save()
    herself = contact("Ada")
    herself.email = ada.email.upper()
    herself.save()
    post = asked()
    link = link_to(post, herself)
    assert "You wrote this post" in phone.get(path(link)).content.decode()
    assert "You wrote this post" in answer(phone, link).content.decode()
    assert fresh(post).state == "in_review"


def test_a_member_answers_by_letter_too(
    harbour: Any, asked: Any, carla: Any, grace: Any, link_to: Any, phone: Client
) -> None:
    ReviewStep.objects.get().users.add(grace)
    post = asked()
    answer(phone, link_to(post, grace))
    review = Review.objects.get(post=post)
    assert (review.user, review.contact, review.via) == (grace, None, "link")


def test_the_page_speaks_their_language(asked: Any, contact: Any, link_to: Any, phone: Client) -> None:
    page = phone.get(path(link_to(asked(), contact("Daria", language="ru"))), HTTP_ACCEPT_LANGUAGE="en")
    assert '<html lang="ru">' in page.content.decode()
    assert page.headers["Content-Language"] == "ru"
    assert "Согласовать" in page.content.decode()
    english = phone.get(path(link_to(asked(), contact("Ellen"))), HTTP_ACCEPT_LANGUAGE="ru")
    assert '<html lang="en">' in english.content.decode()


def test_internal_words_are_not_on_the_page(
    harbour: Any, asked: Any, carla: Any, grace: Any, link_to: Any, phone: Client, acting: Any, now: Any
) -> None:
    first = ReviewStep.objects.create(workspace=harbour, name="Kitchen cabinet", position=0)
    first.users.add(grace)
    Group.objects.create(workspace=harbour, name="Rival", is_client=True)
    post = asked()
    agree.approve(fresh(post), acting(grace), 1, now, "The client will hate this.")
    page = phone.get(path(link_to(post, carla))).content.decode()
    for word in ("will hate", "Kitchen cabinet", "Rival", "grace@example.org", "ada@example.org"):
        assert word not in page


def test_a_picture_is_shown_by_an_address_that_ends(
    harbour: Any, carla: Any, ada: Any, acting: Any, now: Any, link_to: Any, phone: Client
) -> None:
    asset = intake.take_in(harbour.library, "loaf.jpg", drawn(1))
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    content = Content("Loaf", "Look.", "", wordings, (Picture(asset.pk, "A loaf"),))
    post = Post.objects.write(harbour, acting(ada), content)
    agree.ask(post, acting(ada), now)
    page = phone.get(path(link_to(post, carla))).content.decode()
    source = page.split('<img src="/m/')[1].split('"')[0]
    assert phone.get(f"/m/{source}").status_code == 200
    assert f"/w/{harbour.slug}/" not in page


def test_two_at_once_count_once(asked: Any, carla: Any, link_to: Any) -> None:
    link = link_to(asked(), carla)
    first, second = (ReviewLink.objects.get(pk=link.pk) for _time in range(2))
    answering.approve(first, timezone.now())
    with pytest.raises(answering.REFUSALS):
        answering.approve(second, timezone.now())
    assert Review.objects.count() == 1


def test_what_was_shown_is_what_is_approved(
    harbour: Any, asked: Any, carla: Any, link_to: Any, phone: Client
) -> None:
    """Another account, or other parameters of links, after the page was opened: it is read once more."""
    post = asked()
    link = link_to(post, carla)
    page = phone.get(path(link))
    form = {
        "do": "approve",
        "csrfmiddlewaretoken": str(page.context["csrf_token"]),
        "shown": page.context["seal"],
    }
    harbour.channels.filter(network="sandbox").update(account_id="somebody-else")
    again = phone.post(f"{path(link)}answer/", form)
    assert "has changed since you opened this page" in again.content.decode()
    assert fresh(post).state == "in_review"
    answer(phone, link)
    assert fresh(post).state == "approved"
