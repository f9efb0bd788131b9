"""Packs whose whole chain was computed anew, which the installation itself has to find."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from planner.evidence.pack import Wanted
from tests.planner.evidence.test_every_change_is_found import _sealed_anew as sealed_anew
from tests.planner.evidence.test_every_change_is_found import verified

pytestmark = pytest.mark.django_db(transaction=True)
Pack = dict[str, Any]


def first(whole: Pack, kind: str, **said: Any) -> dict[str, Any]:
    records = (one for one in whole["records"] if one["kind"] == kind)
    return next(one for one in records if said.items() <= one["body"].items())


def a_yes_of_legal(whole: Pack) -> None:
    given = first(whole, "review", answer="yes")
    body = given["body"] | {"who": "Lena of Legal", "user_id": 4711, "step": "step:9"}
    whole["records"].append(given | {"body": body})


def without_the_no(whole: Pack) -> None:
    whole["records"].remove(first(whole, "review", answer="changes"))
    whole["records"].remove(first(whole, "entry", act="post.changes_asked"))


def a_yes_to_other_words(whole: Pack) -> None:
    first(whole, "review", answer="yes")["body"]["covers"] = {"1": "f" * 64}


def other_words(whole: Pack) -> None:
    first(whole, "version", number=2)["body"]["text"] = "What nobody wrote."


def another_fingerprint(whole: Pack) -> None:
    first(whole, "pin")["body"]["digest"] = "f" * 64
    first(whole, "delivery")["body"] |= {"approved_digest": "f" * 64, "sent_digest": "f" * 64}


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (a_yes_of_legal, "was not given here"),
        (without_the_no, "is not in the pack"),
        (a_yes_to_other_words, "says something else here"),
        (other_words, "Version 2"),
        (another_fingerprint, "is something else here"),
    ],
)
def test_a_forged_answer_or_text_does_not_hold_against_the_installation(
    forge: Callable[[Pack], None], said: str, story: Any, text_of: Any, tmp_path: Path
) -> None:
    whole = json.loads(text_of(Wanted(story.workspace, post_id=story.post.pk), story.by, story.now))
    forge(whole)
    for number, record in enumerate(whole["records"], 1):
        record["number"] = number
    whole["seal"]["records"] = len(whole["records"])
    path = tmp_path / "forged.json"
    path.write_text(json.dumps(sealed_anew(whole)))
    code, told = verified(path, "--against")
    assert code == 1
    assert said in told


def test_a_post_that_a_months_pack_leaves_out_is_missed(story: Any, text_of: Any, tmp_path: Path) -> None:
    zone = story.workspace.zone
    month = story.now.astimezone(zone).date().replace(day=1)
    later = story.now + timedelta(minutes=1)
    whole = json.loads(text_of(Wanted(story.workspace, month=month), story.by, later))
    path = tmp_path / "month.json"
    path.write_text(json.dumps(whole))
    assert verified(path, "--against")[0] == 0
    whole["records"], whole["seal"]["records"], whole["seal"]["posts"] = [], 0, 0
    path.write_text(json.dumps(sealed_anew(whole)))
    code, told = verified(path, "--against")
    assert code == 1
    assert f"Post {story.post.pk} was published in that time and is not in the pack." in told
