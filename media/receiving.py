"""How large a request with files may be at all: more is refused before a byte of it is kept."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

MOST_BYTES = 210 * 1024 * 1024  # the largest video, and the form around it


class Bounded(FileUploadHandler):
    """Stands before the handlers that keep what comes, and passes everything on to them."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name for it
        content_length: int,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(_("That is too large."))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
