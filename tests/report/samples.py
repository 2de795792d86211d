"""Matrices with everything a report must cope with, made of real failing cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
from toxiframe.properties.blocks import Found
from toxiframe.properties.judging import failed
from toxiframe.properties.matrix import Matrix, Tried
from toxiframe.properties.outcomes import Sight, Status
from toxiframe.properties.shown import Shown, shown
from toxiframe.strategies import FAULTS, Spot, ToxicFrame, poison

__all__ = ["HOSTILE", "hostile_matrix", "matrix", "toxic", "tried"]

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(2)>'",
    "right\u202eto left",
    "nul\x00 and \x1b[31mescape",
    "half \ud800 a pair",
    "</style><style>*{display:none}</style>",
    "javascript:alert(3)//" + "long " * 300,
    "${alert(4)} {{alert(5)}} <!-- -->",
    "\u200b\u2066invisible\u2069",
    "\u05e9\u05dc\u05d5\u05dd",
)
"""Names that break pages that put text together carelessly."""


def toxic(*faults: str, names: tuple[str, ...] = ("NYSE:A", "LSE:B"), rows: int = 6) -> ToxicFrame:
    """Return a wide frame of quiet returns with these faults."""
    index = pd.bdate_range("2024-05-06", periods=rows, tz="UTC")
    values = np.linspace(-0.01, 0.02, rows * len(names)).reshape(rows, len(names))
    clean = pd.DataFrame(values, index=index, columns=pd.Index(names, dtype=object))
    known = {fault.name: fault for fault in FAULTS}
    case = poison(clean, [(known[name], Spot(row=row)) for row, name in enumerate(faults, start=1)])
    assert len(case.injections) == len(faults), f"no place for {faults}"
    return case


def shown_failure(case: ToxicFrame, **words: str) -> Shown:
    """Return what a report shows of a case that got through."""
    blamed = case.injections[0].name if case.injections else None
    failure = failed(case, words.get("wanted", "DROP NYSE:A"), words.get("got", "accepted"), blamed)
    return shown(
        failure, Found(case=9), ['make properties SEED=7 TEST="a.py::test_b[c-d]"', "toxiframe replay 0badcafe"]
    )


def tried(label: str, **parts: object) -> Tried:
    """Return a property that was tried, held if nothing else is said."""
    told: dict[str, object] = {
        "property": "responds",
        "guarantee": "Every fault gets the response that the policy declares for it.",
        "status": Status.HELD,
        "cases": 200,
        "reached": 190,
        "seconds": 1.5,
        "counts": {},
    }
    return Tried(label=label, **{**told, **parts})


def matrix() -> Matrix:
    """Return a run of two contracts with every kind of cell."""
    case = toxic("toxic_return")
    return Matrix(
        tried=(
            tried(
                "gate",
                status=Status.FAILED,
                cases=12,
                counts={
                    "toxic_return": {Sight.MISSED: 1, Sight.CAUGHT: 11},
                    "dup_ts_exact": {Sight.CAUGHT: 38},
                    "level_shift": {Sight.NOT_APPLICABLE: 5},
                },
                faults=("toxic_return", "dup_ts_exact", "level_shift", "inf_pos"),
                failures=(shown_failure(case),),
            ),
            tried("gate", property="accepts_clean", counts={"legal_extreme": {Sight.PASSED: 7}}),
            tried(
                "prices",
                property="accepts_clean",
                status=Status.WAIVED,
                counts={"legal_extreme": {Sight.FALSE_ALARM: 1, Sight.PASSED: 2}},
                waiver="DQ-114",
                failures=(shown_failure(toxic("legal_extreme")),),
            ),
            tried("settings", property="never_none"),
        ),
        seed=7,
        profile="default",
        warnings=("gate: never fired: inf_pos; try more cases, or other frames=",),
    )


def hostile_matrix() -> Matrix:
    """Return a run in which every text that a user chooses is hostile."""
    cases = [toxic("toxic_return", names=(name, f"{name} too")) for name in HOSTILE]
    failures = tuple(
        shown_failure(case, wanted=f"DROP {name}", got=f"raised ValueError: {name}")
        for case, name in zip(cases, HOSTILE, strict=True)
    )
    told = tuple(
        tried(
            name,
            status=Status.WAIVED,
            waiver=name,
            counts={"toxic_return": {Sight.MISSED: 1}, name: {Sight.CAUGHT: 3}},
            failures=(failure,),
        )
        for name, failure in zip(HOSTILE, failures, strict=True)
    )
    return Matrix(tried=told, seed=HOSTILE[0], profile=HOSTILE[1], warnings=HOSTILE)
