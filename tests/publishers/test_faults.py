"""Everything that can go wrong on the wire, met by each publisher that uses it (T5)."""

import itertools
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import publishers
from publishers import smtp
from publishers.base import Findable
from publishers.errors import Busy, PublisherError
from publishers.limits import Promise
from publishers.message import Message
from tests.fakes.faults import FAULTS, Fault
from tests.fakes.mail_faults import FAULTS as MAIL_FAULTS
from tests.fakes.mail_faults import MailFault
from tests.publishers.places import MAILED, PLACES, WIRED, Place, place, takes_no_others

PATIENCE = 0.35  # seconds: the whole of a request in these tests


HTTP = [name for name in WIRED if name not in MAILED]
KNOWABLE = [name for name in HTTP if publishers.get(name).guarantee.promise is not Promise.NONE]
BOTH = [(name, fault) for name in HTTP for fault in FAULTS.values()]
BOTH += [(name, fault) for name in MAILED for fault in MAIL_FAULTS.values()]
MET = [pytest.param(name, fault, id=f"{fault.name}-{name}") for name, fault in BOTH]


@pytest.fixture(params=HTTP)
def hurried(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    with place(request.param, tmp_path) as found:  # to connect may take its time
        found.publisher.web.timeout = PATIENCE
        monkeypatch.setattr(smtp, "PATIENCE", PATIENCE)
        yield found


def test_no_place_whose_fake_has_faults_is_forgotten(tmp_path: Path) -> None:
    for name in PLACES:
        with place(name, tmp_path / name) as found:
            assert hasattr(found.fake, "arm") == (name in WIRED), name


def attempt(there: Place, key: str = "key-1") -> tuple[str, PublisherError | None]:
    """What the publisher concluded: "ok" or the name of its error."""
    try:
        there.send(Message("hello"), key)
    except PublisherError as error:
        return type(error).__name__, error
    return "ok", None


def look_and_send_what_is_missing(there: Place, since: datetime) -> None:
    """Where the network knows no key, nothing is sent again before somebody has looked."""
    publisher = there.publisher
    assert isinstance(publisher, Findable)
    parcel = there.parcel(publisher.prepare(Message("hello")))
    before = len(there.arrived())
    found = publisher.find(parcel, "key-1", since, [])
    assert (found is not None) == bool(before)
    if found is None:
        found = there.commit(parcel, "key-1")
    assert takes_no_others(publisher, parcel, since, found.id)


# LinkedIn's receipt stands in a header, so what becomes of the body behind it does not matter.
ONLY_THE_BODY = {"malformed_json", "empty_body", "duplicate_keys", "nested_json"}
# TikTok says with the status 201 that it has all of a video; we have had its number before.
ONLY_THE_STATUS = ONLY_THE_BODY | {"created_without_id"}


def expected(there: Place, fault: Fault | MailFault) -> frozenset[str]:
    if isinstance(fault, MailFault):
        return fault.outcomes
    if there.publisher.name == "linkedin" and fault.name in ONLY_THE_BODY:
        return frozenset({"ok"})
    if there.publisher.name == "tiktok" and fault.name in ONLY_THE_STATUS:
        return frozenset({"ok"})
    if there.publisher.name == "webhook" and fault.by_status is not None:
        return fault.by_status
    return fault.outcomes


@pytest.mark.row("faults")
@pytest.mark.parametrize(("hurried", "fault"), MET, indirect=["hurried"])
def test_the_conclusion_is_true_in_bounded_time_and_memory(hurried: Place, fault: Fault | MailFault) -> None:
    hurried.fake.arm(fault.name)
    before, memory = time.monotonic(), _peak_memory()
    outcome, error = attempt(hurried)
    assert outcome in expected(hurried, fault)
    assert time.monotonic() - before < PATIENCE + 1.5
    assert _peak_memory() - memory < 50_000_000
    if isinstance(error, Busy):
        assert error.retry_after is None or 0 <= error.retry_after <= 3600
    out = len(hurried.arrived()) == 1
    assert out == fault.accepted
    if outcome not in ("ok", "Uncertain"):
        assert not out, "a definite no was said of a post that is out"


@pytest.mark.parametrize("hurried", KNOWABLE, indirect=True)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_the_same_key_or_a_look_after_any_fault_leaves_one_post(hurried: Place, fault: Fault) -> None:
    since = datetime.now(UTC)
    hurried.fake.arm(fault.name)
    attempt(hurried)
    hurried.publisher.web.timeout = 30.0  # this one may take its time: the fake is still busy with the fault
    if hurried.publisher.guarantee.promise is Promise.KEYED:
        outcome, _ = attempt(hurried)
        assert outcome == "ok"
    else:
        look_and_send_what_is_missing(hurried, since)
    assert len(hurried.arrived()) == 1


@pytest.mark.parametrize("hurried", MAILED, indirect=True)
@pytest.mark.parametrize("fault", MAIL_FAULTS.values(), ids=MAIL_FAULTS.keys())
def test_after_any_fault_a_letter_is_there_once_or_nobody_knows(hurried: Place, fault: MailFault) -> None:
    """No key and no look: what is certainly not out is sent again, and what may be out is not."""
    hurried.fake.arm(fault.name)
    outcome, _ = attempt(hurried)
    hurried.fake.armed.clear()
    attempt(hurried)
    assert len(hurried.arrived()) == (fault.accepted or outcome != "Uncertain")


def test_two_faults_in_a_row_leave_one_post_too(mastodon: Place) -> None:
    """Some of the pairs: the same key again after both, and then once more in peace."""
    calm = [name for name in FAULTS if not name.startswith(("hang", "slow", "endless", "continue", "body"))]
    pairs = random.Random(5).sample(list(itertools.product(calm, calm)), 150)
    for first, second in pairs:
        mastodon.fake.arm(first)
        mastodon.fake.arm(second)
        outcomes = [attempt(mastodon, f"{first} {second}")[0] for _ in range(3)]
        assert outcomes[-1] == "ok", (first, second)
    assert len(mastodon.arrived()) == len(pairs)


def test_redirects_are_not_followed_anywhere(hurried: Place) -> None:
    for name in ("redirect_301", "redirect_302", "redirect_307", "redirect_308"):
        hurried.fake.arm(name)
        attempt(hurried, name)
    assert hurried.fake.requests
    assert not [request for request in hurried.fake.requests if request.path == "/elsewhere"]


def test_a_skewed_clock_is_reported_with_the_receipt(mastodon: Place) -> None:
    mastodon.fake.arm("skewed_date")
    receipt = mastodon.send(Message("hello"))
    assert receipt.server_date is not None
    assert receipt.published_at is not None
    assert (receipt.server_date - receipt.published_at).total_seconds() > 7000


def _peak_memory() -> int:
    """Bytes. The peak of this process, fake included, so the bound is for both."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
