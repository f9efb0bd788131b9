"""What TikTok says: `{data, error: {code, message}}`, where the code is “ok” or its word for what is wrong.

The code counts, and not the status: some refusals come with 200. Words: Content Posting API and error
handling of TikTok for Developers.
"""

from functools import partial
from typing import Any

from publishers import answers
from publishers.answer import Answer
from publishers.answers import retry_after, trouble
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
    Unreachable,
)
from publishers.errors import gettext_noop as _

NETWORK = "TikTok"
unreadable = partial(answers.unreadable, NETWORK)
DAY = 86_400.0

WAIT: dict[str, tuple[str, float]] = {
    "rate_limit_exceeded": (_("TikTok asks us to wait before posting more."), 60.0),
    "spam_risk_too_many_posts": (_("TikTok takes no more posts of this account today."), DAY),
    "spam_risk_too_many_pending_share": (
        _("TikTok has too many posts of this account that are not finished yet."),
        DAY,
    ),
    "reached_active_user_cap": (
        _("Your app has reached the number of accounts that may post in a day."),
        DAY,
    ),
}
# Where no other post would pass either until a person acts.
TO_CONNECT = {
    "access_token_invalid": _("TikTok no longer accepts our sign-in. Connect the channel again."),
    "scope_not_authorized": _("The sign-in does not have the rights for this. Sign in again."),
    "scope_permission_missed": _("The sign-in does not have the rights for this. Sign in again."),
    "spam_risk_user_banned_from_posting": _("TikTok has banned this account from posting."),
    "unaudited_client_can_only_post_to_private_accounts": _(
        "TikTok has not looked at your app yet: until it has, the account must be private and posts can only "
        "be seen by yourself. Ask for the audit."
    ),
    "url_ownership_unverified": _(
        "TikTok fetches pictures only from addresses that your app has proven to own. Verify the address of "
        "Almanac in your app at TikTok, under URL properties."
    ),
}
REFUSED = {
    "privacy_level_option_mismatch": _(
        "This account does not offer that choice of who can see a post. Choose another."
    ),
}
# Why a post that TikTok had accepted was not published after all (`fail_reason`).
FAILED = {
    "file_format_check_failed": _("TikTok cannot read the video. Export it again as MP4 with H.264."),
    "duration_check_failed": _("The video is longer than this account may post."),
    "frame_rate_check_failed": _("The video has too few or too many frames a second for TikTok."),
    "picture_size_check_failed": _("A picture or the video is too small or too large for TikTok."),
}
PASSING = {"internal", "video_pull_failed", "photo_pull_failed", "publish_cancelled"}  # may pass by itself
INBOX = "SEND_TO_USER_INBOX"
IN_INBOX = _(
    "TikTok did not publish the post, and put it into the inbox of its app. Publish it there, and tell its "
    "address here; or drop it."
)
STILL_AT_IT = _("TikTok has the post and is still looking at it. It is not sent again before TikTok is done.")
NOT_PUBLISHED = _("TikTok did not publish it: {reason}")


def data_of(answer: Answer) -> dict[str, Any]:
    """The data that answer a question, or an upload that can be done again."""
    return _data(answer, Unreachable)


def committed(answer: Answer) -> dict[str, Any]:
    """The data that confirm a post."""
    return _data(answer, Uncertain)


def code_of(answer: Answer) -> str:
    """TikTok's own word; "" where it says none."""
    error = answer.fields().get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) else ""


def refusal(answer: Answer, unclear: Unclear) -> PublisherError:
    """What an answer that is no success means."""
    code, status = code_of(answer), answer.status
    if status < 500 and code in WAIT:
        said, seconds = WAIT[code]
        return Busy(Sentence(said), retry_after=retry_after(answer) or seconds, code=code)
    if status < 500 and code in TO_CONNECT:
        return Expired(Sentence(TO_CONNECT[code]), code=code, is_certain=code != "access_token_invalid")
    if status < 500 and code in REFUSED:
        return Rejected(Sentence(REFUSED[code]), code=code)
    if code not in ("", "ok", "internal_error") and (answer.ok or 400 <= status < 500) and status != 408:
        if status in (401, 429):
            return trouble(answer, NETWORK, unclear)
        values = {"network": NETWORK, "reason": _message(answer) or code}
        return Rejected(Sentence(_("{network} refused this: {reason}"), values), code=code)
    if answer.ok:
        return unclear(
            Sentence(_("{network} answered in a way that cannot be read."), {"network": NETWORK}),
            code=code or "unreadable",
        )
    found = trouble(answer, NETWORK, unclear)
    found.code = code or found.code
    return found


def failure(reason: str) -> PublisherError:
    """Why TikTok did not publish what it had accepted. What may pass by itself is begun anew."""
    if reason in PASSING:
        return Busy(Sentence(NOT_PUBLISHED, {"reason": reason}), code=reason)
    if reason == INBOX:
        return Rejected(Sentence(IN_INBOX), code=reason)
    if reason in FAILED:
        return Rejected(Sentence(FAILED[reason]), code=reason)
    return Rejected(Sentence(NOT_PUBLISHED, {"reason": reason or "?"}), code=reason or "failed")


def _data(answer: Answer, unclear: Unclear) -> dict[str, Any]:
    data = answer.fields().get("data")
    if not answer.ok or code_of(answer) != "ok" or not isinstance(data, dict):
        raise refusal(answer, unclear)
    return data


def _message(answer: Answer) -> str:
    error = answer.fields().get("error")
    message = error.get("message") if isinstance(error, dict) else None
    return " ".join(str(message or "").split())[:200]
