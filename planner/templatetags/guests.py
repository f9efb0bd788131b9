"""How a guest's page and letter say times."""

from django import template

from planner.day_names import within

register = template.Library()
register.filter("within", within)
