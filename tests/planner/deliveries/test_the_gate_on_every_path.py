"""Two must agree, and one has: by no path of people or programs does it go out before the second."""

from datetime import timedelta
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries import agree, holding
from planner.deliveries.plan import NotPlanned
from planner.history.models import Actor
from planner.people.groups import Group
from planner.people.permissions import Verb
from planner.people.tokens import issue
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues import series
from planner.queues.models import Evergreen, Slot
from planner.reviews.policies import ReviewStep, Route
from planner.reviews.reading import note_reading
from planner.reviews.seats import NotYours
from planner.walltime import When, of_instant
from planner.writing import desk
from planner.writing.desk import Person
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands
from tests.programs import EVERYTHING, Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def half_agreed(
    harbour: Any, hands: Hands, channels: dict[str, Channel], ada: Any, grace: Any, olga: Any, acting: Any
) -> Post:
    """Grace has said yes; Olga is still to be asked, as a lawyer."""
    harbour.review_policy = "steps"
    harbour.save()
    for position, user in enumerate((grace, olga)):
        step = ReviewStep.objects.create(
            workspace=harbour, name=str(user), position=position, is_legal=position == 1
        )
        step.users.add(user)
    content = Content(text="Not yet.", wordings=(Wording(channels["mastodon"].pk),))
    post = Post.objects.write(harbour, acting(ada), content)
    post.plan_for(of_instant(hands.time.wall + timedelta(hours=1), harbour.timezone))
    agree.ask(post, acting(ada), hands.time.wall)
    agree.approve(post, acting(grace), 1, hands.time.wall)
    for person in (grace, olga):
        note_reading(post.newest, person.pk, hands.time.wall)
    post.refresh_from_db()
    assert post.state == "in_review"
    return post


@pytest.fixture
def opens() -> None:
    """This test is the other way round."""


@pytest.fixture(autouse=True)
def nothing_goes_out(request: Any, hands: Hands, network: FakeMastodon, half_agreed: Post) -> Any:
    """Whatever the test tries: for three days nothing arrives."""
    yield
    if "opens" in request.fixturenames:
        return
    for _hour in range(30):
        hands.tick()
        hands.time.pass_(9000)
    assert network.published == []
    assert not Post.objects.filter(state="approved").exists()


NOT_AGREED, TURN = "Somebody must approve this post first.", "It is not your turn: “Olga” is asked now."
ANSWERED = {
    "publish": NOT_AGREED,
    "schedule": NOT_AGREED,
    "approve": TURN,
    "approve_and_schedule": TURN,
}  # what Grace reads, who has said her yes


def read_on(page: Any) -> str:
    """What the page says was done, or why not."""
    return " ".join(str(message) for message in page.context["messages"])


@pytest.mark.parametrize("do", ANSWERED)
def test_the_post_s_page(do: str, half_agreed: Post, enter: Any, grace: Any, channels: Any) -> None:
    on = {"channels": [channels["mastodon"].pk], "based_on": "1", "do": do}
    date, _, time = half_agreed.planned_wall.partition("T")
    typed = {"title": "", "text": "Not yet.", "language": "", "date": date, "time": time[:5]} | on
    page = enter(grace).post(f"/w/harbour/posts/{half_agreed.pk}/", typed, follow=True)
    assert ANSWERED[do] in read_on(page)


@pytest.mark.parametrize("do", ["hold", "release", "ask"])
def test_the_post_s_buttons_are_no_yes(do: str, half_agreed: Post, enter: Any, grace: Any) -> None:
    assert read_on(enter(grace).post(f"/w/harbour/posts/{half_agreed.pk}/change/", {"do": do}, follow=True))
    half_agreed.refresh_from_db()
    assert half_agreed.state == "in_review"


@pytest.mark.parametrize(
    ("do", "read"),
    [("approve", TURN), ("approve_and_schedule", TURN), ("urgent", "There is no urgent way here.")],
)
def test_the_review_page(do: str, read: str, half_agreed: Post, enter: Any, grace: Any) -> None:
    browser = enter(grace)
    said = {"do": do, "seen": "1", "note": "It really cannot wait."}
    page = browser.post(f"/w/harbour/review/{half_agreed.pk}/answer/", said, follow=True)
    assert read in read_on(page)
    browser.post("/w/harbour/review/read/")


