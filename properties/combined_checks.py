"""What a contract must do with several faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hypothesis.strategies import SearchStrategy

from ..strategies import Response, ToxicFrame, with_only
from .contract_subject import ContractSubject
from .fates import fates
from .judging import all_judged, all_sights, failed, judged
from .outcomes import Outcome, Sight
from .verdicts import Fell

__all__ = ["combined_cases", "monotone", "no_masking"]

_RANKS: Mapping[Fell, int] = MappingProxyType({"accepted": 0, "WARN": 1, "DROP": 2, "gone": 2, "rejected": 3})


def combined_cases(subject: ContractSubject) -> SearchStrategy[ToxicFrame]:
    """Draw frames with two or three faults, where they have room for two."""
    return subject.combined_cases()


def no_masking(subject: ContractSubject, case: ToxicFrame) -> Outcome:
    """Check that every fault that gets its response alone gets it in company, too."""
    verdict = judged(subject, case)
    if isinstance(verdict, Outcome):
        return verdict
    found = fates(subject, case, verdict)
    sightings = tuple((fate.injection.name, fate.sight) for fate in found)
    for fate in found:
        if fate.sight is not Sight.MISSED or len(case.injections) == 1:
            continue
        alone = with_only(case, [fate.injection])
        by_itself = judged(subject, alone)
        if isinstance(by_itself, Outcome):
            continue
        if fates(subject, alone, by_itself)[0].sight is Sight.CAUGHT:
            others = " + ".join(str(other) for other in case.injections if other is not fate.injection)
            wanted = f"{fate.wanted}, as without {others}"
            return Outcome(failure=failed(case, wanted, fate.got, fate.injection.name), sightings=sightings)
    judged_both = sum(fate.sight is not Sight.NOT_APPLICABLE for fate in found) > 1
    return Outcome(sightings=sightings, reached=judged_both or (verdict.is_rejection and len(found) > 1))


def monotone(subject: ContractSubject, case: ToxicFrame) -> Outcome:
    """Check that one fault more clears no asset, and no batch, of what is held against it without that fault."""
    more = [key for key in case.injections if subject.response(key) not in (Response.PASS, None)]
    if len(case.injections) == 1 or not more:
        return Outcome(sightings=all_sights(case, Sight.NOT_APPLICABLE), reached=False)
    fewer = with_only(case, [key for key in case.injections if key is not more[-1]])
    verdicts = all_judged((subject, fewer), (subject, case))
    if isinstance(verdicts, Outcome):
        return verdicts
    before, after = verdicts
    there = {str(name) for name in case.frame.columns}
    for name in (str(name) for name in fewer.frame.columns):
        if name in there and _RANKS[after.fell(name)] < _RANKS[before.fell(name)]:
            wanted = f"{name}: at least {before.fate(name)}, as without {more[-1]}"
            failure = failed(case, wanted, after.fate(name), more[-1].name)
            return Outcome(failure=failure, sightings=all_sights(case, Sight.MISSED))
    offended = before.is_rejection or bool(before.dropped) or bool(before.warned)
    return Outcome(sightings=all_sights(case, Sight.CAUGHT if offended else Sight.NOT_APPLICABLE), reached=offended)
