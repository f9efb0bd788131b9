"""A post's own numbers, channel by channel: what came when, beside what is usual there. Four queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.deliveries.models import Delivery
from planner.insights import charts, said
from planner.insights.charts import Curve
from planner.insights.findings import Findings, read
from planner.insights.halflife import PRIORS, UNKNOWN, HalfLife, Prior, attention_left, of_post
from planner.insights.models import Fitted
from planner.insights.numbers import Seen, seen
from planner.insights.rates import Counts, rates
from planner.insights.reading import Life, foretold
from planner.insights.same_age import Curve as Attention
from planner.insights.same_age import along
from planner.posts.models import Post
from publishers.base import Measurable

POST_SPREAD = 0.8


@dataclass(frozen=True, slots=True)
class Point:
    """A look, as it is drawn and as it is told."""

    x: float
    y: float
    age: str
    seen: Seen

    @property
    def is_right(self) -> bool:
        return self.x > charts.WIDTH / 2


@dataclass(frozen=True, slots=True)
class OnChannel:
    delivery: Delivery
    has_numbers: bool  # whether this network gives any
    looks: tuple[Seen, ...]
    chart: Curve | None
    points: tuple[Point, ...]
    half_life: str
    is_measured: bool
    left: int | None  # per cent of what it will get that is still to come, about; 0: less than one
    rates: tuple[tuple[str, float], ...]
    foretold: str


def of_the_post(post: Post) -> list[OnChannel]:
    """Of first parts that are out, by channel."""
    out = post.deliveries.filter(state="published", part=0, published_at__isnull=False)
    deliveries = list(out.select_related("channel__workspace", "outcome").order_by("channel__name", "pk"))
    looks = seen({one.pk: one.published_at for one in deliveries if one.published_at})
    fitted = Fitted.objects.filter(channel__in=[one.channel_id for one in deliveries])
    found = {row.channel_id: read(row.found) for row in fitted}
    return [_on(one, looks[one.pk], found.get(one.channel_id, Findings())) for one in deliveries]


def _on(delivery: Delivery, looks: Sequence[Seen], found: Findings) -> OnChannel:
    prior = PRIORS.get(delivery.channel.network, UNKNOWN)
    known = [(look.age, float(look.engagement)) for look in looks if look.engagement is not None]
    own = _half_life(known, found.half_life, prior)
    chart = charts.curve(known, found.band, own) if known else None
    told = [look for look in looks if look.engagement is not None]
    points = tuple(
        Point(mark.x, mark.y, said.hours(look.age), look)
        for mark, look in zip(chart.points if chart else (), told, strict=True)
    )
    is_measured = own is not None and own.is_measured
    return OnChannel(
        delivery,
        issubclass(delivery.channel.kind, Measurable),
        tuple(looks),
        chart,
        points,
        said.life(Life(delivery.channel, own if is_measured else found.half_life, prior)),
        is_measured,
        round(100 * attention_left(looks[-1].age, own.hours, own.shape)) if own and is_measured else None,
        _rates(looks, delivery),
        _foretold(known, found, prior),
    )


def _half_life(
    known: Sequence[tuple[float, float]], of_channel: HalfLife | None, prior: Prior
) -> HalfLife | None:
    if not known:
        return None
    about = Prior(of_channel.hours, POST_SPREAD) if of_channel and of_channel.is_measured else prior
    shape = of_channel.shape if of_channel else 0.85
    return of_post([age for age, _ in known], [count for _, count in known], about, shape)


def _rates(looks: Sequence[Seen], delivery: Delivery) -> tuple[tuple[str, float], ...]:
    if not looks:
        return ()
    last, outcome = looks[-1], getattr(delivery, "outcome", None)
    followers = outcome.followers if outcome else None
    counts = Counts(last.engagement, last.reach, last.impressions, followers, last.clicks)
    return tuple((str(said.FORMULAS[one.formula]), one.overall) for one in rates([counts]))


def _foretold(known: Sequence[tuple[float, float]], found: Findings, prior: Prior) -> str:
    made = foretold(along(list(known), Attention(prior.hours)), found.forecasts)
    if made is None or not known or known[-1][0] >= 168:
        return ""
    return said.total(made)
