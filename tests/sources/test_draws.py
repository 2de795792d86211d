"""Drawing a clean frame costs the same few choices at any size and from any source, and wastes none of them."""

from __future__ import annotations

import statistics
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis.internal.conjecture.engine import ConjectureRunner
from toxiframe.strategies.histories import histories
from toxiframe.strategies.matrices import returns_matrices
from toxiframe.strategies.ohlcv import ohlcv
from toxiframe.strategies.tidy import tidy_returns

from tests.quality.shrunk import SIZES


def windows(*, max_rows, max_assets):
    """Return windows of data of a size."""
    values = np.random.default_rng(1).normal(size=(max_rows, max_assets))
    data = pd.DataFrame(values, index=pd.date_range("2020-01-01", periods=max_rows, tz="UTC"))
    return histories(data)


SOURCES = [returns_matrices, tidy_returns, ohlcv, windows]


@pytest.fixture
def attempts(monkeypatch):
    """Watch every attempt of Hypothesis: its outcome, its choices and its bytes; nothing is replaced."""
    seen = []
    run = ConjectureRunner.test_function

    def watched(self, data):
        run(self, data)
        seen.append((data.status.name, len(data.choices), data.length))

    monkeypatch.setattr(ConjectureRunner, "test_function", watched)
    return seen


def digest(frame):
    """Return what tells a frame from others."""
    values = frame.get("return", frame)
    keys = tuple(frame["timestamp"]) + tuple(frame["symbol"]) if "return" in frame else tuple(frame.index)
    return values.to_numpy().tobytes(), keys, tuple(frame.columns)


@pytest.mark.parametrize(("rows", "assets"), SIZES)
@pytest.mark.parametrize("source", SOURCES)
def test_few_choices_at_any_size(source, rows, assets, attempts):
    """A clean frame takes at most 6 choices and 24 bytes, no attempt is in vain, and few frames come twice."""
    digests = set()

    # deadline=None: nothing is timed here. generate only, derandomized: the same frames on every run.
    @settings(deadline=None, database=None, max_examples=100, phases=[Phase.generate], derandomize=True)
    @given(source(max_rows=rows, max_assets=assets))
    def drawn(frame):
        digests.add(digest(frame))

    drawn()
    outcomes = Counter(outcome for outcome, _, _ in attempts)
    assert set(outcomes) == {"VALID"}, f"{outcomes}"
    assert max(choices for _, choices, _ in attempts) <= 6, f"{attempts[:5]}"
    assert statistics.median(size for _, _, size in attempts) <= 24, f"{attempts[:5]}"
    distinct = len(digests) / outcomes["VALID"]
    assert distinct >= (0.8 if source is not windows else 0.6), f"{distinct:.0%} of the frames are distinct"


@pytest.mark.parametrize(("rows", "assets"), SIZES)
@pytest.mark.parametrize("source", [tidy_returns, ohlcv])
def test_default_health_checks_pass_at_full_size(source, rows, assets):
    """Frames of exactly the size pass every health check that Hypothesis has by default."""

    @settings(deadline=None, max_examples=30)  # the checks time the draws themselves
    @given(source(min_rows=rows, max_rows=rows, min_assets=assets, max_assets=assets))
    def drawn(frame):
        names = frame["symbol"].unique() if source is tidy_returns else frame.columns.get_level_values("asset").unique()
        assert len(names) == assets, f"{names}"

    drawn()


@pytest.mark.parametrize("source", [returns_matrices, tidy_returns, ohlcv])
def test_strategies_print_in_a_line(source):
    """A source prints as its options, not as the thousands of days behind them."""
    assert len(repr(source())) < 300, f"{repr(source())[:2000]}"
    assert "unit='s'" in repr(source(unit="s", delistings=True)), f"{source(unit='s')!r}"
