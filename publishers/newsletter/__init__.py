"""A newsletter: each post is a letter to every reader of the channel, sent by a mail server of your own.

To open the mailing sends nothing, so it may be repeated under its key. Then SMTP knows no key: a letter whose
answer was lost may be there, and is never sent again by itself. So each letter has a row of its own.
"""

import re
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from functools import cached_property

from publishers.base import Option, Publisher
from publishers.errors import Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.ledger import fingerprint
from publishers.letters import Reader, Session, WritesToEach
from publishers.limits import Guarantee, Limits, Promise
from publishers.message import Account, Message, Parcel, Part, Payload, Problem, Receipt
from publishers.newsletter import letters
from publishers.newsletter.credentials import Credentials
from publishers.prepared import parts_of, plainly
from publishers.problems import problems
from publishers.smtp import Post
from publishers.text import plain

__all__ = ["Credentials", "Newsletter"]

ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\x00-\x1f\x7f]+@(?:[\w-]+\.)+[\w-]+")
USUAL_PORT = "587"
A_LOOK = 10.0  # seconds that somebody waits who connects it
SUBJECT = 70  # characters that most mail programs show
CUT_BY_GMAIL = 102_000  # bytes of HTML; what is longer Gmail folds away behind “View entire message”


class Newsletter(Publisher, WritesToEach):
    name = "newsletter"
    title = _("Newsletter")
    Credentials = Credentials
    # Pictures travel inside each letter: people read offline, and nothing tells who opened it.
    limits = Limits(
        images=6,
        image_bytes=400_000,
        image_side=1_200,
        image_types=("image/jpeg", "image/png", "image/gif"),
        title=True,
    )
    guarantee = Guarantee(
        Promise.KEYED,  # the mailing is opened here, under the delivery's key
        Sentence(
            _(
                "Each reader at most once. A letter whose answer was lost is never sent again by itself; you "
                "see whose it was."
            )
        ),
    )
    options = (Option("preheader", Sentence(_("Words after the subject, in the list of letters"))),)
    steps = (
        Sentence(
            _("Ask whoever runs your mail for the server’s name, and for a name and password to send with.")
        ),
        Sentence(_("Let them publish SPF, DKIM and DMARC for your domain: without, letters land in spam.")),
        Sentence(_("Then bring your readers, on the channel’s page. Only those who asked for your letters.")),
    )

    def check(self) -> Account:
        """Sign in at the mail server, and send nothing."""
        sender, answers = self.credentials.sender.strip(), self.credentials.reply_to.strip()
        for address in (sender, answers or sender):
            if not ADDRESS.fullmatch(address):
                raise Rejected(Sentence(_("“{address}” is no e-mail address."), {"address": address[:100]}))
        with self._open(A_LOOK):
            pass
        called = self.credentials.called.strip()
        return Account(
            sender.lower(), sender, called or sender, facts=(("about", self.credentials.about.strip()),)
        )

    def prepare(self, message: Message) -> Payload:
        fields = (
            ("language", message.language),
            ("preheader", message.option("preheader").strip()),
            ("title", message.title.strip() or _first_words(message)),
        )
        parts = parts_of(message, plainly(len, 0, fields, html_with=message.links), threads=False)
        found = (*problems(self.limits, parts, self.title), *_notes(message, parts))
        return Payload(self.name, self.account.id, parts, found)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        """Opens the mailing: from here on letters leave, one by one."""
        if time.monotonic() > deadline:
            raise Unreachable(Sentence(_("It was too late to begin sending, so nothing was sent.")))
        return Receipt(f"mailing-{fingerprint(key)}")

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._open() as post:
            yield _Session(self, post)

    @contextmanager
    def _open(self, lasts: float = 0) -> Iterator[Post]:
        given = self.credentials
        port = given.port.strip() or USUAL_PORT
        if not port.isdecimal():
            raise Rejected(Sentence(_("“{port}” is no port. It is usually 587."), {"port": port[:20]}))
        post = Post(self.web, given.host.strip(), int(port), lasts)
        try:
            post.open(given.user.strip(), given.password)
            yield post
        finally:
            post.leave()


class _Session(Session):
    def __init__(self, newsletter: Newsletter, post: Post) -> None:
        self.newsletter, self.post = newsletter, post

    @cached_property
    def sender(self) -> letters.Sender:
        given = self.newsletter.credentials
        return letters.Sender(
            given.sender.strip(), given.called.strip(), given.reply_to.strip(), given.about.strip()
        )

    def receipt_id(self, key: str) -> str:
        return f"<{fingerprint(key, 32)}@{self.sender.domain}>"

    def send(self, part: Part, reader: Reader, key: str) -> Receipt:
        sender = self.sender
        letter = letters.Letter(part, reader, sender, self.receipt_id(key))
        try:
            made = letters.made(letter)
        except (ValueError, MessageError) as fault:  # some strange address: nothing has left
            values = {"address": reader.address, "reason": str(fault)[:100]}
            raise Rejected(
                Sentence(_("No letter can be written to {address}: {reason}"), values), code="unwritable"
            ) from fault
        self.post.deliver(letters.on_the_wire(sender.address), letters.on_the_wire(reader.address), made)
        return Receipt(letter.message_id)


def _first_words(message: Message) -> str:
    return textwrap.shorten(plain(message.text), SUBJECT, placeholder="…")


def _notes(message: Message, parts: tuple[Part, ...]) -> Iterator[Problem]:
    if not message.title.strip():
        yield Problem(
            "no_subject",
            Sentence(_("The letter has no subject of its own: its first words stand there.")),
            Sentence(_("Give the post a title: it becomes the subject.")),
            blocking=False,
        )
    if len(parts[0].html.encode()) > CUT_BY_GMAIL:
        yield Problem(
            "cut_by_gmail",
            Sentence(_("It is so long that Gmail will fold its end away.")),
            Sentence(_("Shorten it, or lead people on to your site.")),
            blocking=False,
        )
