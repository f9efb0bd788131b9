"""What is brought to WordPress ahead: the draft, its pictures, the numbers of its categories and tags."""

import html
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from publishers.drafts import Draft, names_in, one_draft
from publishers.errors import Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.ledger import fingerprint
from publishers.message import Image, Part
from publishers.wordpress.answers import code_of, is_gone, list_of, object_of, refusal, unreadable
from publishers.wordpress.api import Api

Keep = Callable[[str, str], None]
Kept = Mapping[str, str]

UPLOAD = 120.0  # seconds: WordPress makes smaller copies of a picture before it answers
ALL_STATES = "publish,future,draft,pending,private"


@dataclass(frozen=True, slots=True)
class Ready:
    """The draft's number, and what belongs to it by number."""

    post: str
    categories: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()

    def written(self) -> str:
        return json.dumps({"post": self.post, "categories": self.categories, "tags": self.tags})

    @classmethod
    def read(cls, handle: str) -> "Ready":
        said = json.loads(handle)
        return cls(said["post"], tuple(said["categories"]), tuple(said["tags"]))


def ready(api: Api, part: Part, body: Mapping[str, Any], keep: Keep, kept: Kept) -> Ready:
    """The draft, made once however often this is called, with its categories and tags."""
    fields = dict(part.fields)
    categories = tuple(_category(api, name) for name in names_in(fields.get("categories", "")))
    tags = tuple(_tag(api, name) for name in names_in(fields.get("tags", "")))
    return Ready(_draft(api, body, keep, kept), categories, tags)


def known(kept: Kept) -> str:
    """A handle that is enough to look for the draft that was kept; "" where there is none. Asks nothing."""
    number = kept.get("draft", "")
    return Ready(number).written() if number else ""


def bring(api: Api, image: Image, keep: Keep, kept: Kept) -> str:
    """The picture's number and address, with a blank between. What an earlier try kept is not sent again."""
    name = f"media:{image.sha256}:{fingerprint(image.alt)}"
    before = kept.get(name, "")
    if before and api.ask("GET", f"/wp/v2/media/{before.partition(' ')[0]}").status != 404:
        return before
    answer = api.ask(
        "POST",
        "/wp/v2/media",
        data={"alt_text": image.alt},
        files={"file": (image.filename, image.read(), image.content_type)},
        timeout=UPLOAD,
    )
    if answer.status == 500 and "upload" in code_of(answer):  # so it says that it does not take such files
        raise Rejected(
            Sentence(_("WordPress does not take “{name}”."), {"name": image.name or image.filename}),
            code=code_of(answer),
        )
    media = object_of(answer)
    number, url = media.get("id"), media.get("source_url")
    if type(number) is not int or not isinstance(url, str):
        raise unreadable()
    keep(name, found := f"{number} {url}")
    return found


def _draft(api: Api, body: Mapping[str, Any], keep: Keep, kept: Kept) -> str:
    def by_id(number: str) -> Draft | None:
        answer = api.ask("GET", f"/wp/v2/posts/{number}", params={"context": "edit"})
        return None if is_gone(answer) else _with_id(object_of(answer))

    def by_mark(mark: str) -> Draft | None:
        params = {"slug": mark, "status": ALL_STATES, "context": "edit"}
        found = list_of(api.ask("GET", "/wp/v2/posts", params=params))
        return _with_id(found[0]) if found else None

    def make(mark: str) -> Draft:
        given = {**body, "slug": mark, "status": "draft"}
        return _with_id(object_of(api.ask("POST", "/wp/v2/posts", json=given)))

    return str(one_draft(keep, kept, by_id=by_id, by_mark=by_mark, make=make)["id"])


def _category(api: Api, name: str) -> int:
    found = _term(api, "categories", name)
    if found is None:
        raise Rejected(
            Sentence(
                _("WordPress has no category “{name}”. Make it there, or choose another."), {"name": name}
            ),
            code="no_category",
        )
    return found


def _tag(api: Api, name: str) -> int:
    found = _term(api, "tags", name)
    if found is not None:
        return found
    answer = api.ask("POST", "/wp/v2/tags", json={"name": name})
    data = answer.fields().get("data")
    if code_of(answer) == "term_exists" and isinstance(data, dict) and type(data.get("term_id")) is int:
        return int(data["term_id"])
    if answer.status == 403:
        raise Rejected(
            Sentence(_("WordPress has no tag “{name}”, and this person may not make one."), {"name": name}),
            code="no_tag",
        )
    if not answer.ok:
        raise refusal(answer, Unreachable)
    return _id_of(object_of(answer))


def _term(api: Api, kind: str, name: str) -> int | None:
    """The number of a category or tag, by its name or the last part of its address.

    WordPress keeps names escaped, and looks for the letters as it keeps them.
    """
    asked = {"search": html.escape(name, quote=False), "per_page": "100"}
    found = list_of(api.ask("GET", f"/wp/v2/{kind}", params=asked))
    return next((_id_of(one) for one in _named(found, name)), None)


def _named(terms: Iterable[dict[str, Any]], name: str) -> Iterable[dict[str, Any]]:
    wanted = name.casefold()
    for key in ("name", "slug"):
        yield from (one for one in terms if html.unescape(str(one.get(key, ""))).casefold() == wanted)


def _with_id(what: dict[str, Any]) -> dict[str, Any]:
    if type(what.get("id")) is not int:
        raise unreadable()
    return what


def _id_of(term: dict[str, Any]) -> int:
    return int(_with_id(term)["id"])
