"""One letter to one reader, as bytes: words, the same as HTML, pictures inside, and a way to leave."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from html import escape

from publishers.letters import Reader
from publishers.message import Image, Part

# A long address in a header, such as that at which a reader leaves, would be broken into encoded words.
# And what is typed must stay words: the library decodes “=?utf-8?…?=” in it, line ends and all (CPython
# gh-121650), so that such headers are written here and left as they are.
UNBROKEN = SMTP.clone(max_line_length=998, refold_source="none")
FOOTS = {  # of a letter, in its own language: the reader’s, not that of whoever sends it
    "en": ("You get this because you signed up for it.", "Unsubscribe"),
    "ru": ("Вы получили это письмо, потому что подписались на рассылку.", "Отписаться"),
}
FONT = "font:16px/1.5 -apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
QUOTE = "margin:0 0 16px;padding-left:16px;border-left:3px solid #ccc"
STYLES = (  # mail programs read no style sheets
    (re.compile(r"<a "), '<a style="color:#1d4ed8" '),
    (re.compile(r"<h1>"), '<h1 style="font-size:24px;line-height:1.25;margin:24px 0 8px">'),
    (re.compile(r"<h2>"), '<h2 style="font-size:20px;line-height:1.3;margin:20px 0 8px">'),
    (re.compile(r"<blockquote>"), f'<blockquote style="{QUOTE}">'),
)
SHELL = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body style="margin:0;background:#f4f4f5">
<div style="display:none;max-height:0;overflow:hidden">{preheader}</div>
<div style="max-width:600px;margin:0 auto;padding:24px;background:#fff;color:#18181b;{font}">
{pictures}{body}
<hr style="border:0;border-top:1px solid #e4e4e7;margin:32px 0 16px">
<p style="color:#71717a;font-size:13px">{foot}</p></div></body></html>
"""


@dataclass(frozen=True, slots=True)
class Sender:
    address: str
    called: str = ""
    reply_to: str = ""
    about: str = ""

    @property
    def domain(self) -> str:
        return on_the_wire(self.address).rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Letter:
    part: Part
    reader: Reader
    sender: Sender
    message_id: str


def made(letter: Letter, now: datetime | None = None) -> bytes:
    """The whole letter, RFC 5322, with the two headers of RFC 8058 where the reader can leave."""
    sender, reader, fields = letter.sender, letter.reader, dict(letter.part.fields)
    written = on_the_wire(sender.address) + on_the_wire(reader.address)
    message = EmailMessage(policy=UNBROKEN if written.isascii() else UNBROKEN.clone(utf8=True))
    message.set_raw("From", _address("From", sender.called, sender.address))
    message.set_raw("To", _address("To", reader.name, reader.address))
    message.set_raw("Subject", _encoded("Subject", fields.get("title", "")))
    message.set_raw("Date", format_datetime(now or datetime.now(UTC)))
    message.set_raw("Message-ID", _one_word(letter.message_id))
    if sender.reply_to:
        message.set_raw("Reply-To", _address("Reply-To", "", sender.reply_to))
    message.set_raw("List-Id", _one_word(f"<news.{sender.domain}>"))
    if reader.leave:
        message.set_raw("List-Unsubscribe", _one_word(f"<{reader.leave}>"))
        message.set_raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    message.set_raw("Precedence", "bulk")
    message.set_content(_words(letter), charset="utf-8", cte="quoted-printable")
    message.add_alternative(_html(letter), subtype="html", charset="utf-8", cte="quoted-printable")
    shown = message.get_body(("html",))
    assert isinstance(shown, EmailMessage)
    for image in letter.part.images:
        kind, _slash, subtype = image.content_type.partition("/")
        shown.add_related(
            image.read(),
            kind,
            subtype,
            cid=f"<{_cid(image)}>",
            filename=f"{image.sha256[:12]}.{subtype}",
            disposition="inline",
        )
    return message.as_bytes()


def on_the_wire(address: str) -> str:
    """Its domain in ASCII, as all mail servers know it (RFC 5891). Before the @ nothing stands for it."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def _address(header: str, name: str, address: str) -> str:
    """Raises ValueError for what is no address."""
    found = _one_word(on_the_wire(address))
    if not all(found.rpartition("@")) or any(mark in found for mark in '<>(),:;\\"[]'):
        raise ValueError(f"{address} is no address")
    name = _line(name)
    if not name:
        return found
    is_plain = name.isascii() and "=?" not in name
    return f'"{quote(name)}" <{found}>' if is_plain else f"{_encoded(header, name)} <{found}>"


def _encoded(header: str, text: str) -> str:
    """As RFC 2047 writes what is not ASCII, and what only looks like it."""
    text = _line(text)
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return Header(text, charset, header_name=header).encode(linesep="\r\n")


def _one_word(text: str) -> str:
    if not text.isprintable() or " " in text:
        raise ValueError(f"{text!r} cannot stand in a header")
    return text


def _words(letter: Letter) -> str:
    why, leave = _foot(letter)
    alts = [f"[{image.alt}]" for image in letter.part.images if image.alt.strip()]
    foot = [letter.sender.about, why if letter.reader.leave else "", f"{leave}: {letter.reader.leave}"]
    ending = "\n".join(line for line in foot[: 3 if letter.reader.leave else 1] if line)
    return "\n\n".join([letter.part.text, *alts, *(["--\n" + ending] if ending else [])]) + "\n"


def _html(letter: Letter) -> str:
    why, leave = _foot(letter)
    body, fields = letter.part.html, dict(letter.part.fields)
    for pattern, styled in STYLES:
        body = pattern.sub(styled, body)
    foot = escape(letter.sender.about)
    if letter.reader.leave:
        way_out = f'<a href="{escape(letter.reader.leave)}">{escape(leave)}</a>'
        foot += f"{'<br>' if foot else ''}{escape(why)} {way_out}"
    return SHELL.format(
        language=escape(fields.get("language", "") or "en"),
        title=escape(fields.get("title", "")),
        preheader=escape(fields.get("preheader", "")),
        font=FONT,
        pictures="".join(_picture(image) for image in letter.part.images),
        body=body,
        foot=foot,
    )


def _picture(image: Image) -> str:
    return (
        f'<img src="cid:{_cid(image)}" alt="{escape(image.alt)}" width="552" '
        f'style="display:block;width:100%;max-width:552px;height:auto;margin:0 0 16px">\n'
    )


def _cid(image: Image) -> str:
    return f"{image.sha256[:20]}@almanac"


def _foot(letter: Letter) -> tuple[str, str]:
    language = dict(letter.part.fields).get("language", "")[:2]
    return FOOTS.get(language, FOOTS["en"])


def _line(text: str) -> str:
    """Without line ends and other control characters: they would begin another header."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
