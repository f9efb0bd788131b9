"""WordPress on any host, through its REST API (5.6 and later).

What is agreed to is what is published: the request that publishes the draft carries all of it once more, so
that whatever happened to the draft meanwhile does not matter. Videos are not built.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from publishers.base import Deletable, Editable, Findable, HearsReplies, Measurable, Publisher
from publishers.errors import Expired, Sentence
from publishers.errors import gettext_noop as _
from publishers.figures import figure, with_figures
from publishers.headings import about_title
from publishers.message import Account, Message, Parcel, Part, Payload, Reach, Receipt, Remark
from publishers.prepared import parts_of, plainly
from publishers.problems import problems
from publishers.taken_back import taken_back
from publishers.text import graphemes
from publishers.wordpress import answers, comments, declared, draft
from publishers.wordpress.api import Api, Credentials

__all__ = ["Credentials", "WordPress"]

SENT = {"title": "title", "excerpt": "excerpt", "comments": "comment_status"}  # our field, and WordPress's


class WordPress(Publisher, Findable, Measurable, Deletable, Editable, HearsReplies):
    name = "wordpress"
    title = "WordPress"
    icon = "wordpress"
    Credentials = Credentials
    limits = declared.LIMITS
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING

    def check(self) -> Account:
        api, site = self._found()
        me = answers.object_of(api.ask("GET", "/wp/v2/users/me", params={"context": "edit"}))
        number, may = me.get("id"), me.get("capabilities")
        if type(number) is not int:
            raise answers.unreadable()
        if isinstance(may, dict) and not may.get("publish_posts"):
            raise Expired(
                Sentence(_("This person may not publish on the site. Give them the role Author or Editor.")),
                code="no_publish_posts",
                is_certain=True,
            )
        home = str(site.get("home") or site.get("url") or api.site).rstrip("/")
        host = home.partition("://")[2]
        return Account(
            id=f"{host}#{number}",
            handle=f"{me.get('slug') or me.get('username') or number}@{host}",
            name=str(site.get("name") or host),
            url=f"{home}/",
            facts=(("plain", "yes"),) if api.is_plain else (),
        )

    def prepare(self, message: Message) -> Payload:
        title = message.title.strip()
        chosen = {option.name: message.option(option.name).strip() for option in self.options}
        spoken = {"language": message.language}  # not sent: WordPress has no place for it, who agrees sees it
        fields = chosen | spoken | {"title": title}
        draw = plainly(graphemes, self.limits.characters, fields.items(), html_with=message.links)
        parts = parts_of(message, draw, threads=False)
        found = (*problems(self.limits, parts, self.title), *about_title(title, self.title))
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        api = self._api
        media = tuple(draft.bring(api, image, keep, kept) for image in part.images)
        ready = draft.ready(api, part, self._words(part, media), keep, kept)
        return Parcel(part, media_ids=media, handle=ready.written())

    def known(self, part: Part, kept: Mapping[str, str]) -> Parcel:
        """The draft whose number was kept; a look makes none."""
        return Parcel(part, handle=draft.known(kept))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        """An empty slug lets WordPress make one of the title, as it does for posts written there."""
        ready, part = draft.Ready.read(parcel.handle), parcel.part
        body = self._words(part, parcel.media_ids) | {
            "status": "publish",
            "slug": dict(part.fields).get("slug", ""),
        }
        body |= {"categories": ready.categories} if ready.categories else {}
        body |= {"tags": ready.tags} if ready.tags else {}
        return answers.receipt(self._api.post(f"/wp/v2/posts/{ready.post}", body, deadline), ready.post)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """Is our draft published? Nothing else is looked at: it cannot be another's.

        None of one that is still unpublished, or was never made. Raises CannotLook of one that is gone or in
        the trash: it may have been out before.
        """
        if not parcel.handle:
            return None
        post = draft.Ready.read(parcel.handle).post
        answer = self._api.ask("GET", f"/wp/v2/posts/{post}", params={"context": "edit"})
        if answers.is_gone(answer):
            raise taken_back(self.title)
        found = answers.receipt_of(answers.object_of(answer), answer)
        return found if found and found.id not in known else None

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        found = {number: comments.reach_of(self._api, number) for number in receipt_ids}
        return {number: reach for number, reach in found.items() if reach}

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        """Pictures stand in the page itself, so they are taken over from there."""
        path = f"/wp/v2/posts/{receipt_id}"
        before = answers.object_of(self._api.ask("GET", path, params={"context": "edit"})).get("content")
        page = str(before.get("raw") or "") if isinstance(before, dict) else ""
        said = {"title": dict(part.fields).get("title", ""), "content": with_figures(part.html, page)}
        answer = self._api.ask("POST", path, json=said)
        return answers.receipt_of(answers.object_of(answer), answer) or Receipt(receipt_id)

    def delete(self, receipt_id: str) -> None:
        """Into the trash, from which a person can bring it back."""
        answer = self._api.ask("DELETE", f"/wp/v2/posts/{receipt_id}")
        if not answers.is_gone(answer):
            answers.object_of(answer)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        return comments.remarks(self._api, receipt_id, self.account.id.rpartition("#")[2], since)

    def _words(self, part: Part, media: Sequence[str]) -> dict[str, Any]:
        """What the post says, with its pictures: the first is featured, unless that was not wanted."""
        fields = dict(part.fields)
        shown = [(*one.split(" ", 1), image.alt) for one, image in zip(media, part.images, strict=True)]
        body: dict[str, Any] = {sent: fields[name] for name, sent in SENT.items() if name in fields}
        if shown and fields.get("featured") != "none":
            body["featured_media"] = int(shown.pop(0)[0])
        figures = [figure(url, alt, "wp-block-image", f"wp-image-{number}") for number, url, alt in shown]
        return body | {"content": "\n".join([part.html, *figures])}

    def _found(self) -> tuple[Api, dict[str, Any]]:
        """The site's API and what it says of the site.

        Sites with plain permalinks have it elsewhere; there the usual address is missing, or a page.
        """
        pretty, plain = (Api(self.credentials, self.web, is_plain=one) for one in (False, True))
        answer = pretty.ask("GET", "/")
        if answer.status != 404 and (answer.fields() or not answer.ok):
            return pretty, answers.object_of(answer)
        answer = plain.ask("GET", "/")
        if answer.ok and not answer.fields():
            raise Expired(Sentence(answers.NO_API), code="404")
        return plain, answers.object_of(answer)

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web, is_plain="plain" in dict(self.account.facts))
