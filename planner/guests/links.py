"""Links: made, found, revoked. 256 bits, bound to person, post and version, and nowhere written down.

The secret is HMAC-SHA256 of the row's nonce, version and person, with a key made of the installation's secret
key. The database keeps its SHA-256: from a copy of the database nobody gets a link, and a row that was
pointed at another version or person by hand has no link at all.
"""

import base64
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from planner.guests.models import ReviewLink
from planner.guests.persons import Person, who
from planner.history.models import Actor
from planner.history.record import record
from planner.people.groups import Contact
from planner.people.models import hash_secret
from planner.posts.models import Post, Version

SALT = "planner.guests.links"
LIFETIME = timedelta(days=14)
AFTER_THE_TIME = timedelta(days=2)
LONGEST = timedelta(days=180)


def make(version: Version, person: Person, now: datetime, by_hand: Actor | None = None) -> ReviewLink:
    """This person's link to this version: the one they have, or a new one.

    One that is made by hand is another: it can be revoked without the one in the letter.
    """
    post = version.post
    live = ReviewLink.objects.filter(version=version, revoked_at=None, made_by=None, **who(person))
    with transaction.atomic():
        if by_hand is None:
            live.filter(expires_at__lte=now).update(revoked_at=now)
            if found := live.first():
                return found
        nonce = secrets.token_hex(16)
        row = ReviewLink(
            workspace_id=post.workspace_id,
            post=post,
            version=version,
            nonce=nonce,
            made_at=now,
            made_by_id=by_hand.user_id if by_hand else None,
            expires_at=ends(post, now),
            **who(person),
        )
        row.token_hash = hash_secret(token_of(row))
        ReviewLink.objects.bulk_create([row], ignore_conflicts=by_hand is None)
    return ReviewLink.objects.filter(token_hash=row.token_hash).first() or live.get()


def ends(post: Post, now: datetime) -> datetime:
    """Two weeks, or two days after the post's time where that is later; half a year at most.

    The later of the two: a link that ends before the post goes out would leave a client who was asked in time
    without a way to answer. Two days after it nobody's answer can change anything.
    """
    soonest = now + LIFETIME
    wanted = max(soonest, post.planned_at + AFTER_THE_TIME) if post.planned_at else soonest
    return min(wanted, now + LONGEST)


def token_of(link: ReviewLink) -> str:
    """The link's secret, 43 letters."""
    whose = f"contact:{link.contact_id}" if link.contact_id else f"user:{link.user_id}"
    return secret_of(SALT, f"{link.nonce}|{link.post_id}|{link.version_id}|{whose}")


def secret_of(salt: str, said: str) -> str:
    """The secret of a row of which this can be said, made with the installation's key. 43 letters."""
    mac = salted_hmac(salt, said, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def address_of(link: ReviewLink) -> str:
    """The whole address. Whoever has it answers in this person's name: keep it out of logs."""
    return f"{settings.PUBLIC_URL}/r/{token_of(link)}/"


def find(token: str) -> ReviewLink | None:
    """The link of this secret, dead or alive; None for one that was never made.

    Looked up by its hash: what a database takes longer for tells nothing about the secret.
    """
    known = ReviewLink.objects.select_related(
        "contact__group", "user", "workspace", "version", "post__workspace", "post__head", "made_by"
    )
    link = known.filter(token_hash=hash_secret(token)).first()
    if link is None or not hmac.compare_digest(token_of(link).encode(), token.encode()):
        return None
    return link


@transaction.atomic
def revoke(link: ReviewLink, by: Actor, now: datetime) -> None:
    """It opens nothing any more."""
    if ReviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        contacts = [link.contact_id] if link.contact_id else []
        users = [link.user_id] if link.user_id else []
        record(link.workspace_id, by, "guest.revoked", link.post, at=now, contacts=contacts, users=users)


@transaction.atomic
def revoke_all(contact: Contact, by: Actor, now: datetime) -> int:
    """All of a contact's links, as when they are removed. How many there were."""
    ended = ReviewLink.objects.filter(contact=contact, revoked_at=None).update(revoked_at=now)
    if ended:
        record(contact.workspace_id, by, "guest.revoked_all", contact, at=now, contacts=[contact.pk])
    return ended
