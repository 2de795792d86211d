"""Features and selection: figures worked out by hand, gaps that stay gaps, and a total order."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from toxiframe.pipeline.errors import PipelineError
from toxiframe.pipeline.market.features import compute_features
from toxiframe.pipeline.market.returns import session_returns
from toxiframe.pipeline.market.selection import select_winners
from toxiframe.pipeline.market.tables import require_features, require_winners
from toxiframe.pipeline.settings import FeatureSettings, SelectionSettings

from tests.helpers import bundled_prices

SHORT = FeatureSettings(momentum_window=4, momentum_skip=1, volatility_window=3, drawdown_window=4)
SESSIONS = pd.DatetimeIndex(["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08"], tz="UTC")


def _frame(**columns: list[float]) -> pd.DataFrame:
    return pd.DataFrame({f"NYSE:{name}": values for name, values in columns.items()}, index=SESSIONS)


def test_features_are_those_worked_out_by_hand():
    """Momentum skips the last session, volatility is a sample deviation, drawdown the worst fall from a peak."""
    row = compute_features(_frame(A=[9.0, 0.1, -0.5, 0.2, 0.3]), SHORT).table().iloc[0]
    assert row["momentum"] == pytest.approx(1.1 * 0.5 * 1.2 - 1)
    mean = (-0.5 + 0.2 + 0.3) / 3
    assert row["volatility"] == pytest.approx(math.sqrt(sum((x - mean) ** 2 for x in (-0.5, 0.2, 0.3)) / 2))
    assert row["drawdown"] == pytest.approx(0.5)


@pytest.mark.parametrize("gap", range(5))
def test_a_gap_in_the_look_back_leaves_no_feature(gap):
    """A missing session inside a window gives NaN for what needs it: nothing is filled in, nothing bridged."""
    values = [0.1, 0.2, -0.1, 0.05, 0.02]
    values[gap] = float("nan")
    row = compute_features(_frame(A=values), SHORT).table().iloc[0]
    known = {name: not math.isnan(row[name]) for name in ("momentum", "volatility", "drawdown")}
    assert known == {"momentum": gap in {0, 4}, "volatility": gap in {0, 1}, "drawdown": gap == 0}


def test_features_ignore_days_on_which_the_exchange_was_closed():
    """A row for a Saturday that another venue brought along changes no stock's features."""
    frame = _frame(A=[0.1, 0.2, -0.1, 0.05, 0.02])
    with_saturday = pd.concat([frame, pd.DataFrame({"NYSE:A": [np.nan]}, index=[pd.Timestamp("2024-01-06", tz="UTC")])])
    wanted, got = (compute_features(each, SHORT).table() for each in (frame, with_saturday.sort_index()))
    pd.testing.assert_frame_equal(got, wanted, check_exact=True)


@pytest.mark.parametrize("assets", [["A"], ["A", "C"], ["C", "B", "A"]])
def test_an_asset_has_the_same_bits_in_any_company(assets):
    """Features of an asset do not depend on which assets stand beside it, nor in which order."""
    rng = np.random.default_rng(3)
    columns = {name: list(rng.normal(0, 0.01, 5)) for name in "ABC"}
    whole = compute_features(_frame(**columns), SHORT).table().set_index("asset")
    part = compute_features(_frame(**{name: columns[name] for name in assets}), SHORT).table().set_index("asset")
    pd.testing.assert_frame_equal(part, whole.loc[part.index], check_exact=True)


def _features(scores: dict[str, float]) -> pd.DataFrame:
    rows = [{"asset": a, "momentum": score, "volatility": 1.0, "drawdown": 0.1} for a, score in scores.items()]
    return pd.DataFrame(rows).astype({"asset": object})


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
def test_ties_are_broken_by_name(order):
    """Equal scores rank by name, so every order of rows selects the same winners with the same digest."""
    features = _features({"B": 1.0, "A": 1.0, "D": 2.0, "C": 1.0}).iloc[order]
    winners = select_winners(features, SelectionSettings(winners=3))
    assert list(winners.frame["asset"]) == ["D", "A", "B"]
    assert list(winners.frame.index) == [1, 2, 3]


def test_assets_that_are_not_eligible_are_named_with_their_reason():
    """A gap, a flat line and too deep a fall are passed over, each by its own reason."""
    features = _features({"A": 1.0, "B": float("nan"), "C": 1.0, "D": 1.0})
    features.loc[features["asset"] == "C", "volatility"] = 0.0
    features.loc[features["asset"] == "D", "drawdown"] = 0.7
    winners = select_winners(features, SelectionSettings(max_drawdown=0.6))
    assert list(winners.frame["asset"]) == ["A"]
    assert winners.passed_over == {"B": "gap_in_lookback", "C": "no_volatility", "D": "drawdown_limit"}


@pytest.mark.parametrize(("fall", "eligible"), [(0.6, True), (math.nextafter(0.6, 1.0), False)])
def test_a_fall_to_the_limit_is_allowed(fall, eligible):
    """The drawdown limit itself is eligible, the next float is not."""
    features = _features({"A": 1.0}).assign(drawdown=fall)
    assert bool(len(select_winners(features, SelectionSettings(max_drawdown=0.6)).frame)) is eligible


def test_returns_of_real_prices_are_those_of_pandas():
    """On a venue's own sessions the returns are the plain ratio of consecutive prices, to the last bit."""
    prices = bundled_prices("2020-01-01:2020-12-31")
    wanted = (prices / prices.shift(1) - 1.0).to_numpy()
    got = session_returns(prices.index, list(prices.columns), prices.to_numpy())
    assert np.array_equal(got, wanted, equal_nan=True)


def test_no_return_is_taken_over_a_gap():
    """Where the session before has no price, or none that is positive, there is no return on either side."""
    prices = np.array([[1.0], [np.nan], [3.0], [0.0], [5.0]])
    got = session_returns(SESSIONS, ["NYSE:A"], prices)
    assert np.isnan(got).all(), got


@pytest.mark.parametrize(
    ("column", "value"), [("volatility", -0.1), ("drawdown", 1.5), ("momentum", -1.5), ("asset", "A")]
)
def test_a_table_of_features_out_of_range_fails_the_run(column, value):
    """A feature outside its range, or an asset twice, is a defect of the pipeline and is named as one."""
    features = _features({"A": 1.0, "B": 1.0})
    features.loc[1, column] = value
    with pytest.raises(PipelineError, match=rf"breaks its own contract.*{column}"):
        require_features(features)
    require_features(_features({"A": 1.0, "B": float("nan")}))


def test_winners_with_a_gap_in_their_ranks_fail_the_run():
    """Ranks must count from 1 without a gap, and every score must be finite."""
    winners = select_winners(_features({"A": 1.0, "B": 2.0}), SelectionSettings()).frame
    require_winners(winners)
    with pytest.raises(PipelineError, match="rank"):
        require_winners(winners.set_axis(pd.Index([1, 3], name="rank")))
    with pytest.raises(PipelineError, match="score"):
        require_winners(winners.assign(score=[1.0, float("inf")]))
