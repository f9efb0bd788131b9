"""Which steps a post takes: the workspace's terms, the policies that stand in their place, and the routes.

Read anew each time it is asked, so that whoever leaves a group, a role or a workspace no longer counts.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from planner.people.terms import AfterEdit, ReviewPolicy, Terms
from planner.posts.content import Content
from planner.posts.models import Post, Version
from planner.reviews import routing
from planner.reviews.policies import Asking, Policy, ReviewStep, Route
from planner.reviews.policy import NOWHERE, Step
from planner.reviews.voters import Voters

ANYBODY = ""  # the key of the one step where no steps are set


@dataclass(frozen=True)
class Plan:
    """The steps that a post takes, and on what terms."""

    steps: tuple[Step, ...]
    askings: Mapping[str, Asking]  # by the step's key; none for the step of anybody
    terms: tuple[Terms, ...]
    is_needed: bool  # must somebody agree before it goes out?

    @property
    def four_eyes(self) -> bool:
        return any(one.four_eyes for one in self.terms)

    @property
    def schedules_itself(self) -> bool:
        return all(one.schedules_itself for one in self.terms)

    @property
    def asks_again(self) -> bool:
        """Is a post that was changed after its yes asked for a review at once?"""
        return any(one.after_edit == AfterEdit.REVIEW for one in self.terms)

    @property
    def is_urgent_possible(self) -> bool:
        return all(one.urgent_path for one in self.terms)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    @property
    def is_for_anybody(self) -> bool:
        """Whoever reviews may say yes, also before somebody asks."""
        return all(step.key == ANYBODY for step in self.steps)

    def window(self, planned_at: datetime | None) -> tuple[datetime | None, datetime | None]:
        """Between which times a yes that is said now lets the post go out; None: no bound."""
        if planned_at is None:
            return None, None
        earlier = [one.earlier_hours for one in self.terms if one.earlier_hours is not None]
        later = [one.later_hours for one in self.terms if one.later_hours is not None]
        return (
            planned_at - timedelta(hours=min(earlier)) if earlier else None,
            planned_at + timedelta(hours=min(later)) if later else None,
        )


@dataclass(frozen=True)
class Labelled:
    """What policies and routes look at beside the words; asked only where one of them does."""

    campaign: Callable[[], int | None]
    tags: Callable[[], Collection[int]]

    @cached_property
    def campaign_id(self) -> int | None:
        return self.campaign()

    @cached_property
    def tag_ids(self) -> Collection[int]:
        return self.tags()


class House(Voters):
    """A workspace's rules as they stand now: each table is read once, and only where it is needed."""

    def plan(
        self, post: Post, version: Version, skipped: Collection[str] = (), escalated: Collection[str] = ()
    ) -> Plan:
        """The steps of this post with these words. `skipped` and `escalated`: keys of steps out of time."""
        labels = Labelled(lambda: post.campaign_id, lambda: tags_of(post))
        return self.plan_for(version.content(), labels, skipped, escalated)

    def plan_for(
        self,
        content: Content,
        labels: "Labelled",
        skipped: Collection[str] = (),
        escalated: Collection[str] = (),
    ) -> Plan:
        """As `plan`, for words that are not saved yet."""
        channels = frozenset(one.channel_id for one in content.wordings) or frozenset({NOWHERE})
        by_terms = self._terms_of(labels, channels)
        steps: list[Step] = []
        askings: dict[str, Asking] = {}
        for terms, its_channels in by_terms:
            own = dict(self._askings_of(terms))
            askings |= own
            steps += [self._step(key, one, its_channels, skipped, escalated) for key, one in own.items()]
            if not own and terms.review_policy != ReviewPolicy.NONE:
                steps.append(Step(ANYBODY, "", self.anybody, its_channels))
        for route in self._routes:
            if self._is_true(route, labels, content):
                key = f"route:{route.pk}"
                askings[key] = route
                its = frozenset({route.channel_id}) if route.channel_id else channels
                steps.append(self._step(key, route, its, skipped, escalated))
        is_needed = bool(askings) or any(terms.needs_review for terms, _channels in by_terms)
        return Plan(tuple(_joined(steps)), askings, tuple(terms for terms, _channels in by_terms), is_needed)

    @property
    def is_plain(self) -> bool:
        """Whoever reviews answers every post: there are no steps, exceptions or routes."""
        return self.workspace.review_policy != ReviewPolicy.STEPS and not (self._policies or self._routes)

    def every_step(self) -> list[Step]:
        """All that any post may be asked about here, each with everybody who may ever sit in it."""
        askings = [(f"step:{one.pk}", one) for one in self._steps]
        routes = [(f"route:{one.pk}", one) for one in self._routes]
        nowhere: frozenset[int] = frozenset()
        found = [self._step(key, one, nowhere, (), {key}) for key, one in [*askings, *routes]]
        return [*found, Step(ANYBODY, "", self.anybody, nowhere)]

    @cached_property
    def _policies(self) -> list[Policy]:
        return list(Policy.objects.filter(workspace=self.workspace))

    @cached_property
    def _steps(self) -> list[ReviewStep]:
        return list(
            ReviewStep.objects.filter(workspace=self.workspace).prefetch_related("users", "groups__users")
        )

    @cached_property
    def _routes(self) -> list[Route]:
        return list(Route.objects.filter(workspace=self.workspace).select_related("group"))

    def _terms_of(self, labels: "Labelled", channels: frozenset[int]) -> list[tuple[Terms, frozenset[int]]]:
        """Whose terms hold where: a label's before the campaign's, the campaign's before the channel's.

        Of several labels with a policy, all hold: who sets two stands by both.
        """
        if not self._policies:
            return [(self.workspace, channels)]
        if labelled := [one for one in self._policies if one.tag_id and one.tag_id in labels.tag_ids]:
            return [(one, channels) for one in labelled]
        campaign = [
            one for one in self._policies if one.campaign_id and one.campaign_id == labels.campaign_id
        ]
        if campaign:
            return [(campaign[0], channels)]
        own = {one.channel_id or NOWHERE: one for one in self._policies if one.channel_id in channels}
        found: list[tuple[Terms, frozenset[int]]] = [
            (policy, frozenset({channel})) for channel, policy in own.items()
        ]
        rest = channels - own.keys()
        return [(self.workspace, rest), *found] if rest else found

    def _askings_of(self, terms: Terms) -> Iterable[tuple[str, ReviewStep]]:
        if terms.review_policy != ReviewPolicy.STEPS:
            return []
        policy_id = terms.pk if isinstance(terms, Policy) else None
        return [(f"step:{one.pk}", one) for one in self._steps if one.policy_id == policy_id]

    def _step(
        self,
        key: str,
        asking: Asking,
        channels: frozenset[int],
        skipped: Collection[str],
        escalated: Collection[str],
    ) -> Step:
        if isinstance(asking, ReviewStep):
            groups, users = list(asking.groups.all()), [user.pk for user in asking.users.all()]
        else:
            assert isinstance(asking, Route)
            groups, users = [asking.group], []
        seats = self.seats_of(users, groups)
        rule, quorum = asking.rule, asking.quorum
        if key in escalated and asking.escalate_to is not None:  # as many as before, of more people
            rule, quorum = ("quorum", max(1, len(seats))) if rule == Asking.Rule.ALL else (rule, quorum)
            seats = self.once_each(seats | self.seats_of((), [asking.escalate_to]))
        return Step(
            key=key,
            name=asking.name,
            seats=frozenset(seats),
            channels=channels,
            rule=rule,
            quorum=quorum,
            is_legal=asking.is_legal,
            is_skipped=key in skipped and not asking.is_legal,
        )

    def _is_true(self, route: Route, labels: "Labelled", content: Content) -> bool:
        match route.when:
            case Route.When.CAMPAIGN:
                return route.campaign_id is not None and route.campaign_id == labels.campaign_id
            case Route.When.TAG:
                return route.tag_id in labels.tag_ids
            case Route.When.CHANNEL:
                return any(wording.channel_id == route.channel_id for wording in content.wordings)
            case Route.When.WORDS:
                return bool(routing.has_word(route.words, routing.everything_said(content)))
        return bool(routing.speaks_of(route.when, routing.everything_said(content)))


def tags_of(post: Post) -> frozenset[int]:
    return frozenset(tag.pk for tag in post.tags.all())


def plan_of(post: Post) -> Plan:
    """The steps of a post as it is now."""
    return House(post.workspace).plan(post, post.newest)


def needs_yes(post: Post) -> bool:
    """Must somebody agree before this post goes out?"""
    return plan_of(post).is_needed


def name_of(step: Step) -> str:
    """What people call it."""
    return step.name or _("Review")


def _joined(steps: Iterable[Step]) -> Iterable[Step]:
    """A step that several policies share asks once, about all its channels."""
    found: dict[str, Step] = {}
    for step in steps:
        same = found.get(step.key)
        found[step.key] = step if same is None else _with(same, same.channels | step.channels)
    return found.values()


def _with(step: Step, channels: frozenset[int]) -> Step:
    return Step(
        step.key, step.name, step.seats, channels, step.rule, step.quorum, step.is_legal, step.is_skipped
    )
