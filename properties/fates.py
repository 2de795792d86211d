"""What became of each fault of one case, against what should have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ..strategies import Injection, Response, ToxicFrame
from .contract_subject import ContractSubject
from .outcomes import Sight
from .verdicts import Verdict

__all__ = ["Fate", "columns_hit", "fates"]

_RANK = {Response.PASS: 0, Response.WARN: 1, Response.DROP_ROW: 2, Response.DROP: 3, Response.RAISE: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """How one injection fared, what was wanted and what was got."""

    injection: Injection
    sight: Sight
    wanted: str = ""
    got: str = ""


def columns_hit(injection: Injection, frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the names of the columns that an injection hits: its assets, where each has one column of its own."""
    names = {str(name) for name in frame.columns}
    assets = tuple(str(asset) for asset in injection.assets)
    if names.issuperset(assets):
        return assets
    return tuple(str(frame.columns[position]) for position in injection.columns)


def fates(subject: ContractSubject, case: ToxicFrame, verdict: Verdict) -> tuple[Fate, ...]:
    """Compare the verdict with the policy, injection by injection."""
    due = tuple((injection, subject.response(injection)) for injection in case.injections)
    if verdict.accepted is None:
        return _of_rejection(due, verdict)
    return tuple(_fate(injection, response, due, case, verdict) for injection, response in due)


Due = tuple[tuple[Injection, Response | None], ...]


def _of_rejection(due: Due, verdict: Verdict) -> tuple[Fate, ...]:
    """Judge a rejection: it answers those that ask for it and hides the others; where none asks, it is wrong."""
    if any(response is Response.RAISE for _, response in due):
        return tuple(
            Fate(injection=injection, sight=Sight.CAUGHT if response is Response.RAISE else Sight.NOT_APPLICABLE)
            for injection, response in due
        )
    if any(response is None for _, response in due):
        return tuple(Fate(injection=injection, sight=Sight.NOT_APPLICABLE) for injection, _ in due)
    return tuple(
        Fate(
            injection=injection,
            sight=Sight.FALSE_ALARM if response is Response.PASS else Sight.MISSED,
            wanted=_wanted(injection, response),
            got=verdict.fate(""),
        )
        for injection, response in due
    )


def _fate(injection: Injection, response: Response | None, due: Due, case: ToxicFrame, verdict: Verdict) -> Fate:
    if response is None or injection.masked:
        return Fate(injection=injection, sight=Sight.NOT_APPLICABLE)
    if injection.whole_frame:
        wrong = _of_index(injection, response, due, case.frame, verdict)
        return _verdict_on(injection, response, wrong)
    for asset in columns_hit(injection, case.frame):
        here = [other for key, other in due if not key.whole_frame and asset in columns_hit(key, case.frame)]
        if any(other is None for other in here):
            return Fate(injection=injection, sight=Sight.NOT_APPLICABLE)
        strongest = max(here, key=lambda other: _RANK[other or Response.PASS])
        if len(here) > 1 and response is not strongest:
            return Fate(injection=injection, sight=Sight.NOT_APPLICABLE)
        wrong = _of_asset(asset, injection, response, case.frame, verdict)
        if wrong is not None and not (len(here) > 1 and _outdone(asset, response, verdict)):
            return _verdict_on(injection, response, wrong)
    return _verdict_on(injection, response, None)


def _outdone(asset: str, response: Response, verdict: Verdict) -> bool:
    """Whether several faults together got more than each would: two gaps that are tolerable make one that is not."""
    return response is not Response.PASS and response is not Response.RAISE and asset in verdict.dropped


def _verdict_on(injection: Injection, response: Response, wrong: str | None) -> Fate:
    if wrong is None:
        return Fate(injection=injection, sight=Sight.PASSED if response is Response.PASS else Sight.CAUGHT)
    sight = Sight.FALSE_ALARM if response is Response.PASS else Sight.MISSED
    return Fate(injection=injection, sight=sight, wanted=_wanted(injection, response), got=wrong)


def _of_asset(
    asset: str, injection: Injection, response: Response, frame: pd.DataFrame, verdict: Verdict
) -> str | None:
    fate = verdict.fate(asset)
    match response:
        case Response.DROP:
            fine = asset in verdict.dropped
        case Response.WARN:
            fine = verdict.fell(asset) == "WARN"
        case Response.PASS:
            fine = verdict.fell(asset) == "accepted"
        case Response.DROP_ROW:
            fine = _rows_gone(injection, frame, verdict)
        case Response.RAISE:
            fine = False
    return None if fine else fate


def _of_index(injection: Injection, response: Response, due: Due, frame: pd.DataFrame, verdict: Verdict) -> str | None:
    names = [str(name) for name in frame.columns]
    if response is Response.PASS:
        # What else was flagged is due to the others, and has to answer for itself.
        other = {name for key, asked in due if asked is not Response.PASS for name in _reach(key, frame)}
        names = [name for name in names if name not in other]
    match response:
        case Response.DROP:
            fine = all(name in verdict.dropped for name in names)
        case Response.WARN:
            fine = bool(verdict.warned)
        case Response.PASS:
            fine = all(verdict.fell(name) == "accepted" for name in names)
        case Response.DROP_ROW:
            fine = _rows_gone(injection, frame, verdict)
        case Response.RAISE:
            fine = False
    return None if fine else _listed(dict.fromkeys(verdict.fate(name) for name in names))


def _reach(injection: Injection, frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(str(name) for name in frame.columns) if injection.whole_frame else columns_hit(injection, frame)


def _rows_gone(injection: Injection, frame: pd.DataFrame, verdict: Verdict) -> bool:
    if verdict.accepted is None:
        return False
    before, after = frame.index, verdict.accepted.index
    if not before.isin(injection.timestamps).any():  # a tidy frame holds its timestamps in a column
        return len(after) < len(before)
    return all(int((after == stamp).sum()) < int((before == stamp).sum()) for stamp in injection.timestamps)


def _wanted(injection: Injection, response: Response | None) -> str:
    if response is Response.PASS:
        return "PASS: it is legal"
    if response in (Response.DROP, Response.WARN):
        return f"{response} {_listed(map(str, injection.assets))}"
    return str(response)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "nothing"
