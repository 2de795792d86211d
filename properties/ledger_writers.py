"""Several writers on one ledger, at the same time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count
from operator import attrgetter
from threading import Barrier, Thread
from typing import Any

from .failing import raised
from .finding import AGAIN, Pin, finding
from .grains import Points
from .ledger_cases import Processes, Writing, batches
from .ledger_processes import written_by_processes
from .ledger_scenes import scene, writer
from .ledger_subject import LedgerSubject
from .ledger_verdict import lost_by, outcome_of
from .managing import adopt
from .outcomes import Outcome
from .policies import Policy
from .race_runs import Lost
from .reaching import reached
from .searching import Search
from .staging import Stage, staged
from .stepping import Run

__all__ = ["chain_verifies"]

_WALKS = 8
STUCK = 10.0
"""Seconds after which a writer that is left to itself counts as stuck."""
_ROUNDS = 8  # of writers that are left to themselves: what they do should be seen again when it is shrunk

_UNKNOWN: set[LedgerSubject] = set()
"""Ledgers whose writers wait for something that the engine does not know: to learn that takes a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """One run, and what was wrong with the ledger that it left."""

    run: Run
    lost: Lost | None


class _UnknownError(Exception):
    """Writers wait for something that the engine does not know, such as a lock of a database."""


def chain_verifies(subject: LedgerSubject, case: Writing | Processes) -> Outcome:
    """Check that a ledger verifies after several writers, and that it has every record once and in order."""
    if isinstance(case, Processes):
        return written_by_processes(subject, case, STUCK)
    try:
        lost, told = _written_by_all(subject, case)
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return raised(error, "several writers of one ledger", case.told())
    return outcome_of(lost, (*case.told(), *told), by_chance=subject in _UNKNOWN)


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
        code = reached([subject.append, opened])
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
            programs = _programs(subject, writers, case)
            run = stage.hands.run(programs, policy, told=keep, points=points)
        if run.loose:
            raise _UnknownError
        error = next((answer.error for lane in run.answers for answer in lane if answer.error is not None), None)
        return _Written(run=run, lost=lost_by(subject, case.writers, path, error=error, stuck=run.stuck))


def _left_to_themselves(subject: LedgerSubject, case: Writing) -> Lost | None:
    """Let the writers write all at once, a few times; return what was wrong."""
    for _ in range(_ROUNDS):
        with scene() as path:
            with ExitStack() as stack:
                writers = [stack.enter_context(writer(subject, path)) for _ in case.writers]
                start, errors = Barrier(len(writers)), list[BaseException]()
                jobs = _programs(subject, writers, case)
                threads = [Thread(target=_at_once, args=(start, calls, errors), daemon=True) for calls in jobs]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join(STUCK)
            stuck = "one has not come back" if any(thread.is_alive() for thread in threads) else None
            error = errors[0] if errors else None
            lost = lost_by(subject, case.writers, path, error=error, stuck=stuck)
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


def _programs(subject: LedgerSubject, writers: Sequence[Any], case: Writing) -> list[list[Callable[[], object]]]:
    """Return what each writer does, call by call."""
    own = map(batches, case.writers, count())
    return [
        [partial(subject.append, opened, batch) for batch in each] for opened, each in zip(writers, own, strict=True)
    ]
