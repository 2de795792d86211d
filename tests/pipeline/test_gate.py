"""The gate: what every rule catches, what is legal, and what comes out."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from toxiframe.pipeline.market import contracts
from toxiframe.pipeline.market import gate as gate_module
from toxiframe.pipeline.market.gate import ContractError, gate
from toxiframe.pipeline.settings import GateSettings

from tests.helpers import same_bits

DAYS = pd.date_range("2024-01-01", "2024-03-31", freq="D", tz="UTC", unit="ns")
US_HOLIDAYS = pd.DatetimeIndex(["2024-01-01", "2024-01-15", "2024-02-19", "2024-03-29"], tz="UTC")


def _frame() -> pd.DataFrame:
    """Return a quarter on calendar days: two US stocks closed on weekends and holidays, one coin that never closes."""
    frame = pd.DataFrame(0.001, index=DAYS, columns=["NYSE:A", "NYSE:B", "BINANCE:BTCUSDT"])
    closed = (DAYS.dayofweek >= 5) | DAYS.isin(US_HOLIDAYS)
    frame.loc[closed, ["NYSE:A", "NYSE:B"]] = np.nan
    return frame


def _sessions(frame: pd.DataFrame) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(frame.index[frame["NYSE:B"].notna()])


def _set(frame: pd.DataFrame, day: object, value: float, asset: str = "NYSE:A") -> pd.DataFrame:
    changed = frame.copy()
    changed.loc[day, asset] = value
    return changed


def _rules(frame: pd.DataFrame, **options: object) -> dict[str, tuple[str, ...]]:
    return dict(gate(frame, **options).dropped)


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        (5.0, ()),
        (np.nextafter(5.0, np.inf), ("toxic_return",)),
        (1e7, ("toxic_return",)),
        (-1.0, ()),
        (np.nextafter(-1.0, -np.inf), ("toxic_return",)),
        (1.79, ()),
        (-0.0, ()),
        (5e-324, ()),
    ],
)
def test_bounds_of_returns(value, rules):
    """Returns beyond the bounds drop their asset; the bounds themselves and the next legal float stay."""
    frame = _set(_frame(), _sessions(_frame())[10], value)
    assert _rules(frame) == ({"NYSE:A": rules} if rules else {})


def test_a_bound_beside_a_toxic_return_is_not_counted():
    """The evidence counts the cells beyond the bounds, not those on them in the same column."""
    days = _sessions(_frame())
    frame = _set(_set(_set(_frame(), days[10], 7.0), days[11], 5.0), days[12], -1.0)
    [violation] = gate(frame).violations
    assert (violation.count, violation.evidence["values"]) == (1, [7.0])


@pytest.mark.parametrize(
    ("label", "dropped"),
    [("2024-01-06 12:00", True), ("2024-01-05 23:00", True), ("2024-01-07 22:00", False), ("2024-01-05 19:00", False)],
)
def test_currencies_trade_from_sunday_evening_to_friday_evening(label, dropped):
    """A zero bar of a currency on Sunday evening, UTC, is data; on Friday night and on Saturday it is padding."""
    index = pd.date_range("2024-01-04 10:00", "2024-01-09 10:00", freq="h", tz="UTC", unit="ns")
    evening = index + pd.Timedelta(hours=4)
    frame = pd.DataFrame(0.001, index=index, columns=["FX:EURUSD"])
    frame.loc[evening.dayofweek >= 5] = np.nan
    frame.loc[pd.Timestamp(label, tz="UTC")] = 0.0
    assert _rules(frame) == ({"FX:EURUSD": ("no_padding",)} if dropped else {})


@pytest.mark.parametrize("day", ["2024-01-06", "2024-01-15"])
@pytest.mark.parametrize(
    ("value", "rules"),
    [
        (0.0, ("no_padding",)),
        (-0.0, ("no_padding",)),
        (1e-12, ("no_padding",)),
        (-1e-9, ("no_padding",)),
        (np.nextafter(1e-9, 1.0), ()),
        (1e-6, ()),
        (np.nan, ()),
    ],
)
def test_no_padding_on_weekends_and_holidays(day, value, rules):
    """About zero on a closed day is padding, on a Saturday and on a Monday holiday; NaN there is legal."""
    frame = _set(_frame(), pd.Timestamp(day, tz="UTC"), value)
    assert _rules(frame) == ({"NYSE:A": rules} if rules else {})


def test_other_returns_on_closed_days_are_kept_with_a_warning():
    """A real return on a non-session is no padding: the asset stays, and the violation is a warning with its cell."""
    result = gate(_set(_frame(), pd.Timestamp("2024-01-06", tz="UTC"), 0.02))
    assert result.dropped == {}
    assert [(v.rule, v.response, v.asset, v.count) for v in result.violations] == [
        ("extra_session", "WARN", "NYSE:A", 1)
    ]
    assert result.violations[0].evidence == {"at": ["2024-01-06T00:00:00+00:00"], "values": [0.02]}


def test_a_true_zero_on_a_session_is_no_padding():
    """Zero returns on trading days are data, however many there are."""
    frame = _frame()
    frame.loc[_sessions(frame), "NYSE:A"] = 0.0
    assert _rules(frame) == {}


def test_a_coin_may_be_zero_on_a_weekend():
    """An exchange that never closes has no non-session, so its weekend zeros are legal."""
    assert _rules(_set(_frame(), pd.Timestamp("2024-01-06", tz="UTC"), 0.0, "BINANCE:BTCUSDT")) == {}


@pytest.mark.parametrize(("missing", "rules"), [(1, ()), (3, ()), (4, ("coverage",)), (40, ("coverage",))])
def test_coverage_counts_sessions_since_genesis(missing, rules):
    """More than 5 % of the sessions since genesis missing drops the asset, less is a warning (61 sessions here)."""
    frame = _set(_frame(), _sessions(_frame())[10 : 10 + missing], np.nan)
    result = gate(frame)
    assert dict(result.dropped) == ({"NYSE:A": rules} if rules else {})
    assert [(v.rule, v.count) for v in result.violations] == [("coverage" if rules else "missing_session", missing)]


def test_sessions_before_genesis_are_not_missing():
    """Leading NaN is legal whatever its length."""
    result = gate(_set(_frame(), _sessions(_frame())[:55], np.nan))
    assert (dict(result.dropped), result.violations) == ({}, ())


def test_an_asset_without_any_observation_is_dropped():
    """A column of NaN is structure without content: tier 1 drops it."""
    frame = _frame()
    frame["NYSE:A"] = np.nan
    assert _rules(frame) == {"NYSE:A": ("no_observations",)}


def test_a_short_history_is_dropped_where_the_settings_ask_for_more():
    """An asset with fewer sessions than min_observations is dropped, and the evidence says how many it has."""
    result = gate(_set(_frame(), _sessions(_frame())[:50], np.nan), settings=GateSettings(min_observations=20))
    assert dict(result.dropped) == {"NYSE:A": ("short_history",)}
    assert result.violations[0].evidence == {"observations": 11, "wanted": 20}


def test_an_unknown_venue_is_never_vetoed_for_padding():
    """Where no calendar is known weekend zeros are a warning: a weekday test alone has false alarms."""
    frame = _frame().rename(columns={"NYSE:A": "NOWHERE:A"})
    result = gate(_set(frame, pd.Timestamp("2024-01-06", tz="UTC"), 0.0, "NOWHERE:A"))
    assert dict(result.dropped) == {}
    assert {v.rule for v in result.violations} >= {"unknown_venue", "weekend_zero"}


def _twin(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame, frame.iloc[[-1]]])


def _infinite(frame: pd.DataFrame) -> pd.DataFrame:
    return _set(frame, frame.index[3], np.inf)


L0_FAULTS = {
    "index_unique": _twin,
    "index_sorted": lambda frame: frame.iloc[::-1],
    "index_utc": lambda frame: frame.tz_localize(None),
    "index_type": lambda frame: frame.reset_index(drop=True),
    "index_null": lambda frame: frame.set_axis(pd.DatetimeIndex([*frame.index[:-1], pd.NaT])),
    "rows_present": lambda frame: frame.iloc[:0],
    "columns_present": lambda frame: frame.iloc[:, :0],
    "columns_unique": lambda frame: frame.set_axis(["NYSE:A", "NYSE:A", "NYSE:B"], axis=1),
    "columns_text": lambda frame: frame.set_axis(["NYSE:A", "nyse:b", "NYSE:C"], axis=1),
    "values_numeric": lambda frame: frame.assign(**{"NYSE:A": "0.1"}),
    "values_finite": _infinite,
}


@pytest.mark.parametrize("rule", L0_FAULTS)
def test_each_rule_of_l0_raises(rule):
    """Every fault of the index, the columns or the numbers rejects the batch by the rule of its name."""
    with pytest.raises(ContractError) as caught:
        gate(L0_FAULTS[rule](_frame()))
    found = {violation.rule for violation in caught.value.violations if violation.layer == "L0"}
    assert rule in found, f"wanted {rule}, got {found}"
    assert found == {rule}, f"false alarms beside {rule}: {found - {rule}}"


def test_every_rule_of_l0_has_its_test():
    """The table above names every rule of L0, so a new rule cannot come without a frame that breaks it."""
    assert set(L0_FAULTS) == {rule.name for rule in contracts.LAYERS["L0"]}


def test_a_rejected_batch_still_reports_what_the_tiers_find():
    """A duplicate row does not hide a toxic return of one asset or the padding of another."""
    frame = _set(_twin(_frame()), _sessions(_frame())[10], 15.0)
    frame = _set(frame, pd.Timestamp("2024-01-06", tz="UTC"), 0.0, "NYSE:B")
    with pytest.raises(ContractError) as caught:
        gate(frame)
    found = [(v.layer, v.rule, v.asset) for v in caught.value.violations if v.response != "WARN"]
    assert found == [
        ("L0", "index_unique", None),
        ("tier2", "toxic_return", "NYSE:A"),
        ("tier2", "no_padding", "NYSE:B"),
    ]


def test_strict_raises_for_what_would_drop_and_not_for_warnings():
    """Strict turns every drop into a rejection; a warning stays a warning."""
    toxic = _set(_frame(), _sessions(_frame())[10], 15.0)
    with pytest.raises(ContractError, match=r"tier2 toxic_return \[NYSE:A\] x1"):
        gate(toxic, strict=True)
    assert gate(_set(_frame(), _sessions(_frame())[10], np.nan), strict=True).violations[0].response == "WARN"


def test_one_asset_can_break_several_rules():
    """All rules that an asset breaks are named, in the order of the contract."""
    frame = _set(_frame(), _sessions(_frame())[10], 15.0)
    frame = _set(frame, pd.Timestamp("2024-01-06", tz="UTC"), 0.0)
    assert _rules(_set(frame, _sessions(frame)[20:40], np.nan)) == {
        "NYSE:A": ("toxic_return", "no_padding", "coverage")
    }


def test_the_input_is_never_changed_nor_shared():
    """What comes out shares no memory with what went in, which stays bit for bit as it was."""
    frame = _frame()
    before = frame.copy(deep=True)
    result = gate(frame)
    result.frame.iloc[:, :] = 7.0
    assert all(same_bits(frame[asset], before[asset]) for asset in before.columns)


@pytest.mark.parametrize(
    "coerce",
    [
        lambda frame: frame.tz_convert("America/New_York"),
        lambda frame: frame.set_axis(frame.index.as_unit("s")),
        lambda frame: frame.astype("Float64"),
        lambda frame: frame.astype("float64[pyarrow]"),
        lambda frame: frame.astype(object).astype("float64"),
    ],
    ids=["zone", "unit", "nullable", "arrow", "object round trip"],
)
def test_the_validated_frame_is_the_coerced_one(coerce):
    """Other zones, units and storages of the same content come out as one float64 frame over UTC nanoseconds."""
    wanted = gate(_frame()).frame
    got = gate(coerce(_frame())).frame
    assert str(got.index.dtype) == "datetime64[ns, UTC]"
    assert all(same_bits(got[asset], wanted[asset]) for asset in wanted.columns)


def test_integers_beyond_exact_floats_are_refused():
    """An integer that float64 cannot hold is a violation, not a silently rounded return."""
    frame = _frame().astype({"BINANCE:BTCUSDT": "Int64"}, errors="ignore")
    frame["BINANCE:BTCUSDT"] = pd.array([2**53 + 1] * len(frame), dtype="Int64")
    with pytest.raises(ContractError, match="values_numeric"):
        gate(frame)


def test_prices_are_differenced_over_sessions_only():
    """A stock's Monday is compared with its Friday while the coin beside it is compared with its Sunday."""
    prices = (1.0 + _frame().fillna(0.0)).cumprod().where(_frame().notna())
    result = gate(prices, kind="prices")
    monday = pd.Timestamp("2024-01-08", tz="UTC")
    assert result.frame.loc[monday, "NYSE:A"] == pytest.approx(0.001)
    assert result.frame.loc[monday, "BINANCE:BTCUSDT"] == pytest.approx(0.001)
    assert dict(result.dropped) == {}


