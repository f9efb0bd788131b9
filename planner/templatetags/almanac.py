"""What the templates can say."""

from django import template

register = template.Library()
