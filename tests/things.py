"""One object of every kind in any workspace, by the name that addresses use for its id.

Whoever adds a route with a new kind of id adds a line to THINGS; test_policy.py then tries it everywhere.
"""

import hashlib
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from PIL import Image

from media.models import Asset, Library, Rendition, Upload
from planner.campaigns.models import Campaign, Pillar
from planner.channels.models import Channel
from planner.channels.signing_in import SignIn
from planner.days.models import DayNote, Event, Observance
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.people.members import invite
from planner.people.models import Membership, User, Workspace
from planner.people.permissions import Role
from planner.people.tokens import issue
from planner.phrases.models import HouseWord, Phrase
from planner.posts.content import Content
from planner.posts.models import Post
from planner.queues.models import Evergreen


def post_id(workspace: Workspace) -> int:
    """By an author, if the workspace has one, so that "one's own posts" can be tried too."""
    author = workspace.memberships.filter(role=Role.AUTHOR).first() or _owner(workspace)
    by = Actor(author.user_id, str(author.user))
    return Post.objects.write(workspace, by, Content(title="Fog", text="Ships wait.")).pk


def channel_id(workspace: Workspace) -> int:
    return Channel.objects.create(workspace=workspace, network="sandbox", name="Sandbox").pk


def delivery_id(workspace: Workspace) -> int:
    post, due_at = Post.objects.get(pk=post_id(workspace)), timezone.now() + timedelta(days=1)
    return Delivery.objects.create(
        workspace=workspace,
        post=post,
        version=post.newest,
        channel_id=channel_id(workspace),
        due_at=due_at,
        late_until=due_at + timedelta(hours=1),
        wall=due_at.strftime("%Y-%m-%dT%H:%M:%S"),
        zone="UTC",
    ).pk


def membership_id(workspace: Workspace) -> int:
    email = f"zoe-{workspace.slug}-{workspace.memberships.count()}@example.org"
    user = User.objects.create_user(email, name="Zoe")
    return Membership.objects.create(workspace=workspace, user=user, role=Role.VIEWER).pk


def invitation_id(workspace: Workspace) -> int:
    owner = _owner(workspace)
    email = f"guest-{workspace.invitations.count()}@example.org"
    return invite(owner, Actor(owner.user_id, str(owner.user)), email, Role.VIEWER, timezone.now())[0].pk


def token_id(workspace: Workspace) -> int:
    owner = _owner(workspace)
    by = Actor(owner.user_id, str(owner.user))
    return issue(workspace, owner.user, by, "a program", ["read"], None, timezone.now())[0].pk


def sign_in_id(workspace: Workspace) -> int:
    """Somebody's, who is back from the network and has not chosen yet."""
    state = hashlib.sha256(f"{workspace.slug}-{SignIn.objects.count()}".encode()).hexdigest()
    row = SignIn(workspace=workspace, user=_owner(workspace).user, network="mastodon", state=state)
    row.is_back, row.created_at = True, timezone.now()
    row.lock_in({"instance": "https://m.example", "access_token": "x"})
    row.save()
    return row.pk


def asset_id(workspace: Workspace) -> int:
    """With its file, a picture of one pixel."""
    library, _new = Library.objects.get_or_create(owner=f"workspace:{workspace.pk}")
    name = f"{workspace.slug}-{library.assets.count()}"
    drawn = io.BytesIO()
    Image.new("RGB", (1, 1)).save(drawn, "PNG")
    file = Path(settings.MEDIA_ROOT) / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(drawn.getvalue())
    return Asset.objects.create(
        library=library,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        content_type="image/png",
        width=1,
        height=1,
        size=len(drawn.getvalue()),
        path=file.name,
    ).pk


def rendition_id(workspace: Workspace) -> int:
    asset = Asset.objects.get(pk=asset_id(workspace))
    facts = {
        name: getattr(asset, name) for name in ("sha256", "content_type", "width", "height", "size", "path")
    }
    return Rendition.objects.create(asset=asset, recipe="a recipe", **facts).pk


