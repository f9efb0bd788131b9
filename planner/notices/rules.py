"""Which act is told to whom, as which kind. Data: whoever adds an act adds a line."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from planner.deliveries.models import Delivery
from planner.history.models import Entry
from planner.notices.case import Case
from planner.people.permissions import Verb
from planner.reviews.rules import Question, refusal

Whom = Callable[[Case], Iterable[int | None]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`whom`: names of WHOM. `contacts`: also those of the client whom the act names."""

    kind: str
    whom: tuple[str, ...]
    when: Callable[[Case], bool] = lambda case: True
    contacts: bool = False
    also_doer: bool = False  # asked to do something more, which is not what they have just done


def _author(case: Case) -> Iterable[int | None]:
    return [case.post.author_id] if case.post else []


def _assignee(case: Case) -> Iterable[int | None]:
    return [case.post.assignee_id] if case.post else []


def _assigned(case: Case) -> Iterable[int | None]:
    """Who is named in the act; acts of before that only named them by name mean who it is now."""
    return case.ids("user") or _assignee(case)


def _reviewers(case: Case) -> Iterable[int | None]:
    """Whose role and whose yes counts, but for the author."""
    post, workspace = case.post, case.room.workspace
    if post is None:
        return []
    editor = post.head.by_id if post.head else None
    may = case.room.who_may(Verb.REVIEW)
    four = [Question(workspace.four_eyes, one, post.author_id, editor) for one in may]
    return [one.reviewer_id for one in four if one.reviewer_id != post.author_id and not refusal(one)]


def _lookers(case: Case) -> Iterable[int | None]:
    """Of what went the urgent way: who was asked about it; else the admins, but for who took it."""
    may = case.room.who_may(Verb.SEE)  # a client does not look at it
    asked = [pk for pk in case.ids("users") if pk in may]
    return asked or [pk for pk in case.room.who_may(Verb.SETTINGS) if pk not in case.ids("taker")]


def _thread(case: Case) -> Iterable[int | None]:
    """Who said something in the same thread before, or about the post where no thread is named."""
    said = case.earlier.filter(act="remark.written")
    if case.act.startswith("suggestion.") and case.thing_id is not None:
        return list(
            case.earlier.filter(thing_id=case.thing_id, act="remark.written").values_list(
                "user_id", flat=True
            )
        )
    thread, post = case.details.get("thread"), case.post.pk if case.post else None
    if thread:
        said = said.filter(details__thread=thread)
    elif case.entry is not None and case.entry.thing == "post":
        said = said.filter(thing="post", thing_id=case.entry.thing_id)
    else:
        said = said.filter(details__post=post)
    return list(said.order_by("-number").values_list("user_id", flat=True)[:200])


WHOM: Mapping[str, Whom] = {
    "author": _author,
    "assignee": _assignee,
    "assigned": _assigned,
    "approvers": lambda case: [*case.ids("approvers"), *case.ids("stand_ins")],
    "users": lambda case: case.ids("users"),
    "user": lambda case: case.ids("user"),
    "told": lambda case: case.ids("told"),
    "mentioned": lambda case: case.ids("mentions"),
    "reviewers": _reviewers,
    "lookers": _lookers,
    "thread": _thread,
    "admins": lambda case: case.room.who_may(Verb.SETTINGS),
    "channel_owner": lambda case: case.channel_owner(),
}


def _no_step_opened(case: Case) -> bool:
    """Where there are steps, it is these that ask. They open in the transaction that submits."""
    if case.entry is None or case.post is None:
        return True
    opened = Entry.objects.filter(act="post.step_opened", thing="post", thing_id=case.post.pk)
    return not opened.filter(number__gt=case.entry.number).exists()


def _nothing_waits(case: Case) -> bool:
    """Where something waits for its time, its delivery is blocked, and that is told."""
    waiting = Delivery.objects.filter(
        post=case.post, state__in=("scheduled", "waiting", "claimed", "blocked")
    )
    return not waiting.exists()


def _is_client_asked(case: Case) -> bool:
    return case.details.get("for_client") is True


def _is_not_asked_again(case: Case) -> bool:
    """Else they get a letter with a link, which says what changed since their yes."""
    return case.details.get("asks_again") is False


