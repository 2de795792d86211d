"""The same fault on the same bars, however they are kept, and on every kind of frame it claims."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toxiframe.strategies import Spot, poison, returns_matrices, toxic_frames
from toxiframe.strategies.faults.actions import (
    ACTIONS,
    AdjustmentBlowUp,
    CrossSymbol,
    DividendDuplicate,
    DividendPhantom,
    DividendUnadjusted,
    DividendUnit,
    DividendWrongDate,
    GainCountedTwice,
    Redenomination,
    SeriesCopy,
    SplitDouble,
    SplitDuplicate,
    SplitMissing,
    TickerReuse,
)
from toxiframe.strategies.ohlcv import ohlcv
from toxiframe.strategies.tidy import tidy_returns

from tests.strategies.actions import judges
from tests.strategies.actions.bars import as_tidy, as_yahoo, histories_of, newest_first
from tests.strategies.answer_key import assert_key_is_exact

# deadline=None: the first example of a process pays imports and caches.
ordinary = settings(deadline=None, max_examples=15)
spots = st.builds(Spot, row=st.integers(0, 30), column=st.integers(0, 3), size=st.integers(0, 15))


def jump_of_level(frame, clean):
    """Whether some close moves by half or more where the true one does not."""
    pairs = zip(histories_of(frame).values(), histories_of(clean).values(), strict=True)
    return any(
        len(got["close"]) < len(true["close"]) or np.abs(np.diff(np.log(got["close"] / true["close"]))).max() > 0.18
        for got, true in pairs
        if len(got["close"]) > 1
    )


def same_closes(frame, _):
    """Whether two assets have the same closes on all days that they share."""
    histories = [pd.Series(h["close"], index=h["day"]) for h in histories_of(frame).values()]
    for place, one in enumerate(histories):
        for other in histories[:place]:
            shared = one.index.intersection(other.index)
            if len(shared) and (one[shared] == other[shared]).all():
                return True
    return False


def gap_and_jump(frame, clean):
    """Whether an asset lacks days that it had, and is on another level after them."""
    for got, true in zip(histories_of(frame).values(), histories_of(clean).values(), strict=True):
        ratio = pd.Series(got["close"], index=got["day"]).reindex(true["day"]).to_numpy() / true["close"]
        gone = np.flatnonzero(np.isnan(ratio))
        if len(gone) and ratio[gone[0] - 1] == 1.0 and np.abs(np.log(ratio[gone[-1] + 1 :])).min() > 1.0:
            return True
    return False


SEEN_BY = {
    SplitMissing(): lambda frame, _: judges.split_left_out(frame),
    SplitMissing(extent="row"): lambda frame, _: judges.split_left_out_of_a_row(frame),
    SplitDouble(): lambda frame, _: judges.split_twice(frame),
    SplitDuplicate(): lambda frame, _: judges.listed_twice(frame, "split", lambda days, _: days <= 7),
    DividendUnadjusted(): lambda frame, _: judges.adjustment_is_off(frame),
    DividendUnit(): lambda frame, _: judges.adjustment_is_off(frame) or judges.oversized_dividend(frame),
    DividendPhantom(): lambda frame, _: judges.adjustment_is_off(frame),
    DividendDuplicate(): lambda frame, _: judges.listed_twice(frame, "dividend", lambda days, _: days <= 7),
    DividendWrongDate(): lambda frame, _: judges.adjustment_is_off(frame),
    GainCountedTwice(): lambda frame, _: judges.adjustment_is_off(frame),
    AdjustmentBlowUp(): lambda frame, _: judges.blown_up(frame),
    CrossSymbol(): jump_of_level,
    SeriesCopy(): same_closes,
    TickerReuse(): gap_and_jump,
    Redenomination(): jump_of_level,
}


@pytest.mark.parametrize("kept_as", [as_tidy, as_yahoo, newest_first, lambda frame: frame])
@pytest.mark.parametrize("fault", SEEN_BY, ids=lambda fault: fault.name)
def test_bars_in_other_frames(fault, kept_as):
    """On noisy bars, tidy, with yfinance's names or newest first, the fault is placed, seen and labelled."""

    @ordinary
    @given(toxic_frames(ohlcv(max_rows=12, max_assets=2), faults=[fault], max_faults=1), spots)
    def placed(case, spot):
        clean = kept_as(case.clean)
        again = poison(clean, [(fault, spot)])
        assert [injection.fault for injection in again.injections] == [fault], f"no place on {clean}"
        assert SEEN_BY[fault](again.frame, clean), f"{spot}: {again!r}"
        assert_key_is_exact(again)

    placed()


