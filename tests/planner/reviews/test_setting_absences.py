"""Who is away, and who answers in their place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from planner.people.groups import Absence
from planner.reviews.setting import NotOurs, NotSettled
from planner.reviews.setting_absences import AbsenceSaid, end_absence, set_absence

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def said(grace: Any, boris: Any, now: datetime) -> AbsenceSaid:
    """Grace is away for a week, Boris answers."""
    return AbsenceSaid(grace.pk, boris.pk, now, now + 7 * DAY)


def test_ones_own_absence_is_set_and_ended(
    harbour: Any, acting: Any, grace: Any, said: AbsenceSaid, now: datetime, acts: Callable[[], list[str]]
) -> None:
    absence = set_absence(harbour, said, acting(grace), False, now)
    assert absence.is_now(now)
    end_absence(absence, acting(grace), False, now + DAY)
    absence.refresh_from_db()
    assert absence.until_at == now + DAY
    end_absence(absence, acting(grace), False, now + 2 * DAY)
    assert acts() == ["absence.set", "absence.ended"]


def test_one_that_has_not_begun_is_taken_away(
    harbour: Any, acting: Any, grace: Any, said: AbsenceSaid, now: datetime
) -> None:
    absence = set_absence(harbour, replace(said, from_at=now + DAY), acting(grace), False, now)
    end_absence(absence, acting(grace), False, now)
    assert not Absence.objects.exists()


def test_only_admins_speak_for_others(
    harbour: Any, acting: Any, boris: Any, adam: Any, said: AbsenceSaid, now: datetime
) -> None:
    with pytest.raises(NotSettled, match="Only admins and owners say when somebody else"):
        set_absence(harbour, said, acting(boris), False, now)
    absence = set_absence(harbour, said, acting(adam), True, now)
    with pytest.raises(NotSettled, match="Only admins and owners say that somebody else is back"):
        end_absence(absence, acting(boris), False, now)
    end_absence(absence, acting(adam), True, now)


def test_a_delegate_may_review_and_is_somebody_else(
    harbour: Any, acting: Any, grace: Any, ada: Any, mallory: Any, said: AbsenceSaid, now: datetime
) -> None:
    for who in (ada, mallory):
        with pytest.raises(NotOurs) as refusal:
            set_absence(harbour, replace(said, delegate=who.pk), acting(grace), False, now)
        assert refusal.value.field == "delegate"
    with pytest.raises(NotSettled, match="Choose somebody else"):
        set_absence(harbour, replace(said, delegate=grace.pk), acting(grace), False, now)


def test_the_team_does_not_stand_in_for_a_client(
    harbour: Any, by: Any, clara: Any, grace: Any, said: AbsenceSaid, now: datetime
) -> None:
    for user, delegate in ((clara, grace), (grace, clara)):
        with pytest.raises(NotSettled, match="stands in only for a client"):
            set_absence(harbour, replace(said, user=user.pk, delegate=delegate.pk), by, True, now)


def test_it_ends_after_it_begins_and_lasts_a_year_at_most(
    harbour: Any, by: Any, said: AbsenceSaid, now: datetime
) -> None:
    for begin, end, words in (
        (now, now, "ends before it begins"),
        (now - 2 * DAY, now - DAY, "over already"),
        (now, now + 367 * DAY, "a year at most"),
        (now + 700 * DAY, now + 740 * DAY, "within two years"),
        (datetime(9999, 6, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), "within two years"),
    ):
        with pytest.raises(NotSettled, match=words) as refusal:
            set_absence(harbour, replace(said, from_at=begin, until_at=end), by, True, now)
        assert refusal.value.field == "until_at"


def test_two_absences_of_one_person_do_not_overlap(
    harbour: Any, by: Any, said: AbsenceSaid, now: datetime
) -> None:
    set_absence(harbour, said, by, True, now)
    with pytest.raises(NotSettled, match="Grace is away then already"):
        set_absence(harbour, replace(said, from_at=now + 6 * DAY, until_at=now + 8 * DAY), by, True, now)
    set_absence(harbour, replace(said, from_at=now + 7 * DAY, until_at=now + 8 * DAY), by, True, now)
