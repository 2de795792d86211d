"""Goes through every fault, one after the other, so that what is found does not depend on which of them are drawn."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Protocol

import pandas as pd
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from ..strategies import Response, ToxicFrame
from ..strategies.reading import read
from .errors import BindError
from .judging import verdict_of
from .probe_answers import Answer, Judgement, accepted, crashed, judgement
from .probe_cases import Cases, cases_of, clean_cases, each_case, fitting
from .probe_checks import remedy_for
from .probe_fairness import excuse
from .probe_findings import Finding, Survey
from .probe_subject import ProbeSubject

__all__ = ["Watch", "survey"]

_LOOKED_AT = 8  # clean frames that tell whether there are places for a fault
_SHARES = 3
_DRAWING = 0.6  # of the time of a fault; the rest is for making its frame smaller


class Watch(Protocol):
    """Shows how far a survey is."""

    def __call__(self, faults: int, /) -> AbstractContextManager[Callable[[str], None]]:
        """Begin with so many faults; what is entered is told the name of each."""
        ...


class _Bad(Exception):  # noqa: N818 - no error: it tells Hypothesis which frame is to be made smaller
    pass


class _TimeUp(BaseException):  # Hypothesis lets it pass
    pass


def survey(
    subject: ProbeSubject,
    *,
    label: str,
    seed: int,
    count: int,
    max_time: float | None,
    say: Callable[[str | None], str],
    watch: Watch,
) -> Survey:
    """Inject every fault into clean frames, and judge what becomes of each.

    Parameters
    ----------
    count
        Clean frames a fault; it is put on each of them once in every column.
    max_time
        Seconds, shared between the faults; one that is done early leaves its time to the others. None for no limit.
    say
        Makes the line that replays a fault, or clean frames.

    Raises
    ------
    BindError
        If no clean frames can be drawn.
    """
    until = None if max_time is None else time.monotonic() + max_time
    clean = Finding(name="clean frames", replay=say(None))
    findings: list[Finding] = []
    absent: tuple[str, ...] = ()
    interrupted = False
    try:
        frames = _first_frames(subject, seed)
        series = any(read(frame, holds=subject.holds).kind != "plain" for frame in frames)
        labelled = series or any(not isinstance(frame.index, pd.RangeIndex) for frame in frames)
        # What legal controls are about is histories: in a table without timestamps a value is just another value.
        fair = [fault for fault in subject.faults if series or fault.response is not Response.PASS]
        faults = fitting(subject, frames, fair)
        absent = tuple(fault.name for fault in subject.faults if fault not in faults)
        findings += [
            Finding(
                name=fault.name,
                excuse=excuse(fault, series=series, labelled=labelled),
                replay=say(fault.name),
            )
            for fault in faults
        ]
        with watch(len(faults) + 1) as told:
            told(clean.name)
            trial = _Trial(subject, clean, _seeded(seed, ""), count, _share(until, len(faults) + 1))
            trial.run(clean_cases(subject))
            trial.shrink(clean_cases(subject))
            for left, fault, finding in zip(range(len(faults), 0, -1), faults, findings, strict=True):
                told(fault.name)
                if until is None or time.monotonic() < until:
                    trial = _Trial(subject, finding, _seeded(seed, fault.name), count, _share(until, left))
                    trial.run(cases_of(subject, fault))
                    trial.shrink(cases_of(subject, fault, column=trial.column))
                    if finding.smallest is not None:
                        remedy = remedy_for(subject, finding.smallest)
                        finding.remedy = None if remedy is None else remedy.told(model=subject.is_model)
    except KeyboardInterrupt:
        interrupted = True
    return Survey(
        label=label,
        is_schema=subject.schema is not None and subject.pipeline is None,
        seed=seed,
        clean=clean,
        findings=tuple(findings),
        absent=absent,
        max_time=max_time,
        interrupted=interrupted,
    )


def _seeded(seed: int, name: str) -> int:
    """Return a seed of a fault's own, so that it is tried on the same frames when it is tried alone."""
    return (seed + zlib.crc32(name.encode())) % 2**32


