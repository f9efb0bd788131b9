"""What travels between Almanac and a network. Everything here is frozen."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from publishers.errors import Sentence
from publishers.links import Links, Shortener

SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
}


@dataclass(frozen=True, slots=True)
class Film:
    """How a video is packed. "" and 0: nobody knows."""

    codec: str = ""  # "h264", "hevc", "av1", "vp9"
    chroma: str = ""  # "4:2:0"
    sound: str = ""  # "aac", "mp3", "opus", …; also "" where there is none
    fps: float = 0.0  # frames a second
    bits: float = 0.0  # a second, of all of it


@dataclass(frozen=True, slots=True)
class Image:
    """A picture or a video, known by its content. `read` fetches the bytes when they are needed."""

    sha256: str
    content_type: str
    width: int
    height: int
    size: int  # bytes
    alt: str = ""
    name: str = ""  # for people here; a network is told `filename`
    seconds: float = 0.0  # of a video
    read: Callable[[], bytes] = field(default=lambda: b"", compare=False, repr=False)
    # An address under which anybody may fetch it for an hour, for networks that fetch and take no files.
    # Not for logs: whoever has it has the file. "" where nobody outside could reach this installation.
    address: Callable[[], str] = field(default=lambda: "", compare=False, repr=False)
    is_reachable: bool = field(default=False, compare=False, repr=False)  # has such an address
    film: Film | None = None  # of a video

    @property
    def is_video(self) -> bool:
        return self.content_type.startswith("video/")

    @property
    def filename(self) -> str:
        """A name that says nothing of whoever took it, with the ending that fits the bytes."""
        return self.sha256[:16] + SUFFIXES.get(self.content_type, "")


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of a page that the text links to, where the network does not look at the page itself."""

    url: str
    title: str
    description: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What to say, in no network's terms: Markdown text, pictures, and options the network knows.

    A line that holds only `---` splits the text into the parts of a thread.
    """

    text: str
    title: str = ""
    images: tuple[Image, ...] = ()
    language: str = ""
    options: tuple[tuple[str, str], ...] = ()  # such as ("visibility", "unlisted"); sorted by name
    card: Card | None = None
    link_parameters: tuple[tuple[str, str], ...] = ()  # put into every address, such as ("utm_source", "x")
    shortener: Shortener | None = None  # makes the links in it short; None leaves them as they are

    @property
    def links(self) -> Links:
        return Links(self.link_parameters, self.shortener)

    def option(self, name: str, default: str = "") -> str:
        return dict(self.options).get(name, default)


@dataclass(frozen=True, slots=True)
class Part:
    """One post on the network: the words and pictures exactly as they will be sent."""

    text: str
    html: str = ""  # where the network takes HTML; made from the same Markdown
    images: tuple[Image, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()  # everything else that is sent, sorted by name
    count: int = 0  # length as the network counts it
    limit: int = 0  # the most the network takes, in the same unit; 0 where there is none
    card: Card | None = None
    is_comment: bool = False  # under the post before it, where the network tells comments from posts

    def canonical(self) -> dict[str, object]:
        """Everything of it that reaches the network. What is not there is not named, now as before."""
        said: dict[str, object] = {
            "text": self.text,
            "html": self.html,
            "images": [[image.sha256, image.alt] for image in self.images],
            "fields": [list(pair) for pair in self.fields],
        }
        if self.card:
            image = self.card.image.sha256 if self.card.image else ""
            said["card"] = [self.card.url, self.card.title, self.card.description, image]
        if self.is_comment:
            said["comment"] = True
        return said

    @property
    def mark(self) -> str:
        """A short name for exactly these words and pictures."""
        return hashlib.sha256(json.dumps(self.canonical(), sort_keys=True).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a network would not accept this, or would look bad. `fix` says what to do."""

    code: str  # "too_long", "no_alt_text", ...
    what: Sentence
    fix: Sentence
    part: int = 0  # counted from 0
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Payload:
    """Exactly what will be sent, in how many parts, from which account on which network."""

    network: str
    account: str  # the account's id on the network
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def blocked(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.blocking)

    def canonical(self) -> str:
        """Everything that reaches the network, as JSON with one possible spelling."""
        return json.dumps(
            {
                "network": self.network,
                "account": self.account,
                "parts": [part.canonical() for part in self.parts],
            },
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    def digest(self) -> str:
        """SHA-256 of `canonical`, in hex: the fingerprint that an approval pins."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Parcel:
    """One part, ready to leave: its pictures uploaded, its place in the thread known."""

    part: Part
    number: int = 0  # which part of the thread, counted from 0
    media_ids: tuple[str, ...] = ()
    reply_to: str = ""  # the receipt id of the part before it
    handle: str = ""  # a draft or container made ahead, where the network works so
    first: str = ""  # the receipt id of the thread's first part
    answers: tuple[tuple[str, str], ...] = ()  # what a person answered to a Challenge
    allowance: "Allowance | None" = None  # what is left once it is out, where the network says so before
    bodies: tuple[bytes, ...] = field(
        default=(), repr=False
    )  # files that the commit itself sends, read ahead


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the network gave back: where our post is."""

    id: str
    url: str = ""
    published_at: datetime | None = None  # by the network's clock
    server_date: datetime | None = None  # the answer's Date header, to compare clocks
    allowance: "Allowance | None" = None  # how much more the network says that it takes


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a network says is left of its own bound, and when it counts anew."""

    left: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """How a post is doing. None means that the network does not say, which is not zero."""

    views: int | None = None
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    bookmarks: int | None = None
    clicks: int | None = None
    reach: int | None = None  # people, where the network counts those and not only views
    edited_at: datetime | None = None  # when its words were last changed, where the network says
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)  # as it was said


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody else wrote to us: under a post of ours, or naming us."""

    id: str
    text: str  # plain words
    author: str  # the handle, as people know it there
    at: datetime  # UTC
    url: str = ""
    reply_to: str = ""  # the receipt id of what it answers, where the network says


@dataclass(frozen=True, slots=True)
class Price:
    """What publishing costs, in millionths of the currency, by the network's list of a day."""

    millionths: int
    currency: str  # ISO 4217
    why: Sentence
    items: tuple[Sentence, ...] = ()  # what of it costs what; nothing that costs nothing


@dataclass(frozen=True, slots=True)
class Account:
    """Whose credentials these are: the account's id, handle and page on the network."""

    id: str
    handle: str = ""
    name: str = ""
    url: str = ""
    facts: tuple[tuple[str, str], ...] = ()  # the network's own limits, such as ("characters", "500")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the network: what is written to name them, and what they call themselves."""

    handle: str  # with its @
    name: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where the browser goes to sign in, and what is remembered until it comes back."""

    url: str
    kept: dict[str, str]
