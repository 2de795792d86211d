"""Faults go on any frame they fit, and leave every other one alone."""

from __future__ import annotations

import pandas as pd
import pytest
from toxiframe.strategies import FAULTS, Spot, corrupt, poison, replay

from tests.strategies.answer_key import same_frame
from tests.strategies.structure.zoo import ZOO

SPOT = Spot(row=3, column=1, size=7)


def assert_same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Fail unless two frames hold the same values, labels, names and dtypes."""
    pd.testing.assert_frame_equal(left, right, check_exact=True, check_freq=True, check_column_type=True)
    same_frame(left, right)
    assert list(left.dtypes) == list(right.dtypes), f"{left.dtypes} {right.dtypes}"
    assert (left.index.dtype, left.columns.dtype) == (right.index.dtype, right.columns.dtype), f"{left.index.dtype}"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_any_frame_is_poisoned_or_left_alone(fault):
    """On each kind of frame a fault says whether it applies, and if so is put there, named, and replayed exactly."""
    for name, frame in ZOO.items():
        before = frame.copy(deep=True)
        applies = fault.applies_to(frame)
        cases = [poison(frame, [(fault, SPOT)])]
        if applies:
            cases.append(corrupt(frame, fault, seed=len(name)))
        for case in cases:
            assert bool(case.injections) is applies, f"{name}: {case!r}"
            assert_same(replay(frame, case.injections), case.frame)
            for injection in case.injections:
                assert injection.rows or injection.columns or injection.before, f"{name}: {injection}"
                assert str(injection).startswith(f"{fault.name}("), f"{name}: {injection}"
                assert repr(injection), f"{name}: {injection}"
            assert repr(case), name
        assert_same(frame, before)


@pytest.mark.parametrize("name", ZOO)
def test_several_faults_on_any_frame(name):
    """All faults that fit side by side are replayed exactly, and the clean frame is not changed."""
    frame = ZOO[name]
    before = frame.copy(deep=True)
    for turn in range(2):
        asked = [(fault, Spot(row=row, column=row % 3, size=turn)) for row, fault in enumerate(FAULTS[turn::2])]
        case = poison(frame, asked)
        assert_same(replay(frame, case.injections), case.frame)
        assert repr(case), name
        assert case.injections or not any(fault.applies_to(frame) for fault, _ in asked), f"{name}: nothing was placed"
    assert_same(frame, before)