def test_dragging(half_agreed: Post, enter: Any, grace: Any, hands: Hands) -> None:
    browser = enter(grace)
    later = (hands.time.wall + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
    for sure in ("", "1"):
        move = {"move": f"{half_agreed.pk}@{later},scheduled", "sure": sure}
        answer = browser.post("/w/harbour/calendar/move/", move).json()
        assert "refused" in answer or "asks" in answer
    assert "says" in browser.post("/w/harbour/calendar/move/", {"move": f"{half_agreed.pk}@{later}"}).json()


@pytest.mark.parametrize("do", ["approve", "schedule", "submit"])
def test_many_at_once_and_the_board(do: str, half_agreed: Post, enter: Any, grace: Any) -> None:
    browser = enter(grace)
    answer = browser.post("/w/harbour/calendar/bulk/", {"post": half_agreed.pk, "do": do})
    assert "refused" in answer.json()
    for stage in ("approved", "scheduled", "published"):
        answer = browser.post("/w/harbour/calendar/stage/", {"post": half_agreed.pk, "to": stage})
        assert "refused" in answer.json()


def test_programs(half_agreed: Post, harbour: Any, grace: Any, adam: Any, acting: Any, hands: Hands) -> None:
    Slot.objects.create(channel=half_agreed.newest.variants.get().channel, weekday=0, wall="10:00")
    for user in (grace, adam):
        secret = issue(
            harbour, user, acting(user), "p", EVERYTHING, hands.time.wall + timedelta(days=9), hands.time.wall
        )
        program = Program(secret[1])
        at = f"/posts/{half_agreed.pk}"
        later = (hands.time.wall + timedelta(hours=2)).isoformat()
        assert program("POST", f"{at}/schedule", {"at": later})[0] == 403
        assert program("POST", f"{at}/schedule", {"slot": "next"})[0] == 403
        assert program("POST", f"{at}/publish", {})[0] == 403
        assert program("POST", f"{at}/approve", {"version": 1})[0] == 403
        assert (
            program("POST", f"{at}/approve-urgently", {"version": 1, "note": "It really cannot wait."})[0]
            == 403
        )
        for field in ({"state": "approved"}, {"approved_version": 1}, {"stage": "scheduled"}):
            assert program("PATCH", at, field)[0] == 422
        new = program("POST", "/posts", {"text": "Mine", "channels": [], "state": "approved"})
        assert new[0] == 422


def test_duplicates_series_and_queues(
    half_agreed: Post, enter: Any, grace: Any, acting: Any, hands: Hands, channels: Any, harbour: Any
) -> None:
    browser, channel = enter(grace), channels["mastodon"]
    Slot.objects.create(channel=channel, weekday=0, wall="10:00")
    browser.post(f"/w/harbour/posts/{half_agreed.pk}/duplicate/")
    browser.post("/w/harbour/evergreen/mark/", {"post": half_agreed.pk, "channel": channel.pk})
    assert not Evergreen.objects.exists()
    queue = f"/w/harbour/channels/{channel.pk}/queue/change/"
    browser.post(queue, {"post": half_agreed.pk, "do": "join", "sure": "1"})
    half_agreed.refresh_from_db()
    assert half_agreed.queue_id == channel.pk, "it stands in the queue, and waits there for its yes"
    assert half_agreed.planned_at is not None
    when = When(half_agreed.planned_at, half_agreed.planned_wall, half_agreed.planned_zone, 0)
    pattern = Post.objects.get(pk=half_agreed.pk)
    copy = Post.objects.exclude(pk=pattern.pk).first()
    assert copy is not None
    series.bring_as_far(copy, pattern, when, acting(grace), hands.time.wall)
    copy.refresh_from_db()
    assert copy.state == "in_review", "a copy asks for a yes of its own"


def test_holding_and_letting_go_on_is_no_yes(
    half_agreed: Post, grace: Any, acting: Any, hands: Hands
) -> None:
    holding.hold(half_agreed, acting(grace), "Wait.", hands.time.wall)
    holding.release(Post.objects.get(pk=half_agreed.pk), acting(grace), hands.time.wall)


def test_a_label_with_other_terms_on_what_is_agreed_asks_again(
    half_agreed: Post, harbour: Any, enter: Any, grace: Any, olga: Any, acting: Any, hands: Hands
) -> None:
    agree.approve(half_agreed, acting(olga), 1, hands.time.wall)
    client = Group.objects.create(workspace=harbour, name="Client")
    client.users.add(grace)
    tag = harbour.tags.create(name="spring")
    Route.objects.create(workspace=harbour, name="Spring", when="tag", tag=tag, group=client)
    enter(grace).post("/w/harbour/calendar/bulk/", {"post": half_agreed.pk, "do": "tag", "value": "spring"})
    half_agreed.refresh_from_db()
    assert half_agreed.state == "draft"


@pytest.mark.parametrize("act", ["publish", "schedule", "approve", "approve_and_schedule"])
def test_somebody_at_the_desk(act: str, half_agreed: Post, grace: Any, hands: Hands) -> None:
    who = Person(Actor(grace.pk, "Grace"), frozenset(Verb))
    with pytest.raises((NotYours, NotPlanned)):
        desk.act(Post.objects.get(pk=half_agreed.pk), act, who, hands.time.wall)


def test_with_the_second_yes_it_does_go_out(
    opens: None, half_agreed: Post, olga: Any, acting: Any, hands: Hands, network: FakeMastodon
) -> None:
    """Else the tests above would be true of a post that cannot go out at all."""
    agree.approve(half_agreed, acting(olga), 1, hands.time.wall)
    hands.time.pass_(3700)
    hands.tick()
    assert [one.text for one in network.published] == ["Not yet."]
