"""What became of a post at TikTok, by the `publish_id` that it got before anything was out."""

from dataclasses import dataclass

from publishers.tiktok.answers import INBOX, code_of, data_of
from publishers.tiktok.api import Api

COMPLETE, FAILED = "PUBLISH_COMPLETE", "FAILED"
UPLOADING = "PROCESSING_UPLOAD"  # also while TikTok looks at a video that it has whole
FETCHING = "PROCESSING_DOWNLOAD"
UNKNOWN = "invalid_publish_id"


@dataclass(frozen=True, slots=True)
class State:
    word: str  # "PROCESSING_UPLOAD", …; "" where TikTok does not know the post
    uploaded: int | None = None  # bytes of a video, where it says
    posts: tuple[str, ...] = ()  # the numbers of what is public by now
    reason: str = ""  # why it failed

    @property
    def is_out(self) -> bool:
        return self.word == COMPLETE

    @property
    def has_failed(self) -> bool:
        return self.word == FAILED

    @property
    def is_settled(self) -> bool:
        """TikTok has done with it, and nothing more will become of it by itself."""
        return self.word in (COMPLETE, FAILED, INBOX)

    def is_taken(self, size: int) -> bool | None:
        """Has TikTok all of it, so that something becomes of it by itself? None where it does not say."""
        if self.word in (COMPLETE, INBOX, FETCHING):
            return True
        if self.has_failed:
            return False
        if self.word != UPLOADING or self.uploaded is None:
            return None
        return self.uploaded >= size


def state_of(api: Api, number: str, timeout: float | None = None) -> State:
    answer = api.ask("post/publish/status/fetch/", {"publish_id": number}, timeout=timeout)
    if code_of(answer) == UNKNOWN:
        return State("")
    data = data_of(answer)
    # TikTok's own spelling.
    posts = data.get("publicaly_available_post_id")
    uploaded = data.get("uploaded_bytes")
    return State(
        word=str(data.get("status") or ""),
        uploaded=uploaded if type(uploaded) is int else None,
        posts=tuple(str(one) for one in posts) if isinstance(posts, list) else (),
        reason=str(data.get("fail_reason") or ""),
    )
