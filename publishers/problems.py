"""Why a network would not take a message, found before anything is sent."""

from collections.abc import Iterator, Sequence

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.films import Found, with_video
from publishers.limits import Limits
from publishers.message import Image, Part, Problem


def problems(limits: Limits, parts: Sequence[Part], network: str) -> tuple[Problem, ...]:
    """Everything that is wrong, in the order of the parts."""
    found: list[Problem] = []
    posts = sum(not part.is_comment for part in parts)
    if limits.thread_parts and posts > limits.thread_parts:
        found.append(_too_many_parts(posts, limits.thread_parts, network))
    for number, part in enumerate(parts):
        found += _in_text(limits, part, number, network)
        found += _in_images(limits, part, number, network)
    return tuple(found)


def unreachable_media(parts: Sequence[Part], network: str) -> tuple[Problem, ...]:
    """For networks that fetch pictures and videos: this installation must have an address they can reach."""
    for number, part in enumerate(parts):
        if any(not image.is_reachable for image in part.images):
            values: dict[str, str | int] = {"network": network}
            return (
                Problem(
                    "media_unreachable",
                    Sentence(
                        _("{network} fetches pictures itself, and this Almanac has no public address."),
                        values,
                    ),
                    Sentence(
                        _(
                            "Serve Almanac under an https:// address that the internet can reach, and say it "
                            "in ALMANAC_URL; or leave the picture out for this channel."
                        )
                    ),
                    number,
                ),
            )
    return ()


def _in_text(limits: Limits, part: Part, number: int, network: str) -> Iterator[Problem]:
    if not part.text.strip() and (limits.text_required or not part.images):
        yield Problem(
            "empty",
            Sentence(_("There is nothing to say yet.")),
            Sentence(
                _("Write a few words.") if limits.text_required else _("Write a few words or add a picture.")
            ),
            number,
        )
    elif limits.picture_required and not part.images and not number:
        yield Problem(
            "no_picture",
            Sentence(_("{network} takes no words alone."), {"network": network}),
            Sentence(_("Add a picture or a video.")),
            number,
        )
    if part.limit and part.count > part.limit:
        values: dict[str, str | int] = {
            "count": part.count,
            "limit": part.limit,
            "network": network,
            "over": part.count - part.limit,
        }
        yield Problem(
            "too_long",
            Sentence(_("Too long for {network}: {count} of {limit} characters."), values),
            Sentence(
                _("Shorten it by {over}, or split it into a thread with a line of three dashes."), values
            )
            if limits.thread_parts != 1
            else Sentence(_("Shorten it by {over}."), values),
            number,
        )


def _in_images(limits: Limits, part: Part, number: int, network: str) -> Iterator[Problem]:
    if limits.images and len(part.images) > limits.images:
        values: dict[str, str | int] = {
            "count": len(part.images),
            "limit": limits.images,
            "network": network,
        }
        yield Problem(
            "too_many_images",
            Sentence(_("Too many pictures for {network}: {count}, and it takes {limit}."), values),
            Sentence(_("Keep the best {limit}."), values),
            number,
        )
    says_something = bool(part.text.strip() or part.images)
    if limits.video_required and says_something and not number and not _is_one_video(part):
        yield Problem(
            "one_video",
            Sentence(_("A post on {network} is one video."), {"network": network}),
            Sentence(_("Add one video, and leave pictures out for this channel.")),
            number,
        )
        return
    yield from _videos_apart(limits, part, number, network)
    for image in part.images:
        look = with_video if image.is_video else _with_picture
        for code, what, fix, blocking in (*look(limits, image, network), *_with_alt(limits, image, network)):
            yield Problem(code, what, fix, number, blocking)


def _videos_apart(limits: Limits, part: Part, number: int, network: str) -> Iterator[Problem]:
    videos = sum(image.is_video for image in part.images)
    if videos and limits.video_types and limits.video_alone and len(part.images) > 1:
        yield Problem(
            "video_not_alone",
            Sentence(_("{network} takes a video only by itself."), {"network": network}),
            Sentence(_("Keep the video or the pictures, not both, and one video at most.")),
            number,
        )


def _is_one_video(part: Part) -> bool:
    return len(part.images) == 1 and part.images[0].is_video


def _with_picture(limits: Limits, image: Image, network: str) -> Iterator[Found]:
    values: dict[str, str | int] = {"name": image.name or image.sha256[:8], "network": network}
    if limits.image_types and image.content_type not in limits.image_types:
        values["type"] = image.content_type
        yield (
            "image_type",
            Sentence(_("{network} does not take “{name}”: its type is {type}."), values),
            Sentence(_("Save it as JPEG or PNG."), values),
            True,
        )
    if limits.image_bytes and image.size > limits.image_bytes:
        values |= {"size": _megabytes(image.size), "limit": _megabytes(limits.image_bytes)}
        yield (
            "image_too_heavy",
            Sentence(_("“{name}” is too heavy for {network}: {size} MB of {limit} MB."), values),
            Sentence(_("Use a smaller copy of it."), values),
            True,
        )
    if limits.image_pixels and image.width * image.height > limits.image_pixels:
        values |= {"width": image.width, "height": image.height}
        yield (
            "image_too_large",
            Sentence(_("“{name}” is too large for {network}: {width} × {height} pixels."), values),
            Sentence(_("Use a smaller copy of it."), values),
            True,
        )


def _with_alt(limits: Limits, image: Image, network: str) -> Iterator[Found]:
    values: dict[str, str | int] = {"name": image.name or image.sha256[:8], "network": network}
    if not image.alt.strip():
        yield (
            "no_alt_text",
            Sentence(_("“{name}” has no description."), values),
            Sentence(_("Say what it shows, for people who cannot see it."), values),
            False,
        )
    elif limits.alt_characters and len(image.alt) > limits.alt_characters:
        values |= {"count": len(image.alt), "limit": limits.alt_characters}
        yield (
            "alt_too_long",
            Sentence(_("The description of “{name}” is too long: {count} of {limit} characters."), values),
            Sentence(_("Shorten the description."), values),
            True,
        )


def _too_many_parts(count: int, most: int, network: str) -> Problem:
    values: dict[str, str | int] = {"count": count, "limit": most, "network": network}
    if most == 1:
        return Problem(
            "too_many_parts",
            Sentence(_("{network} has no threads, and this has {count} parts."), values),
            Sentence(_("Take out the lines of three dashes."), values),
        )
    return Problem(
        "too_many_parts",
        Sentence(_("Too many parts for a thread on {network}: {count} of {limit}."), values),
        Sentence(_("Join some of the parts."), values),
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"
