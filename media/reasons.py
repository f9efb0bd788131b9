"""What is said to people of a file that is not taken: what is wrong with it, and what to do."""

from django.utils.translation import gettext as _

from media import refusals_by_kind


def sentence(reason: str) -> str:
    """For the word of an Unfit, or of a kind of file that we do not take (media.kinds)."""
    found = _of_pictures(reason) or _of_films(reason) or refusals_by_kind.sentence(reason)
    return found or _("That file cannot be opened as a picture. Save it again as JPEG or PNG.")


def _of_pictures(reason: str) -> str:
    heavy = _("That picture takes too much memory or time to open. Use a smaller copy, or save it as JPEG.")
    return {
        "pixels": _("That picture has too many pixels: 50 million is the most. Use a smaller copy."),
        "frames": _("That animation is too long: 500 frames are the most."),
        "moving-pixels": _("That animation is too large. Make it smaller or shorter, or save it as an MP4."),
        "memory": heavy,
        "time": heavy,
        "cut": _("That file ends too early, as if it had not arrived whole. Copy it again, then upload it."),
    }.get(reason, "")


def _of_films(reason: str) -> str:
    again = _("That video cannot be read. Export it again as MP4 with H.264.")
    return {
        "film-broken": again,
        "film-time": _("That video takes too long to read. Export it again as MP4 with H.264."),
        "film-cut": _("That video ends too early, as if it had not arrived whole. Copy it again."),
        "film-codec": _(
            "The pictures of that video are in a form few can play. Export it as MP4 with H.264."
        ),
        "film-sound": _(
            "The sound of that video is in a form few can play. Export it as MP4 with AAC sound."
        ),
        "film-long": _("That video is too long: 10 minutes is the most. Cut it, then upload it again."),
        "film-size": _(
            "The frame of that video is too large, or its size is missing. Export it in 4K or less."
        ),
        "film-cuts": _("The edits in that video cannot be followed. Export it again as MP4."),
        "film-outside": _("Parts of that video are in another file. Export it again as one MP4."),
        "film-pieces": _("That video is a recording in pieces. Export it again as an ordinary MP4."),
        "film-locked": _("That video is locked by copy protection. Use one that is yours to publish."),
        "film-nothing-seen": _("There is nothing to see in that file. Upload a video, or a picture."),
    }.get(reason, "")
