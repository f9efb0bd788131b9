"""What queues that try other hours are told of the hours, so that better ones are tried more often."""

from planner.channels.models import Channel
from planner.insights.best_hour import Panel
from planner.insights.findings import read
from planner.insights.hour_interval import NINETY
from planner.insights.lift import log_of
from planner.insights.models import Fitted
from planner.queues import experiment
from planner.queues.other_hours import NOTHING_KNOWN, Belief


def beliefs(hours: Panel | None) -> list[Belief]:
    """Of each of 24 hours: from the middle of its interval, as wide as that."""
    if hours is None:
        return []
    return [_belief(log_of(cell.low), log_of(cell.high)) for cell in hours.cells]


def tell(channel: Channel) -> None:
    """What is known so far, to an experiment that begins."""
    fitted = Fitted.objects.filter(channel=channel).first()
    experiment.believe(channel.pk, beliefs(read(fitted.found).hours if fitted else None))


def _belief(low: float, high: float) -> Belief:
    return ((low + high) / 2, (high - low) / (2 * NINETY)) if high > low else NOTHING_KNOWN
