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
from planner.campaigns.models import Campaign, Pillar, Tag
from planner.channels.models import Channel
from planner.channels.signing_in import SignIn
from planner.days.models import DayNote, Event, Observance
from planner.deliveries.models import Delivery
from planner.freshness.models import Fact
from planner.history.models import Actor
from planner.mailings.models import Reader
from planner.notices.models import Webhook
from planner.notices.ways import new_signing_secret
from planner.past import bring
from planner.people.groups import Absence, Contact, Group
from planner.people.members import invite
from planner.people.models import Membership, User, Workspace
from planner.people.permissions import Role
from planner.people.tokens import issue
from planner.phrases.models import HouseWord, Phrase
from planner.posts.content import Content
from planner.posts.models import Post
from planner.queues.models import Evergreen
from planner.remarks import discussing
from planner.remarks.models import Thread
from planner.reports import links
from planner.reports.models import Goal, Subscription
from planner.reports.reading import month_asked
from planner.reports.span import month_named
from planner.reviews.models import Afterlook, Review
from planner.reviews.policies import Policy, ReviewStep, Route


def post_id(workspace: Workspace) -> int:
    """By an author, if the workspace has one, so that "one's own posts" can be tried too."""
    author = workspace.memberships.filter(role=Role.AUTHOR).first() or _owner(workspace)
    by = Actor(author.user_id, str(author.user))
    return Post.objects.write(workspace, by, Content(title="Fog", text="Ships wait.")).pk


def look_id(workspace: Workspace) -> int:
    """A post that went the urgent way, which nobody has looked at yet."""
    post, owner = Post.objects.get(pk=post_id(workspace)), _owner(workspace)
    review = Review.objects.create(
        post=post, version=post.newest, user=owner.user, by_name="Zoe", answer="yes", note="In a hurry.",
        at=timezone.now(), is_urgent=True,
    )  # fmt: skip
    return Afterlook.objects.create(post=post, review=review).pk


def channel_id(workspace: Workspace) -> int:
    return Channel.objects.create(workspace=workspace, network="sandbox", name="Sandbox").pk


def reader_id(workspace: Workspace) -> int:
    """Of a newsletter."""
    channel = Channel.objects.create(workspace=workspace, network="newsletter", name="News")
    now, address = timezone.now(), f"ada-{channel.pk}@example.org"
    return Reader.objects.create(
        workspace=workspace, channel=channel, address=address, since=now, changed_at=now
    ).pk


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


def past_import_id(workspace: Workspace) -> int:
    """A file that was looked at."""
    owner, channel = _owner(workspace), Channel.objects.get(pk=channel_id(workspace))
    by = Actor(owner.user_id, str(owner.user))
    data = b"Published at,Text\n2020-01-01 09:30,Fog"
    return bring.look(channel, data, "past.csv", "UTC", by, timezone.now())[0].pk


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


def tag_id(workspace: Workspace) -> int:
    return Tag.objects.create(workspace=workspace, name=f"Label {workspace.tags.count()}").pk


def group_id(workspace: Workspace) -> int:
    """A client with one contact, so that somebody can answer."""
    name = f"Client {workspace.groups.count()}"
    group = Group.objects.create(workspace=workspace, name=name, is_client=True)
    Contact.objects.create(workspace=workspace, group=group, name="Nina", email="nina@example.org")
    return group.pk


def contact_id(workspace: Workspace) -> int:
    return Contact.objects.get(group=group_id(workspace)).pk


def policy_id(workspace: Workspace) -> int:
    return Policy.objects.create(workspace=workspace, tag_id=tag_id(workspace)).pk


def step_id(workspace: Workspace) -> int:
    step = ReviewStep.objects.create(workspace=workspace, name="Client", position=1)
    step.groups.add(group_id(workspace))
    return step.pk


def route_id(workspace: Workspace) -> int:
    group = group_id(workspace)
    return Route.objects.create(workspace=workspace, name="Prices", when="price", group_id=group).pk


