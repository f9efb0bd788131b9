"""The forms of pages read the bodies of programs too: one set of rules, two ways to say what is wrong."""

from collections.abc import Mapping
from typing import TypeVar

from django.forms import Form

from planner.contract.refusals import Invalid

Typed = TypeVar("Typed", bound=Form)


def insist_on(form: Typed, names: Mapping[str, str]) -> Typed:
    """A form that is right. Raises Invalid with its first mistake; `names`: what a body calls otherwise."""
    for field, errors in form.errors.items():
        raise Invalid(f"body.{names.get(field, field)}", str(errors[0]))
    return form
