"""What each fault of corporate actions and identity does, to the cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from toxiframe.strategies import Evidence, Layer, Response, Spot, poison, returns_matrices, toxic_frames
from toxiframe.strategies.faults.actions import (
    ACTIONS,
    AdjustmentBlowUp,
    CrossSymbol,
    DividendDuplicate,
    DividendUnit,
    DividendWrongDate,
    Redenomination,
    SeriesCopy,
    SplitDouble,
    SplitDuplicate,
    SplitMissing,
    Survivorship,
    TickerReuse,
)
from toxiframe.strategies.ohlcv import ohlcv
from toxiframe.strategies.tidy import tidy_returns

from tests.strategies.actions.bars import FIELDS

# deadline=None: the first example of a process pays imports and caches.
ordinary = settings(deadline=None, max_examples=60)
PRICES = ["open", "high", "low", "close", "adj_close"]

TAXONOMY = {
    "split_missing_block": ("tier2", "DROP", "A"),
    "split_missing_row": ("tier2", "DROP_ROW", "A"),
    "split_double": ("tier2", "DROP", "A"),
    "split_event_dup": ("tier1", "RAISE", "A"),
    "div_adj_missing": ("tier2", "WARN", "A"),
    "div_unit": ("tier2", "WARN", "A"),
    "div_phantom": ("tier2", "WARN", "A"),
    "div_dup": ("tier2", "WARN", "A"),
    "div_date": ("tier2", "WARN", "A"),
    "cg_double_count": ("tier2", "WARN", "A"),
    "adj_negative": ("tier1", "DROP", "P"),
    "cross_symbol": ("tier2", "DROP", "X"),
    "series_copy": ("tier2", "WARN", "X"),
    "ticker_reuse": ("tier2", "DROP", "H"),
    "redenomination": ("tier2", "DROP", "A"),
    "survivorship": ("tier2", "WARN", "H"),
}


def test_taxonomy():
    """Layer, response and evidence of every fault are those of the taxonomy, and none is left out."""
    told = {fault.name: (fault.layer, fault.response, fault.evidence) for fault in ACTIONS}
    meant = {name: (Layer(row[0]), Response(row[1]), Evidence(row[2])) for name, row in TAXONOMY.items()}
    assert told == meant


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: SplitMissing(extent="week"), "extent='week'"),
        (lambda: SplitDuplicate(days=0), "days=0"),
        (lambda: DividendDuplicate(days=-1), "days=-1"),
        (lambda: DividendWrongDate(days=0), "days=0"),
        (lambda: DividendWrongDate(direction="up"), "direction='up'"),
        (lambda: DividendUnit(factor=1.0), "factor=1.0"),
        (lambda: DividendUnit(factor=float("inf")), "factor=inf"),
        (lambda: DividendUnit(factor=float("nan")), "factor=nan"),
        (lambda: Survivorship(sessions=0), "sessions=0"),
    ],
)
def test_bad_parameters_are_refused(make, told):
    """A parameter that cannot be is refused with its name and value."""
    with pytest.raises(ValueError, match=told):
        make()


def bars(*, splits=(), dividends=(), gains=(), sessions=12):
    """One asset of BINANCE, which trades every day, at 100.0, with events (place, amount)."""
    index = pd.date_range("2024-07-01", periods=sessions, tz="UTC")
    frame = pd.DataFrame(dict.fromkeys(PRICES, 100.0), index=index).assign(volume=1e6)
    for field, events in (("dividend", dividends), ("capital_gain", gains), ("split", splits)):
        frame[field] = 0.0
        for place, amount in events:
            frame.iloc[place, frame.columns.get_loc(field)] = amount
    frame = frame[list(FIELDS)]
    frame.columns = pd.MultiIndex.from_product([["BINANCE:A"], FIELDS], names=["asset", "field"])
    return frame


def poisoned(frame, fault, spot=None):
    """Return the fields of the asset after one fault."""
    case = poison(frame, [(fault, Spot() if spot is None else spot)])
    assert len(case.injections) == 1, f"no place for {fault!r}"
    return case.frame["BINANCE:A"]


@pytest.mark.parametrize("split", [5.0, 1e-4, 1.5])
def test_missing_split_in_a_block(split):
    """Every price before the ex-date is the split times too high, the volume as much too low, and nothing after it."""
    got = poisoned(bars(splits=[(6, split)]), SplitMissing())
    assert (got[PRICES].iloc[:6] == 100.0 * split).all(axis=None), f"{got}"
    assert (got["volume"].iloc[:6] == 1e6 / split).all(), f"{got}"
    assert (got[PRICES].iloc[6:] == 100.0).all(axis=None), f"{got}"


def test_missing_split_in_a_row_is_near_the_ex_date():
    """The row lies from five sessions before the ex-date to the ex-date itself, and all of these are drawn."""
    rows = set()
    for size in range(16):
        got = poisoned(bars(splits=[(8, 2.0)]), SplitMissing(extent="row"), Spot(size=size))
        (changed,) = np.flatnonzero(got["close"] != 100.0)
        rows.add(int(changed))
        assert got["close"].iloc[changed] == 200.0, f"{got}"
    assert rows == {3, 4, 5, 6, 7, 8}


def test_double_split_may_run_past_the_ex_date():
    """The block is the split times too low; it ends at the ex-date or up to five sessions later, and may be 13 long."""
    ends, lengths = set(), set()
    for size in range(16):
        got = poisoned(bars(splits=[(20, 2.0)], sessions=40), SplitDouble(), Spot(size=size))
        changed = np.flatnonzero(got["close"] != 100.0)
        assert (got["close"].iloc[changed] == 50.0).all(), f"{got}"
        assert (np.diff(changed) == 1).all(), f"{changed}"
        ends.add(int(changed[-1]) + 1 - 20)
        lengths.add(len(changed))
    assert ends == {0, 1, 3, 5}
    assert 13 in lengths, f"{lengths}"


def test_a_split_that_a_true_move_would_hide_has_no_place():
    """Where the price doubles on the day of a split of 2, a missing adjustment would look like a quiet day."""
    frame = bars(splits=[(6, 2.0)])
    frame.loc[frame.index[6] :, ("BINANCE:A", "close")] = 200.0
    assert not SplitMissing().applies_to(frame)


@pytest.mark.parametrize("fault", [SplitDuplicate(), DividendDuplicate()], ids=lambda fault: fault.name)
def test_second_listing_is_near(fault):
    """The second listing repeats the amount, one to seven days away on either side, and both bounds are drawn."""
    away = set()
    field = "split" if fault.name == "split_event_dup" else "dividend"
    for size in range(16):
        got = poisoned(bars(splits=[(10, 3.0)], dividends=[(10, 3.0)], sessions=30), fault, Spot(size=size))
        assert sorted(got[field])[-3:] == [0.0, 3.0, 3.0], f"{got}"
        away |= set((np.flatnonzero(got[field]) - 10).tolist()) - {0}
    assert {1, -1, 7, -7} <= away <= set(range(-7, 8)), f"{sorted(away)}"


@pytest.mark.parametrize(("direction", "signs"), [("any", {1, -1}), ("later", {1}), ("earlier", {-1})])
def test_dividend_moves(direction, signs):
    """The dividend is there once, on another session, in the direction asked for."""
    moved = set()
    for size in range(16):
        got = poisoned(
            bars(dividends=[(20, 3.0)], sessions=40), DividendWrongDate(direction=direction), Spot(size=size)
        )
        (place,) = np.flatnonzero(got["dividend"])
        moved.add(int(place) - 20)
    assert {np.sign(step) for step in moved} == signs, f"{moved}"
    assert max(map(abs, moved)) == 14, f"{moved}"


def test_dividend_in_another_unit():
    """A dividend is a hundred times too high or too low; the adjusted close stays, or follows what is too high."""
    seen = set()
    for size in range(3):
        got = poisoned(bars(dividends=[(6, 0.5)]), DividendUnit(), Spot(size=size))
        seen.add((round(got["dividend"].iloc[6] / 0.5, 6), bool((got["adj_close"] != 100.0).any())))
    assert seen == {(100.0, False), (0.01, False), (100.0, True)}


def test_adjustment_blows_up_next_to_zero_and_far_from_it():
    """Negative factors, both infinities and the largest negative number are all drawn, from the first row on."""
    drawn = set()
    for size in range(16):
        got = poisoned(bars(), AdjustmentBlowUp(), Spot(row=3, size=size))
        values = got["adj_close"].iloc[:4]
        assert ((values < 0.0) | np.isinf(values)).all(), f"{values}"
        assert (got["adj_close"].iloc[4:] == 100.0).all(), f"{got}"
        drawn |= set(values)
    assert {np.inf, -np.inf, -5e-324, -100.0, -1e-10} <= drawn, f"{drawn}"


def test_redenomination_keeps_off_splits():
    """What falls on the ex-date of a split is no redenomination: the next session is taken."""
    for row in range(12):
        got = poisoned(bars(splits=[(4, 2.0)]), Redenomination(), Spot(row=row))
        assert np.flatnonzero(got["close"] != 100.0)[0] != 4, f"{got}"


@ordinary
@given(toxic_frames(returns_matrices(max_rows=20, max_assets=4), faults=[CrossSymbol()], max_faults=1))
def test_cross_symbol_leaves_the_other_alone(case):
    """Only the asset that takes the prices of another is named and changed."""
    (injection,) = case.injections
    (asset,) = injection.assets
    pd.testing.assert_frame_equal(case.frame.drop(columns=asset), case.clean.drop(columns=asset))
    assert injection.before != injection.after, f"{injection}"


@ordinary
@given(toxic_frames(ohlcv(max_rows=20, max_assets=3), faults=[SeriesCopy()], max_faults=1))
def test_series_copy_names_both(case):
    """Both assets of the pair are named, as nothing tells which one is the copy, and a third one is as it was."""
    (injection,) = case.injections
    assert len(injection.assets) == 2, f"{injection}"
    rest = [asset for asset in case.clean.columns.levels[0] if asset not in injection.assets]
    for asset in set(rest) & set(case.clean.columns.get_level_values(0)):
        pd.testing.assert_frame_equal(case.frame[asset], case.clean[asset])


def test_ticker_reuse_leaves_both_companies():
    """There is a price before the gap and one after it, on another level, with the volume the other way round."""
    for size in range(16):
        got = poisoned(bars(sessions=30), TickerReuse(), Spot(row=3, size=size))
        gone = np.flatnonzero(got["close"].isna())
        assert gone[0] == 4, f"{gone}"
        assert got.iloc[gone].isna().all(axis=None), f"{got}"
        after = got.iloc[gone[-1] + 1 :]
        assert np.allclose(after["close"] * after["volume"], 1e8), f"{after}"
        assert abs(np.log(after["close"].iloc[0] / 100.0)) > 1.0, f"{after}"


def ended(*, last):
    """Three assets of BINANCE, of which the second ends."""
    index = pd.date_range("2024-07-01", periods=10, tz="UTC")
    frame = pd.DataFrame(0.001, index=index, columns=["BINANCE:A", "BINANCE:B", "BINANCE:C"])
    frame.iloc[last + 1 :, 1] = np.nan
    return frame


def test_survivorship_takes_those_that_ended():
    """Five missing sessions at the end are an end and four are not; the asset goes with all its columns or rows."""
    case = poison(ended(last=4), [(Survivorship(), Spot())])
    assert list(case.frame) == ["BINANCE:A", "BINANCE:C"], f"{case!r}"
    assert case.injections[0].assets == ("BINANCE:B",), f"{case!r}"
    assert not Survivorship().applies_to(ended(last=5))
    assert Survivorship(sessions=4).applies_to(ended(last=5))
    tidy = (
        ended(last=4).rename_axis("timestamp").reset_index().melt("timestamp", var_name="symbol", value_name="return")
    )
    tidy = tidy.dropna()
    case = poison(tidy, [(Survivorship(), Spot())])
    assert set(case.frame["symbol"]) == {"BINANCE:A", "BINANCE:C"}, f"{case!r}"
    assert case.injections[0].assets == ("BINANCE:B",), f"{case!r}"


def test_survivorship_leaves_somebody():
    """The only asset of a frame stays, and so does every asset that another fault has touched."""
    assert not Survivorship().applies_to(ended(last=4)[["BINANCE:B"]])
    case = poison(ended(last=4), [(Redenomination(), Spot(column=1)), (Survivorship(), Spot())])
    assert [injection.name for injection in case.injections] == ["redenomination"], f"{case!r}"
    case = poison(ended(last=4), [(Survivorship(), Spot()), (Redenomination(), Spot(column=1))])
    assert [injection.assets for injection in case.injections] == [("BINANCE:B",), ("BINANCE:C",)], f"{case!r}"


# Mapped, so that the frames are taken as they come; long enough that most hold an asset that ends.
delisted = tidy_returns(min_rows=20, max_rows=40, min_assets=3, max_assets=5, venues=["BINANCE"], delistings=True)
delisted = delisted.map(lambda frame: frame)


@ordinary
@given(toxic_frames(delisted, faults=[Survivorship()], max_faults=1))
def test_survivorship_of_tidy_returns(case):
    """Of a tidy frame all rows of one symbol go, and no other row."""
    for injection in case.injections:
        assert injection.name == "survivorship", f"{case!r}"
        (asset,) = injection.assets
        assert asset not in set(case.frame["symbol"]), f"{case!r}"
    kept = case.clean["symbol"].isin(set(case.frame["symbol"]))
    assert len(case.frame) == kept.sum(), f"{case!r}"
