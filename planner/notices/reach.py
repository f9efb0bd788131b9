"""In which ways a person is told of a kind, and when each may leave."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from planner.notices.kinds import KINDS, Pace, Way
from planner.notices.models import Preference, Reachable, TelegramChat
from planner.notices.pace import Quiet, due
from planner.notices.rules import Reader
from planner.people.models import User, Workspace

# What comes shortly after leaves in the same letter: seconds that the first waits.
GATHER: Mapping[str, timedelta] = {Way.EMAIL: timedelta(seconds=15), Way.TELEGRAM: timedelta(seconds=3)}


def mail_goes_out() -> bool:
    """Whether letters leave this machine; out of the box they only show in the server's log."""
    return not str(settings.EMAIL_BACKEND).endswith(("console.EmailBackend", "dummy.EmailBackend"))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person has said of a kind, or what stands in its place."""

    product: bool
    email: bool
    telegram: bool
    pace: str = Pace.NOW


def by_default(kind: str) -> Wish:
    return Wish(True, KINDS[kind].email, KINDS[kind].telegram)


@dataclass(frozen=True, slots=True)
class Reached:
    """How somebody is told: whether the product shows it, and the ways with the moment each may leave."""

    is_shown: bool
    ways: tuple[tuple[str, datetime], ...]


class Reach:
    """What the people of a workspace have said about being told, read together."""

    def __init__(self, workspace: Workspace, users: Iterable[int]) -> None:
        ids = set(users)
        self.workspace = workspace
        self.wishes: dict[tuple[int, str], Wish] = {}
        for one in Preference.objects.filter(workspace=workspace, user__in=ids):
            self.wishes[one.user_id, one.kind] = Wish(one.product, one.email, one.telegram, one.pace)
        self.quiets = {one.user_id: one for one in Reachable.objects.filter(user__in=ids)}
        chats = TelegramChat.objects.filter(bot__workspace=workspace, user__in=ids, chat_id__isnull=False)
        self.chats = set(chats.values_list("user_id", flat=True))

    def wish(self, user_id: int, kind: str) -> Wish:
        return self.wishes.get((user_id, kind), by_default(kind))

    def quiet(self, user_id: int) -> Quiet:
        said = self.quiets.get(user_id)
        if said is None:
            return Quiet(zone=self.workspace.timezone)
        return Quiet(said.quiet_from, said.quiet_until, said.zone or self.workspace.timezone)

    def of(self, reader: Reader, kind: str, now: datetime) -> Reached:
        """A client's contact has only an address."""
        if reader.user_id is not None:
            return self.reached(reader.user_id, kind, now)
        return Reached(False, ((Way.EMAIL.value, now + GATHER[Way.EMAIL]),) if mail_goes_out() else ())

    def reached(self, user_id: int, kind: str, now: datetime) -> Reached:
        """What must be told cannot be switched off, nor kept for a digest; quiet hours hold for it too."""
        wish, must = self.wish(user_id, kind), KINDS[kind].is_sure
        mail, chat = mail_goes_out(), user_id in self.chats
        ways = [
            way
            for way, is_wished, is_there in (
                (Way.EMAIL, wish.email, mail),
                (Way.TELEGRAM, wish.telegram, chat),
            )
            if is_wished and is_there
        ]
        if must and not ways and not KINDS[kind].is_only_shown:
            ways = [Way.EMAIL] if mail else [Way.TELEGRAM] if chat else []
        quiet, pace = self.quiet(user_id), Pace.NOW if must else wish.pace
        found = tuple((way.value, due(now + GATHER[way], pace, quiet)) for way in ways)
        return Reached(wish.product or must, found)


def quiet_of(user: User, workspace: Workspace) -> Quiet:
    return Reach(workspace, [user.pk]).quiet(user.pk)
