"""Which community it is, and what the keys may do there: asked when the channel is connected and checked."""

import re
from typing import Any

from publishers.errors import Expired, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Account
from publishers.vk.api import Api

NUMBERED = re.compile(r"(?:-|club|public|event)?(\d+)")


def account(api: Api) -> Account:
    name = group_name(api.credentials.group)
    group = _group(api.ask("groups.getById", {"group_id": name}, as_person=False))
    number = group["id"]
    own = _group(api.ask("groups.getById", {}, as_person=False))
    if own["id"] != number:
        raise Expired(
            Sentence(
                _("This key belongs to another community, {name}. Make one in this community."),
                {"name": str(own.get("name") or own["id"])},
            ),
            code="another_community",
        )
    _demand_wall(api)
    if has_person := bool(api.credentials.user_token.strip()):
        _demand_administrator(api, number)
    screen_name = str(group.get("screen_name") or f"club{number}")
    return Account(
        id=str(number),
        handle=f"@{screen_name}",
        name=str(group.get("name") or screen_name),
        url=f"https://vk.com/{screen_name}",
        facts=(("person", "yes"),) if has_person else (),
    )


def members(api: Api, number: str) -> int | None:
    """How many people are in the community; None where it hides that."""
    asked = {"group_id": number, "fields": "members_count"}
    count = _group(api.ask("groups.getById", asked, as_person=False)).get("members_count")
    return count if type(count) is int and count >= 0 else None


def group_name(typed: str) -> str:
    """A number without its sign, or the name: `vk.com/harbour`, `club123`, `-123`, `@harbour`."""
    name = typed.strip().partition("?")[0].rstrip("/").rpartition("/")[2].removeprefix("@")
    numbered = NUMBERED.fullmatch(name)
    return numbered[1] if numbered else name


def _demand_wall(api: Api) -> None:
    """Either right will do, since how VK names them in this list is seen only in part (unverified)."""
    found = api.ask("groups.getTokenPermissions", {}, as_person=False)
    held = found.get("permissions") if isinstance(found, dict) else None
    names = {one.get("name") for one in held if isinstance(one, dict)} if isinstance(held, list) else set()
    if names and not names & {"wall", "manage"}:
        raise Expired(
            Sentence(
                _(
                    "This key has no right to the community's wall. Make one with the rights to manage the "
                    "community and to its wall."
                )
            ),
            code="no_wall",
        )


def _demand_administrator(api: Api, number: int) -> None:
    try:
        group = _group(api.ask("groups.getById", {"group_id": str(number)}))
    except Expired as error:
        raise Expired(
            Sentence(_("VK does not accept the administrator's token. Replace it, or connect without it.")),
            code=error.code,
        ) from None
    if not group.get("is_admin"):
        raise Expired(
            Sentence(
                _("The person whose token this is does not manage the community. Use an administrator's.")
            ),
            code="no_administrator",
        )


def _group(found: Any) -> dict[str, Any]:
    groups = found.get("groups") if isinstance(found, dict) else found
    group = groups[0] if isinstance(groups, list) and groups else None
    if not isinstance(group, dict) or type(group.get("id")) is not int:
        raise Unreachable(Sentence(_("VK answered in a way that cannot be read.")), code="no_group")
    return group
