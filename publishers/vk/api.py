"""Asking VK. Keys go in the body, so that no address holds one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publishers.answer import Answer
from publishers.credentials import typed
from publishers.errors import Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.vk import answers
from publishers.web import Web

VERSION = "5.199"  # the schema's in November 2026; posting, uploads and comments are as they are here
SERVER = "https://api.vk.com"


@dataclass(frozen=True, slots=True)
class Credentials:
    community_key: str = typed(
        _("Community access key"),
        _("In the community: Manage, API usage, Access tokens. It needs the rights to the wall."),
        secret=True,
    )
    group: str = typed(_("Community"), _("Its address or number, such as vk.com/harbour or club987654"))
    user_token: str = typed(
        _("Token of an administrator"),
        _(
            "May be left out. Without it posts here have no pictures, cannot be changed or "
            "deleted, and numbers and comments are not read: VK keeps all that from a community's key."
        ),
        default="",
        secret=True,
    )
    server: str = typed(
        _("VK's address"),
        _("Only where VK is reached at another one, such as https://api.vk.ru"),
        default=SERVER,
        kind="url",
    )


class Api:
    """Calls of VK's methods: with the community's key, or with the person's token where VK wants one."""

    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    def ask(self, method: str, given: Mapping[str, str], *, as_person: bool = True) -> Any:
        """What a method that does no harm when it is repeated responds."""
        form = {**given, **self._signed(as_person=as_person)}
        return answers.response(self.web.ask("POST", self._address(method), data=form), Unreachable)

    def post(self, method: str, given: Mapping[str, str], deadline: float) -> Answer:
        """The one request that publishes."""
        form = {**given, **self._signed(as_person=False)}
        return self.web.request("POST", self._address(method), data=form, deadline=deadline)

    def _signed(self, *, as_person: bool) -> dict[str, str]:
        token = self.credentials.user_token if as_person else self.credentials.community_key
        if as_person and not token.strip():
            raise Rejected(
                Sentence(
                    _("VK lets only an administrator do this. Add an administrator's token to the channel.")
                ),
                code="no_user_token",
            )
        return {"access_token": token.strip(), "v": VERSION}

    def _address(self, method: str) -> str:
        server = self.credentials.server.strip().rstrip("/") or SERVER
        return f"{server if '://' in server else f'https://{server}'}/method/{method}"
