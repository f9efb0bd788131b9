"""Pictures, GIFs and videos on their way to X."""

import dataclasses
import hashlib
import time

import pytest

from publishers.errors import Busy, Rejected
from publishers.message import Image, Message
from publishers.x import media
from tests.publishers.places import Place, picture


def video(raw: bytes = b"0123456789" * 100, seconds: float = 12.0) -> Image:
    return Image(
        hashlib.sha256(raw).hexdigest(),
        "video/mp4",
        640,
        360,
        len(raw),
        "A lake",
        "lake.mp4",
        seconds,
        lambda: raw,
    )


def gif(width: int = 8, height: int = 8) -> Image:
    return dataclasses.replace(picture(), content_type="image/gif", width=width, height=height)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "WAITS", (0.0, 0.0, 0.0))


def test_a_picture_goes_in_one_request_and_its_description_in_another(x: Place) -> None:
    x.send(Message("look", images=(picture("A red square"),)))
    [item] = x.fake.media.items.values()
    assert (item["category"], item["alt"]) == ("tweet_image", "A red square")
    assert item["raw"] == picture().read()
    assert x.fake.media.metadata_calls == 1


def test_a_picture_without_description_costs_none(x: Place) -> None:
    x.send(Message("look", images=(picture(""),)))
    assert x.fake.media.metadata_calls == 0


def test_a_repeated_upload_sends_and_pays_nothing_again(x: Place) -> None:
    part = x.publisher.prepare(Message("look", images=(picture(),))).parts[0]
    first = x.publisher.upload(part, x.kept.__setitem__, x.kept)
    again = x.publisher.upload(part, x.kept.__setitem__, x.kept)
    assert first.media_ids == again.media_ids
    assert len(x.fake.media.items) == x.fake.media.metadata_calls == 1


def test_another_description_is_sent_for_the_same_picture(x: Place) -> None:
    for alt in ("A red square", "A square, red"):
        part = x.publisher.prepare(Message("look", images=(picture(alt),))).parts[0]
        x.publisher.upload(part, x.kept.__setitem__, x.kept)
    [item] = x.fake.media.items.values()
    assert item["alt"] == "A square, red"


def test_what_x_soon_forgets_is_brought_anew(x: Place) -> None:
    x.fake.media.lives = media.MARGIN + 3600
    part = x.publisher.prepare(Message("look", images=(picture(),))).parts[0]
    x.publisher.upload(part, x.kept.__setitem__, x.kept)
    [name] = [name for name in x.kept if name.startswith("media:")]
    number, _, ends = x.kept[name].partition(":")
    assert time.time() + 3500 < float(ends) < time.time() + 3601
    x.kept[name] = f"{number}:{time.time() - 1}"
    x.publisher.upload(part, x.kept.__setitem__, x.kept)
    assert len(x.fake.media.items) == 2


def test_a_gif_is_announced_as_one(x: Place) -> None:
    x.send(Message("look", images=(gif(),)))
    [item] = x.fake.media.items.values()
    assert item["category"] == "tweet_gif"


def test_a_gif_goes_alone_and_not_too_large(x: Place) -> None:
    assert codes(x, gif(), picture()) == ["gif_not_alone"]
    assert codes(x, gif(1280, 1080)) == []
    assert codes(x, gif(1281, 1080)) == ["gif_too_large"]


def test_a_video_goes_in_pieces_and_is_waited_for(x: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "CHUNK", 300)
    x.fake.media.states = ["pending", "in_progress"]
    x.send(Message("look", images=(video(),)))
    [item] = x.fake.media.items.values()
    assert item["raw"] == video().read()
    assert len(item["pieces"]) == 4
    assert item["about"] == {"media_type": "video/mp4", "total_bytes": 1000, "media_category": "tweet_video"}
    assert x.arrived()[0]["images"] == 1
    assert x.fake.media.metadata_calls == 0


def test_a_video_that_x_chews_on_waits_and_is_not_sent_again(x: Place) -> None:
    x.fake.media.states = ["in_progress"] * 5
    with pytest.raises(Busy) as trouble:
        x.send(Message("look", images=(video(),)))
    assert trouble.value.retry_after == 30
    x.send(Message("look", images=(video(),)))
    assert len(x.fake.media.items) == 1
    assert len(x.arrived()) == 1


def test_a_video_that_x_cannot_read_is_refused_before_anything_is_out(x: Place) -> None:
    x.fake.media.states = ["pending", "failed"]
    with pytest.raises(Rejected, match="another way"):
        x.send(Message("look", images=(video(),)))
    assert x.arrived() == []


def test_a_video_is_bounded_and_alone(x: Place) -> None:
    assert codes(x, video(seconds=140.0)) == []
    assert codes(x, video(seconds=141.0)) == ["video_too_long"]
    assert codes(x, dataclasses.replace(video(), size=512_000_001)) == ["video_too_heavy"]
    assert codes(x, video(), picture()) == ["video_not_alone"]
    assert codes(x, dataclasses.replace(video(), content_type="video/quicktime")) == ["video_type"]


def codes(x: Place, *images: Image) -> list[str]:
    return [problem.code for problem in x.publisher.prepare(Message("look", images=images)).blocked]


def test_a_video_goes_on_where_an_earlier_try_stopped(x: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "CHUNK", 300)
    part = x.publisher.prepare(Message("look", images=(video(),))).parts[0]
    x.fake.media.refusal = None
    x.publisher.upload(part, x.kept.__setitem__, x.kept)
    number = next(iter(x.fake.media.items))
    x.kept.clear()
    x.kept[f"pieces:{video().sha256}"] = f"{number}:600:{time.time() + 100}"
    x.publisher.upload(part, x.kept.__setitem__, x.kept)
    appended = [one for one in x.fake.requests if one.path.endswith("/append")]
    assert len(appended) == 4 + 2
    assert len(x.fake.media.items) == 1
    assert x.kept["progress"] == "1000/1000"
    x.kept.clear()
    x.kept[f"pieces:{video().sha256}"] = f"{number}:600:{time.time() - 1}"
    x.publisher.upload(part, x.kept.__setitem__, x.kept)
    assert len(x.fake.media.items) == 2, "what X has forgotten begins anew"
