"""Drawing costs the same few choices at any size, and wastes none of them."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import Phase, given, settings
from hypothesis.internal.conjecture.engine import ConjectureRunner
from toxiframe.strategies import returns_matrices, toxic_frames

SIZES = [(20, 5), (250, 20), (1000, 50)]


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


@pytest.mark.parametrize(("rows", "assets"), SIZES)
def test_few_choices_at_any_size(rows, assets, attempts):
    """A toxic frame takes at most 25 choices and 64 bytes in the median, none is filtered out, and few come twice."""
    digests = []

    # deadline=None: nothing is timed here. generate only, derandomized: the same frames on every run.
    @settings(deadline=None, database=None, max_examples=200, phases=[Phase.generate], derandomize=True)
    @given(toxic_frames(returns_matrices(max_rows=rows, max_assets=assets)))
    def drawn(case):
        values = case.frame.to_numpy()
        # Bytes of objects are addresses.
        told = repr(values.tolist()) if values.dtype == object else values.tobytes()
        digests.append((told, tuple(case.frame.columns), tuple(case.frame.index)))

    drawn()
    valid = [(choices, size) for outcome, choices, size in attempts if outcome == "VALID"]
    choices, size = max(choices for choices, _ in valid), statistics.median(size for _, size in valid)
    assert choices <= 25, f"{choices} choices at most"
    assert size <= 64, f"{size} bytes in the median"
    outcomes = Counter(outcome for outcome, _, _ in attempts)
    assert set(outcomes) == {"VALID"}, f"{outcomes}"
    distinct = len(set(digests)) / len(digests)
    assert distinct >= 0.8, f"{distinct:.0%} of the frames are distinct"


@pytest.mark.parametrize(("rows", "assets"), SIZES)
def test_default_health_checks_pass_at_full_size(rows, assets):
    """Frames of exactly the size pass every health check that Hypothesis has by default."""
    base = returns_matrices(min_rows=rows, max_rows=rows, min_assets=assets, max_assets=assets)

    @settings(deadline=None, max_examples=40)  # the checks time the draws themselves
    @given(toxic_frames(base))
    def drawn(case):
        assert case.clean.shape == (rows, assets), f"{case.clean.shape}"

    drawn()


def test_importing_the_strategies_is_light():
    """Importing toxiframe.strategies imports neither pandera nor any other part of the project, and no calendars."""
    code = (
        "import sys, toxiframe.strategies; "
        "heavy = ('pandera', 'exchange_calendars', 'toxiframe.pipeline', 'toxiframe.properties', 'ray', 'mlflow'); "
        "print(sorted(name for name in sys.modules if name.startswith(heavy)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]", f"imported: {done.stdout}"


def test_strategies_print_in_a_line():
    """A strategy prints as its options, not as the thousands of days behind them."""
    for strategy in (returns_matrices(), toxic_frames(), toxic_frames(returns_matrices().map(lambda frame: frame))):
        assert len(repr(strategy)) < 900, f"{repr(strategy)[:2000]}"
        assert "NYSE" in repr(strategy), f"{strategy!r}"
