"""Any object that several threads share, as a subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis.strategies import SearchStrategy

from .errors import BindError, did_you_mean
from .grains import Grain

__all__ = ["RaceSubject", "race_subject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceSubject:
    """An object that several threads share.

    Attributes
    ----------
    make
        Makes a new object; called for every run.
    operations
        Name -> what a thread does to the object: a callable of the object, and of one argument where ``arguments`` has
        a strategy of that name. What it returns or raises is its answer. Plain values are compared by ``==``,
        objects that know no equality by which answers hold the same one.
    arguments
        Name of an operation -> strategy of its argument.
    state
        Returns what the operations left in the object, as something that can be compared. None if answers say it all.
    invariant
        Returns whether what must always be so is so when all threads are done, or words that say what is wrong. None
        if nothing is declared.
    inside
        More classes and functions in whose code a thread may be stopped. The class of the object and the operations
        are always among them.
    grain
        Where a thread may be stopped: between ``operations``, before any access to something ``shared`` in that code,
        before every ``instruction``, or where an interpreter with a ``gil`` can.
    schedules
        How many are tried on one drawn program, beside those without a preemption.
    """

    make: Callable[[], Any]
    operations: Mapping[str, Callable[..., Any]]
    arguments: Mapping[str, SearchStrategy[Any]] = field(default_factory=dict[str, SearchStrategy[Any]])
    state: Callable[[Any], Any] | None = None
    invariant: Callable[[Any], object] | None = None
    inside: tuple[Any, ...] = ()
    grain: Grain = "shared"
    schedules: int = 16


def race_subject(race: RaceSubject) -> RaceSubject:
    """Return a subject that can be raced as written.

    Raises
    ------
    BindError
        If it has no operation, or arguments of one that it has not.
    """
    if not race.operations:
        msg = "RaceSubject(operations={}) does nothing: name at least one operation"
        raise BindError(msg)
    for name in race.arguments:
        if name not in race.operations:
            msg = f"arguments={{{name!r}: ...}} is of no operation{did_you_mean(name, race.operations)}"
            raise BindError(msg)
    return race
