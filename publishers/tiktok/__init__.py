"""TikTok: videos and pictures on an account, by its Content Posting API (Direct Post).

A post's receipt is its publish_id: TikTok tells the number of the post itself only after it has looked at it,
minutes or hours later. Nothing can be changed, deleted or answered there by a machine.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from publishers import afterwards
from publishers.answer import Answer
from publishers.base import Findable, Measurable, Publisher, ReadsAddresses
from publishers.errors import CannotLook, Sentence, Uncertain, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Account, Message, Parcel, Part, Payload, Reach, Receipt
from publishers.of_account import is_same
from publishers.prepared import parts_of, plainly
from publishers.problems import problems, unreachable_media
from publishers.renewing import Renewing
from publishers.tiktok import answers, declared, media
from publishers.tiktok.api import Api
from publishers.tiktok.credentials import SITE, Credentials
from publishers.tiktok.notes import notes
from publishers.tiktok.numbers import reach_of
from publishers.tiktok.post import DESCRIPTION, photo_body
from publishers.tiktok.signing_in import SignsInToTikTok, next_tokens
from publishers.tiktok.status import state_of
from publishers.utf16 import units

__all__ = ["Credentials", "TikTok"]

VIDEO = re.compile(r"https://(?:www\.|m\.)?tiktok\.com/@([\w.]+)/video/(\d+)", re.IGNORECASE)
OF_VIDEOS = {"duet", "stitch", "ai"}  # options that pictures do not have


class TikTok(Publisher, SignsInToTikTok, Renewing, Findable, Measurable, ReadsAddresses):
    name = "tiktok"
    title = "TikTok"
    icon = "tiktok"
    Credentials = Credentials
    next_tokens = staticmethod(next_tokens)
    limits = declared.LIMITS
    guarantee = declared.GUARANTEE
    options = declared.OPTIONS
    steps = declared.STEPS
    most_measured = 20

    @classmethod
    def fetches(cls, part: Part) -> bool:
        """Pictures; videos are brought."""
        return bool(part.images) and not _is_video(part)

    def check(self) -> Account:
        """Whose account it is, and what it may do: both change, and TikTok wants the newest shown."""
        fields = {"fields": "open_id,display_name"}
        user = answers.data_of(self._api.get("user/info/", fields)).get("user")
        may = answers.data_of(self._api.ask("post/publish/creator_info/query/", {}))
        if not isinstance(user, dict) or not isinstance(number := user.get("open_id"), str) or not number:
            raise answers.unreadable()
        name = str(may.get("creator_username") or "")
        return Account(
            id=number,
            handle=f"@{name}" if name else number,
            name=str(may.get("creator_nickname") or user.get("display_name") or name),
            url=f"{SITE}/@{name}" if name else "",
            facts=_facts(may),
        )

    def prepare(self, message: Message) -> Payload:
        limits = self.limits.adjusted(self.account.facts)
        is_video = any(image.is_video for image in message.images)
        fields = {option.name: message.option(option.name) for option in self.options}
        if not is_video:
            fields = {name: value for name, value in fields.items() if name not in OF_VIDEOS}
            fields["title"] = message.title.strip() if message.images else ""
        most = limits.characters if is_video or not message.images else DESCRIPTION
        parts = parts_of(message, plainly(units, most, fields.items()), threads=False)
        found = (*problems(limits, parts, self.title), *notes(parts[0], self.account))
        if not is_video:
            found += unreachable_media(parts, self.title)
        return Payload(self.name, self.account.id, parts, found)

    def upload(self, part: Part, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> Parcel:
        if _is_video(part):
            return media.ready(self._api, part, keep, kept)
        return media.pictures(self._api, part, kept)

    def known(self, part: Part, kept: Mapping[str, str]) -> Parcel:
        return media.known(part, kept)

    def commit(self, parcel: Parcel, key: str, deadline: float) -> Receipt:
        """The last piece of a video; of pictures, the word to fetch them. What follows only asks.

        That TikTok took the post is no receipt: it looks at each afterwards, and refuses some.
        """
        part = parcel.part
        if parcel.media_ids and not parcel.media_ids[0]:
            raise answers.failure(parcel.media_ids[1])
        if not parcel.media_ids and parcel.handle:
            return self._settled(parcel.handle, part, None)
        if not _is_video(part):
            answer = self._api.commit("post/publish/content/init/", photo_body(part), deadline)
            number = answers.committed(answer).get("publish_id")
            if not isinstance(number, str) or not number:
                raise Uncertain(Sentence(_("TikTok answered without a number of the post.")), code="no_id")
            return self._settled(number, part, answer)
        [video], [place], [piece] = part.images, parcel.media_ids, parcel.bodies
        answer = self._api.commit_put(place, video.size, piece, video.content_type, deadline)
        self._insist_on_taken(answer)
        return self._settled(parcel.handle, part, answer)

    def find(self, parcel: Parcel, key: str, since: datetime, known: Collection[str]) -> Receipt | None:
        """What became of the number? Nothing else is looked at: it cannot be another's.

        None of what failed, and of a video that TikTok does not have whole: it publishes neither.
        """
        part, number = parcel.part, parcel.handle
        if not number:
            raise CannotLook(Sentence(_("TikTok does not let us look for pictures.")), code="pictures")
        state = state_of(self._api, number)
        if state.is_out:
            return self._receipt(number, None, state.posts) if number not in known else None
        if state.word == answers.INBOX:
            raise CannotLook(Sentence(answers.IN_INBOX), code=state.word, asks=True)
        if state.has_failed or (_is_video(part) and state.is_taken(part.images[0].size) is False):
            return None
        said = answers.STILL_AT_IT if state.word else _("TikTok does not say what became of the post.")
        raise Unreachable(Sentence(said), code=state.word or "unknown")

    def measure(self, receipt_ids: Sequence[str]) -> dict[str, Reach]:
        return reach_of(self._api, receipt_ids)

    @classmethod
    def id_at(cls, url: str, account: Account) -> str:
        """The number of a video; numbers of such posts can be asked for, too."""
        found = VIDEO.match(url)
        return found[2] if found and is_same(found[1], account.handle) else ""

    @property
    def _api(self) -> Api:
        return Api(self.credentials, self.web)

    def _settled(self, number: str, part: Part, answer: Answer | None) -> Receipt:
        """The receipt, where TikTok has published it within some seconds; it may need hours."""
        state = afterwards.told(
            lambda: state_of(self._api, number, afterwards.LONGEST), lambda state: state.is_settled
        )
        if state is not None and state.is_out:
            return self._receipt(number, answer, state.posts)
        if state is not None and state.has_failed:
            raise answers.failure(state.reason)
        kept = {} if _is_video(part) else {media.name_of(part): number}
        raise Uncertain(Sentence(answers.STILL_AT_IT), code=state.word if state else "processing", kept=kept)

    def _insist_on_taken(self, answer: Answer) -> None:
        """201 says that TikTok has it all. Only an address that has ended is a definite no."""
        if answer.status == 201:
            return
        if answer.status == 403:
            raise Unreachable(
                Sentence(_("TikTok no longer takes the video at that address.")), code="address_ended"
            )
        if answer.status == 429:
            raise answers.refusal(answer, Uncertain)
        raise Uncertain(
            Sentence(
                _("{network} gave no clear answer (status {status})."),
                {"network": self.title, "status": answer.status},
            ),
            code=str(answer.status),
        )

    def _receipt(self, number: str, answer: Answer | None, posts: Sequence[str] = ()) -> Receipt:
        url = self.account.url
        if posts and url:
            url = f"{url}/video/{posts[0]}"
        return Receipt(number, url, server_date=answer.date if answer else None)


def _is_video(part: Part) -> bool:
    return any(image.is_video for image in part.images)


def _facts(may: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    levels, longest = may.get("privacy_level_options"), may.get("max_video_post_duration_sec")
    found = []
    if isinstance(levels, list):
        found.append(("privacy_levels", ",".join(str(level) for level in levels)))
    if type(longest) is int and longest > 0:
        found.append(("video_seconds", str(longest)))
    return tuple(found)
