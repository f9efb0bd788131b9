"""Whose key it is, and what this forum takes: asked when the channel is connected and checked."""

from typing import Any

from publishers.discourse import declared
from publishers.discourse.answers import object_of, objects_in, unreadable
from publishers.discourse.api import Api
from publishers.errors import Expired, PublisherError, Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.message import Account


def account(api: Api) -> Account:
    """The person who posts, and the forum's own bounds as far as it tells them."""
    user = object_of(api.ask("GET", "/session/current.json")).get("current_user")
    if not isinstance(user, dict) or type(user.get("id")) is not int or not user.get("username"):
        raise unreadable()
    username, wanted = str(user["username"]), api.credentials.username.strip()
    if wanted and username.casefold() != wanted.casefold():
        raise Expired(
            Sentence(_("This key is for {name}. Enter that user name."), {"name": username}),
            code="another_person",
            is_certain=True,
        )
    host = api.site.partition("://")[2]
    return Account(
        id=f"{host}#{user['id']}",
        handle=f"@{username}@{host}",
        name=str(user.get("name") or username),
        url=f"{api.site}/u/{username}",
        facts=tuple(sorted({**_bounds(api), "categories": "\n".join(_names(categories(api)))}.items())),
    )


def category(api: Api, wanted: str) -> int:
    """The number of a category, by number, name, last part of its address, or `Parent / Name`."""
    if wanted.isdecimal():
        return int(wanted)
    known = categories(api)
    named = _named(known)
    for one in known:
        names = {str(one.get("name")), str(one.get("slug")), named.get(_id(one), "")}
        if wanted.casefold() in {name.casefold() for name in names if name}:
            return _id(one)
    values = {"name": wanted}
    raise Rejected(
        Sentence(_("The forum has no category “{name}” for this person."), values), code="no_category"
    )


def categories(api: Api) -> list[dict[str, Any]]:
    return objects_in(object_of(api.ask("GET", "/site.json")), "categories")


def _names(known: list[dict[str, Any]]) -> list[str]:
    return list(_named(known).values())


def _named(known: list[dict[str, Any]]) -> dict[int, str]:
    """Each with the name of what it belongs to, since two may have the same name."""
    names = {_id(one): str(one.get("name")) for one in known}
    return {
        _id(one): f"{names[above]} / {one.get('name')}"
        if (above := one.get("parent_category_id")) in names
        else str(one.get("name"))
        for one in known
    }


def _bounds(api: Api) -> dict[str, str]:
    """What the forum says of its settings; nothing where it does not tell them."""
    try:
        told = object_of(api.ask("GET", "/site/settings.json"))
    except PublisherError:
        return {}
    inside = told.get("site_settings")
    settings = inside if isinstance(inside, dict) else told
    found = {ours: settings.get(theirs) for theirs, (ours, _usual) in declared.SETTINGS.items()}
    if type(kilobytes := settings.get("max_image_size_kb")) is int:
        found["image_bytes"] = kilobytes * 1024
    return {name: str(value) for name, value in found.items() if type(value) is int and value >= 0}


def _id(category: dict[str, Any]) -> int:
    number = category.get("id")
    return number if type(number) is int else 0