def _share(until: float | None, left: int) -> float | None:
    """Return the seconds for the next of some faults: most need less than an equal share, so one may take several."""
    if until is None:
        return None
    return max(until - time.monotonic(), 0.0) * min(_SHARES / left, 0.5 if left > 1 else 1.0)


def _first_frames(subject: ProbeSubject, seed: int) -> Sequence[pd.DataFrame]:
    frames: list[pd.DataFrame] = [] if subject.sample is None else [subject.sample]
    try:
        each_case(subject.frames, seed, _LOOKED_AT, frames.append)
    except HypothesisException as error:
        msg = f"no clean frames can be drawn: {' '.join(str(error).split())}"
        raise BindError(msg) from error
    return frames


class _Trial:
    """One fault, or clean frames, tried on drawn frames, and the smallest frame that went wrong."""

    def __init__(self, subject: ProbeSubject, finding: Finding, seed: int, count: int, share: float | None) -> None:
        self.subject, self.finding, self.seed, self.count = subject, finding, seed, count
        now = time.monotonic()
        self.ends = None if share is None else now + share
        self.draws_until = None if share is None else now + share * _DRAWING
        self.column = 0

    def run(self, cases: SearchStrategy[Cases]) -> None:
        """Judge every case, and stop between two of them when the time is up."""
        try:
            each_case(cases, self.seed, self.count, self._judge)
        except _TimeUp:
            self.finding.cut = True
        except HypothesisException as error:
            self.finding.error = " ".join(str(error).split())

    def _judge(self, drawn: Cases) -> None:
        self._stop_after(self.draws_until)
        self.finding.frames += 1
        clean: pd.DataFrame | None = None
        for column, case in drawn:
            self._stop_after(self.draws_until)
            if clean is None and case.injections:
                clean = accepted(self.subject.contract, case.clean)
                if clean is None:
                    return  # what becomes of clean frames is a finding of its own
            before = self.finding.smallest
            self.finding.add(_judged(self.subject, case, clean))
            if self.finding.smallest is not before:
                self.column = column

    def _stop_after(self, until: float | None) -> None:
        if until is not None and self.finding.cases and time.monotonic() > until:
            raise _TimeUp

    def shrink(self, cases: SearchStrategy[Cases]) -> None:
        """Look for the smallest frame with the worst answer; the smallest found so far stays when the time is up."""
        finding = self.finding
        if finding.smallest is None:
            return
        wanted = finding.smallest.answer

        def look(drawn: Cases) -> None:
            if self.ends is not None and time.monotonic() > self.ends:
                raise _TimeUp
            for _, case in drawn:
                clean = accepted(self.subject.contract, case.clean) if case.injections else None
                if clean is None and case.injections:
                    continue
                judged = _judged(self.subject, case, clean)
                if judged.answer is wanted:
                    finding.smallest, finding.shrunk = judged, True
                    raise _Bad

        with suppress(_Bad, _TimeUp, HypothesisException):  # the first frame that was found stays what it is
            each_case(cases, self.seed, self.count, look, shrink=True)


def _judged(subject: ProbeSubject, case: ToxicFrame, clean: pd.DataFrame | None) -> Judgement:
    if clean is not None:
        return judgement(subject, case, clean)
    verdict = verdict_of(subject.contract, case.frame.copy())
    if isinstance(verdict, str):
        return crashed(case, verdict)
    if verdict.accepted is not None:
        return Judgement(answer=Answer.PASSED, case=case)
    # All of the data meet the schema; a part that does not, for want of rows that are elsewhere, says nothing.
    unfit = subject.data is not None and subject.pipeline is None and subject.schema is not None
    return Judgement(
        answer=Answer.NOT_APPLICABLE if unfit else Answer.FALSE_ALARM, case=case, told=tuple(verdict.rejected)
    )
