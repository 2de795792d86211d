"""What a contract must do with clean and with toxic frames."""

from __future__ import annotations

import pandas as pd
from hypothesis.strategies import SearchStrategy

from ..strategies import Response, ToxicFrame
from .accounts import discrepancy
from .bits import column_difference, frame_difference
from .contract_subject import ContractSubject
from .fates import columns_hit, fates
from .judging import all_sights, failed, first_fault, judged
from .outcomes import Outcome, Sight
from .verdicts import Verdict

__all__ = ["accepts_clean", "accounting", "any_cases", "blast_radius", "legal_cases", "responds"]

Cases = SearchStrategy[ToxicFrame]


def legal_cases(subject: ContractSubject) -> Cases:
    """Draw frames on which every flag is a false alarm."""
    return subject.legal_cases()


def any_cases(subject: ContractSubject) -> Cases:
    """Draw frames with faults and legal controls."""
    return subject.toxic_cases()


def accepts_clean(subject: ContractSubject, case: ToxicFrame) -> Outcome:
    """Check that a legal frame comes out as it went in."""
    verdict = judged(subject, case)
    if isinstance(verdict, Outcome):
        return verdict
    got = _objection(verdict, case.frame)
    sight = Sight.PASSED if got is None else Sight.FALSE_ALARM
    sightings = tuple((injection.name, sight) for injection in case.injections)
    if got is None:
        return Outcome(sightings=sightings)
    blamed = case.injections[0].name if case.injections else None
    return Outcome(failure=failed(case, "accepted as it is", got, blamed), sightings=sightings)


def responds(subject: ContractSubject, case: ToxicFrame) -> Outcome:
    """Check that every fault got its response; of several in one asset, the strongest."""
    verdict = judged(subject, case)
    if isinstance(verdict, Outcome):
        return verdict
    found = fates(subject, case, verdict)
    sightings = tuple((fate.injection.name, fate.sight) for fate in found)
    for fate in found:
        if fate.sight in (Sight.MISSED, Sight.FALSE_ALARM):
            return Outcome(failure=failed(case, fate.wanted, fate.got, fate.injection.name), sightings=sightings)
    return Outcome(sightings=sightings, reached=any(fate.sight is not Sight.NOT_APPLICABLE for fate in found))


def blast_radius(subject: ContractSubject, case: ToxicFrame) -> Outcome:
    """Check that every asset outside the blast radius came out with the bits it went in with."""
    verdict = judged(subject, case)
    if isinstance(verdict, Outcome):
        return verdict
    responses = [subject.response(injection) for injection in case.injections]
    outside = [str(name) for name in case.frame.columns if str(name) not in case.blast_radius]
    if verdict.accepted is None:
        if Response.RAISE in responses or None in responses:
            return Outcome(sightings=all_sights(case, Sight.NOT_APPLICABLE), reached=False)
        outside = [str(name) for name in case.frame.columns]
    if not outside:
        return Outcome(sightings=all_sights(case, Sight.NOT_APPLICABLE), reached=False)
    flagged = next((name for name in outside if verdict.fate(name) != "accepted"), None)
    if flagged is not None:
        failure = failed(case, f"{flagged} accepted: no fault touches it", verdict.fate(flagged), first_fault(case))
        return Outcome(failure=failure, sightings=all_sights(case, Sight.FALSE_ALARM))
    got = _changed(case, verdict, outside, dropped_rows=Response.DROP_ROW in responses)
    if got is not None:
        failure = failed(case, "bit-identical: no fault touches it", got, first_fault(case))
        return Outcome(failure=failure, sightings=all_sights(case, Sight.MISSED))
    return Outcome(sightings=all_sights(case, Sight.CAUGHT))


def accounting(subject: ContractSubject, case: ToxicFrame) -> Outcome:
    """Check that missing, dropped and logged are one set, and that every member has its reason."""
    verdict = judged(subject, case)
    if isinstance(verdict, Outcome):
        return verdict
    wrong = discrepancy(case.frame, verdict)
    if wrong is None:
        return Outcome(sightings=all_sights(case, Sight.CAUGHT), reached=verdict.is_rejection or bool(verdict.dropped))
    asset, wanted, got = wrong
    hits = (injection.name for injection in case.injections if asset in columns_hit(injection, case.frame))
    hit = next(hits, first_fault(case))
    return Outcome(failure=failed(case, wanted, got, hit), sightings=all_sights(case, Sight.MISSED))


def _objection(verdict: Verdict, frame: pd.DataFrame) -> str | None:
    if verdict.accepted is None:
        return verdict.fate("")
    for name in map(str, frame.columns):
        if verdict.fate(name) != "accepted":
            return f"{name}: {verdict.fate(name)}"
    return frame_difference(frame, verdict.accepted)


def _changed(case: ToxicFrame, verdict: Verdict, outside: list[str], *, dropped_rows: bool) -> str | None:
    before, after = case.frame, verdict.accepted
    if after is None:  # pragma: no cover - a rejected batch was flagged before
        return "rejected"
    if dropped_rows:
        hit = [stamp for injection in case.injections for stamp in injection.timestamps]
        before, after = (frame.loc[~frame.index.isin(hit)] for frame in (before, after))
    return column_difference(before, after, outside)