@pytest.mark.parametrize("fault", [fault for fault in SEEN_BY if fault.needs.assets == 1], ids=lambda fault: fault.name)
def test_flat_bars(fault):
    """On the bars of one asset without a name the fault is placed and seen."""

    @ordinary
    @given(toxic_frames(ohlcv(max_rows=20, flat=True), faults=[fault], max_faults=1))
    def placed(case):
        assert SEEN_BY[fault](case.frame, case.clean), f"{case!r}"
        assert case.injections[0].assets == ("asset",), f"{case!r}"

    placed()


@pytest.mark.parametrize(
    ("fault", "sees"),
    [
        (CrossSymbol(), judges.follows_another),
        (SeriesCopy(), judges.copies),
        (TickerReuse(), judges.has_another_past),
        (Redenomination(), lambda frame, _: judges.jump_by_a_power_of_ten(frame)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_tidy_returns(fault, sees):
    """On tidy returns the fault is the one that it is on wide ones."""

    @ordinary
    @given(toxic_frames(tidy_returns(max_rows=20, max_assets=4), faults=[fault], max_faults=1))
    def placed(case):
        wide = [frame.pivot(index="timestamp", columns="symbol", values="return") for frame in (case.frame, case.clean)]
        assert sees(*wide), f"{case!r}"
        assert_key_is_exact(case)

    placed()


@ordinary
@given(returns_matrices(min_rows=4, max_rows=20, min_assets=2, max_assets=4, noise=False), spots)
def test_wide_prices(returns, spot):
    """A wide frame of prices moves to another level for good, where one of returns has a single jump."""
    clean = 100.0 * (1.0 + returns.fillna(0.0)).cumprod().where(returns.notna())
    case = poison(clean, [(Redenomination(), spot)], holds="prices")
    for injection in case.injections:
        (asset,) = injection.assets
        own = case.frame[asset].dropna()
        changed = (own != clean[asset].dropna()).to_numpy()
        assert changed[-1], f"{own}"
        assert not changed[0], f"{own}"
        assert not np.diff(changed.astype(int)).min() < 0, f"back to the old level: {own}"


@ordinary
@given(toxic_frames(ohlcv(max_rows=20, max_assets=3), faults=ACTIONS[:-1], min_faults=2, max_faults=5))
def test_several_at_once(case):
    """Several of these faults on one frame leave one another alone, and every difference has its label."""
    assert_key_is_exact(case)
    for injection in case.injections:
        if injection.fault in SEEN_BY:
            assert SEEN_BY[injection.fault](case.frame, case.clean), f"{injection.name} is masked: {case!r}"


@pytest.mark.parametrize("fault", ACTIONS, ids=lambda fault: fault.name)
def test_no_place_without_what_it_takes(fault):
    """A frame that is none of these kinds, or an empty one, has no place for any of the faults."""
    plain = pd.DataFrame({"split": [2.0, 0.0], "dividend": [1.0, 0.0], "close": ["a", "b"]})
    assert not fault.applies_to(plain), f"{fault.name} on {plain}"
    assert not fault.applies_to(plain.iloc[:0]), f"{fault.name} on no rows"
    assert not fault.applies_to(pd.DataFrame()), f"{fault.name} on nothing"


@pytest.mark.parametrize("fault", [fault for fault in ACTIONS if fault.needs.actions], ids=lambda fault: fault.name)
def test_no_place_without_events(fault):
    """Bars without a corporate action, or without the fields for them, have none to get wrong."""
    days = pd.date_range("2024-07-01", periods=4, tz="UTC")
    bars = pd.DataFrame(dict.fromkeys(("open", "high", "low", "close", "adj_close"), 100.0), index=days)
    assert not fault.applies_to(bars), f"{fault.name} on {bars}"
    assert not fault.applies_to(bars.assign(dividend=0.0, capital_gain=0.0, split=0.0)), f"{fault.name}"
