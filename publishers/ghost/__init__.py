"""Ghost, through its Admin API (Ghost 5 and 6).

What is agreed to is what is published: the request that publishes the draft carries all of it once more. It
also says in which state the draft was when we read it, and Ghost refuses when that has changed.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from publishers.base import (
    CountsFollowers,
    Deletable,
    Editable,
    Findable,
    HearsReplies,
    Measurable,
    Publisher,
)
from publishers.drafts import names_in
from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.figures import figure, with_figures
from publishers.ghost import answers, declared, draft, heard
from publishers.ghost.api import Api, Credentials
from publishers.headings import about_title, heading_of
from publishers.message import Account, Message, Parcel, Part, Payload, Problem, Reach, Receipt, Remark
from publishers.prepared import parts_of, plainly
from publishers.problems import problems
from publishers.styled import styled
from publishers.taken_back import taken_back
from publishers.text import graphemes

__all__ = ["Credentials", "Ghost"]


class Ghost(Publisher, Findable, Measurable, CountsFollowers, Deletable, Editable, HearsReplies):
    name = "ghost"
    title = "Ghost"
    icon = "ghost"
    Credentials = Credentials
    limits = declared.LIMITS
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    editing = declared.EDITING
    most_measured = 20

    def check(self) -> Account:
        """What the site is called anybody may ask; which newsletters it has, only who has a key."""
        site = answers.body_of(self._api.ask("GET", "/site/")).get("site")
        if not isinstance(site, dict):
            raise answers.unreadable()
        answer = self._api.ask("GET", "/newsletters/", params={"limit": "100"})
        letters = answers.objects_of(answer, "newsletters")
        home = str(site.get("url") or self._api.site).rstrip("/")
        host = home.partition("://")[2]
        return Account(
            id=host,
            handle=host,
            name=str(site.get("title") or host),
            url=f"{home}/",
            facts=(("newsletters", " ".join(draft.active(letters))),),
        )

    def prepare(self, message: Message) -> Payload:
        chosen = {option.name: message.option(option.name).strip() for option in self.options}
        spoken = {"language": message.language}  # not sent: Ghost has no place for it, who agrees sees it
        heading = heading_of(message.title.strip(), styled(message.text, spelled=True).text)
        fields = chosen | spoken | {"title": heading}
        draw = plainly(graphemes, self.limits.characters, fields.items(), html_with=message.links)
        parts = parts_of(message, draw, threads=False)
        found = (
            *problems(self.limits, parts, self.title),
            *about_title(message.title.strip(), self.title, instead=heading, most=declared.TITLE),
            *self._notes(chosen),
        )
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        api, fields = self._api, dict(part.fields)
        if newsletter := fields.get("newsletter"):
            draft.demand_newsletter(api, newsletter)
        media = tuple(draft.bring(api, image, keep, kept) for image in part.images)
        ready = draft.ready(api, _words(part, media), fields, keep, kept)
        return Parcel(part, media_ids=media, handle=ready.written())

    def known(self, part: Part, kept: Mapping[str, str]) -> Parcel:
        """The draft whose number was kept; a look makes none."""
        return Parcel(part, handle=draft.known(kept))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        """An e-mail goes out only here, and only once."""
        ready, fields = draft.Ready.read(parcel.handle), dict(parcel.part.fields)
        post = _words(parcel.part, parcel.media_ids) | {
            "slug": ready.slug,
            "status": "published",
            "updated_at": ready.updated_at,
        }
        asked = dict(draft.FROM_HTML)
        if newsletter := fields.get("newsletter"):
            asked |= {"newsletter": newsletter, "email_segment": fields.get("segment", "all")}
        answer = self._api.put(f"/posts/{ready.post}/", asked, {"posts": [post]}, deadline)
        return answers.receipt(answer, ready.post)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """Is our draft published? Nothing else is looked at: it cannot be another's.

        None of one that is still unpublished, or was never made. Raises CannotLook of one that is gone: it
        may have been out before, and have been mailed.
        """
        if not parcel.handle:
            return None
        answer = self._api.ask("GET", f"/posts/{draft.Ready.read(parcel.handle).post}/")
        if answers.is_gone(answer):
            raise taken_back(self.title)
        found = answers.receipt_of(answers.post_of(answer), answer)
        return found if found and found.id not in known else None

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        return heard.reach_of(self._api, receipt_ids)

    def followers(self) -> int | None:
        return heard.members(self._api)

    def edit(self, receipt_id: str, part: Part) -> Receipt:
        """Pictures stand in the page itself, so they are taken over from there."""
        path = f"/posts/{receipt_id}/"
        before = answers.post_of(self._api.ask("GET", path, params={"formats": "html"}))
        post = {
            "title": dict(part.fields).get("title", ""),
            "html": with_figures(part.html, str(before.get("html") or "")),
            "updated_at": before["updated_at"],
        }
        answer = self._api.ask("PUT", path, params=draft.FROM_HTML, json={"posts": [post]})
        return answers.receipt_of(answers.post_of(answer), answer) or Receipt(receipt_id)

    def delete(self, receipt_id: str) -> None:
        answer = self._api.ask("DELETE", f"/posts/{receipt_id}/")
        if not answer.ok and not answers.is_gone(answer):
            answers.body_of(answer)

    def replies(self, receipt_id: str, since: datetime) -> tuple[Remark, ...]:
        return heard.remarks(self._api, receipt_id, since)

    def _notes(self, chosen: Mapping[str, str]) -> Iterator[Problem]:
        if len(chosen["excerpt"]) > declared.EXCERPT:
            values = {"count": len(chosen["excerpt"]), "limit": declared.EXCERPT}
            yield Problem(
                "excerpt_too_long",
                Sentence(_("The excerpt is too long for Ghost: {count} of {limit} characters."), values),
                Sentence(_("Shorten the excerpt.")),
            )
        known, newsletter = dict(self.account.facts).get("newsletters", "").split(), chosen["newsletter"]
        if newsletter and known and newsletter not in known:
            yield Problem(
                "no_newsletter",
                Sentence(_("Ghost had no newsletter “{name}” when we looked."), {"name": newsletter}),
                Sentence(_("These are there: {names}."), {"names": ", ".join(known)}),
                blocking=False,
            )

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)


def _words(part: Part, media: Sequence[str]) -> dict[str, Any]:
    """What the post says, with its pictures: the first is the feature image, unless that was not wanted."""
    fields, shown = dict(part.fields), list(zip(media, part.images, strict=True))
    post: dict[str, Any] = {
        "title": fields.get("title", ""),
        "tags": [{"name": name} for name in names_in(fields.get("tags", ""))],
        "visibility": fields.get("visibility", "public"),
        "featured": fields.get("featured") == "yes",
    }
    if "excerpt" in fields:
        post["custom_excerpt"] = fields["excerpt"]
    if shown and fields.get("picture") != "none":
        url, image = shown.pop(0)
        post |= {"feature_image": url, "feature_image_alt": image.alt}
    figures = [figure(url, image.alt, "kg-card kg-image-card", "kg-image") for url, image in shown]
    return post | {"html": "\n".join([part.html, *figures])}
