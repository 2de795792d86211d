"""Any object that several threads share, as a subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from typing import Any, get_args

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
        a strategy of that name. What it returns or raises is its answer. Answers are compared by ``==``, NaNs and the
        cells of frames and arrays as the same where they are, objects that know no equality by which answers hold the
        same one.
    arguments
        Name of an operation -> strategy of its argument.
    state
        Returns what the operations left in the object, as something that can be compared. None if answers say it all.
    invariant
        Returns whether what must always be so is so when all threads are done, or words that say what is wrong. None
        if nothing is declared.
    inside
        More classes and functions in whose code a thread may be stopped. The operations and the class of the object
        are always among them, and so are the objects it holds and the functions it names that are of the same package.
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
        If it has no operation, arguments of one that it has not, or a part of another kind than it has to be.
    """
    problem = next(_problems(race), None)
    if problem is not None:
        raise BindError(problem)
    return race


def _problems(race: object) -> Iterator[str]:
    if not isinstance(race, RaceSubject):
        yield f"race={race!r} is no RaceSubject: say how it is made, and what is done: RaceSubject(make=, operations=)"
        return
    if not isinstance(race.operations, Mapping) or not race.operations:  # pyright: ignore[reportUnnecessaryIsInstance] - from a user
        yield f"operations={race.operations!r}: name at least one operation, {{name: callable of the object}}"
        return
    for name, one in {"make": race.make, **race.operations}.items():
        if not callable(one):
            yield f"{name!r} is {one!r}, which cannot be called: give a callable"
        if iscoroutinefunction(one):
            yield f"{name!r} is async, and threads do not await: give a callable that runs it"
    yield from _unknown(race)


def _unknown(race: RaceSubject) -> Iterator[str]:
    for name, strategy in race.arguments.items():
        if name not in race.operations:
            yield f"arguments={{{name!r}: ...}} is of no operation{did_you_mean(name, race.operations)}"
        if not isinstance(strategy, SearchStrategy):  # pyright: ignore[reportUnnecessaryIsInstance] - from a user
            yield f"arguments={{{name!r}: {strategy!r}}} is no strategy: give one of hypothesis.strategies"
    if race.grain not in get_args(Grain):
        yield f"grain={race.grain!r} is none{did_you_mean(race.grain, get_args(Grain))}"
    if race.schedules < 1:
        yield f"schedules={race.schedules}: try at least one"
    if not isinstance(race.inside, tuple):  # pyright: ignore[reportUnnecessaryIsInstance] - from a user
        yield f"inside={race.inside!r} is no tuple: give the classes and functions themselves, as (Cache, load)"
