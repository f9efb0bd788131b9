"""What a note says: plain words, and the tags that apps look for."""

import re
from collections.abc import Iterator

from publishers.message import Parcel, Part
from publishers.nostr import bech32, blossom

ADDRESS = re.compile(r"https?://\S+")
HASHTAG = re.compile(r"(?<![\w/&#])#(\w*[^\W\d_]\w*)")
PERSON = re.compile(r"(?<!\w)nostr:(npub1[a-z0-9]{58})(?![a-z0-9])")
MARK = "almanac"  # a tag of ours: two posts with the same words in the same second are two events


def content(parcel: Parcel) -> str:
    return blossom.with_pictures(parcel.part.text, parcel.media_ids)


def tags(parcel: Parcel, me: str, mark: str) -> list[list[str]]:
    """Everything beside the words, in an order that is always the same."""
    part, fields = parcel.part, dict(parcel.part.fields)
    found = [*_above(parcel, me), *_people(part), *_hashtags(part)]
    found += [blossom.described(*one) for one in zip(part.images, parcel.media_ids, strict=True)]
    if warning := fields.get("content_warning"):
        found.append(["content-warning", warning])  # NIP-36
    if language := fields.get("language"):
        found += [["L", "ISO-639-1"], ["l", language.partition("-")[0].lower(), "ISO-639-1"]]  # NIP-32
    return [*found, [MARK, mark]]


def _above(parcel: Parcel, me: str) -> Iterator[list[str]]:
    """NIP-10: the first note of the thread is the root, and the one above is what this replies to."""
    if not parcel.reply_to:
        return
    root = parcel.first or parcel.reply_to
    yield ["e", root, "", "root", me]
    if root != parcel.reply_to:
        yield ["e", parcel.reply_to, "", "reply", me]
    yield ["p", me]


def _hashtags(part: Part) -> list[list[str]]:
    words = HASHTAG.findall(ADDRESS.sub(" ", part.text))
    return [["t", word] for word in dict.fromkeys(word.lower() for word in words)]


def _people(part: Part) -> list[list[str]]:
    """NIP-27: who is named as nostr:npub1… is told so."""
    keys = []
    for name in PERSON.findall(part.text):
        try:
            keys.append(bech32.decode("npub", name).hex())
        except ValueError:
            continue
    return [["p", key] for key in dict.fromkeys(keys) if len(key) == 64]
