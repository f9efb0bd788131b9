"""What a change of several posts of a series changed, and what it left alone, in sentences."""

from django.utils.translation import ngettext

from planner.queues.change_series import Done


def told(done: Done, said: str) -> str:
    """What was changed, and what was left alone."""
    parts = [said]
    if done.changed != 1 or done.kept or done.out:
        text = ngettext("%(count)s post changed.", "%(count)s posts changed.", done.changed)
        parts.append(text % {"count": done.changed})
    if done.kept:
        text = ngettext(
            "%(count)s post was changed by hand before and stays as it is.",
            "%(count)s posts were changed by hand before and stay as they are.",
            done.kept,
        )
        parts.append(text % {"count": done.kept})
    if done.out:
        text = ngettext(
            "%(count)s post is out or on its way and stays.",
            "%(count)s posts are out or on their way and stay.",
            done.out,
        )
        parts.append(text % {"count": done.out})
    return " ".join(parts)
