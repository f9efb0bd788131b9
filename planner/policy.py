"""Who may come to which door: one line for every route, one for every operation of the API.

What is not in these tables is refused, and the server does not start (almanac.E001).
"""

from dataclasses import dataclass

from planner.people.permissions import Verb

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Everyone:
    """Also people who are not signed in."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Anybody with an account, about themselves."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A page that a library brings and we do not use: there is nothing here (404)."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Whoever holds the one-time link, while there is no owner."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the workspace in the address whose role has the verb; `change` is for POST and the like."""

    verb: Verb
    change: Verb | None = None

    def needs(self, method: str) -> Verb:
        return self.verb if method in SAFE_METHODS or self.change is None else self.change


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the JSON API: the verb that role and scopes must both grant; None needs no token."""

    verb: Verb | None


Rule = Everyone | SignedIn | Closed | Setup | Member

PAGES: dict[str, Rule] = {
    "home": Everyone(),
    "setup": Setup(),
    "invitation": Everyone(),
    # A person's own things
    "me": SignedIn(),
    "me_end_sessions": SignedIn(),
    # The calendar and posts
    "calendar": Member(Verb.SEE),
    "calendar-move": Member(
        Verb.WRITE
    ),  # what stands on a channel's calendar asks for more (schedule/moving.py)
    "calendar-bulk": Member(Verb.SEE, Verb.WRITE),
    "calendar-stage": Member(Verb.SEE, Verb.WRITE),
    "calendar-steps": Member(Verb.SEE),
    "calendar-pulse": Member(Verb.SEE),
    "calendar-menu": Member(Verb.SEE),
    "post-glance": Member(Verb.SEE),
    "calendar-export": Member(Verb.SEE),
    "post-new": Member(Verb.WRITE),
    "post-preview": Member(Verb.WRITE),
    "post-picture": Member(Verb.WRITE),
    "post-card": Member(Verb.WRITE),
    "post-pictures": Member(Verb.WRITE),
    "post": Member(Verb.SEE, Verb.WRITE),
    "post-autosave": Member(Verb.WRITE),
    "post-inserts": Member(Verb.WRITE),
    "post-insert": Member(Verb.WRITE),
    "post-people": Member(Verb.WRITE),
    "post-slot": Member(Verb.WRITE),
    "post-template": Member(Verb.EDIT),
    "post-here": Member(Verb.WRITE),
    "post-meet": Member(Verb.WRITE),
    "post-history": Member(Verb.SEE),
    "post-restore": Member(Verb.WRITE),
    "post-duplicate": Member(Verb.WRITE),
    "post-change": Member(Verb.WRITE),
    # Review and deliveries
    "review": Member(Verb.SEE),
    "review-answer": Member(Verb.REVIEW),
    "delivery": Member(Verb.SEE),
    "delivery-change": Member(Verb.SCHEDULE),
    "delivery-decide": Member(Verb.RESOLVE),
    "delivery-answer": Member(Verb.RESOLVE),
    "delivery-puzzle": Member(Verb.SEE),
    "delivery-take-back": Member(Verb.PUBLISH),
    "delivery-correct": Member(Verb.PUBLISH),
    "delivery-replies": Member(Verb.SEE),
    "delivery-measure": Member(Verb.SEE),
    # Channels, history, settings
    "channels": Member(Verb.SEE),
    "channel-new": Member(Verb.CHANNELS),
    "channel-connect": Member(Verb.CHANNELS),
    "channel-choose": Member(Verb.CHANNELS),
    "signed-in": SignedIn(),
    "channel": Member(Verb.SEE),
    "channel-change": Member(Verb.CHANNELS),
    "channel-pause": Member(Verb.PAUSE),
    "channel-resume": Member(Verb.RESUME),
    "channel-queue": Member(Verb.SEE),
    "channel-queue-change": Member(Verb.WRITE),  # of whose post, and what is on the calendar: queues/take.py
    "channel-queue-pause": Member(Verb.PAUSE),
    "channel-queue-resume": Member(Verb.RESUME),
    "channel-slots": Member(Verb.SEE, Verb.SCHEDULE),
    "post-series": Member(Verb.SEE, Verb.WRITE),
    "series-said": Member(Verb.WRITE),
    "evergreen": Member(Verb.SEE),
    "evergreen-mark": Member(Verb.SCHEDULE),
    "evergreen-change": Member(Verb.SCHEDULE),
    "history": Member(Verb.HISTORY),
    "settings": Member(Verb.SEE, Verb.SETTINGS),
    "phrases": Member(Verb.SEE, Verb.EDIT),
    "phrase-change": Member(Verb.EDIT),
    "house-word-remove": Member(Verb.EDIT),
    "pause": Member(Verb.PAUSE),
    "resume": Member(Verb.RESUME),
    # A workspace's people and keys
    "members": Member(Verb.MEMBERS),
    "member_invite": Member(Verb.MEMBERS),
    "member_role": Member(Verb.MEMBERS),
    "member_remove": Member(Verb.MEMBERS),
    "invitation_revoke": Member(Verb.MEMBERS),
    "tokens": Member(Verb.TOKENS),
    "token_new": Member(Verb.TOKENS),
    "token_revoke": Member(Verb.TOKENS),
    # The library
    "library": Member(Verb.SEE),
    "library-upload": Member(Verb.WRITE),
    "library-fetch": Member(Verb.WRITE),
    "library-bulk": Member(Verb.EDIT),
    "library-collections": Member(Verb.EDIT),
    "library-asset": Member(Verb.SEE, Verb.WRITE),
    "library-asset-change": Member(Verb.EDIT),
    "library-replace": Member(Verb.EDIT),
    "library-crop": Member(Verb.WRITE),
    # What stands on days, what stands out, the calendar on paper and in other programs
    "day": Member(Verb.SEE, Verb.WRITE),
    "day-note": Member(Verb.WRITE),
    "events": Member(Verb.SEE, Verb.EDIT),
    "event": Member(Verb.SEE, Verb.EDIT),
    "observances": Member(Verb.SEE, Verb.EDIT),
    "observances-bring": Member(Verb.EDIT),
    "observances-change": Member(Verb.EDIT),
    "observance-remove": Member(Verb.EDIT),
    "campaigns": Member(Verb.SEE, Verb.EDIT),
    "campaign": Member(Verb.SEE, Verb.EDIT),
    "pillars": Member(Verb.EDIT),
    "pillar": Member(Verb.EDIT),
    "calendar-notices": Member(Verb.SEE),
    "calendar-print": Member(Verb.SEE),
    "feeds": Member(Verb.SEE),
    "feed": Everyone(),  # the address itself is the key (schedule/feed.py)
    # Pictures, and what our own networks show
    "library-card": Member(Verb.WRITE),
    "library-card-picture": Member(Verb.WRITE),
    "asset": Member(Verb.SEE),
    "rendition": Member(Verb.SEE),
    "thumbnail": Member(Verb.SEE),
    "signed": Everyone(),  # the address itself is the key (library/addresses.py)
    "site": Everyone(),
    "sandbox": Member(Verb.SEE),
    "sandbox_posts": Member(Verb.SEE),
    "api_nothing": Everyone(),
    # Signing in, by allauth
    "account_login": Everyone(),
    "account_logout": Everyone(),
    "account_inactive": Everyone(),
    "account_signup": Everyone(),
    "account_reauthenticate": SignedIn(),
    "account_change_password": SignedIn(),
    "account_reset_password": Everyone(),
    "account_reset_password_done": Everyone(),
    "account_reset_password_from_key": Everyone(),
    "account_reset_password_from_key_done": Everyone(),
    "account_email": Closed(),
    "account_email_verification_sent": Closed(),
    "account_confirm_email": Closed(),
    "account_confirm_login_code": Closed(),
    "account_set_password": Closed(),
    # The second step, by allauth
    "mfa_index": SignedIn(),
    "mfa_authenticate": Everyone(),
    "mfa_reauthenticate": SignedIn(),
    "mfa_activate_totp": SignedIn(),
    "mfa_deactivate_totp": SignedIn(),
    "mfa_view_recovery_codes": SignedIn(),
    "mfa_generate_recovery_codes": SignedIn(),
    "mfa_download_recovery_codes": SignedIn(),
    "mfa_list_webauthn": SignedIn(),
    "mfa_add_webauthn": SignedIn(),
    "mfa_remove_webauthn": SignedIn(),
    "mfa_edit_webauthn": SignedIn(),
    "mfa_reauthenticate_webauthn": SignedIn(),
    "mfa_login_webauthn": Everyone(),
}

API: dict[str, Operation] = {
    "health": Operation(None),
    "me": Operation(Verb.SEE),
    # Channels
    "networks": Operation(Verb.SEE),
    "channels.list": Operation(Verb.SEE),
    "channels.see": Operation(Verb.SEE),
    "channels.connect": Operation(Verb.CHANNELS),
    "channels.change": Operation(Verb.CHANNELS),
    "channels.remove": Operation(Verb.CHANNELS),
    "channels.check": Operation(Verb.CHANNELS),
    "channels.pause": Operation(Verb.PAUSE),
    "channels.resume": Operation(Verb.RESUME),
    # Posts; what changes one asks besides whose it is (posts/api.py: changeable)
    "posts.list": Operation(Verb.SEE),
    "posts.see": Operation(Verb.SEE),
    "posts.versions": Operation(Verb.SEE),
    "posts.preview": Operation(Verb.SEE),
    "posts.write": Operation(Verb.WRITE),
    "posts.change": Operation(Verb.WRITE),
    "posts.remove": Operation(Verb.WRITE),
    "posts.archive": Operation(Verb.WRITE),
    "posts.duplicate": Operation(Verb.WRITE),
    "posts.submit": Operation(Verb.WRITE),
    "posts.withdraw": Operation(Verb.WRITE),
    "posts.approve": Operation(Verb.REVIEW),
    "posts.request_changes": Operation(Verb.REVIEW),
    "posts.schedule": Operation(Verb.SCHEDULE),
    "posts.publish": Operation(Verb.PUBLISH),
    # Deliveries
    "deliveries.list": Operation(Verb.SEE),
    "deliveries.see": Operation(Verb.SEE),
    "deliveries.move": Operation(Verb.SCHEDULE),
    "deliveries.cancel": Operation(Verb.SCHEDULE),
    "deliveries.retry": Operation(Verb.PUBLISH),
    "deliveries.resolve": Operation(Verb.RESOLVE),
    "deliveries.take_back": Operation(Verb.PUBLISH),
    "deliveries.correct": Operation(Verb.PUBLISH),
    "deliveries.replies": Operation(Verb.SEE),
    "deliveries.measure": Operation(Verb.SEE),
    "deliveries.answer": Operation(Verb.RESOLVE),
    "slots.list": Operation(Verb.SEE),
    "slots.replace": Operation(Verb.SCHEDULE),
    "slots.next": Operation(Verb.SEE),
    "slots.take": Operation(Verb.WRITE),  # of whose post, and what is on the calendar: queues/take.py
    "queue.see": Operation(Verb.SEE),
    "queue.reorder": Operation(Verb.WRITE),
    "series.begin": Operation(Verb.WRITE),
    "series.end": Operation(Verb.WRITE),
    "pause": Operation(Verb.PAUSE),
    "resume": Operation(Verb.RESUME),
    "calendar": Operation(Verb.SEE),
    # What stands on days; of whose note: days/notes.py
    "notes.list": Operation(Verb.SEE),
    "notes.write": Operation(Verb.WRITE),
    "notes.change": Operation(Verb.WRITE),
    "notes.remove": Operation(Verb.WRITE),
    "events.list": Operation(Verb.SEE),
    "events.see": Operation(Verb.SEE),
    "events.add": Operation(Verb.EDIT),
    "events.change": Operation(Verb.EDIT),
    "events.remove": Operation(Verb.EDIT),
    "campaigns.list": Operation(Verb.SEE),
    "campaigns.see": Operation(Verb.SEE),
    "campaigns.add": Operation(Verb.EDIT),
    "campaigns.change": Operation(Verb.EDIT),
    "campaigns.remove": Operation(Verb.EDIT),
    "assets.list": Operation(Verb.SEE),
    "assets.see": Operation(Verb.SEE),
    "assets.renditions": Operation(Verb.SEE),
    "assets.upload": Operation(Verb.WRITE),
    "assets.fetch": Operation(Verb.WRITE),
    "assets.change": Operation(Verb.EDIT),
    "assets.remove": Operation(Verb.EDIT),
    "uploads.begin": Operation(Verb.WRITE),
    "uploads.see": Operation(Verb.WRITE),
    "uploads.receive": Operation(Verb.WRITE),
    "uploads.drop": Operation(Verb.WRITE),
    "history": Operation(Verb.HISTORY),
}

API_NAMESPACE = "api"  # its own pages: the document, the reference, the root
