"""Legal controls of structure: who knows them is silent, who nearly does raises a false alarm."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from toxiframe.strategies import returns_matrices, toxic_frames
from toxiframe.strategies.faults.structure import NanLeading, NanNonsession, OtherResolution, RepeatedValues

from tests.quality.shrunk import smallest
from tests.strategies.structure import judges

holes = judges.any_history(lambda there: bool(len(judges.missing(there))))
plain_utc = str(pd.DatetimeIndex(["2024-07-04"], tz="UTC").dtype)

CONTROLS = [
    # fault, a correct judge, an eager one, what is wrong with it, and the smallest false alarm.
    (NanLeading(), holes, lambda frame: frame.isna().any(axis=None), "objects to any NaN", (2, 1)),
    (NanNonsession(), holes, lambda frame: frame.isna().any(axis=None), "objects to any NaN", (2, 1)),
    (
        RepeatedValues(),
        lambda frame, _: frame.index.has_duplicates,
        lambda frame: frame.duplicated().any(),
        "compares values and not keys",
        (2, 1),
    ),
    (
        OtherResolution(),
        lambda frame, _: frame.index.tz is None,
        lambda frame: str(frame.index.dtype) != plain_utc,
        "wants the resolution of this pandas",
        (1, 1),
    ),
]


@pytest.mark.parametrize(("fault", "sees"), [row[:2] for row in CONTROLS], ids=[row[0].name for row in CONTROLS])
def test_who_knows_a_control_is_silent(fault, sees):
    """A correct judge objects to no frame that holds the control."""

    # deadline=None: the first example of a process pays imports and caches.
    @settings(deadline=None, max_examples=60, database=None)
    @given(toxic_frames(returns_matrices(max_rows=60, max_assets=5), faults=[fault], max_faults=1))
    def drawn(case):
        assert not sees(case.frame, case.clean), f"{case!r}"

    drawn()


@pytest.mark.parametrize(
    ("fault", "eager", "bug", "size"), [(row[0], *row[2:]) for row in CONTROLS], ids=[row[0].name for row in CONTROLS]
)
def test_an_eager_judge_raises_a_false_alarm(fault, eager, bug, size):
    """The planted bug is caught within a default budget, by the smallest frame that holds the control."""
    strategy = toxic_frames(returns_matrices(max_rows=60, max_assets=5), faults=[fault], max_faults=1)
    found = smallest(strategy, lambda case: bool(eager(case.frame)), seed=0)
    assert found.example.frame.shape == size, f"{bug}: {found.example!r}"
    assert found.examples <= 200, f"{bug}: {found.examples} cases until it was caught"
