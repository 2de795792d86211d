"""``corrupt`` does without Hypothesis what ``toxic_frames`` does with it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis.errors import InvalidArgument
from toxiframe.strategies import (
    DuplicateTimestamp,
    ExtremeReturn,
    NanCell,
    PadZeroHoliday,
    Spot,
    corrupt,
    poison,
    replay,
)

from tests.strategies.answer_key import assert_key_is_exact, same_frame

DAYS = pd.date_range("2024-06-24", periods=40, tz="UTC")


def returns() -> pd.DataFrame:
    """Forty calendar days of three assets, empty where New York was closed."""
    frame = pd.DataFrame(0.001, index=DAYS, columns=["NYSE:A", "NYSE:B", "BINANCE:C"])
    closed = (DAYS.weekday >= 5) | (pd.Timestamp("2024-07-04", tz="UTC") == DAYS)
    frame.loc[closed, ["NYSE:A", "NYSE:B"]] = np.nan
    return frame


FAULTS = (NanCell(), ExtremeReturn(above=5.0), DuplicateTimestamp(twin="conflict"), PadZeroHoliday())


def test_every_fault_is_there_once_and_the_key_is_exact():
    """The toxic frame carries each fault that was asked for, in that order, with an exact answer key."""
    for seed in range(20):
        case = corrupt(returns(), *FAULTS, seed=seed)
        assert [injection.fault for injection in case.injections] == list(FAULTS), f"seed {seed}: {case!r}"
        assert_key_is_exact(case)
        same_frame(replay(returns(), case.injections), case.frame)


def test_a_seed_decides_where_the_faults_go():
    """The same seed gives the same toxic frame, another seed sooner or later another one."""
    first, again = (corrupt(returns(), *FAULTS, seed=7) for _ in range(2))
    same_frame(first.frame, again.frame)
    assert list(map(str, first.injections)) == list(map(str, again.injections)), f"{first!r} {again!r}"
    others = {str(corrupt(returns(), *FAULTS, seed=seed).injections) for seed in range(10)}
    assert len(others) > 5, f"ten seeds, {len(others)} toxic frames"


def test_a_fault_can_be_there_twice():
    """A fault that is named twice is injected twice, at two places."""
    case = corrupt(returns(), NanCell(), NanCell(), seed=1)
    places = [(injection.rows, injection.columns) for injection in case.injections]
    assert len(set(places)) == 2, f"{places}"


def test_the_frame_is_not_changed():
    """What is passed in comes out as `clean`, and holds what it held."""
    frame = returns()
    case = corrupt(frame, *FAULTS, seed=3)
    assert case.clean is frame, "the clean frame is a copy"
    same_frame(frame, returns())


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: corrupt(returns()), "give at least one fault"),
        (lambda: corrupt(returns(), NanCell), r"write NanCell\(\)"),
        (lambda: corrupt(returns(), [NanCell()]), "unpack it"),
        (lambda: corrupt(returns(), NanCell(), seed=None), "seed=None"),
        (lambda: corrupt(returns(), NanCell(), holds="price"), "holds='price'"),
        (lambda: corrupt(returns()["NYSE:A"], NanCell()), "a Series was given"),
        (lambda: corrupt(returns(), NanCell(), calendars={"NYSE": "XNY"}), "did you mean"),
        (lambda: corrupt(returns(), NanCell(), calendars=3), "calendars=3"),
        (lambda: corrupt(returns().set_axis(["A", "B", "C"], axis=1), PadZeroHoliday()), "No calendar is known for A"),
        (lambda: poison(returns(), [NanCell()]), r"faults\[0\]=NanCell.*each is a fault and its spot"),
        (lambda: poison(returns(), [("nan_cell", Spot())]), r"write fault_named\('nan_cell'\)"),
        (lambda: corrupt(returns(), "nan_cell"), r"write fault_named\('nan_cell'\)"),
        (lambda: corrupt(returns()[["BINANCE:C"]], PadZeroHoliday()), r"no place left .* PadZeroHoliday\(\) needs"),
        (lambda: corrupt(returns().iloc[:2], *[DuplicateTimestamp()] * 3), "2x3 has no place left for 1 of the faults"),
    ],
)
def test_what_cannot_be_is_refused(make, told):
    """A call without a fault, or with one that has no place, fails with what is missing and the way out."""
    with pytest.raises(InvalidArgument, match=told):
        make()
