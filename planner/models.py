"""Every table, by import: Django looks here. Nobody else imports this module."""

from planner.ahead.link_looks import LinkLook
from planner.ahead.preflight import Finding
from planner.campaigns.models import Campaign, Pillar, Tag
from planner.channels.models import Channel
from planner.channels.signing_in import SignIn
from planner.clicks.models import ClickDay, ShortLink
from planner.contract.models import Asked
from planner.days.models import DayNote, Event, Observance, ObservedDay
from planner.deliveries.models import Delivery
from planner.deliveries.stops import Stop
from planner.deliveries.story import Step
from planner.freshness.models import Care, Fact, FactUse, LinkCheck, LinkUse, OldValue, Refresh
from planner.guests.models import Letter, ReviewLink
from planner.history.models import Entry
from planner.insights.models import Fitted, Outcome
from planner.installation import Heartbeat, Installation, StandStill
from planner.mailings.models import Envelope, Mailing, Reader
from planner.metrics.models import Asking, ChannelDay, Snapshot
from planner.notices.models import (
    Cursor,
    Dispatch,
    Notice,
    Preference,
    Reachable,
    TelegramBot,
    TelegramChat,
    Webhook,
)
from planner.past.models import Brought, PastImport
from planner.people.groups import Absence, Contact, Group
from planner.people.models import ApiToken, Invitation, Membership, User, Workspace
from planner.phrases.models import HouseWord, Phrase
from planner.posts.begun import Begun
from planner.posts.judged import Judged
from planner.posts.models import Attachment, Post, Variant, Version
from planner.posts.presence import Presence
from planner.posts.unsaved import Unsaved
from planner.posts.written_for import WrittenFor
from planner.queues.models import Evergreen, Experiment, Series, Slot
from planner.remarks.models import Mention, Remark, Suggestion, Thread
from planner.reports.models import Goal, ReportLink, Sending, Subscription
from planner.reviews.models import Afterlook, Pin, Reading, Review, Turn
from planner.reviews.policies import Policy, ReviewStep, Route
from planner.schedule.feed import Feed

__all__ = [
    "Absence",
    "Afterlook",
    "ApiToken",
    "Asked",
    "Asking",
    "Attachment",
    "Begun",
    "Brought",
    "Campaign",
    "Care",
    "Channel",
    "ChannelDay",
    "ClickDay",
    "Contact",
    "Cursor",
    "DayNote",
    "Delivery",
    "Dispatch",
    "Entry",
    "Envelope",
    "Event",
    "Evergreen",
    "Experiment",
    "Fact",
    "FactUse",
    "Feed",
    "Finding",
    "Fitted",
    "Goal",
    "Group",
    "Heartbeat",
    "HouseWord",
    "Installation",
    "Invitation",
    "Judged",
    "Letter",
    "LinkCheck",
    "LinkLook",
    "LinkUse",
    "Mailing",
    "Membership",
    "Mention",
    "Notice",
    "Observance",
    "ObservedDay",
    "OldValue",
    "Outcome",
    "PastImport",
    "Phrase",
    "Pillar",
    "Pin",
    "Policy",
    "Post",
    "Preference",
    "Presence",
    "Reachable",
    "Reader",
    "Reading",
    "Refresh",
    "Remark",
    "ReportLink",
    "Review",
    "ReviewLink",
    "ReviewStep",
    "Route",
    "Sending",
    "Series",
    "ShortLink",
    "SignIn",
    "Slot",
    "Snapshot",
    "StandStill",
    "Step",
    "Stop",
    "Subscription",
    "Suggestion",
    "Tag",
    "TelegramBot",
    "TelegramChat",
    "Thread",
    "Turn",
    "Unsaved",
    "User",
    "Variant",
    "Version",
    "Webhook",
    "Workspace",
    "WrittenFor",
]
