"""Containers, on a fake Instagram or Threads: made of addresses that are fetched, and published once."""

import asyncio
import itertools
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.meta import FakeMeta, Refusal, chosen, listed, missing
from tests.fakes.server import Request

DAY = 86400
BEGINNINGS = {"image_url": (b"\xff\xd8", b"\x89PNG"), "video_url": (b"\0\0\0",)}


@dataclass
class Container:
    number: str
    given: dict[str, str]
    looks: int  # that it takes to be ready
    made: float
    state: str = "FINISHED"
    why: str = ""
    published: str = ""


@dataclass
class Post:
    number: str
    given: dict[str, str]
    children: list[dict[str, str]]
    at: float
    comments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.given.get("text", self.given.get("caption", ""))

    @property
    def media(self) -> list[dict[str, str]]:
        alone = [self.given] if "image_url" in self.given or "video_url" in self.given else []
        return self.children or alone


class ContainerNetwork(FakeMeta):
    """`patience` is how many looks a container takes, `breaks` what becomes of the next ones."""

    CREATE, PUBLISH = "media", "media_publish"
    STATE, WHY = "status_code", "status"
    MOST_CHILDREN = 10
    USER, HANDLE, NAME = "17841400008460056", "ada", "Ada Fisher"
    SITE = "https://www.instagram.com"

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.containers: dict[str, Container] = {}
        self.posts: dict[str, Post] = {}
        self.patience = 0
        self.breaks: list[str] = []
        self.quota = 100
        self.clock: Callable[[], float] = time.time
        self.behind = False  # the lists do not have the newest yet
        self.numbers = itertools.count(17889615691921648)
        super().__init__(port, **how)

    @property
    def published(self) -> list[Post]:
        return list(self.posts.values())

    def is_commit(self, request: Request) -> bool:
        return request.method == "POST" and request.path.endswith(f"/{self.PUBLISH}")

    def restore(self, arrival: dict[str, Any]) -> None:
        number = str(arrival["number"])
        self.posts[number] = Post(number, arrival["given"], arrival["children"], arrival["wall"])
        self.numbers = itertools.count(int(number) + 1)

    async def create(self, given: dict[str, str]) -> dict[str, str]:
        await asyncio.gather(*(self._fetch(name, given[name]) for name in BEGINNINGS if name in given))
        self._check_children(given)
        number = str(next(self.numbers))
        made = Container(number, given, self.patience, self.clock())
        if self.breaks:
            made.state, made.why = "ERROR", self.breaks.pop(0)
        self.containers[number] = made
        return {"id": number}

    def look(self, number: str, given: dict[str, str]) -> dict[str, str]:
        container = self._container(number)
        state = container.state
        if container.looks:
            container.looks -= 1
            state = "IN_PROGRESS"
        elif state == "FINISHED" and self.clock() - container.made > DAY:
            state = "EXPIRED"
        return chosen({self.STATE: state, self.WHY: container.why, "id": number}, given)

    def publish(self, number: str) -> dict[str, str]:
        container = self._container(number)
        state = self.look(number, {"fields": self.STATE})[self.STATE]
        if state == "EXPIRED":
            raise Refusal(-2, "The media you are trying to access has expired", 2207020)
        if state != "FINISHED":
            raise Refusal(9007, "Media ID is not available", 2207027)
        if len(self.posts) >= self.quota:
            raise Refusal(9, "You reached maximum number of posts", 2207042)
        container.state, container.published = "PUBLISHED", str(next(self.numbers))
        children = [
            self.containers[one].given for one in container.given.get("children", "").split(",") if one
        ]
        post = Post(container.published, container.given, children, self.clock())
        self.posts[post.number] = post
        self.arrived(number=post.number, given=container.given, children=children)
        return {"id": post.number}

    def quota_said(self, used: str, config: str, given: dict[str, str]) -> dict[str, Any]:
        said = {used: len(self.posts), config: {"quota_total": self.quota, "quota_duration": DAY}}
        return {"data": [chosen(said, given)]}

    def newest_first(self, posts: list[dict[str, Any]], given: dict[str, str]) -> dict[str, Any]:
        return listed([chosen(one, given) for one in posts[int(self.behind) :]], given)

    def _container(self, number: str) -> Container:
        if number not in self.containers:
            raise missing(number)
        return self.containers[number]

    def _check_children(self, given: dict[str, str]) -> None:
        if given.get("media_type") != "CAROUSEL":
            return
        children = given.get("children", "").split(",")
        states = {self.look(one, {"fields": self.STATE})[self.STATE] for one in children}
        alone = all(self.containers[one].given.get("is_carousel_item") == "true" for one in children)
        if not 2 <= len(children) <= self.MOST_CHILDREN or states != {"FINISHED"} or not alone:
            raise Refusal(-1, "Create media fail", 2207032)

    async def _fetch(self, name: str, address: str) -> None:
        """As Meta does it: from the internet; here also from this machine, where somebody serves it."""
        there = urlsplit(address)
        if there.hostname == "127.0.0.1":
            raw = await asyncio.to_thread(_read, address)
            if raw.startswith(BEGINNINGS[name]):
                return
        elif there.scheme == "https" and "." in (there.hostname or ""):
            return
        raise Refusal(9004, "The media could not be fetched from this URI", 2207052)


def stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return bytes(answer.read())