def absence_id(workspace: Workspace) -> int:
    """The owner's, with somebody new in their place."""
    delegate = Membership.objects.get(pk=membership_id(workspace)).user
    now = timezone.now()
    return Absence.objects.create(
        workspace=workspace, user=_owner(workspace).user, delegate=delegate, from_at=now,
        until_at=now + timedelta(days=7),
    ).pk  # fmt: skip


def thread_id(workspace: Workspace) -> int:
    """For the client, so that everybody who may comment sees it."""
    owner, post = _owner(workspace), Post.objects.get(pk=post_id(workspace))
    said = discussing.Said("Really?", quote="Ships", is_for_client=True, replacement="Boats")
    return discussing.begin(post, Actor(owner.user_id, str(owner.user)), said, timezone.now()).pk


def remark_id(workspace: Workspace) -> int:
    return Thread.objects.get(pk=thread_id(workspace)).remarks.get().pk


def suggestion_id(workspace: Workspace) -> int:
    return Thread.objects.get(pk=thread_id(workspace)).suggestions.get().pk


def webhook_id(workspace: Workspace) -> int:
    """On, with its secret."""
    webhook = Webhook.objects.create(workspace=workspace, url="https://example.org/almanac")
    webhook.lock_in(new_signing_secret())
    return webhook.pk


def goal_id(workspace: Workspace) -> int:
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    goal = Goal(workspace=workspace, metric="posts", target=20, from_on=first, until_on=last)
    goal.save()
    return goal.pk


def report_link_id(workspace: Workspace) -> int:
    owner, span = _owner(workspace), month_named("2026-10")
    assert span
    by = Actor(owner.user_id, str(owner.user))
    return links.make(month_asked(workspace, span), by, "en", 30, timezone.now()).pk


def subscription_id(workspace: Workspace) -> int:
    contact, now = contact_id(workspace), timezone.now()
    return Subscription.objects.create(
        workspace=workspace, kind="month", contact_id=contact, created_at=now
    ).pk


def _owner(workspace: Workspace) -> Membership:
    return workspace.memberships.filter(role=Role.OWNER).select_related("user", "workspace")[0]


def fact_id(workspace: Workspace) -> int:
    now = timezone.now()
    name = f"Price {workspace.facts.count()}"
    return Fact.objects.create(
        workspace=workspace, name=name, value="990 ₽", kind="price", ttl_days=30, changed_at=now,
        confirmed_at=now,
    ).pk  # fmt: skip


THINGS: dict[str, Callable[[Workspace], Any]] = {
    "post_id": post_id,
    "look_id": look_id,
    "channel_id": channel_id,
    "delivery_id": delivery_id,
    "past_import_id": past_import_id,
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
    "tag_id": tag_id,
    "group_id": group_id,
    "contact_id": contact_id,
    "policy_id": policy_id,
    "step_id": step_id,
    "route_id": route_id,
    "absence_id": absence_id,
    "thread_id": thread_id,
    "remark_id": remark_id,
    "suggestion_id": suggestion_id,
    "webhook_id": webhook_id,
    "goal_id": goal_id,
    "reader_id": reader_id,
    "report_link_id": report_link_id,
    "subscription_id": subscription_id,
    "fact_id": fact_id,
}

# Ids that stand behind the question mark: {route: {name: kind}}.
IN_QUERY: dict[str, dict[str, str]] = {
    "post-picture": {"asset": "asset_id"},
    "post-people": {"channel": "channel_id"},
    "agreement-steps": {"policy": "policy_id"},
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
    "code": ("7Gh2kQ9x", "wrong"),  # of a short link
    "slug": ("harbour", "nowhere"),  # of a site
    "file": ("index.html", "nowhere.html"),
    "shown": ("@harbour", "nowhere"),  # of a sandbox
    "day": ("2026-11-26", "nowhere"),
    "month": ("2026-10", "nowhere"),
    "rest": ("nothing", "nothing"),  # of the API's addresses
    "uidb36": ("1", "1"),
    "key": ("wrong", "wrong"),
}
