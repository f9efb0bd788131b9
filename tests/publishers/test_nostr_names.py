"""Names, ids and signatures of Nostr: the examples of its own documents, and what is mistyped."""

import hashlib
import json

import pytest
from coincurve import PublicKeyXOnly

from publishers.errors import Rejected
from publishers.nostr import bech32, events
from tests.fakes.nostr import ME, NSEC

NPUB = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg"  # of the same key, in NIP-19
FIATJAF = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d"
EVENT_ID = "ab" * 32


def test_the_examples_of_nip_19() -> None:
    npub = "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6"
    assert bech32.encode("npub", bytes.fromhex(FIATJAF)) == npub
    assert bech32.decode("npub", npub).hex() == FIATJAF
    assert bech32.encode("npub", bytes.fromhex(ME)) == NPUB
    assert events.key(NSEC).public == ME


@pytest.mark.parametrize("typed", [NSEC, f"  {NSEC}\n", NSEC.upper(), bech32.decode("nsec", NSEC).hex()])
def test_a_secret_key_is_read_as_people_paste_it(typed: str) -> None:
    assert events.key(typed).public == ME


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nsec1",
        NSEC[:-1],
        NSEC[:-1] + "x",
        NSEC + "q",
        "nsec1" + "q" * 58,
        "0" * 64,
        "я" * 64,
        "correct horse",
    ],
)
def test_what_is_no_secret_key_is_said(typed: str) -> None:
    with pytest.raises(Rejected, match="nsec1"):
        events.key(typed)


def test_the_public_key_in_its_place_is_recognised() -> None:
    with pytest.raises(Rejected, match="public key"):
        events.key(NPUB)


@pytest.mark.parametrize("place", range(5, len(NPUB)))
def test_one_wrong_letter_is_noticed(place: int) -> None:
    wrong = "q" if NPUB[place] != "q" else "p"
    with pytest.raises(ValueError, match="npub"):
        bech32.decode("npub", NPUB[:place] + wrong + NPUB[place + 1 :])


def test_an_nevent_says_whose_and_where() -> None:
    name = bech32.event(EVENT_ID, ME, ["wss://relay.example.org", "wss://" + "x" * 300])
    assert bech32.event_of(name) == (EVENT_ID, ME)
    assert b"wss://relay.example.org" in bech32.decode("nevent", name)
    assert b"xxxx" not in bech32.decode("nevent", name)


@pytest.mark.parametrize("raw", [b"", b"\x00\x01a", b"\x02\x20" + b"a" * 32, b"\x00\x20" + b"a" * 31])
def test_an_nevent_without_an_event_is_none(raw: bytes) -> None:
    with pytest.raises(ValueError, match="nevent"):
        bech32.event_of(bech32.encode("nevent", raw))


def test_an_id_is_the_hash_of_exactly_these_bytes() -> None:
    event = {
        "pubkey": ME,
        "created_at": 1,
        "kind": 1,
        "tags": [["t", "fog"]],
        "content": 'Туман\n"и" \\ \t/ \u2028',
    }
    written = f'[0,"{ME}",1,1,[["t","fog"]],"Туман\\n\\"и\\" \\\\ \\t/ \u2028"]'.encode()
    assert json.loads(written)[5] == event["content"]
    assert events.id_of(event) == hashlib.sha256(written).hexdigest()


def test_a_repeat_is_equal_to_its_signature_and_the_signature_is_right() -> None:
    key = events.key(NSEC)
    event = key.signed(1, "fog", [], 1_700_000_000)
    assert event == key.signed(1, "fog", [], 1_700_000_000)
    assert PublicKeyXOnly(bytes.fromhex(ME)).verify(bytes.fromhex(event["sig"]), bytes.fromhex(event["id"]))
    assert events.checked(event) == event


@pytest.mark.parametrize(
    "changed",
    [
        {"content": "sun"},
        {"sig": "00" * 64},
        {"sig": 5},
        {"pubkey": "zz"},
        {"id": EVENT_ID},
        {"tags": [[1]]},
        {"tags": None},
        {"created_at": "now"},
        {"created_at": True},
    ],
)
def test_what_its_author_did_not_sign_is_no_event(changed: dict[str, object]) -> None:
    event = events.key(NSEC).signed(1, "fog", [], 1_700_000_000)
    assert events.checked(event | changed) is None
    assert events.checked("no event") is None
    assert events.checked({}) is None


@pytest.mark.parametrize(
    ("tags", "above"),
    [
        ([], ""),
        ([["e", "r", "", "root"]], "r"),
        ([["e", "r", "", "root"], ["e", "a", "", "reply"]], "a"),
        ([["e", "a", "", "reply"], ["e", "r", "", "root"]], "a"),
        ([["e", "r"], ["e", "m"], ["e", "a"]], "a"),
        ([["e", "r", "", "root"], ["e", "m", "", "mention"]], "r"),
        ([["e", "m", "", "mention"]], ""),
        ([["e"], ["p", "r"]], ""),
    ],
)
def test_what_a_note_answers_by_nip_10(tags: list[list[str]], above: str) -> None:
    assert events.parent({"tags": tags}) == above
