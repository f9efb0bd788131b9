"""The state of a delivery, which may be many letters on their way."""

from django import template
from django.utils.safestring import SafeString

from planner.deliveries.letters import letters_of
from planner.deliveries.models import Delivery
from planner.templatetags.almanac import _pill, state_pill

register = template.Library()


@register.simple_tag
def delivery_pill(delivery: Delivery) -> SafeString:
    """Published: but while its letters leave, how many have, and where it stands, after how many."""
    letters = letters_of(delivery)
    if letters is None or not letters.words:
        return state_pill(delivery.state)
    if letters.is_stopped:
        return _pill("partly", "circle-pause", letters.words)
    return _pill("sending", "send", letters.words)
