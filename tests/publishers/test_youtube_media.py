"""A video on its way to YouTube: in pieces, gone on with after a kill, waited for where that is wanted."""

import dataclasses
from typing import Any

import pytest

from publishers.errors import Busy, Rejected, Unreachable
from publishers.message import Message
from publishers.youtube import media
from tests.publishers.places import Place, film

PIECE = media.PIECE  # as it is outside of these tests
LAKE = film()
LOOK = Message("Look", "Lake", (LAKE,))
SESSION = f"session:{LAKE.sha256}"


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch, youtube: Place) -> None:
    monkeypatch.setattr(media, "PIECE", 300)
    youtube.fake.unit = 100


def bring(youtube: Place, keep: Any = None, message: Message = LOOK) -> str:
    part = youtube.publisher.prepare(message).parts[0]
    return youtube.publisher.upload(part, keep or youtube.kept.__setitem__, youtube.kept).handle


def pieces(youtube: Place) -> list[str]:
    return [
        one.headers["content-range"]
        for one in youtube.fake.requests
        if one.path.startswith("/upload/") and one.method == "PUT"
    ]


def test_pieces_are_multiples_of_what_youtube_wants() -> None:
    assert PIECE % (256 * 1024) == 0


def test_a_video_goes_in_pieces_and_says_how_far(youtube: Place) -> None:
    told: list[str] = []

    def keep(name: str, value: str) -> None:
        youtube.kept[name] = value
        if name == "progress":
            told.append(value)

    number = bring(youtube, keep)
    assert pieces(youtube) == [
        f"bytes {a}-{b}/1000" for a, b in ((0, 299), (300, 599), (600, 899), (900, 999))
    ]
    assert told == ["300/1000", "600/1000", "900/1000", "1000/1000"]
    [session] = youtube.fake.sessions.values()
    assert session["raw"] == LAKE.read()
    assert list(youtube.fake.videos) == [number]


def test_what_is_there_is_not_brought_again(youtube: Place) -> None:
    number, count = bring(youtube), len(pieces(youtube))
    assert bring(youtube) == number
    assert len(pieces(youtube)) == count
    assert len(youtube.fake.sessions) == 1


class Killed(BaseException):
    """The worker, in the middle of it."""


@pytest.mark.parametrize("at", ["300/1000", "900/1000", "1000/1000"])
def test_a_killed_worker_loses_nothing(youtube: Place, at: str) -> None:
    """Also where the video was whole, and its id was not written down."""

    def keep(name: str, value: str) -> None:
        youtube.kept[name] = value
        if value == at:
            raise Killed

    with pytest.raises(Killed):
        bring(youtube, keep)
    before = pieces(youtube)
    bring(youtube)
    after = pieces(youtube)[len(before) :]
    assert after[0] == "bytes */1000"
    assert len(youtube.fake.sessions) == len(youtube.fake.videos) == 1
    [session] = youtube.fake.sessions.values()
    assert session["raw"] == LAKE.read()
    assert session["pieces"] == 4, "no piece went twice"


def test_youtube_says_how_much_it_kept_of_a_piece(youtube: Place) -> None:
    youtube.fake.takes = 100
    bring(youtube)
    [session] = youtube.fake.sessions.values()
    assert session["raw"] == LAKE.read()
    assert pieces(youtube)[1] == "bytes 100-399/1000"


def test_youtube_that_takes_nothing_is_left_for_later(youtube: Place) -> None:
    youtube.fake.takes = 0
    with pytest.raises(Unreachable, match="no more"):
        bring(youtube)
    youtube.fake.takes = 10**9
    bring(youtube)
    assert len(youtube.fake.sessions) == 1


def test_a_session_that_youtube_has_forgotten_begins_anew(youtube: Place) -> None:
    youtube.kept[SESSION] = f"{youtube.fake.url}/upload/youtube/v3/videos?upload_id=gone"
    bring(youtube)
    assert len(youtube.fake.sessions) == len(youtube.fake.videos) == 1


def test_our_token_goes_to_google_only(youtube: Place) -> None:
    api = youtube.publisher._api
    assert api._is_google("https://www.googleapis.com/upload/x")
    assert not api._is_google("https://googleapis.com.example.org/x")


def test_a_video_that_was_deleted_there_is_not_brought_again_in_silence(youtube: Place) -> None:
    bring(youtube)
    youtube.fake.videos.clear()
    with pytest.raises(Rejected, match="deleted it there"):
        bring(youtube)
    assert len(youtube.fake.sessions) == 1


WAITING = dataclasses.replace(LOOK, options=(("processing", "wait"),))


def test_it_is_waited_for_where_that_is_wanted(youtube: Place) -> None:
    youtube.fake.states = ["uploaded"]
    with pytest.raises(Busy) as trouble:
        bring(youtube, message=WAITING)
    assert trouble.value.retry_after == 60
    bring(youtube, message=WAITING)
    assert len(youtube.fake.sessions) == 1


def test_it_is_not_waited_for_where_that_is_not_wanted(youtube: Place) -> None:
    youtube.fake.states = ["uploaded"]
    assert bring(youtube)


@pytest.mark.parametrize(("state", "said"), [("failed", "codec"), ("rejected", "duplicate")])
def test_a_video_that_youtube_does_not_take_is_told_before_its_time(
    youtube: Place, state: str, said: str
) -> None:
    youtube.fake.states = [state]
    with pytest.raises(Rejected, match=said):
        bring(youtube)
    assert youtube.arrived() == []
