"""Several writers on one ledger, with a process each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from .crashes import headline
from .errors import BindError
from .explaining import is_told
from .finding import Pin
from .ledger_cases import Processes, Sizes, batches
from .ledger_hands import append, append_at_once, close, open_writer
from .ledger_scenes import scene
from .ledger_subject import LedgerSubject
from .ledger_verdict import ENDS, SUCCEEDS, lost_by, outcome_of
from .outcomes import Outcome
from .process_crew import Crew, crew
from .process_losses import Gone
from .process_worker import Answer, Raised
from .race_runs import Lost

__all__ = ["written_by_processes"]

_ROUNDS = 3  # of writers that append at once, each on a new ledger
_TIMES = 8  # that each of them appends its batches in one round
_THOROUGH = 8  # times as many rounds where somebody reads what comes of it
_SECONDS = 0.5  # after which no further round begins: a slow ledger is tried fewer times

_OPENS, _CLOSES = "a writer that can be opened", "a writer that can be given up"

Answers = Mapping[int, Answer | Gone]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writers:
    """The writers of one ledger, one a worker; ``open``: the numbers of those that are to be given up."""

    subject: LedgerSubject
    workers: Crew
    path: Path
    open: set[int] = field(default_factory=set[int])

    def opens(self, number: int) -> Lost | None:
        """Open a writer."""
        lost = self._lost(_OPENS, {number: self.workers.answer(number, open_writer, self.subject.open, self.path)})
        if lost is None:
            self.open.add(number)
        return lost

    def takes_turns(self, case: Processes) -> Lost | None:
        """Open and append as it comes, one after another."""
        left = {number: iter(batches(sizes, number)) for number, sizes in enumerate(case.writers)}
        for number in case.turns:
            if number not in self.open:
                lost = self.opens(number)
            else:
                answer = self.workers.answer(number, append, self.subject.append, next(left[number]))
                lost = self._lost(SUCCEEDS, {number: answer})
            if lost is not None:
                return lost
        return None

    def append_at_once(self, writers: Sizes) -> Lost | None:
        """Open one after another, and append at the same time."""
        numbers = range(len(writers))
        lost = next(filter(None, map(self.opens, numbers)), None)
        if lost is not None:
            return lost
        meetings = self.workers.meetings(_TIMES)
        for number, sizes in enumerate(writers):
            own, each = batches(sizes, number), len(sizes) // _TIMES
            rounds = [own[start : start + each] for start in range(0, len(own), each)]
            others = [other for other in numbers if other != number]
            self.workers.ask(number, append_at_once, self.subject.append, rounds, meetings, others)
        return self._lost(SUCCEEDS, self.workers.answers(numbers))

    def give_up(self) -> Lost | None:
        """Close what is open."""
        numbers = sorted(self.open)
        return self._lost(_CLOSES, {one: self.workers.answer(one, close, self.subject.close) for one in numbers})

    def _lost(self, wanted: str, answers: Answers) -> Lost | None:
        """Return what was wrong, the loss of a process first: the others may have failed because of it."""
        lost = {number: answer for number, answer in answers.items() if isinstance(answer, Gone)}
        self.open.difference_update(lost)
        if lost:
            told = [(f"the process of writer {number} {answer.why}", *answer.where) for number, answer in lost.items()]
            (got, *where), *others = told
            return Lost(wanted=ENDS, got=got, cause="\n".join([*where, *chain.from_iterable(others)]) or None)
        raised = [answer for answer in answers.values() if isinstance(answer, Raised)]
        if raised:
            got, cause = headline(raised[0].told)
            return Lost(wanted=wanted, got=got, cause=cause)
        return None


def written_by_processes(subject: LedgerSubject, case: Processes, patience: float) -> Outcome:
    """Have the records of a case written by processes, and judge the ledger that they leave.

    Parameters
    ----------
    patience
        Seconds that a process has for each append.

    Raises
    ------
    BindError
        If the ledger claims nothing of processes, or they do not know it.
    """
    if not subject.processes:
        msg = f"{case!r} is about processes: say LedgerSubject(processes=True), if the ledger is safe for several"
        raise BindError(msg)
    told = (*case.told(), Pin(property="chain_verifies", kind="ledger", case=case).line())
    with crew(len(case.writers), patience=patience) as workers:
        if case.turns:
            lost = _written(subject, case.writers, workers, lambda own: own.takes_turns(case))
            return outcome_of(lost, told, by_chance=False)
        return outcome_of(_at_once(subject, case, workers), told, by_chance=True)


def _at_once(subject: LedgerSubject, case: Processes, workers: Crew) -> Lost | None:
    """Let them append at the same time, a few times, and more often where somebody reads what comes of it."""
    effort = _THOROUGH if is_told() else 1
    writers = tuple(sizes * _TIMES for sizes in case.writers)
    until = time.monotonic() + _SECONDS * effort
    for _ in range(_ROUNDS * effort):
        lost = _written(subject, writers, workers, lambda own: own.append_at_once(writers))
        if lost is not None or time.monotonic() > until:
            return lost
    return None


def _written(
    subject: LedgerSubject, writers: Sizes, workers: Crew, write: Callable[[_Writers], Lost | None]
) -> Lost | None:
    """Have a new ledger written, and return what was wrong."""
    with scene() as path:
        own = _Writers(subject=subject, workers=workers, path=path)
        lost = write(own)
        left = own.give_up()
        return lost or left or lost_by(subject, writers, path)
