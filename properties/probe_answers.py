"""What became of one fault in one frame: caught, dropped, let through, and why that is right or wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from ..strategies import Injection, Response, Sentinel, ToxicFrame
from ..strategies.edits import Cells, RowsAdded, RowsMoved, RowsRemoved, places
from ..strategies.schemas.limits import limits_of
from ..strategies.schemas.specs import ColumnSpec
from .bits import frame_difference
from .contracts import Contract
from .crashes import headline
from .fates import columns_hit
from .judging import verdict_of
from .probe_subject import ProbeSubject
from .verdicts import Verdict

__all__ = ["Answer", "Judgement", "accepted", "crashed", "judgement"]

_COUNTED = re.compile(r"(^|: )\d+ more$")


class Answer(StrEnum):
    """What became of a fault, the worst first."""

    CRASHED = "crashed"
    """The contract raised something that is no refusal."""
    LET_THROUGH = "let through"
    """The frame was accepted, and the fault is in what came out."""
    FALSE_ALARM = "false alarm"
    """Something legal was refused: a legal control, or a clean frame."""
    DROPPED = "dropped"
    """The frame was accepted, and nothing of the fault is in what came out."""
    CAUGHT = "caught"
    """The frame was refused, or the contract warned of it."""
    PASSED = "passed"
    """A legal control that nobody objected to."""
    DECLARED = "as declared"
    """The schema itself says so: a null where it is nullable, a control in a dtype it rules out."""
    NOT_APPLICABLE = "not applicable"
    """No clean frame had a place for it."""
    NOT_TRIED = "not tried"
    """No time was left for it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judgement:
    """One answer; ``told``: the checks or the exception, ``columns``: where it was, ``cause``: lines of the user's."""

    answer: Answer
    case: ToxicFrame
    told: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cause: str | None = None


def accepted(contract: Contract, frame: pd.DataFrame) -> pd.DataFrame | None:
    """Return what comes out for a copy of the frame; None where it is refused, or the contract crashes."""
    verdict = verdict_of(contract, frame.copy())
    return None if isinstance(verdict, str) else verdict.accepted


def crashed(case: ToxicFrame, raised: str, columns: tuple[str, ...] = ()) -> Judgement:
    """Return the judgement on a contract that raised what is no refusal."""
    first, cause = headline(raised)
    return Judgement(answer=Answer.CRASHED, case=case, told=(first,), columns=columns, cause=cause)


def judgement(subject: ProbeSubject, case: ToxicFrame, clean: pd.DataFrame) -> Judgement:
    """Judge what a contract makes of a toxic frame with one injection.

    Parameters
    ----------
    clean
        What came out for the clean frame.
    """
    [injection] = case.injections
    by_row = isinstance(injection.edit, RowsAdded)
    columns = () if by_row or not injection.columns else columns_hit(injection, case.frame)
    verdict = verdict_of(subject.contract, case.frame.copy())
    if isinstance(verdict, str):
        return crashed(case, verdict, columns)
    judge = _of_control if injection.response is Response.PASS else _of_fault
    answer, told = judge(subject, case, verdict, clean)
    # A verdict that lists a few reasons and counts the others would be counted among them.
    return Judgement(
        answer=answer, case=case, told=tuple(one for one in told if not _COUNTED.search(one)), columns=columns
    )


def _of_control(
    subject: ProbeSubject, case: ToxicFrame, verdict: Verdict, clean: pd.DataFrame
) -> tuple[Answer, tuple[str, ...]]:
    [injection] = case.injections
    if verdict.accepted is None:
        declared = subject.schema is not None and all(_is_declaration(reason) for reason in verdict.rejected)
        return (Answer.DECLARED if declared else Answer.FALSE_ALARM), verdict.rejected
    hit = columns_hit(injection, case.frame)
    flagged = {**verdict.dropped, **verdict.warned}
    lost = [name for name in hit if name in flagged or _is_gone(name, clean, verdict.accepted)]
    if lost:
        return Answer.FALSE_ALARM, tuple(verdict.fate(name) for name in lost)
    return Answer.PASSED, ()


def _is_declaration(reason: str) -> bool:
    """Whether a schema refuses what its own dtypes and ``nullable=`` rule out, and not by a check of values."""
    return "not_nullable" in reason or "dtype(" in reason


def _of_fault(
    subject: ProbeSubject, case: ToxicFrame, verdict: Verdict, clean: pd.DataFrame
) -> tuple[Answer, tuple[str, ...]]:
    if verdict.accepted is None:
        return Answer.CAUGHT, verdict.rejected
    [injection] = case.injections
    hit = columns_hit(injection, case.frame)
    for given, answer in ((verdict.dropped, Answer.DROPPED), (verdict.warned, Answer.CAUGHT)):
        reasons = [reason for name in hit for reason in given.get(name, ())]
        if hit and any(name in given for name in hit):
            return answer, tuple(reasons) or ("not in what comes out",)
    how = _gone(subject, case, clean, verdict.accepted)
    if how is not None:
        return Answer.DROPPED, (how,)
    declared = _declared(subject, injection, case.frame)
    return (Answer.LET_THROUGH, ()) if declared is None else (Answer.DECLARED, (declared,))


def _gone(subject: ProbeSubject, case: ToxicFrame, clean: pd.DataFrame, out: pd.DataFrame) -> str | None:
    """Return how the fault was got rid of, None if it is still there.

    What comes out is compared with what comes out for the clean frame, as it is and without the rows that the fault
    is in, so that a pipeline may filter, sort and compute whatever it likes.
    """
    [injection] = case.injections
    if frame_difference(clean, out) is None:
        return "what comes out is that of the clean frame"
    if out.empty and not clean.empty:
        return "nothing comes out"
    lost = [name for name in columns_hit(injection, case.frame) if _is_gone(name, clean, out)]
    if lost and not injection.whole_frame:
        return "its column is gone"
    rows = places(injection.edit)[0]
    if not len(rows) or isinstance(injection.edit, RowsMoved | RowsRemoved):
        return None
    left = accepted(subject.contract, case.clean.iloc[np.setdiff1d(np.arange(len(case.clean)), rows)])
    if left is None:
        return None
    if isinstance(case.clean.index, pd.RangeIndex):  # nobody's labels, and other numbers in the toxic frame
        left, out = left.reset_index(drop=True), out.reset_index(drop=True)
    return "its rows are gone" if frame_difference(left, out) is None else None


def _is_gone(name: str, clean: pd.DataFrame, out: pd.DataFrame) -> bool:
    return name in map(str, clean.columns) and name not in map(str, out.columns)


def _declared(subject: ProbeSubject, injection: Injection, frame: pd.DataFrame) -> str | None:
    """Return the words of the schema that make a fault legal, None if there are none."""
    if not isinstance(injection.edit, Cells):
        return None
    columns = [subject.column(frame.columns[position]) for position in injection.columns]
    specs = [column for column in columns if column is not None]
    if not specs or len(specs) < len(columns):
        return None
    if all(pd.isna(value) for value in injection.after) and all(spec.nullable for spec in specs):
        return f"nullable=True: {specs[0].name}"
    told = zip(specs, injection.after, strict=False)
    if isinstance(injection.fault, Sentinel) and all(spec.unique or _bounded(spec, value) for spec, value in told):
        return f"a value that {specs[0].name} may have"
    return None


def _bounded(spec: ColumnSpec, value: Any) -> bool:
    """Whether a column has a bound where a value lies, so that its owner has thought about it."""
    limits = limits_of(spec.rules)
    return limits.allowed is not None or bool(limits.highs if value > 0 else limits.lows)
