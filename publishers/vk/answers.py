"""What VK says: the status is always 200, and `error` instead of `response` says no.

Codes: VK's API schema 5.199, errors.json. Of those in WAIT, TO_CONNECT and REFUSED nothing was posted; of any
other code we do not know, and the same guid tells.
"""

from typing import Any

from publishers.answer import Answer
from publishers.answers import trouble
from publishers.errors import (
    Busy,
    Challenge,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
    Unreachable,
)
from publishers.errors import gettext_noop as _
from publishers.message import Receipt

NETWORK = "VK"
CAPTCHA = 14
NOT_FOUND = 104

# How long to wait, in seconds, where VK does not say: 6 is too many in a second, 9 and 601 are too much of
# the same, 29 is the day's quota of a method.
WAIT = {6: 1.0, 9: 3600.0, 29: 3600.0, 32: 60.0, 601: 3600.0}

NEW_KEY = _("VK no longer accepts this key. Make a new one, and connect the channel again.")
NO_RIGHT = _("VK does not let us post in this community. Make a key with the right to manage its wall.")
WRONG_KIND = _("VK does not take posts with a key of this kind. Use the community's own access key.")
TWO_FACTORS = _("VK wants two-factor sign-in for this. Switch it on in VK, and check the channel.")

TO_CONNECT = {
    2: _("VK has switched off the application that this key belongs to. Make a new key."),
    5: NEW_KEY,
    7: NO_RIGHT,
    15: NO_RIGHT,
    17: _("VK wants to know that it is you. Sign in to VK in a browser, then connect the channel again."),
    18: _("VK has blocked or deleted the person or community that this key belongs to."),
    20: WRONG_KIND,
    21: WRONG_KIND,
    27: _("VK does not let a community's key do this. Add a person's token to the channel."),
    28: WRONG_KIND,
    37: _("VK has blocked the person that this key belongs to."),
    203: _("VK does not let us into this community. Is the person still an administrator there?"),
    703: TWO_FACTORS,
    704: TWO_FACTORS,
    1051: WRONG_KIND,
}

REFUSED = {
    3: _("VK does not know what was asked of it: {reason}"),
    8: _("VK cannot read the request: {reason}"),
    19: _("VK has blocked this content."),
    100: _("VK refused this: {reason}"),
    NOT_FOUND: _("VK does not find the post."),
    113: _("VK does not know this person or community: {reason}"),
    150: _("VK refused the time: {reason}"),
    210: _("VK does not let us at this post. Is it on this community's wall?"),
    211: _("VK does not let us at this comment."),
    212: _("VK does not show the comments of this post."),
    213: _("Comments are closed on this post. Open them in VK, or leave the first comment out."),
    214: _(
        "VK does not take this post. A wall takes about 50 posts a day, and none while posting is forbidden "
        "there. VK says: {reason}"
    ),
    219: _("An advertisement was posted not long ago. Wait before the next one."),
    220: _("Too many people are addressed in this post."),
    222: _("VK forbids links here. Take the links out."),
    224: _("Too many advertisements were posted. Wait before the next one."),
}


def response(answer: Answer, unclear: Unclear) -> Any:
    """What was asked for. Raises what anything else means; `unclear` where it does not say."""
    if not answer.ok:
        raise trouble(answer, NETWORK, unclear)
    try:
        body = answer.json()
    except ValueError:
        body = None
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        raise meaning(body["error"], unclear)
    if not isinstance(body, dict) or "response" not in body:
        raise unclear(Sentence(_("VK answered in a way that cannot be read.")), code="no_response")
    return body["response"]


def meaning(error: dict[str, Any], unclear: Unclear) -> PublisherError:
    code = error.get("error_code")
    number = code if type(code) is int else 0
    values: dict[str, str | int] = {"reason": _said(error), "code": number}
    if number == CAPTCHA:
        return _captcha(error, unclear)
    if number in WAIT:
        return Busy(
            Sentence(_("VK asks us to wait before posting more."), values),
            retry_after=WAIT[number],
            code=str(number),
        )
    if number in TO_CONNECT:
        return Expired(Sentence(TO_CONNECT[number], values), code=str(number))
    if number in REFUSED:
        return Rejected(Sentence(REFUSED[number], values), code=str(number))
    return unclear(Sentence(_("VK did not do it ({code}): {reason}"), values), code=str(number))


def receipt(answer: Answer, group: str) -> Receipt:
    """Where our post is on the community's wall."""
    return Receipt(
        id=(number := _number(answer, "post_id")), url=address(group, number), server_date=answer.date
    )


def comment_receipt(answer: Answer, group: str, post: str) -> Receipt:
    """Where our comment is. The id is spelled as in VK's own addresses."""
    number = f"{post}?reply={_number(answer, 'comment_id')}"
    return Receipt(id=number, url=address(group, number), server_date=answer.date)


def address(group: str, number: str) -> str:
    return f"https://vk.com/wall-{group}_{number}"


def _number(answer: Answer, name: str) -> str:
    found = response(answer, Uncertain)
    number = found.get(name) if isinstance(found, dict) else None
    if type(number) is not int or number <= 0:
        raise Uncertain(Sentence(_("VK answered without saying where the post is.")), code="no_id")
    return str(number)


def _captcha(error: dict[str, Any], unclear: Unclear) -> PublisherError:
    """A picture of letters that a person reads; what is asked beside a post waits till VK has calmed down."""
    if unclear is Unreachable:
        return Busy(Sentence(_("VK asks for letters in a picture, later.")), retry_after=900, code="14")
    puzzle, picture = str(error.get("captcha_sid") or ""), error.get("captcha_img")
    if not puzzle or not isinstance(picture, str) or not picture.startswith(("https://", "http://")):
        return Challenge(
            Sentence(_("VK wants to see that you are human. Post something there by hand, then try again.")),
            code="14",
        )
    return Challenge(
        Sentence(_("VK wants you to type the letters in a picture.")),
        puzzle=puzzle,
        picture=picture,
        code="14",
    )


def _said(error: dict[str, Any]) -> str:
    words = error.get("error_msg")
    if not isinstance(words, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:200]
