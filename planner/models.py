"""Every table, by import: Django looks here. Nobody else imports this module."""

from planner.ahead.link_looks import LinkLook
from planner.ahead.preflight import Finding
from planner.campaigns.models import Campaign, Pillar, Tag
from planner.channels.models import Channel
from planner.channels.signing_in import SignIn
from planner.contract.models import Asked
from planner.days.models import DayNote, Event, Observance, ObservedDay
from planner.deliveries.models import Delivery
from planner.deliveries.story import Step
from planner.history.models import Entry
from planner.installation import Heartbeat, Installation
from planner.metrics.models import Snapshot
from planner.people.models import ApiToken, Invitation, Membership, User, Workspace
from planner.phrases.models import HouseWord, Phrase
from planner.posts.begun import Begun
from planner.posts.models import Attachment, Post, Variant, Version
from planner.posts.presence import Presence
from planner.posts.unsaved import Unsaved
from planner.posts.written_for import WrittenFor
from planner.queues.models import Evergreen, Series, Slot
from planner.reviews.models import Pin, Reading, Review
from planner.schedule.feed import Feed

__all__ = [
    "ApiToken",
    "Asked",
    "Attachment",
    "Begun",
    "Campaign",
    "Channel",
    "DayNote",
    "Delivery",
    "Entry",
    "Event",
    "Evergreen",
    "Feed",
    "Finding",
    "Heartbeat",
    "HouseWord",
    "Installation",
    "Invitation",
    "LinkLook",
    "Membership",
    "Observance",
    "ObservedDay",
    "Phrase",
    "Pillar",
    "Pin",
    "Post",
    "Presence",
    "Reading",
    "Review",
    "Series",
    "SignIn",
    "Slot",
    "Snapshot",
    "Step",
    "Tag",
    "Unsaved",
    "User",
    "Variant",
    "Version",
    "Workspace",
    "WrittenFor",
]
