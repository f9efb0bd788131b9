"""What a program may do with a delivery that is out."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.channels import connect
from planner.deliveries import plan
from planner.deliveries.models import Delivery
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.walltime import of_instant
from tests.pigeon import LOFT
from tests.programs import Program, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pigeons")]


@pytest.fixture
def out(harbour: Any, olga: Any, acting: Any, now: datetime) -> Delivery:
    """A letter that has arrived."""
    harbour.review_policy = "none"
    harbour.save()
    channel = connect.connect(harbour, "pigeon", "", {"ring": "7"}, acting(olga), now)
    post = Post.objects.write(harbour, acting(olga), Content(text="Fog", wordings=(Wording(channel.pk),)))
    [delivery] = plan.schedule(
        post, plan.Plan(of_instant(now + timedelta(hours=1), "UTC")), acting(olga), now
    )
    LOFT.letters["letter-1"] = "Fog"
    delivery.step("published", "found", now, receipt_id="letter-1", published_at=now)
    return delivery


def test_it_is_measured_corrected_heard_and_taken_back(out: Delivery, harbour: Any, olga: Any) -> None:
    ask, here = Program(token_of(harbour, olga)), f"/deliveries/{out.pk}"
    status, told = ask("POST", f"{here}/measure")
    assert (status, told["numbers"]["views"], told["numbers"]["replies"]) == (200, 3, None)
    status, told = ask("POST", f"{here}/correct", {"text": "Fog, **lifting**"})
    assert (status, LOFT.letters["letter-1"]) == (200, "Fog, lifting")
    assert told["story"][-1]["what"] == "corrected"
    status, heard = ask("GET", f"{here}/replies")
    assert (status, [one["text"] for one in heard]) == (200, ["Coo <b>coo</b>"])
    assert ask("POST", f"{here}/take-back")[0] == 200
    assert LOFT.letters == {}
    status, problem = ask("POST", f"{here}/take-back")
    assert (status, problem["type"].endswith("wrong-state")) == (409, True)


def test_words_that_do_not_fit_change_nothing(out: Delivery, harbour: Any, olga: Any) -> None:
    status, problem = Program(token_of(harbour, olga))(
        "POST", f"/deliveries/{out.pk}/correct", {"text": "x" * 41}
    )
    assert status == 409
    assert "41 of 40" in problem["detail"]
    assert LOFT.letters == {"letter-1": "Fog"}


def test_an_author_only_reads(out: Delivery, harbour: Any, ada: Any) -> None:
    ask, here = Program(token_of(harbour, ada)), f"/deliveries/{out.pk}"
    assert ask("GET", f"{here}/replies")[0] == 200
    assert ask("POST", f"{here}/take-back")[0] == 403
    assert ask("POST", f"{here}/correct", {"text": "mine"})[0] == 403
    assert LOFT.letters == {"letter-1": "Fog"}


def test_link_parameters_of_a_channel_are_set_and_taken_out(out: Delivery, harbour: Any, olga: Any) -> None:
    ask, here = Program(token_of(harbour, olga)), f"/channels/{out.channel_id}"
    status, channel = ask("PATCH", here, {"link_parameters": {"utm_source": "pigeon"}})
    assert (status, channel["link_parameters"]) == (200, {"utm_source": "pigeon"})
    assert ask("PATCH", here, {"link_parameters": {}})[1]["link_parameters"] == {}
