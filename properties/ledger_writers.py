"""Several writers on one ledger, at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from .failing import failed, raised
from .ledger_scenes import counted, numbered, scene, writer
from .ledger_subject import LedgerSubject, Record
from .outcomes import Outcome
from .pausing import Pause, Ran, side_by_side

__all__ = ["Writing", "chain_verifies", "writings"]

_WRITERS, _BATCHES, _RECORDS = 3, 2, 2
_NEAR, _FAR = 15, 127  # lines of the subject's code; short ledgers have few, long ones many
_ROUNDS = 8  # of a case that nobody is held in: what threads do by themselves should be seen again when it is shrunk

Batches = tuple[tuple[Record, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The sizes of each writer's batches, and where one of them is held while the others write."""

    writers: tuple[tuple[int, ...], ...]
    pause: Pause | None

    def batches(self, number: int) -> Batches:
        """Return the records of a writer, batch by batch."""
        sizes = self.writers[number]
        starts = [sum(sizes[:at]) for at in range(len(sizes))]
        return tuple(
            tuple(numbered(range(start, start + size), writer=number))
            for start, size in zip(starts, sizes, strict=True)
        )

    def told(self, ran: Ran | None = None) -> tuple[str, ...]:
        """Return what was tried, one line a writer, and where one was held."""
        told = [f"writer {number}  appends {_sizes(sizes)}" for number, sizes in enumerate(self.writers)]
        if ran is not None and ran.held is not None and self.pause is not None:
            told.append(f"held      writer {self.pause.job} before {ran.held}, while the others write")
        return tuple(told)


@st.composite
def writings(draw: st.DrawFn) -> Writing:
    """Draw two or three writers, their batches, and before which line of the code one of them is held, if any."""
    sizes = st.lists(st.integers(1, _RECORDS), min_size=1, max_size=_BATCHES).map(tuple)
    writers = draw(st.lists(sizes, min_size=2, max_size=_WRITERS), label="writers")
    at = st.integers(0, _NEAR)
    held = draw(st.one_of(at, at, at, st.integers(0, _FAR), st.integers(0, _FAR), st.none()), label="held before line")
    if held is None:
        return Writing(writers=tuple(writers), pause=None)
    job = draw(st.integers(0, len(writers) - 1), label="held writer")
    return Writing(writers=tuple(writers), pause=Pause(job=job, line=held))


def chain_verifies(subject: LedgerSubject, case: Writing) -> Outcome:
    """Check that a ledger verifies after several writers, and that it has every record once and in order."""
    outcome = Outcome()
    for _ in range(_ROUNDS if case.pause is None else 1):
        outcome = _written_once(subject, case)
        if outcome.failure is not None:
            break
    return outcome


def _written_once(subject: LedgerSubject, case: Writing) -> Outcome:
    with scene() as path:
        try:
            ran = _written(subject, case, path)
        except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
            return raised(error, "several writers of one ledger", case.told())
        told = case.told(ran)
        if ran.error is not None:
            return raised(ran.error, "every append succeeds", told)
        if ran.stuck:
            return failed("every append comes to its end", "one has not come back", told)
        try:
            problem = subject.verify(path)
            found = list(subject.read(path)) if problem is None else []
        except Exception as error:  # noqa: BLE001 - as above
            return raised(error, "a ledger that can be verified and read", told)
    if problem is not None:
        return failed("a ledger that verifies", f"verify says: {problem}", told)
    wrong = _wrong(case, [(record.get("writer"), record.get("number")) for record in found])
    return Outcome() if wrong is None else failed(*wrong, told)


def _written(subject: LedgerSubject, case: Writing, path: Path) -> Ran:
    with ExitStack() as stack:
        writers = [stack.enter_context(writer(subject, path)) for _ in case.writers]
        jobs: Sequence[Callable[[], None]] = [
            partial(_append, subject, opened, case.batches(number)) for number, opened in enumerate(writers)
        ]
        return side_by_side(jobs, case.pause)


def _append(subject: LedgerSubject, opened: Any, batches: Batches) -> None:
    for batch in batches:
        subject.append(opened, batch)


def _wrong(case: Writing, found: list[tuple[object, object]]) -> tuple[str, str] | None:
    own = {number: [(number, n) for n in range(sum(sizes))] for number, sizes in enumerate(case.writers)}
    counts = Counter(found)
    for number, keys in own.items():
        for key in keys:
            if counts[key] != 1:
                return f"record {key[1]} of writer {number} once", f"{counts[key]} times" if counts[key] else "never"
    for number, keys in own.items():
        order = [key for key in found if key[0] == number]
        if order != keys:
            return f"the records of writer {number} in order", ", ".join(str(key[1]) for key in order)
    if len(found) != sum(map(len, own.values())):
        return "no record that nobody wrote", f"{len(found)} records"
    return None


def _sizes(sizes: tuple[int, ...]) -> str:
    return ", then ".join(map(counted, sizes))
