"""Networks that no machine may write to, or only some people's: a person publishes, and Almanac hands over.

OK takes posts only from applications that it has approved one by one, MAX only from bots of registered
companies, and Dzen has no writing interface at all. At the time of a post a person gets its ready words and
pictures, puts them there, and says where they are.
"""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from publishers.base import Assisted, Publisher
from publishers.by_hand.credentials import Credentials, Named
from publishers.errors import Handed, Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Payload, Receipt
from publishers.prepared import COMMENTING, parts_of, plainly
from publishers.problems import problems

__all__ = ["OK", "Dzen", "Elsewhere", "Max"]

GUARANTEE = Guarantee(
    Promise.NONE,
    Sentence(
        _(
            "By hand. At its time a person gets the ready words and pictures, and it counts as published "
            "once they say so."
        )
    ),
)


class ByHand(Publisher, Assisted):
    """What these networks have in common. A subclass names its hosts, and where one writes there."""

    Credentials: ClassVar[type[Any]] = Credentials
    guarantee = GUARANTEE
    limits = Limits(text_required=False)
    options = (COMMENTING,)
    hosts: ClassVar[tuple[str, ...]]
    opens: ClassVar[str] = ""  # where one writes there; "": at the page itself

    def check(self) -> Account:
        """Nobody can be asked: the address must only be one of the network's. Raises Rejected."""
        page = self.credentials.page.strip()
        parts = urlsplit(page)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        is_there = not self.hosts or (host in self.hosts and len(parts.path) > 1)
        if parts.scheme != "https" or not host or "@" in parts.netloc or not is_there:
            values: dict[str, str | int] = {"network": self.title, "example": self.example}
            raise Rejected(
                Sentence(_("That is no address of a page on {network}. Paste one like {example}."), values)
            )
        handle = parts.path.strip("/") or host
        return Account(page, handle, self.name_of(handle), page)

    def name_of(self, handle: str) -> str:
        return handle.rpartition("/")[2]

    def prepare(self, message: Message) -> Payload:
        fields = (("title", message.title if self.limits.title else ""), ("language", message.language))
        draw = plainly(len, self.limits.characters, fields)
        parts = parts_of(message, draw, threads=False, draw_comment=plainly(len, 0))
        return Payload(self.name, self.account.id, parts, problems(self.limits, parts, self.title))

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        raise Handed(Sentence(_("A person publishes it now.")), code="by_hand")

    def writes_at(self) -> str:
        return self.opens or self.account.url

    @property
    def example(self) -> str:
        return f"https://{self.hosts[0]}/harbour" if self.hosts else "https://example.com/harbour"


class OK(ByHand):
    name = "ok"
    title = "OK"
    icon = "odnoklassniki"
    hosts = ("ok.ru", "odnoklassniki.ru")
    opens = "https://ok.ru/post"
    steps = (
        Sentence(_("Open your group or profile on ok.ru in the browser, and copy its address to here.")),
        Sentence(_("At the time of each post you get its words and pictures, to publish them there.")),
    )


class Dzen(ByHand):
    name = "dzen"
    title = _("Dzen")
    hosts = ("dzen.ru", "zen.yandex.ru")
    limits = Limits(text_required=False, title=True)
    opens = "https://dzen.ru/profile/editor"
    steps = (
        Sentence(_("Open your channel on dzen.ru in the browser, and copy its address to here.")),
        Sentence(_("At the time of each post you get its words and pictures, to publish them there.")),
    )


class Max(ByHand):
    name = "max"
    title = "MAX"
    hosts = ("max.ru", "web.max.ru")
    opens = "https://web.max.ru/"
    steps = (
        Sentence(_("Open your channel in MAX, and copy the address by which people join it to here.")),
        Sentence(_("At the time of each post you get its words and pictures, to publish them there.")),
    )


class Elsewhere(ByHand):
    """Any place that has no publisher: a closed forum, a mailing of partners, a notice board."""

    name = "elsewhere"
    title = _("Elsewhere")
    Credentials = Named
    hosts = ()
    limits = Limits(text_required=False, title=True)
    steps = (
        Sentence(_("Say what the place is called, and paste its address.")),
        Sentence(_("At the time of each post you get its words and pictures, to publish them there.")),
    )

    @property
    def place(self) -> str:
        return self.account.name

    def name_of(self, handle: str) -> str:
        given: Any = self.credentials
        return str(given.called).strip() or handle
