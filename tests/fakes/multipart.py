"""Reading a form with files, simply."""

import re

from tests.fakes.server import Request

File = tuple[str, bytes, str]  # name, content, content type


def form_and_files(request: Request) -> tuple[dict[str, str], dict[str, File]]:
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    form: dict[str, str] = {}
    files: dict[str, File] = {}
    for piece in request.body.split(b"--" + boundary)[1:-1]:
        head, _, content = piece[2:-2].partition(b"\r\n\r\n")
        described = head.decode()
        name = re.search(r' name="([^"]*)"', described)
        filename = re.search(r'filename="([^"]*)"', described)
        kind = re.search(r"(?i)content-type: (\S+)", described)
        if name and filename:
            files[name[1]] = (filename[1], content, kind[1] if kind else "")
        elif name:
            form[name[1]] = content.decode()
    return form, files
