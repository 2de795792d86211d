"""Schedules: the order in which threads take their steps."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hypothesis import strategies as st

__all__ = ["Preemption", "Schedule", "schedules"]

_TEXT = re.compile(r"(\d+):((?:\d+@\d+>\d+(?:,(?!$)|$))*)")
_ONE = re.compile(r"(\d+)@(\d+)>(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preemption:
    """One thread stops before a step of its own, and another runs instead.

    ``thread``: who stops. ``step``: before which of its steps, counted over that thread alone from 1. ``to``: who runs.
    """

    thread: int
    step: int
    to: int

    def __str__(self) -> str:
        return f"{self.thread}@{self.step}>{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Which thread runs first, and where one is stopped for another.

    A thread that is done or blocked gives way to the next one that can run. Steps are counted thread by thread, so
    taking one preemption away leaves the meaning of the others alone: that is what makes schedules shrink.
    """

    first: int = 0
    preemptions: tuple[Preemption, ...] = ()

    def __str__(self) -> str:
        return f"{self.first}:{','.join(map(str, self.preemptions))}"

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Return the schedule that a text such as ``0:0@12>1,1@9>0`` stands for.

        Raises
        ------
        ValueError
            If it stands for none.
        """
        found = _TEXT.fullmatch(text)
        if found is None:
            msg = f"{text!r} is no schedule: write it as 0:0@12>1,1@9>0"
            raise ValueError(msg)
        parts = [tuple(map(int, one)) for one in _ONE.findall(found[2])]
        return cls(
            first=int(found[1]),
            preemptions=tuple(Preemption(thread=thread, step=step, to=to) for thread, step, to in parts),
        )


@st.composite
def _schedules(draw: st.DrawFn, threads: int, steps: int, preemptions: int) -> Schedule:
    one = st.tuples(st.integers(0, threads - 1), st.integers(1, steps), st.integers(0, threads - 2))
    drawn = draw(st.lists(one, max_size=preemptions, unique_by=lambda part: part[:2]), label="preemptions")
    first = draw(st.integers(0, threads - 1), label="first")
    return Schedule(
        first=first,
        preemptions=tuple(
            Preemption(thread=thread, step=step, to=other + (other >= thread)) for thread, step, other in drawn
        ),
    )


def schedules(*, threads: int = 2, steps: int = 64, preemptions: int = 4) -> st.SearchStrategy[Schedule]:
    """Draw schedules that shrink to the fewest preemptions, at the earliest steps.

    Parameters
    ----------
    threads
        How many there are, at least two.
    steps
        The last step of a thread that it may be stopped before; those it never comes to stop nobody.
    preemptions
        The most of them.

    Raises
    ------
    ValueError
        If there are fewer than two threads.
    """
    if threads < 2:  # noqa: PLR2004 - one thread has one schedule
        msg = f"threads={threads} leaves nothing to schedule: it must be at least 2"
        raise ValueError(msg)
    return _schedules(threads, steps, preemptions)
