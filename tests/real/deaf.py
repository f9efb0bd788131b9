"""A way to a real server on which every answer gets lost."""

import urllib.request

from tests.fakes.server import FakeServer, Pipe, Request

PASSED = ("content-type", "authorization", "accept-version")


class Deaf(FakeServer):
    """Passes every request on to the server at `home`, and hangs up instead of answering."""

    def __init__(self, home: str) -> None:
        super().__init__()
        self.home = home

    async def respond(self, request: Request, pipe: Pipe) -> None:
        headers = {name: request.headers[name] for name in PASSED if name in request.headers}
        address = self.home + request.target
        passed = urllib.request.Request(address, request.body, headers, method=request.method)
        with urllib.request.urlopen(passed, timeout=20) as answer:
            assert answer.status == 200
