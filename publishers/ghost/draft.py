"""What is brought to Ghost ahead: the pictures, and the draft."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from publishers.drafts import MARK, Draft, one_draft
from publishers.errors import Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.ghost.answers import is_gone, objects_of, post_of, unreadable
from publishers.ghost.api import Api
from publishers.message import Image

Keep = Callable[[str, str], None]
Kept = Mapping[str, str]

UPLOAD = 90.0  # seconds: a heavy picture over a slow line
FROM_HTML = {"source": "html"}


@dataclass(frozen=True, slots=True)
class Ready:
    """The draft, and the state of it that may be published: Ghost refuses when that has changed."""

    post: str
    updated_at: str
    slug: str  # given ahead, since an empty one gives the page another address with each repeat

    def written(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, handle: str) -> "Ready":
        return cls(**json.loads(handle))


def ready(api: Api, body: Mapping[str, Any], fields: Mapping[str, str], keep: Keep, kept: Kept) -> Ready:
    """The draft, made once however often this is called."""

    def read(path: str) -> Draft | None:
        answer = api.ask("GET", path)
        return None if is_gone(answer) else post_of(answer)

    def make(mark: str) -> Draft:
        given = {"posts": [{**body, "slug": mark, "status": "draft"}]}
        return post_of(api.ask("POST", "/posts/", params=FROM_HTML, json=given))

    draft = one_draft(
        keep,
        kept,
        by_id=lambda number: read(f"/posts/{number}/"),
        by_mark=lambda mark: read(f"/posts/slug/{mark}/"),
        make=make,
    )
    draft = _called(api, draft, fields.get("slug", ""))
    return Ready(draft["id"], draft["updated_at"], draft["slug"])


def known(kept: Kept) -> str:
    """A handle that is enough to look for the draft that was kept; "" where there is none. Asks nothing."""
    number = kept.get("draft", "")
    return Ready(number, updated_at="", slug="").written() if number else ""


def _called(api: Api, draft: Draft, wanted: str) -> Draft:
    """The draft with an address of words in place of our mark: what is wanted, or made of its title."""
    if not draft["slug"].startswith(MARK):
        return draft
    given = {"slug": wanted, "updated_at": draft["updated_at"]}
    return post_of(api.ask("PUT", f"/posts/{draft['id']}/", json={"posts": [given]}))


def demand_newsletter(api: Api, slug: str) -> None:
    """Ghost itself breaks where it is told of one that is not there."""
    letters = objects_of(api.ask("GET", "/newsletters/", params={"limit": "100"}), "newsletters")
    if slug not in active(letters):
        raise Rejected(
            Sentence(_("Ghost has no newsletter “{name}”. See its settings."), {"name": slug}),
            code="no_newsletter",
        )


def active(newsletters: Iterable[Mapping[str, Any]]) -> list[str]:
    """The slugs of those that are still sent."""
    return [str(one.get("slug")) for one in newsletters if one.get("status", "active") == "active"]


def bring(api: Api, image: Image, keep: Keep, kept: Kept) -> str:
    """The picture's address on the site. What an earlier try kept is not sent again."""
    name = f"image:{image.sha256}"
    if name in kept:
        return kept[name]
    answer = api.ask(
        "POST",
        "/images/upload/",
        data={"purpose": "image", "ref": image.filename},
        files={"file": (image.filename, image.read(), image.content_type)},
        timeout=UPLOAD,
    )
    url = next((one.get("url") for one in objects_of(answer, "images")), None)
    if not isinstance(url, str) or not url:
        raise unreadable()
    keep(name, url)
    return url
