"""The state of a delivery, which may be many letters on their way, or in a person's hands."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from planner.deliveries import by_hand
from planner.deliveries.letters import letters_of
from planner.deliveries.models import Delivery
from planner.templatetags.almanac import _pill, state_pill

register = template.Library()


@register.simple_tag
def delivery_pill(delivery: Delivery) -> SafeString:
    """Held: but where a person publishes it, that.

    Published: but while its letters leave, how many have, and where it stands, after how many.
    """
    if by_hand.is_waiting(delivery):
        return _pill("held", "hand-helping", _("To be published by hand"))
    letters = letters_of(delivery)
    if letters is None or not letters.words:
        return state_pill(delivery.state)
    if letters.is_stopped:
        return _pill("partly", "circle-pause", letters.words)
    return _pill("sending", "send", letters.words)
