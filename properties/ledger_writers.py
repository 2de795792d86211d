"""Several writers on one ledger, at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from hypothesis import strategies as st

from .failing import failed, raised
from .finding import AGAIN, Pin, finding
from .grains import Points
from .ledger_scenes import counted, numbered, scene, writer
from .ledger_subject import LedgerSubject, Record
from .managing import adopt
from .outcomes import Outcome
from .policies import Policy
from .race_runs import Lost
from .reaching import kin, reached
from .searching import SEEDS, Search
from .staging import Stage, staged
from .stepping import Run

__all__ = ["Writing", "chain_verifies", "writings"]

_WRITERS, _BATCHES, _RECORDS = 3, 2, 2
_WALKS = 8
STUCK = 10.0
"""Seconds after which a writer that is left to itself counts as stuck."""
_ROUNDS = 8  # of writers that are left to themselves: what they do should be seen again when it is shrunk

_UNKNOWN: set[LedgerSubject] = set()
"""Ledgers whose writers wait for something that the engine does not know: to learn that takes a second."""

Batches = tuple[tuple[Record, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The sizes of each writer's batches, and the seed of the schedules under which they are written."""

    writers: tuple[tuple[int, ...], ...]
    seed: int = 0

    def batches(self, number: int) -> Batches:
        """Return the records of a writer, batch by batch."""
        sizes = self.writers[number]
        starts = [sum(sizes[:at]) for at in range(len(sizes))]
        return tuple(
            tuple(numbered(range(start, start + size), writer=number))
            for start, size in zip(starts, sizes, strict=True)
        )

    def told(self) -> tuple[str, ...]:
        """Return what was tried, one line a writer."""
        return tuple(f"writer {number}  appends {_sizes(sizes)}" for number, sizes in enumerate(self.writers))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """One run, and what was wrong with the ledger that it left."""

    run: Run
    lost: Lost | None


class _UnknownError(Exception):
    """Writers wait for something that the engine does not know, such as a lock of a database."""


@st.composite
def writings(draw: st.DrawFn) -> Writing:
    """Draw two or three writers, their batches, and a seed of schedules."""
    sizes = st.lists(st.integers(1, _RECORDS), min_size=1, max_size=_BATCHES).map(tuple)
    writers = draw(st.lists(sizes, min_size=2, max_size=_WRITERS), label="writers")
    return Writing(writers=tuple(writers), seed=draw(SEEDS, label="seed"))


def chain_verifies(subject: LedgerSubject, case: Writing) -> Outcome:
    """Check that a ledger verifies after several writers, and that it has every record once and in order."""
    try:
        lost, told = _written_by_all(subject, case)
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return raised(error, "several writers of one ledger", case.told())
    told = (*case.told(), *told)
    if lost is None:
        return Outcome()
    return failed(lost.wanted, lost.got, told) if lost.error is None else raised(lost.error, lost.wanted, told)


def _written_by_all(subject: LedgerSubject, case: Writing) -> tuple[Lost | None, tuple[str, ...]]:
    if subject not in _UNKNOWN:
        try:
            return _stepped(subject, case)
        except _UnknownError:
            _UNKNOWN.add(subject)
    return _left_to_themselves(subject, case), ()


def _stepped(subject: LedgerSubject, case: Writing) -> tuple[Lost | None, tuple[str, ...]]:
    """Let the writers write under many schedules; return what was wrong, and how it came to that."""
    with scene() as path, writer(subject, path) as opened:
        code = [*reached([subject.append]), *kin(opened)]
    with staged(code, len(case.writers), makers=[subject.open]) as stage:
        search = Search(
            once=partial(_written, subject, case, stage),
            judge=attrgetter("lost"),
            threads=len(case.writers),
            walks=_WALKS,
            seed=case.seed,
        )
        found = finding(search, Pin(property="chain_verifies", kind="ledger", case=case), gil=stage.gil)
    if found is None:
        return None, ()
    return found.ran.lost or Lost(wanted=AGAIN[0], got=AGAIN[1]), found.told


def _written(
    subject: LedgerSubject,
    case: Writing,
    stage: Stage,
    policy: Policy,
    *,
    points: Points | None = None,
    keep: bool = False,
) -> _Written:
    with scene() as path:
        with ExitStack() as stack:
            writers = [stack.enter_context(writer(subject, path)) for _ in case.writers]
            adopt(*writers)
            programs = [_appends(subject, opened, case.batches(number)) for number, opened in enumerate(writers)]
            run = stage.hands.run(programs, policy, told=keep, points=points)
        if run.loose:
            raise _UnknownError
        error = next((answer.error for lane in run.answers for answer in lane if answer.error is not None), None)
        return _Written(run=run, lost=_lost(subject, case, path, error, run.stuck))


def _left_to_themselves(subject: LedgerSubject, case: Writing) -> Lost | None:
    """Let the writers write all at once, a few times; return what was wrong."""
    for _ in range(_ROUNDS):
        with scene() as path:
            with ExitStack() as stack:
                writers = [stack.enter_context(writer(subject, path)) for _ in case.writers]
                start, errors = Barrier(len(writers)), list[BaseException]()
                jobs = [_appends(subject, opened, case.batches(number)) for number, opened in enumerate(writers)]
                threads = [Thread(target=_at_once, args=(start, calls, errors), daemon=True) for calls in jobs]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join(STUCK)
            stuck = "one has not come back" if any(thread.is_alive() for thread in threads) else None
            lost = _lost(subject, case, path, errors[0] if errors else None, stuck)
        if lost is not None:
            return lost
    return None


def _at_once(start: Barrier, calls: Sequence[Callable[[], object]], errors: list[BaseException]) -> None:
    start.wait()
    try:
        for call in calls:
            call()
    except BaseException as error:  # noqa: BLE001 - what a subject raises in a thread is what it did
        errors.append(error)


def _lost(
    subject: LedgerSubject, case: Writing, path: Path, error: BaseException | None, stuck: str | None
) -> Lost | None:
    """Return what is wrong with a ledger that was written, None if nothing is."""
    if error is not None:
        return Lost(wanted="every append succeeds", got="", error=error)
    if stuck is not None:
        return Lost(wanted="every append comes to its end", got=stuck)
    try:
        problem = subject.verify(path)
        found = list(subject.read(path)) if problem is None else []
    except Exception as broken:  # noqa: BLE001 - as above
        return Lost(wanted="a ledger that can be verified and read", got="", error=broken)
    if problem is not None:
        return Lost(wanted="a ledger that verifies", got=f"verify says: {problem}")
    wrong = _wrong(case, [(record.get("writer"), record.get("number")) for record in found])
    return None if wrong is None else Lost(wanted=wrong[0], got=wrong[1])


def _appends(subject: LedgerSubject, opened: Any, batches: Batches) -> list[Callable[[], object]]:
    return [partial(subject.append, opened, batch) for batch in batches]


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
