"""What we ask Google for to publish on YouTube."""

from publishers.google import RIGHTS, SignsInToGoogle

SCOPES = tuple(RIGHTS + name for name in ("youtube.upload", "youtube.force-ssl", "youtube.readonly"))


class SignsInToYouTube(SignsInToGoogle):
    scopes = SCOPES
