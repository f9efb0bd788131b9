"""What is said to people of a file that is not taken."""

from django.utils.translation import gettext as _


def sentence(reason: str) -> str:
    """For the word of an Unfit."""
    return {
        "pixels": _("That picture has too many pixels: 50 million is the most. Use a smaller copy."),
        "frames": _("That animation is too long: 500 frames are the most."),
        "memory": _("That picture takes too much memory or time to open. Use a smaller or simpler copy."),
        "time": _("That picture takes too much memory or time to open. Use a smaller or simpler copy."),
    }.get(reason, _("That file cannot be opened as a picture. Save it again as JPEG or PNG."))
