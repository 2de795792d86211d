"""How a contract must behave whatever it thinks of a frame."""

from __future__ import annotations

import pandas as pd
from hypothesis.strategies import SearchStrategy

from ..strategies import ToxicFrame
from .bits import frame_difference
from .contract_subject import ContractSubject
from .judging import all_judged, all_sights, failed, first_fault, judged
from .odd_frames import odd_frames
from .outcomes import Outcome, Sight
from .verdicts import Verdict

__all__ = ["any_frames", "idempotent", "pure", "strict_agrees", "total"]


def any_frames(subject: ContractSubject) -> SearchStrategy[ToxicFrame]:
    """Draw frames of every kind, with faults and without, and such as the contract was not made for."""
    return subject.toxic_cases() | odd_frames(subject.frames)


def total(subject: ContractSubject, case: ToxicFrame) -> Outcome:
    """Check that the contract has a verdict on any frame."""
    verdict = judged(subject, case)
    if isinstance(verdict, Outcome):
        return verdict
    return Outcome(sightings=all_sights(case, Sight.CAUGHT))


def pure(subject: ContractSubject, case: ToxicFrame) -> Outcome:
    """Check that the frame that was given is what it was when the contract is done."""
    given = case.frame.copy()
    verdict = judged(subject, case, given)
    changed = frame_difference(case.frame, given) or _labels_changed(case.frame, given)
    if changed is None:
        return Outcome(sightings=all_sights(case, Sight.CAUGHT))
    # A crash is for `total` to report; what it left behind counts here.
    crashed = verdict.failure if isinstance(verdict, Outcome) else None
    note = "" if crashed is None else f" (and it {crashed.got})"
    failure = failed(case, "the frame it was given as it was", f"changed its input: {changed}{note}", first_fault(case))
    return Outcome(failure=failure, sightings=all_sights(case, Sight.MISSED))


def _labels_changed(before: pd.DataFrame, after: pd.DataFrame) -> str | None:
    labels = {"index": (before.index, after.index), "columns": (before.columns, after.columns)}
    for what, (old, new) in labels.items():
        if not old.identical(new):
            return f"{what} became {new!r}, was {old!r}"
    return None


def idempotent(subject: ContractSubject, case: ToxicFrame) -> Outcome:
    """Check that what the contract has accepted, it accepts again and leaves as it is."""
    verdict = judged(subject, case)
    if isinstance(verdict, Outcome):
        return verdict
    if verdict.accepted is None or verdict.accepted.empty:  # what has lost every asset need not pass again
        return Outcome(sightings=all_sights(case, Sight.NOT_APPLICABLE), reached=False)
    passed = ToxicFrame(frame=verdict.accepted, clean=case.clean, injections=case.injections)
    again = judged(subject, passed)
    if isinstance(again, Outcome):
        return again
    got = _second_thoughts(verdict, again)
    if got is None:
        return Outcome(sightings=all_sights(case, Sight.CAUGHT))
    failure = failed(case, "accepted as it is, the second time", got, first_fault(case))
    return Outcome(failure=failure, sightings=all_sights(case, Sight.MISSED))


def _second_thoughts(first: Verdict, second: Verdict) -> str | None:
    if first.accepted is None or second.accepted is None:
        return second.fate("")
    for name in map(str, first.accepted.columns):
        if name in second.dropped:
            return f"{name}: {second.fate(name)}"
    return frame_difference(first.accepted, second.accepted)


def strict_agrees(subject: ContractSubject, case: ToxicFrame) -> Outcome:
    """Check that the strict form objects to what the lenient one objects to, and to nothing else."""
    verdicts = all_judged((subject, case), (subject.strictly, case))
    if isinstance(verdicts, Outcome):
        return verdicts
    lenient, strict = verdicts
    objects = lenient.is_rejection or bool(lenient.dropped)
    if objects == strict.is_rejection:
        changed = None
        if lenient.accepted is not None and strict.accepted is not None and not objects:
            changed = frame_difference(lenient.accepted, strict.accepted)
        if changed is None:
            return Outcome(sightings=all_sights(case, Sight.CAUGHT))
        wanted, got = "one frame from both forms", f"the strict form gives another: {changed}"
    elif objects:
        dropped = ", ".join(f"{asset}: {lenient.fate(asset)}" for asset in lenient.dropped)
        wanted, got = f"rejected when strict, as lenient it says {dropped or lenient.fate('')}", "accepted"
    else:
        wanted, got = "accepted when strict, as it is when lenient", strict.fate("")
    return Outcome(failure=failed(case, wanted, got, first_fault(case)), sightings=all_sights(case, Sight.MISSED))
