"""Pieces of work that meet on real threads, under every schedule that is tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .finding import AGAIN, Pin, finding
from .grains import Points
from .managing import adopt, disown
from .policies import Policy
from .reaching import reached
from .searching import Search
from .staging import Stage, staged
from .stepping import Run

__all__ = ["Made", "Met", "Wrong", "meeting"]

_WALKS = 16

Work = Callable[[], Any]
Wrong = tuple[str, str]
"""What was wanted, and what was got."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Work for each thread, on something new; ``of``: the callables whose code it runs; ``subject``: what it is on."""

    work: Sequence[Work]
    of: Sequence[Any]
    subject: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """How the work of one run fared."""

    run: Run
    subject: Any

    @property
    def values(self) -> list[Any]:
        """What each thread returned."""
        return [answer.value for lane in self.run.answers for answer in lane]

    @property
    def errors(self) -> list[BaseException | None]:
        """What each thread raised."""
        return [answer.error for lane in self.run.answers for answer in lane]


def meeting(
    make: Callable[[], Made], judge: Callable[[Met], Wrong | None], pin: Pin, *, seed: int, fresh: bool = False
) -> tuple[Wrong, tuple[str, ...]] | None:
    """Return what is wrong under some schedule, and how it came to that; None if nothing is.

    Parameters
    ----------
    make
        Called before every run.
    fresh
        Whether every run needs threads that have run nothing before.
    """
    first = make()
    with staged(reached(first.of), len(first.work), makers=[make]) as stage:
        search = Search(
            once=partial(_once, make, stage, fresh),
            judge=judge,
            threads=len(first.work),
            walks=_WALKS,
            seed=seed,
        )
        found = finding(search, pin, gil=stage.gil)
        if found is None:
            return None
        wrong = judge(found.ran) or AGAIN
    return (wrong[0], found.numbers(wrong[1])), found.told


def _once(
    make: Callable[[], Made],
    stage: Stage,
    fresh: bool,  # noqa: FBT001 - bound in one place
    policy: Policy,
    *,
    points: Points | None = None,
    keep: bool = False,
) -> Met:
    made = make()
    kept = adopt(*made.of)
    try:
        run = stage.hands.run([[one] for one in made.work], policy, told=keep, points=points, fresh=fresh)
    finally:
        disown(kept)
    return Met(run=run, subject=made.subject)