def test_a_carried_price_is_padding():
    """A price carried onto a closed day shows as a zero return there, and No Padding vetoes it."""
    prices = (1.0 + _frame().fillna(0.0)).cumprod().where(_frame().notna())
    prices["NYSE:A"] = prices["NYSE:A"].ffill()
    assert _rules(prices, kind="prices") == {"NYSE:A": ("no_padding",)}


@pytest.mark.parametrize("price", [0.0, -3.0])
def test_prices_that_are_not_positive_are_dropped(price):
    """Zero and negative prices drop their asset by name; no infinite return is made of them."""
    prices = _set((1.0 + _frame().fillna(0.0)).cumprod().where(_frame().notna()), _sessions(_frame())[10], price)
    assert "nonpositive_price" in _rules(prices, kind="prices")["NYSE:A"]


def test_a_contract_error_survives_pickling():
    """The error crosses process boundaries with every violation in it."""
    with pytest.raises(ContractError) as caught:
        gate(_twin(_frame()))
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert copy.violations == caught.value.violations
    assert str(copy) == str(caught.value)


@pytest.mark.parametrize("bad_columns", [0, 5000])
def test_wide_frames_are_judged_once_a_layer(monkeypatch, bad_columns):
    """5,000 columns cost pandera one table a layer, clean or all bad; never a check a column."""
    calls: list[str] = []

    def counting(layer, facts):
        calls.append(layer)
        return contracts.judge(layer, facts)

    monkeypatch.setattr(gate_module, "judge", counting)
    frame = pd.DataFrame(0.001, index=_sessions(_frame()), columns=[f"NYSE:T{i}" for i in range(5000)])
    frame.iloc[3, :bad_columns] = 15.0
    assert len(gate(frame).dropped) == bad_columns
    assert calls == ["L0", "tier1", "tier2"]