# A client's contacts are asked and reminded by the letters that carry their links (guests/inviting.py).
# Of several rules that name a person the first counts: who is mentioned hears of that, not of a comment.
RULES: Mapping[str, tuple[Rule, ...]] = {
    "post.step_opened": (Rule("review", ("approvers",), also_doer=True),),
    "post.stood_in": (Rule("review", ("approvers",), also_doer=True),),
    "post.submitted": (Rule("review", ("reviewers",), _no_step_opened),),
    "post.deadline_near": (Rule("reminder", ("approvers",)),),
    "post.step_late": (Rule("late", ("approvers", "author")),),
    "post.step_escalated": (Rule("late", ("users", "approvers", "author")),),
    "post.step_skipped": (Rule("late", ("author", "approvers")),),
    "post.approved": (Rule("approved", ("author", "assignee")),),
    "post.step_approved": (Rule("step_approved", ("author",)),),
    "post.changes_asked": (Rule("changes", ("author", "assignee")),),
    "post.rejected": (Rule("rejected", ("author", "assignee")),),
    "post.yes_taken_back": (
        Rule("void", ("author",), lambda case: case.details.get("state") == "in_review"),
    ),
    "post.approval_void": (
        Rule("void", ("told", "author")),
        Rule("void", (), _is_not_asked_again, contacts=True),
    ),
    "post.slot_passed": (Rule("missed", ("author", "channel_owner", "approvers", "assignee")),),
    "post.not_scheduled": (Rule("unplanned", ("author", "assignee"), also_doer=True),),
    "post.urgent": (Rule("urgent", ("admins", "approvers", "author")),),
    "post.afterlook_waits": (Rule("urgent", ("lookers",)),),
    "post.afterlooked": (Rule("urgent", ("user", "author")),),
    "remark.written": (
        Rule("mention", ("mentioned",)),
        Rule("comment", ("author", "thread")),
        Rule("comment", (), _is_client_asked, contacts=True),
    ),
    "suggestion.accepted": (Rule("suggestion", ("user", "users", "thread")),),
    "suggestion.rejected": (Rule("suggestion", ("user", "users", "thread")),),
    "post.stopped": (Rule("stale", ("author", "assignee", "users"), _nothing_waits),),
    "post.assigned": (Rule("assigned", ("assigned",)),),
    "channel.to_reconnect": (Rule("channel", ("channel_owner", "admins")),),
    "delivery.failed": (Rule("failed", ("author", "channel_owner")),),
    "delivery.missed": (Rule("missed", ("author", "channel_owner")),),
    "delivery.by_hand": (Rule("by_hand", ("assignee", "author", "channel_owner")),),
    "delivery.held": (Rule("held", ("author", "channel_owner")),),
    "delivery.blocked": (Rule("blocked", ("author", "assignee", "channel_owner")),),
    "mailing.halted": (Rule("letters", ("author", "channel_owner")),),
    "mailing.delayed": (Rule("letters", ("author", "channel_owner")),),
    "delivery.gone": (Rule("gone", ("author", "channel_owner")),),
    "delivery.changed_there": (Rule("gone", ("author", "channel_owner")),),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom to tell: a member or a client's contact."""

    user_id: int | None = None
    contact_id: int | None = None


def readers(case: Case) -> dict[Reader, str]:
    """Who is told, each with the kind. Nobody of their own act, nobody who left, no client of inner words."""
    found: dict[Reader, str] = {}
    for rule in RULES.get(case.act, ()):
        if not rule.when(case):
            continue
        for pk in case.members_only(one for name in rule.whom for one in WHOM[name](case)):
            if pk != case.doer or (rule.also_doer and not _is_author(case, pk)):
                found.setdefault(Reader(user_id=pk), rule.kind)
        if rule.contacts and not case.is_internal:
            for pk in case.ids("contacts"):
                if pk in case.room.contacts and pk != case.details.get("contact"):
                    found.setdefault(Reader(contact_id=pk), rule.kind)
    return found


def kind_of(case: Case) -> str:
    """What a program is told it is: the last rule's kind, the least personal one; "" where none holds."""
    kinds = [rule.kind for rule in RULES.get(case.act, ()) if rule.when(case)]
    return kinds[-1] if kinds else ""


def _is_author(case: Case, user_id: int) -> bool:
    return case.post is not None and case.post.author_id == user_id
