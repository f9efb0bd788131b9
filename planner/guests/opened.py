"""What a link opens at this moment, or why it opens nothing. Asked of the rules as they are now."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from planner.deliveries import agree
from planner.guests.models import ReviewLink
from planner.guests.persons import actor_of, is_asked, turns_of
from planner.reviews.models import Review
from planner.reviews.rules import refusal
from planner.reviews.seats import question, why_not
from planner.reviews.taken_back import taken_back
from planner.reviews.votes import Count


@dataclass(frozen=True, slots=True)
class Opened:
    """`words` say why it is closed; `refusal` why a yes would not count although it is open."""

    link: ReviewLink
    words: str = ""
    refusal: str = ""
    can_ask_changes: bool = False
    can_send_fresh: bool = False  # a newer link can be sent to its person
    answer: Review | None = None  # what they said last about this version, in this round
    so_far: Count | None = None

    @property
    def is_open(self) -> bool:
        return not self.words

    @property
    def can_approve(self) -> bool:
        return self.is_open and self.can_ask_changes and not self.refusal


def look(link: ReviewLink, now: datetime) -> Opened:
    """What this link opens now."""
    if link.revoked_at is not None:
        return Opened(link, _("This link was taken back. Ask whoever sent it for a new one."))
    if link.contact is not None and link.contact.removed_at is not None:
        return Opened(link, _("You are not asked any more."))
    post, person = link.post, link.person
    so_far = agree.standing(post)
    asked = is_asked(post, so_far, person, now)
    if not asked:
        return Opened(link, _("You are not asked about this post any more."))
    waits = post.state == "in_review" and bool(turns_of(post, so_far, person))
    if post.newest.pk != link.version_id:
        return Opened(link, _("A newer version exists."), can_send_fresh=waits)
    if now >= link.expires_at:
        return Opened(link, _("This link is too old to answer with."), can_send_fresh=waits)
    said = last_answer(link)
    if post.state == "in_review":
        why = why_not(post, so_far, actor_of(person), now) or _by_hand(link, so_far)
        return Opened(link, refusal=why, can_ask_changes=True, answer=said, so_far=so_far)
    if post.state == "approved":
        return Opened(link, refusal=_("This post is approved."), answer=said, so_far=so_far)
    if post.state == "changes" and said is not None and said.answer == Review.Answer.CHANGES:
        return Opened(link, refusal=_("You asked for changes."), answer=said, so_far=so_far)
    return Opened(link, CLOSED.get(post.state, _taken_back)())


def last_answer(link: ReviewLink) -> Review | None:
    """What this person said last about this version and has not been overtaken by a newer round."""
    mine = {"contact": link.contact_id} if link.contact_id else {"user": link.user_id}
    said = Review.objects.filter(version=link.version_id, **mine).order_by("-at", "-pk").first()
    if said is None or said.pk in taken_back(link.workspace_id, [link.post_id]):
        return None
    now_counts = said.round == link.post.review_round
    just_sent_back = said.answer != Review.Answer.YES and link.post.state == "changes"
    return said if now_counts or just_sent_back else None


def _by_hand(link: ReviewLink, so_far: Count) -> str:
    """Four eyes hold through a link that was copied, too: its maker could have opened it."""
    if link.made_by_id is None or not so_far.plan.four_eyes:
        return ""
    maker = actor_of(link.made_by) if link.made_by else None
    if maker is None or not refusal(question(link.post, True, maker, None)):
        return ""
    return _("Whoever wrote this post made this link by hand. Answer with the link in your letter.")


def _taken_back() -> str:
    return _("This post has been taken back. You will get a letter when it is ready for you again.")


CLOSED = {
    "changes": lambda: _("Changes were asked for. You will get a letter when there is a new version."),
    "rejected": lambda: _("This post was rejected. There is nothing more to do."),
    "archived": lambda: _("This post was put away. There is nothing more to do."),
}
