"""VK's wall and photos, apart from how they are asked: methods as functions of their parameters."""

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

GROUP = 987654
GROUP_AUTH = "Group authorization failed: method is unavailable with group auth."
USERS_ONLY = {
    *("photos.getWallUploadServer", "photos.saveWallPhoto", "wall.edit", "wall.delete", "wall.get"),
    *("wall.getById", "wall.getComments", "wall.editComment", "wall.deleteComment"),
}
GROUPS_ONLY = {"groups.getTokenPermissions"}
LONGEST = 16_384  # what people report; VK writes it nowhere

Given = dict[str, str]


class Refusal(Exception):
    def __init__(self, code: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.more = code, message, more


@dataclass
class Post:
    id: int
    text: str
    attachments: list[str]
    fields: Given
    date: int = field(default_factory=lambda: int(time.time()))
    edited: int = 0
    is_pinned: bool = False
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)


class Wall:
    """`arrived` is told of each post and comment, and whether its guid had been seen before."""

    def __init__(self, arrived: Callable[..., None]) -> None:
        self.posts: dict[int, Post] = {}
        self.guids: dict[str, int] = {}
        self.comment_guids: dict[str, int] = {}
        self.photos: dict[str, bytes] = {}
        self.uploads: dict[str, tuple[str, bytes, str]] = {}
        self.permissions = {"wall", "photos", "manage"}
        self.is_admin = True
        self.group = {"id": GROUP, "name": "Harbour", "screen_name": "harbour", "type": "group"}
        self.others: dict[str, dict[str, Any]] = {}  # communities that are not the key's, by their names
        self.upload_url = ""
        self.uploads_break = False  # answers with an empty photo, as VK does when it cannot read one
        self._arrived = arrived
        self._ids = itertools.count(101)
        self._uploads = itertools.count(1)

    def restore(self, id: int, guid: str, text: str, **_: Any) -> None:  # noqa: A002 (the word of the record)
        self.posts[id] = Post(id, text, [], {})
        self.guids[guid] = id
        self._ids = itertools.count(id + 1)

    def groups_getById(self, given: Given) -> Any:  # noqa: N802
        asked = given.get("group_id") or given.get("group_ids") or str(GROUP)
        if asked in self.others:
            return {"groups": [self.others[asked]], "profiles": []}
        if asked not in (str(GROUP), self.group["screen_name"]):
            raise Refusal(
                100, "One of the parameters specified was missing or invalid: group_ids is undefined"
            )
        more = {"is_admin": int(self.is_admin)} if given["token"] == "user" else {}
        more |= {"members_count": 321} if "members_count" in given.get("fields", "") else {}
        return {"groups": [{**self.group, **more}], "profiles": []}

    def groups_getTokenPermissions(self, given: Given) -> Any:  # noqa: N802
        settings = {"photos": 4, "wall": 8192, "messages": 4096, "manage": 262144}
        held = [{"name": name, "setting": settings[name]} for name in sorted(self.permissions)]
        return {"mask": sum(settings[name] for name in self.permissions), "permissions": held}

    def photos_getWallUploadServer(self, given: Given) -> Any:  # noqa: N802
        if given.get("group_id") != str(GROUP):
            raise Refusal(15, "Access denied")
        return {"upload_url": self.upload_url, "album_id": -14, "user_id": 42}

    def take_upload(self, file: tuple[str, bytes, str] | None) -> Any:
        """What the upload host answers; the photo is JSON inside of JSON."""
        if file is None or not file[1] or self.uploads_break:
            return {"server": 7, "photo": "[]", "hash": "empty"}
        name = f"hash{next(self._uploads)}"
        self.uploads[name] = file
        return {"server": 7, "photo": json.dumps([{"photo": name, "sizes": []}]), "hash": name}

    def photos_saveWallPhoto(self, given: Given) -> Any:  # noqa: N802
        file = self.uploads.get(given.get("hash", ""))
        if file is None or given.get("photo") in (None, "", "[]") or given.get("server") != "7":
            raise Refusal(
                100, "One of the parameters specified was missing or invalid: photos_list is invalid"
            )
        number = 456_000 + len(self.photos)
        self.photos[f"photo42_{number}"] = file[1]
        return [{"id": number, "owner_id": 42, "album_id": -14, "sizes": [], "date": int(time.time())}]

    def wall_post(self, given: Given) -> Any:
        self._own_wall(given)
        text, attachments = given.get("message", ""), _listed(given.get("attachments", ""))
        if not text.strip() and not attachments:
            raise Refusal(100, "One of the parameters specified was missing or invalid: message is undefined")
        if len(text) > LONGEST:
            raise Refusal(100, "One of the parameters specified was missing or invalid: message is too long")
        links = [one for one in attachments if one.startswith(("http://", "https://"))]
        strange = [one for one in attachments if one not in links and one not in self.photos]
        if len(links) > 1 or strange or len(attachments) > 10:
            raise Refusal(
                100, "One of the parameters specified was missing or invalid: attachments is incorrect"
            )
        guid = given.get("guid", "")
        known = self.guids.get(guid) if guid else None
        if known is None:
            fields = {name: value for name, value in given.items() if name in FIELDS}
            post = Post(next(self._ids), text, attachments, fields)
            self.posts[post.id] = post
            known = self.guids[guid or f"none{post.id}"] = post.id
            self._arrived(id=post.id, key=guid, guid=guid, text=text, repeat=False)
        else:
            self._arrived(id=known, key=guid, guid=guid, text=text, repeat=True)
        return {"post_id": known}

    def wall_createComment(self, given: Given) -> Any:  # noqa: N802
        post = self._post(given)
        if post.fields.get("close_comments") == "1":
            raise Refusal(213, "Access to status replies denied")
        guid = given.get("guid", "")
        known = self.comment_guids.get(guid) if guid else None
        repeat = known is not None
        if known is None:
            known = next(self._ids)
            who = -int(given.get("from_group", "0")) or 42
            post.comments[known] = _comment(known, who, given.get("message", ""))
            self.comment_guids[guid or f"none{known}"] = known
        self._arrived(id=known, key=guid, guid=guid, text=given.get("message", ""), repeat=repeat, on=post.id)
        return {"comment_id": known, "parents_stack": []}

    def wall_edit(self, given: Given) -> Any:
        post = self._post(given)
        post.text, post.attachments = given.get("message", ""), _listed(given.get("attachments", ""))
        post.edited = int(time.time())
        return {"post_id": post.id}

    def wall_delete(self, given: Given) -> Any:
        del self.posts[self._post(given).id]
        return 1

    def wall_getById(self, given: Given) -> Any:  # noqa: N802
        asked = [one.partition("_")[2] for one in given.get("posts", "").split(",")]
        found = [self.posts[int(number)] for number in asked if int(number) in self.posts]
        return {"items": [_shown(post) for post in found]}

    def wall_get(self, given: Given) -> Any:
        if given.get("domain") not in (f"club{GROUP}", self.group["screen_name"], f"-{GROUP}"):
            raise Refusal(15, "Access denied")
        offset, count = int(given.get("offset", "0")), min(int(given.get("count", "20")), 100)
        newest = sorted(self.posts.values(), key=lambda post: (not post.is_pinned, -post.id))
        return {"count": len(newest), "items": [_shown(post) for post in newest[offset : offset + count]]}

    def wall_editComment(self, given: Given) -> Any:  # noqa: N802
        self._comment(given)["text"] = given.get("message", "")
        return 1

    def wall_deleteComment(self, given: Given) -> Any:  # noqa: N802
        number = self._comment(given)["id"]
        for post in self.posts.values():
            post.comments.pop(number, None)
        return 1

    def wall_getComments(self, given: Given) -> Any:  # noqa: N802
        comments = sorted(self._post(given).comments.values(), key=lambda one: int(one["id"]))
        if given.get("sort") == "desc":
            comments.reverse()
        comments = [one for one in comments if int(one["id"]) >= int(given.get("start_comment_id", "0"))]
        offset, count = int(given.get("offset", "0")), min(int(given.get("count", "10")), 100)
        shown = {"count": len(comments), "items": comments[offset : offset + count], "can_post": True}
        if given.get("extended") == "1":
            shown["profiles"] = [{"id": 777, "first_name": "Grace", "last_name": "H"}]
            shown["groups"] = [self.group]
        return shown

    def say(self, on: int, text: str, who: int = 777) -> int:
        """Somebody comments."""
        number = next(self._ids)
        self.posts[on].comments[number] = _comment(number, who, text)
        return number

    def _comment(self, given: Given) -> dict[str, Any]:
        for post in self.posts.values():
            if int(given.get("comment_id", "0")) in post.comments:
                return post.comments[int(given["comment_id"])]
        raise Refusal(211, "Access to wall's comment denied")

    def _own_wall(self, given: Given) -> None:
        if given.get("owner_id") != f"-{GROUP}" or (given["token"] == "user" and not self.is_admin):
            raise Refusal(214, "Access to adding post denied")

    def _post(self, given: Given) -> Post:
        if given.get("owner_id") != f"-{GROUP}":
            raise Refusal(15, "Access denied")
        post = self.posts.get(int(given.get("post_id", "0")))
        if post is None:
            raise Refusal(104, "Not found")
        return post


FIELDS = ("from_group", "signed", "close_comments", "mute_notifications")


def _comment(number: int, who: int, text: str) -> dict[str, Any]:
    return {"id": number, "from_id": who, "date": int(time.time()), "text": text, "can_edit": 0}


def _shown(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "owner_id": -GROUP,
        "from_id": -GROUP,
        "date": post.date,
        **({"edited": post.edited} if post.edited else {}),
        "text": post.text,
        **({"is_pinned": 1} if post.is_pinned else {}),
        "type": "post",
        "post_type": "post",
        "attachments": [_attachment(one) for one in post.attachments],
        "views": {"count": 250},
        "likes": {"count": 7, "user_likes": 0},
        "reposts": {"count": 2, "user_reposted": 0},
        "comments": {"count": len(post.comments), "can_post": 1},
    }


def _attachment(name: str) -> dict[str, Any]:
    if name.startswith("photo"):
        owner, _, number = name.removeprefix("photo").partition("_")
        return {"type": "photo", "photo": {"id": int(number), "owner_id": int(owner)}}
    return {"type": "link", "link": {"url": name, "title": ""}}


def _listed(text: str) -> list[str]:
    return [one for one in text.split(",") if one]
