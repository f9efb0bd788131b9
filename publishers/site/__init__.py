"""A site of our own: plain pages and feeds (Atom, RSS, JSON Feed) in a folder, for any web server to show."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from publishers.base import Deletable, Findable, Publisher
from publishers.credentials import typed
from publishers.errors import Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Part, Payload, Receipt
from publishers.prepared import parts_of, plainly
from publishers.problems import problems
from publishers.site import store
from publishers.site.files import place
from publishers.site.pages import SiteHead, page_address, write_site
from publishers.text import graphemes


@dataclass(frozen=True, slots=True)
class Credentials:
    folder: str = typed(_("Folder"), _("Where the pages are written."))
    address: str = typed(
        _("Address"), _("Where people read it, such as https://news.example.org"), kind="url"
    )
    title: str = typed(_("Title"), default="News")


class Site(Publisher, Findable, Deletable):
    name = "site"
    title = "Site"
    icon = "rss"
    Credentials = Credentials
    limits = Limits(
        image_bytes=2_000_000,  # for readers on a phone; the site itself takes anything
        image_side=2048,
        thread_parts=25,
        title=True,
        text_required=False,
    )
    guarantee = Guarantee(
        Promise.KEYED,
        Sentence(_("Exactly once. The site is ours, and the same post never makes a second page.")),
        readable=True,
        settle=1,
        repeat_after=1,
    )

    def check(self) -> Account:
        address = self.credentials.address.strip().rstrip("/")
        if not address.startswith(("https://", "http://")):
            raise Rejected(Sentence(_("The site's address must begin with https://.")))
        with store.opened(self.credentials.folder) as posts:
            self._write(posts)
        host = address.partition("://")[2]
        return Account(id=address, handle=host, name=self.credentials.title, url=address + "/")

    def prepare(self, message: Message) -> Payload:
        fields = (("title", message.title.strip()), ("language", message.language))
        draw = plainly(graphemes, self.limits.characters, fields, html_with=message.links)
        parts = parts_of(message, draw)
        return Payload(self.name, self.account.id, parts, problems(self.limits, parts, self.title))

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        """Pictures are named by their content: bringing one twice changes nothing."""
        names = tuple(store.image_name(image) for image in part.images)
        try:
            for name, image in zip(names, part.images, strict=True):
                path = Path(self.credentials.folder).expanduser() / "images" / name
                if not path.exists():
                    place(path, image.read())
        except OSError as error:
            raise self._full() from error
        return Parcel(part, media_ids=names)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        store.in_time(deadline)
        with store.opened(self.credentials.folder) as posts:
            store.in_time(deadline)  # another writer may have kept us waiting
            post = store.put(posts, parcel, key, datetime.now(UTC))
            self._write(posts, post.root)
        return self._receipt(post)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        with store.opened(self.credentials.folder) as posts:
            post = store.by_key(posts, key)
        return self._receipt(post) if post and not post.deleted and post.id not in known else None

    def delete(self, receipt_id: str) -> None:
        with store.opened(self.credentials.folder) as posts:
            root = store.mark_deleted(posts, receipt_id, datetime.now(UTC))
            self._write(posts, root)

    def _write(self, posts: store.Posts, *roots: str) -> None:
        """Pages are written while the ledger is locked, so an older page never replaces a newer one."""
        head = SiteHead(
            self.credentials.title.strip() or "News", self.credentials.address.strip().rstrip("/")
        )
        try:
            write_site(Path(self.credentials.folder).expanduser(), head, posts, roots)
        except OSError as error:
            raise self._full() from error

    def _full(self) -> Unreachable:
        folder = self.credentials.folder
        return Unreachable(
            Sentence(_("The folder {folder} cannot be written."), {"folder": folder}), code="disk"
        )

    def _receipt(self, post: store.Post) -> Receipt:
        address = page_address(self.credentials.address.strip().rstrip("/"), post)
        return Receipt(post.id, address, post.published_at, datetime.now(UTC))
