"""What looks wrong and is not: who knows it stays silent, who is over-eager raises a false alarm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from toxiframe.strategies import (
    FlatFundBar,
    LegalExtreme,
    LegalZeroRun,
    NoiseQuantise,
    Response,
    fault_named,
    returns_matrices,
    toxic_frames,
)
from toxiframe.strategies.faults.values import VALUES
from toxiframe.strategies.ohlcv import ohlcv

from tests.quality.shrunk import smallest
from tests.strategies.values.judging import any_asset, any_bars, longest_run
from tests.strategies.values.watches import SMALLEST, WATCHES, grade, idle_but_moving, violated

RETURNS = returns_matrices(max_rows=60, max_assets=5)
BARS = ohlcv(max_rows=60, max_assets=3)


def beyond_the_bounds(values):
    """See a return that cannot be."""
    return bool(((values < -1.0) | (values > 5.0)).any())


def invalid_bars(bars):
    """See bars that contradict themselves or move without volume."""
    return violated(bars) or idle_but_moving(bars)


def moved(frame, clean):
    """See that another source says something else, by more than four bytes can tell."""
    return not np.allclose(frame, clean, rtol=1e-6, atol=0.0, equal_nan=True)


# The control, a judge that knows it, one that is over-eager, and the smallest frame that it raises an alarm on.
CONTROLS = [
    (LegalExtreme(), RETURNS, any_asset(beyond_the_bounds), any_asset(lambda r: (np.abs(r) > 1.0).any()), (1, 1)),
    (
        LegalZeroRun(),
        RETURNS,
        any_asset(lambda r: grade(r) is not None),
        any_asset(lambda r: longest_run(r) >= 3),
        (5, 1),  # a holiday lies among them, as the frame begins on the plainest day
    ),
    (FlatFundBar(), BARS, any_bars(invalid_bars), any_bars(lambda bars: bool((bars["volume"] == 0.0).any())), (1, 9)),
    (LegalZeroRun(), BARS, any_bars(invalid_bars), any_bars(lambda bars: bool((bars["volume"] == 0.0).any())), (2, 9)),
    (NoiseQuantise(to="float32"), RETURNS, moved, lambda frame, clean: not frame.equals(clean), (1, 1)),
]
each = pytest.mark.parametrize(
    ("control", "base", "silent", "eager", "size"), CONTROLS, ids=[control[0].name for control in CONTROLS]
)


@each
def test_controls_are_legal(control, base, silent, eager, size):
    """A correct judge objects neither to a control nor to the clean frame below it."""
    del eager, size
    assert control.response is Response.PASS, f"{control!r}"

    # deadline=None: the first example of a process pays imports and caches.
    @settings(deadline=None, max_examples=100, database=None)
    @given(toxic_frames(base, faults=[control], max_faults=3))
    def drawn(case):
        assert not silent(case.frame, case.clean), f"{case!r}"
        assert not silent(case.clean, case.clean), f"{case!r}"

    drawn()


@each
def test_over_eager_judges_are_told_apart(control, base, silent, eager, size):
    """A judge with a realistic bug raises a false alarm on a frame of the documented smallest size."""
    del silent
    got = smallest(
        toxic_frames(base, faults=[control], max_faults=1), lambda case: eager(case.frame, case.clean), seed=0
    )
    assert got.example.frame.shape == size, f"{got.example!r}"
    assert got.examples <= 200, f"{got.examples} cases"


def test_every_fault_has_a_watch_and_a_smallest_frame():
    """Each fault is watched, each control has a test of its own, and all have a smallest size."""
    watched = {watch.fault for watch in WATCHES} | {control[0] for control in CONTROLS}
    assert set(VALUES) == watched, f"{set(VALUES) ^ watched}"
    assert set(SMALLEST) == {fault.name for fault in VALUES}, f"{set(SMALLEST) ^ {fault.name for fault in VALUES}}"
    assert all(fault_named(fault.name) == fault for fault in VALUES), "a name stands for two faults"


@pytest.mark.parametrize("fault", VALUES, ids=lambda fault: fault.name)
def test_the_smallest_frames_are_as_documented(fault):
    """A frame with the fault, and nothing else asked of it, shrinks to the documented size."""
    rows, columns = SMALLEST[fault.name]
    base = ohlcv(max_rows=120) if columns == 9 else returns_matrices(max_rows=120)
    got = smallest(toxic_frames(base, faults=[fault], max_faults=1), lambda case: bool(case.injections), seed=1)
    assert got.example.frame.shape == (rows, columns), f"{got.example!r}"
    assert got.calls <= 60, f"{got.calls} calls"
