"""Which channel it is, and what the app may do there: asked when it is connected and checked."""

import re
from typing import Any

from publishers.answers import unreadable
from publishers.errors import Expired, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Account
from publishers.slack.answers import MORE_SCOPES, NO_SCOPE, NOT_THERE, told
from publishers.slack.api import Api

NUMBER = re.compile(r"(?:https://[\w.-]+/(?:archives|client/T[A-Z0-9]+)/)?([CG][A-Z0-9]{5,20})(?:/.*)?")
PAGES = 20  # of channels


def account(api: Api) -> Account:
    """Raises Expired where nothing can be posted there."""
    answer = api.answer("auth.test")
    who = told(answer, Unreachable)
    scopes = {one.strip() for one in answer.headers.get("x-oauth-scopes", "").split(",")} - {""}
    _demand(scopes, "chat:write")
    channel = _channel(api)
    number, name = str(channel.get("id")), str(channel.get("name") or channel.get("id"))
    if channel.get("is_archived"):
        raise Expired(
            Sentence(_("The channel is archived. Open it in Slack, or choose another.")), code="is_archived"
        )
    is_member = bool(channel.get("is_member"))
    if not is_member and scopes and "chat:write.public" not in scopes:
        raise Expired(
            Sentence(_("The app is not in this channel. Write “/invite” and its name there.")),
            code="not_in_channel",
        )
    team = str(who.get("url") or "")
    facts = {
        "team": team if team.startswith("https://") and team.endswith("/") else "",
        "user": str(who.get("user_id") or ""),
        "bot": str(who.get("bot_id") or ""),
        "outside": "" if is_member else "yes",
    }
    return Account(
        id=number,
        handle=f"#{name}",
        name=f"{who.get('team') or ''} #{name}".strip(),
        url=f"{facts['team']}archives/{number}" if facts["team"] else "",
        facts=tuple(sorted((key, value) for key, value in facts.items() if value)),
    )


def members(api: Api, number: str) -> int | None:
    """How many people are in the channel; None where Slack does not say."""
    channel = api.ask("conversations.info", channel=number, include_num_members=True).get("channel")
    count = channel.get("num_members") if isinstance(channel, dict) else None
    return count if type(count) is int and count >= 0 else None


def _channel(api: Api) -> dict[str, Any]:
    given = api.credentials.channel.strip()
    found = NUMBER.fullmatch(given)
    try:
        if not found:
            return _named(api, given.removeprefix("#").lower())
        channel = api.ask("conversations.info", channel=found[1]).get("channel")
    except Rejected as error:
        if error.code == NO_SCOPE:
            raise Expired(error.sentence, code=error.code, is_certain=True) from error
        raise
    if not isinstance(channel, dict) or not isinstance(channel.get("id"), str):
        raise unreadable("Slack")
    return channel


def _named(api: Api, name: str) -> dict[str, Any]:
    """A public channel by its name; a private one is entered by its link."""
    if name:
        for one in api.pages("conversations.list", "channels", PAGES, exclude_archived=True):
            if one.get("name") == name and isinstance(one.get("id"), str):
                return one
    raise Expired(Sentence(NOT_THERE), code="channel_not_found")


def _demand(held: set[str], scope: str) -> None:
    """Slack names the token's scopes in a header; where it does not, the post itself will tell."""
    if held and scope not in held:
        raise Expired(Sentence(MORE_SCOPES, {"needed": scope}), code=NO_SCOPE, is_certain=True)
