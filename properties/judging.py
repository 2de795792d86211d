"""What the properties of contracts share: asking for a verdict, and telling what was wrong with it."""

from __future__ import annotations

import pandas as pd

from ..strategies import ToxicFrame
from .contract_subject import ContractSubject
from .contracts import Contract
from .crashes import crash, headline
from .errors import BindError
from .guilt import guilt_of
from .outcomes import Failure, Outcome, Sight, Sighting
from .verdicts import Verdict

__all__ = ["all_judged", "all_sights", "failed", "first_fault", "judged", "verdict_of"]


def judged(subject: ContractSubject, case: ToxicFrame, given: pd.DataFrame | None = None) -> Verdict | Outcome:
    """Return the verdict on a copy of the frame; where the contract crashes instead, what to report.

    ``given``: the copy, for whoever looks at it afterwards.
    """
    verdict = verdict_of(subject.contract, case.frame.copy() if given is None else given)
    if isinstance(verdict, Verdict):
        return verdict
    failure = failed(case, "a verdict", verdict, first_fault(case))
    return Outcome(failure=failure, sightings=all_sights(case, Sight.MISSED))


def verdict_of(contract: Contract, frame: pd.DataFrame) -> Verdict | str:
    """Return the verdict on a frame, which the contract may change, or what it raised instead; see ``crash``."""
    try:
        return contract.judge(frame)
    except BindError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the contract raises is what it did, and is reported as such
        return crash(error)


def all_judged(*asked: tuple[ContractSubject, ToxicFrame]) -> list[Verdict] | Outcome:
    """Return the verdict of each subject on its case, or what to report of the first that crashes."""
    verdicts: list[Verdict] = []
    for subject, case in asked:
        verdict = judged(subject, case)
        if isinstance(verdict, Outcome):
            return verdict
        verdicts.append(verdict)
    return verdicts


def failed(case: ToxicFrame, wanted: str, got: str, blamed: str | None, *, told: tuple[str, ...] = ()) -> Failure:
    """Return a failure on the frame of a case; lines of ``got`` after the first say where it came from."""
    first, where = headline(got)
    return Failure(
        wanted=wanted,
        got=first,
        frame=case.frame,
        injections=tuple(map(str, case.injections)),
        blamed=blamed,
        case=told,
        cause=where,
        clean=case.clean,
        guilt=guilt_of(case),
    )


def all_sights(case: ToxicFrame, sight: Sight) -> tuple[Sighting, ...]:
    """Return one sight for every injection of a case."""
    return tuple((injection.name, sight) for injection in case.injections)


def first_fault(case: ToxicFrame) -> str | None:
    """Return the name of the first fault of a case, None for a clean frame."""
    return case.injections[0].name if case.injections else None
