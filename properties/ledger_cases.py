"""What several writers write to one ledger, and where they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from .ledger_scenes import counted, numbered
from .ledger_subject import Record
from .process_crew import MOST
from .searching import SEEDS

__all__ = ["Batches", "Processes", "Sizes", "Writing", "batches", "writings"]

_WRITERS, _BATCHES, _RECORDS = MOST, 2, 2

Sizes = tuple[tuple[int, ...], ...]
"""How many records each batch of each writer has."""

Batches = tuple[tuple[Record, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The sizes of each writer's batches, and the seed of the schedules under which threads write them."""

    writers: Sizes
    seed: int = 0

    def told(self) -> tuple[str, ...]:
        """Return what was tried, one line a writer."""
        return _told(self.writers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """The sizes of the batches of writers that have a process each, and whose turn it is.

    ``turns``: numbers of writers; with its first turn a writer opens the ledger, and with every other it appends its
    next batch. Without turns all open it, one after another, and then append at once.
    """

    writers: Sizes
    turns: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < len(self.writers) <= MOST:
            msg = f"writers={self.writers!r} are {len(self.writers)}: give 1 to {MOST} tuples of sizes, one a process"
            raise ValueError(msg)
        if self.turns and sorted(self.turns) != _turns(self.writers):
            msg = f"turns={self.turns!r}: each writer has one turn to open and one for each of its batches"
            raise ValueError(msg)

    def told(self) -> tuple[str, ...]:
        """Return what was tried, one line a writer, and how they took turns."""
        own = "each writer is a process of its own"
        if not self.turns:
            return (*_told(self.writers), f"{own}, and all append this at once, again and again")
        seen: set[int] = set()
        steps: list[str] = []
        for number in self.turns:
            steps.append(f"writer {number} {'appends' if number in seen else 'opens'}")
            seen.add(number)
        return (*_told(self.writers), f"{own}, and they take turns: {', '.join(steps)}")


def batches(sizes: Sequence[int], number: int) -> Batches:
    """Return the records of a writer, batch by batch."""
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    return tuple(
        tuple(numbered(range(start, start + size), writer=number)) for start, size in zip(starts, sizes, strict=True)
    )


@st.composite
def writings(draw: st.DrawFn, *, processes: bool) -> Writing | Processes:
    """Draw two or three writers and their batches, and where they run: half of them on threads."""
    sizes = st.lists(st.integers(1, _RECORDS), min_size=1, max_size=_BATCHES).map(tuple)
    writers = tuple(draw(st.lists(sizes, min_size=2, max_size=_WRITERS), label="writers"))
    if not (processes and draw(st.booleans(), label="in processes")):
        return Writing(writers=writers, seed=draw(SEEDS, label="seed"))
    turns = draw(st.permutations(_turns(writers)), label="turns")
    # Drawn last, and with turns drawn in any case: what fails at once and in turns then shrinks to turns.
    return Processes(writers=writers, turns=() if draw(st.booleans(), label="at once") else tuple(turns))


def _turns(writers: Sizes) -> list[int]:
    """Return the turns of all writers, one writer after another."""
    return [number for number, own in enumerate(writers) for _ in (None, *own)]


def _told(writers: Sizes) -> tuple[str, ...]:
    return tuple(
        f"writer {number}  appends {', then '.join(map(counted, sizes))}" for number, sizes in enumerate(writers)
    )
