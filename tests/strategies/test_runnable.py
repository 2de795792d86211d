"""A frame as code evaluates to the frame."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from toxiframe.strategies import (
    DuplicateColumn,
    MixedZones,
    NumbersAsText,
    Spot,
    fault_named,
    poison,
    returns_matrices,
    runnable,
    toxic_frames,
)

from tests.strategies.structure.zoo import ZOO

_DAYS = pd.DatetimeIndex(["2024-07-03", "2024-07-04"], tz="UTC")


def evaluated(frame: pd.DataFrame) -> pd.DataFrame:
    """Run the code of a frame with nothing but pandas at hand."""
    code = runnable(frame)
    assert "\n" not in code, f"{code}"
    return eval(code, {"pd": pd})  # noqa: S307 - that the code runs is what is tested


# deadline=None: the first example of a process pays imports and caches.
@settings(deadline=None, max_examples=80)
@given(toxic_frames(returns_matrices(max_rows=15, max_assets=4), max_faults=4))
def test_toxic_frames_evaluate_to_themselves(case):
    """Any toxic frame, doubled rows, infinities of magnitude and negative zeros included, comes back the same."""
    again = evaluated(case.frame)
    pd.testing.assert_frame_equal(again, case.frame, check_exact=True, check_freq=False)
    for position in np.flatnonzero(case.frame.dtypes == np.float64):
        ours, theirs = (frame.iloc[:, position].to_numpy().copy().view(np.int64) for frame in (case.frame, again))
        assert (ours == theirs).all(), f"{runnable(case.frame)}"


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"NYSE:A": [np.inf, -np.inf]}, index=_DAYS),
        pd.DataFrame({"a": [1, 2], "b": [True, False]}, index=_DAYS),
        pd.DataFrame({'a "quoted"': [0.5]}),
        pd.DataFrame({"it's": [0.5]}, index=[7]),
        pd.DataFrame({"t": ["x", "y\n"], "u": ["'", '"']}),
        pd.DataFrame([[1.0, 2.0]], columns=["a", "a"], index=_DAYS[:1]),
        pd.DataFrame([[1.0, 2.0]], columns=[1, 2]),
        pd.DataFrame([[1.0]], columns=pd.Index(["half \ud800 a pair"], dtype=object)),
        pd.DataFrame({"a": [0.5]}, index=pd.Index(["r"], name="row")).rename_axis(columns="assets"),
        pd.DataFrame({"a": [0.5, 0.25]}, index=_DAYS.rename("ts")),
        pd.DataFrame({"a": [0.5, 0.25]}, index=_DAYS.as_unit("ms")),
        pd.DataFrame({"a": [0.5, 0.25]}, index=_DAYS.tz_localize(None)),
        pd.DataFrame({"a": [0.5, 0.25]}, index=_DAYS.tz_convert("America/New_York")),
        pd.DataFrame({"a": [0.5, 0.25]}, index=_DAYS + pd.to_timedelta(["1h", "1us"])),
        pd.DataFrame(
            {"a": [0.5, 0.25]},
            index=pd.DatetimeIndex(["2024-11-03 05:30", "2024-11-03 06:30"], tz="UTC").tz_convert("America/New_York"),
        ),
        pd.DataFrame({"a": [0.5, 0.25]}, index=pd.DatetimeIndex(["2024-07-03", "NaT"], tz="UTC")),
        pd.DataFrame({"NYSE:A": np.zeros(0)}, index=_DAYS[:0]),
        pd.DataFrame({"a": np.array([0.1, 0.2], np.float32)}),
        pd.DataFrame({"when": _DAYS.tz_localize(None), "x": [0.5, 1.5]}, index=_DAYS),
        pd.DataFrame(index=_DAYS),
        pd.DataFrame(),
    ],
    ids=lambda frame: runnable(frame)[:60],
)
def test_other_frames_evaluate_to_themselves(frame):
    """Names, units, zones, repeated columns, empty frames and other dtypes come back as they were."""
    again = evaluated(frame)
    pd.testing.assert_frame_equal(again, frame, check_exact=True, check_freq=False, check_index_type="equiv")
    if isinstance(frame.index, pd.DatetimeIndex):
        assert again.index.dtype == frame.index.dtype, f"{runnable(frame)}"


@pytest.mark.parametrize("name", ZOO)
def test_any_frame_evaluates_to_itself(name):
    """Whatever pandas can hold comes back with its dtypes: labels of mixed zones, levels, Arrow, categories, dates."""
    for rows in (None, 2, 0):
        frame = ZOO[name].iloc[:rows]
        if isinstance(frame.index, pd.MultiIndex):  # pandas 2.2 compares levels that no row uses, too
            frame.index = frame.index.remove_unused_levels()
        again = evaluated(frame)
        pd.testing.assert_frame_equal(again, frame, check_exact=True, check_freq=False, check_column_type=True)
        assert list(again.dtypes) == list(frame.dtypes), f"{runnable(frame)}"
        ours, theirs = (again.index.dtype, again.columns.dtype), (frame.index.dtype, frame.columns.dtype)
        assert ours == theirs, f"{runnable(frame)}"


@pytest.mark.parametrize("fault", [MixedZones(), NumbersAsText(), DuplicateColumn()], ids=lambda fault: fault.name)
def test_frames_with_faults_of_type_evaluate_to_themselves(fault):
    """Two offsets in one index, numbers as text and a name that is there twice come back as they are."""
    for name in ("returns", "new york", "bars", "tidy levels", "repeated names"):
        for size in range(5):
            case = poison(ZOO[name], [(fault, Spot(size=size))])
            again = evaluated(case.frame)
            pd.testing.assert_frame_equal(again, case.frame, check_exact=True, check_freq=False)
            assert list(map(str, again.index)) == list(map(str, case.frame.index)), f"{runnable(case.frame)}"


def test_values_without_code_are_refused():
    """A value that no code gives back is named, with a way out, instead of being printed as something else."""
    with pytest.raises(TypeError, match="drop that column"):
        runnable(pd.DataFrame({"a": [object()]}))


def test_a_counterexample_reads_like_the_one_in_the_readme():
    """The smallest padded holiday prints as one line of code, and its injection as one name and place."""
    frame = pd.DataFrame({"NYSE:A": [0.001, np.nan]}, index=_DAYS)
    case = poison(frame, [(fault_named("pad_zero_holiday"), Spot())])
    code = 'pd.DataFrame({"NYSE:A": [0.001, 0.0]}, index=pd.DatetimeIndex(["2024-07-03", "2024-07-04"], tz="UTC"))'
    assert runnable(case.frame) == code, f"{runnable(case.frame)}"
    assert str(case.injections[0]) == "pad_zero_holiday(NYSE:A, 2024-07-04)", f"{case.injections[0]}"
    assert repr(case) == f"ToxicFrame(injections=[pad_zero_holiday(NYSE:A, 2024-07-04)], frame={code})", f"{case!r}"
