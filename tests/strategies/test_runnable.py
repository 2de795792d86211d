"""A frame as code evaluates to the frame."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from toxiframe.strategies import Spot, fault_named, poison, returns_matrices, runnable, toxic_frames

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
    ours = np.ascontiguousarray(case.frame.to_numpy()).view(np.int64)
    assert (np.ascontiguousarray(again.to_numpy()).view(np.int64) == ours).all(), f"{runnable(case.frame)}"


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
