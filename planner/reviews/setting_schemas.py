"""What programs say about how posts are agreed, and what they read of it."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from planner.contract.schema import Given, Id, Name, Words
from planner.reviews.setting import MOST_HOURS, TermsSaid
from planner.reviews.setting_steps import MOST_STEPS, AskingSaid

Mode = Literal["none", "optional", "required", "steps"]


class TermsGiven(Given):
    """The terms, whole: what is left out is as in a new workspace."""

    review_policy: Mode = "required"
    four_eyes: bool = Field(
        default=False, strict=True, description="Neither author nor last editor approves."
    )
    schedules_itself: bool = Field(
        default=True, strict=True, description="With the last yes, where a time was proposed."
    )
    after_edit: Literal["draft", "review"] = "draft"
    earlier_hours: int | None = Field(
        default=None, strict=True, ge=0, le=MOST_HOURS,
        description="How much earlier than agreed a post may go out. null: freely; 0: not at all.",
    )  # fmt: skip
    later_hours: int | None = Field(default=None, strict=True, ge=0, le=MOST_HOURS)
    urgent_path: bool = Field(
        default=False, strict=True, description="One approver with a reason; somebody looks afterwards."
    )

    @property
    def said(self) -> TermsSaid:
        return TermsSaid(**{name: getattr(self, name) for name in TermsSaid.__dataclass_fields__})


class TermsSeen(Schema):
    review_policy: str
    four_eyes: bool
    schedules_itself: bool
    after_edit: str
    earlier_hours: int | None
    later_hours: int | None
    urgent_path: bool
    sentences: list[str] = Field(description="What these terms mean for a post, in words.")


class AskingGiven(Given):
    rule: Literal["any", "all", "quorum"] = "any"
    quorum: int = Field(
        default=1, strict=True, ge=1, le=999, description="How many, where the rule is `quorum`."
    )
    is_legal: bool = Field(default=False, strict=True, description="Never passed over.")
    deadline_hours: int | None = Field(default=None, strict=True, ge=1, le=MOST_HOURS)
    deadline_since: Literal["slot", "asked"] = Field(
        default="slot", description="Counted back from the post's time, or from when they are asked."
    )
    on_timeout: Literal["notify", "escalate", "skip"] = "notify"
    escalate_to: Id | None = Field(default=None, description="A group, where it escalates.")

    def asking(self) -> dict[str, Any]:
        names = AskingSaid.__dataclass_fields__
        return {name: getattr(self, name) for name in names}


class StepGiven(AskingGiven):
    name: Name
    users: list[Id] = Field(default=[], max_length=200)
    groups: list[Id] = Field(default=[], max_length=200)


class AskingSeen(Schema):
    id: int
    name: str
    rule: str
    quorum: int
    is_legal: bool
    deadline_hours: int | None
    deadline_since: str
    on_timeout: str
    escalate_to: int | None
    warnings: list[str] = Field(description="What could leave it without enough yeses now.")


class StepSeen(AskingSeen):
    """One step of the workspace's own terms, or of a policy."""

    policy: int | None
    position: int
    users: list[int]
    groups: list[int]


class NewStep(StepGiven):
    policy: Id | None = Field(default=None, description="null: the workspace's own terms.")


class StepOrder(Given):
    policy: Id | None = None
    steps: list[Id] = Field(max_length=MOST_STEPS, description="Every step once, in the wanted order.")


class PolicyGiven(TermsGiven):
    """Terms for the posts of one channel, campaign or tag, with the steps that they begin with."""

    channel: Id | None = None
    campaign: Id | None = None
    tag: Id | None = None
    steps: list[StepGiven] = Field(default=[], max_length=MOST_STEPS)


class PolicySeen(TermsSeen):
    id: int
    channel: int | None
    campaign: int | None
    tag: int | None
    steps: list[StepSeen]


class GroupGiven(Given):
    name: Name
    is_client: bool = Field(default=False, strict=True)
    users: list[Id] = Field(default=[], max_length=500)


class ContactSeen(Schema):
    """A client's person without an account."""

    id: int
    group: int
    name: str
    email: str
    language: str


class GroupSeen(Schema):
    id: int
    name: str
    is_client: bool
    users: list[int] = Field(description="Members who may answer.")
    contacts: list[ContactSeen]


class ContactGiven(Given):
    name: Words = Field(max_length=120)
    email: Words = Field(max_length=254)
    language: Words = Field(default="en", max_length=8)


class RouteGiven(AskingGiven):
    """A rule that asks a group as well."""

    name: Name = ""
    when: Literal["price", "claim", "medical", "words", "campaign", "tag", "channel"]
    words: Words = Field(default="", max_length=20_000, description="One a line, where it looks for words.")
    campaign: Id | None = None
    tag: Id | None = None
    channel: Id | None = None
    group: Id


class RouteSeen(AskingSeen):
    when: str
    words: str
    campaign: int | None
    tag: int | None
    channel: int | None
    group: int
    sentence: str


class AbsenceGiven(Given):
    user: Id
    delegate: Id = Field(description="Who answers in their place.")
    from_at: AwareDatetime
    until_at: AwareDatetime


class AbsenceSeen(Schema):
    id: int
    user: int
    delegate: int
    from_at: datetime
    until_at: datetime