def upload_id(workspace: Workspace) -> str:
    """Begun, with nothing in it yet."""
    library, _new = Library.objects.get_or_create(owner=workspace.library)
    return str(Upload.objects.create(library=library, name="clip.mp4", size=10).pk)


def note_id(workspace: Workspace) -> int:
    """By an author, if the workspace has one."""
    author = workspace.memberships.filter(role=Role.AUTHOR).first() or _owner(workspace)
    return DayNote.objects.create(workspace=workspace, day=date(2026, 11, 26), text="Fog", by=author.user).pk


def event_id(workspace: Workspace) -> int:
    day = date(2026, 11, 26)
    return Event.objects.create(workspace=workspace, name="Fair", starts_on=day, ends_on=day).pk


def observance_id(workspace: Workspace) -> int:
    uid, until = f"uid-{workspace.observances.count()}", date(2028, 1, 1)
    return Observance.objects.create(workspace=workspace, uid=uid, name="Day of fog", known_until=until).pk


def campaign_id(workspace: Workspace) -> int:
    return Campaign.objects.create(workspace=workspace, name=f"Campaign {workspace.campaigns.count()}").pk


def pillar_id(workspace: Workspace) -> int:
    return Pillar.objects.create(workspace=workspace, name=f"Pillar {workspace.pillars.count()}").pk


def evergreen_id(workspace: Workspace) -> int:
    pattern = Post.objects.get(pk=post_id(workspace))
    return Evergreen.objects.create(workspace=workspace, pattern=pattern).pk


def phrase_id(workspace: Workspace) -> int:
    number = workspace.phrases.count()
    return Phrase.objects.create(
        workspace=workspace, kind="snippet", name=f"Hello {number}", text="Hello!"
    ).pk


def house_word_id(workspace: Workspace) -> int:
    number = workspace.house_words.count()
    return HouseWord.objects.create(workspace=workspace, kind="banned", word=f"cheap {number}").pk


def _owner(workspace: Workspace) -> Membership:
    return workspace.memberships.filter(role=Role.OWNER).select_related("user", "workspace")[0]


THINGS: dict[str, Callable[[Workspace], Any]] = {
    "post_id": post_id,
    "channel_id": channel_id,
    "delivery_id": delivery_id,
    "asset_id": asset_id,
    "sign_in_id": sign_in_id,
    "rendition_id": rendition_id,
    "upload_id": upload_id,
    "membership_id": membership_id,
    "invitation_id": invitation_id,
    "token_id": token_id,
    "note_id": note_id,
    "event_id": event_id,
    "observance_id": observance_id,
    "campaign_id": campaign_id,
    "pillar_id": pillar_id,
    "evergreen_id": evergreen_id,
    "phrase_id": phrase_id,
    "house_word_id": house_word_id,
}

# Ids that stand behind the question mark: {route: {name: kind}}.
IN_QUERY: dict[str, dict[str, str]] = {
    "post-picture": {"asset": "asset_id"},
    "post-people": {"channel": "channel_id"},
}

# What is not an id of a workspace's object: a value that is there, and one that is nowhere.
PLAIN: dict[str, tuple[Any, Any]] = {
    "width": (320, 321),  # of a thumbnail
    "name": ("wrong.png", "wrong.png"),  # of a signed address
    "filter_name": ("stage", "nothing"),  # of the calendar
    "number": (1, 999),  # of a version
    "network": ("sandbox", "nowhere"),
    "pk": (1, 999),  # of a passkey
    "token": ("wrong", "wrong"),  # of the set-up link
    "secret": ("wrong", "wrong"),  # of an invitation
    "slug": ("harbour", "nowhere"),  # of a site
    "file": ("index.html", "nowhere.html"),
    "shown": ("@harbour", "nowhere"),  # of a sandbox
    "day": ("2026-11-26", "nowhere"),
    "rest": ("nothing", "nothing"),  # of the API's addresses
    "uidb36": ("1", "1"),
    "key": ("wrong", "wrong"),
}
