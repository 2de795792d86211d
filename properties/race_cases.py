"""What several threads do to one object, drawn up front: nothing is drawn while they run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from .race_subject import RaceSubject
from .searching import SEEDS

__all__ = ["Call", "Race", "races"]

_THREADS, _CALLS = 3, 3


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Call:
    """One operation; ``argument``: a tuple of what it is given beside the object, empty if that is nothing."""

    name: str
    argument: tuple[Any, ...] = ()

    def __repr__(self) -> str:
        return f"Call(name={self.name!r}" + (f", argument={self.argument!r})" if self.argument else ")")

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(repr, self.argument))})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """The operations of each thread, in order, and the seed of the schedules they are tried under."""

    threads: tuple[tuple[Call, ...], ...]
    seed: int = 0


@st.composite
def _race(draw: st.DrawFn, call: st.SearchStrategy[Call]) -> Race:
    calls = st.lists(call, min_size=1, max_size=_CALLS).map(tuple)
    threads = draw(st.lists(calls, min_size=2, max_size=_THREADS), label="threads")
    if len(threads) == _THREADS:
        # Nine calls have 1,680 orders; two threads of three calls, or three of two, show what more would.
        threads = [calls[:2] for calls in threads]
    return Race(threads=tuple(threads), seed=draw(SEEDS, label="seed"))


def races(subject: RaceSubject) -> st.SearchStrategy[Race]:
    """Draw two or three threads, what each of them does, and a seed of schedules."""
    calls = [
        st.builds(Call, name=st.just(name), argument=st.tuples(subject.arguments[name]))
        if name in subject.arguments
        else st.just(Call(name=name))
        for name in subject.operations
    ]
    return _race(st.one_of(calls))
