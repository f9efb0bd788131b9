"""Which channel it is, and what we may do there: asked when it is connected and checked."""

from collections.abc import Iterable
from typing import Any

from publishers.discord.answers import SITE, unreadable
from publishers.discord.api import Api
from publishers.errors import Expired, Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Account

# Discord docs, permissions: bits, and what they are called in the settings of a channel.
ADMINISTRATOR = 1 << 3
NEEDED = {"View Channel": 1 << 10, "Send Messages": 1 << 11}
USEFUL = {"Attach Files": 1 << 15, "Read Message History": 1 << 16}
FORUMS = {15, 16}  # GUILD_FORUM, GUILD_MEDIA
WRITTEN = {0, 2, 5, 13} | FORUMS  # text, voice, announcements, stage; threads have their parent's rights
THREADS = {10, 11, 12}
UPLOADS = {2: 50_000_000, 3: 100_000_000}  # bytes of a file, by the server's level of boosts


def account(api: Api) -> Account:
    """Raises Expired where nothing can be posted there."""
    return _of_bot(api) if api.is_bot else _of_webhook(api)


def members(api: Api, guild: str) -> int | None:
    """How many people are on the server; None where Discord does not say."""
    count = _object(api.ask("GET", f"/guilds/{guild}", params={"with_counts": "true"})).get(
        "approximate_member_count"
    )
    return count if type(count) is int and count >= 0 else None


def _of_webhook(api: Api) -> Account:
    hook = _object(api.ask("GET", api.webhook))
    channel, guild = _number(hook, "channel_id"), str(hook.get("guild_id") or "")
    name = str(hook.get("name") or "Webhook")
    url = f"{SITE}/channels/{guild}/{channel}" if guild else ""
    return Account(channel, name, name, url, (("guild", guild), ("webhook", _number(hook, "id"))))


def _of_bot(api: Api) -> Account:
    bot = _number(_object(api.ask("GET", "/users/@me")), "id")
    channel = _object(api.ask("GET", f"/channels/{api.channel}"))
    number, kind = _number(channel, "id"), channel.get("type")
    if kind not in WRITTEN | THREADS:
        raise Expired(
            Sentence(_("Nothing can be posted in a channel of this kind. Choose another channel.")),
            code="50008",
        )
    guild = _object(api.ask("GET", f"/guilds/{_number(channel, 'guild_id')}"))
    facts = {"guild": _number(guild, "id"), "bot": bot}
    if kind in WRITTEN:
        missing = _missing(api, bot, guild, channel)
        if missing:
            facts["missing"] = ", ".join(missing)
    if kind in FORUMS:
        facts |= {"forum": "yes"} | _tags(channel)
    upload = UPLOADS.get(guild.get("premium_tier", 0))
    if upload:
        facts |= {"image_bytes": str(upload), "video_bytes": str(upload)}
    name = str(channel.get("name") or number)
    return Account(
        id=number,
        handle=f"#{name}",
        name=f"{guild.get('name') or ''} #{name}".strip(),
        url=f"{SITE}/channels/{facts['guild']}/{number}",
        facts=tuple(sorted(facts.items())),
    )


def _missing(api: Api, bot: str, guild: dict[str, Any], channel: dict[str, Any]) -> list[str]:
    """The useful permissions that are not there. Raises Expired where a needed one is missing."""
    member = _object(api.ask("GET", f"/guilds/{guild['id']}/members/{bot}"))
    held = permissions(guild, member, channel, bot)
    absent = [name for name, bit in NEEDED.items() if not held & bit]
    if absent:
        raise Expired(
            Sentence(
                _("The bot may not post in this channel. Give it these permissions there: {permissions}."),
                {"permissions": ", ".join(absent)},
            ),
            code="50013",
        )
    return [name for name, bit in USEFUL.items() if not held & bit]


def permissions(guild: dict[str, Any], member: dict[str, Any], channel: dict[str, Any], who: str) -> int:
    """What a member may do in a channel, as bits (Discord docs, permissions: permission overwrites)."""
    everyone, roles = str(guild.get("id")), {str(one) for one in member.get("roles") or ()}
    held = _union(
        one.get("permissions") for one in guild.get("roles") or () if one.get("id") in roles | {everyone}
    )
    if held & ADMINISTRATOR or guild.get("owner_id") == who:
        return (1 << 53) - 1
    overwrites = channel.get("permission_overwrites") or ()
    for some in ({everyone}, roles, {who}):
        chosen = [one for one in overwrites if one.get("id") in some]
        held &= ~_union(one.get("deny") for one in chosen)
        held |= _union(one.get("allow") for one in chosen)
    return held


def _union(bits: Iterable[Any]) -> int:
    found = 0
    for one in bits:
        found |= int(one or 0)
    return found


def _tags(channel: dict[str, Any]) -> dict[str, str]:
    tags = channel.get("available_tags") or ()
    return {f"tag:{str(one.get('name')).lower()}": str(one.get("id")) for one in tags if one.get("id")}


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise unreadable()
    return found


def _number(found: dict[str, Any], name: str) -> str:
    number = found.get(name)
    if not isinstance(number, str) or not number.isdecimal():
        raise unreadable()
    return number
