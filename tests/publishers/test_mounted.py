"""A library with its own requests.Session goes out by our way."""

import json

import pytest
import requests
import tweepy

from publishers.errors import Refused, Uncertain, Unreachable
from publishers.mounted import Mounted
from publishers.web import Web
from tests.fakes.faulty import FaultyServer
from tests.fakes.server import Reply, Request
from tests.publishers.places import LOOPBACK


class FakeTweets(FaultyServer):
    async def handle(self, request: Request) -> Reply:
        if request.path == "/moved":
            return Reply(302, b"", {"location": "/2/tweets"})
        if request.headers.get("authorization", "").startswith("OAuth "):
            return Reply(
                201, json.dumps({"data": {"id": "7", "text": json.loads(request.body)["text"]}}).encode()
            )
        return Reply(401, b'{"title": "Unauthorized", "detail": "Unauthorized"}')


def client(fake: FakeTweets, timeout: float = 2.0) -> tweepy.Client:
    found = tweepy.Client(consumer_key="a", consumer_secret="b", access_token="c", access_token_secret="d")
    found.session.mount("https://", Mounted(Web(LOOPBACK, timeout=timeout), instead=fake.url))
    return found


def test_tweepy_posts_through_it() -> None:
    with FakeTweets() as fake:
        answer = client(fake).create_tweet(text="hello")
        assert answer.data["id"] == "7"
        assert fake.requests[0].path == "/2/tweets"
        assert json.loads(fake.requests[0].body) == {"text": "hello"}


def test_tweepy_raises_its_own_errors_for_statuses() -> None:
    with FakeTweets() as fake, pytest.raises(tweepy.Unauthorized):
        client(fake).get_tweet("1", user_auth=False)


@pytest.mark.parametrize("fault", ["hang_after_accept", "rst_after_accept", "gzip_bomb", "endless_body"])
def test_tweepy_passes_our_errors_on_in_bounded_time(fault: str) -> None:
    with FakeTweets() as fake:
        fake.arm(fault)
        with pytest.raises(Uncertain):
            client(fake, timeout=0.4).create_tweet(text="hello")


def test_a_deadline_holds_for_the_library_too() -> None:
    with FakeTweets() as fake:
        adapter = Mounted(Web(LOOPBACK), instead=fake.url)
        adapter.deadline = 0.0
        session = requests.Session()
        session.mount("https://", adapter)
        with pytest.raises(Unreachable):
            session.post("https://api.twitter.com/2/tweets", json={"text": "x"})
        assert fake.requests == []


def test_the_session_follows_no_redirect() -> None:
    with FakeTweets() as fake:
        session = requests.Session()
        session.mount("http://", Mounted(Web(LOOPBACK)))
        assert session.get(f"{fake.url}/moved").status_code == 302
        assert len(fake.requests) == 1


def test_the_guard_holds_for_the_library_too() -> None:
    session = requests.Session()
    session.mount("https://", Mounted(Web()))
    with pytest.raises(Refused):
        session.get("https://127.0.0.1/")
