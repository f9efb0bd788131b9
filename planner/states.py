"""Things whose state changes only by `move`, and only as their MOVES allow."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from planner import rows


class WrongState(Exception):
    """The move is not allowed from here, or someone else moved first."""


class Stateful(models.Model):
    """A model with a `state` column that only `move` writes."""

    MOVES: ClassVar[Mapping[str, frozenset[str]]]
    state: "models.CharField[str, str]"

    class Meta:
        abstract = True

    def move(self, to: str, **changes: Any) -> None:
        """Set the state and the given columns together; of two racers, one wins."""
        self.move_if(to, {}, **changes)

    def move_if(self, to: str, still: Mapping[str, Any], **changes: Any) -> None:
        """As `move`, and only while the columns in `still` hold the given values."""
        self.refuse_unless_allowed(to)
        if not rows.change(type(self), self.pk, {"state": self.state, **still}, {"state": to, **changes}):
            raise WrongState(f"{self} is no longer {self.state}; someone else was first.")
        for name, value in {"state": to, **changes}.items():
            setattr(self, name, value)

    def refuse_unless_allowed(self, to: str) -> None:
        if to not in self.MOVES[self.state]:
            raise WrongState(f"{self} is {self.state} and cannot become {to}.")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save everything but the state of a row that exists: a stale copy cannot undo a move."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [
                field.name for field in self._meta.concrete_fields if field.name not in {"state", "id"}
            ]
        super().save(*args, **kwargs)


def check_moves(model: type[Stateful], states: list[str]) -> None:
    """Refuse a table of moves that names a state that is not there. Called once, at import."""
    named = set(model.MOVES) | {to for tos in model.MOVES.values() for to in tos}
    if named != set(states):
        raise TypeError(f"{model.__name__}.MOVES and its states differ: {named ^ set(states)}")
