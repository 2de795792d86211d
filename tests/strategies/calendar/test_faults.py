"""The parameters of the faults of the calendar, and what they do to frames that nobody has drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from toxiframe.strategies import (
    CryptoGap,
    ExtraSession,
    FxSundayEvening,
    HalfRow,
    MissingSession,
    PadFfillPrice,
    PadMixedGenesis,
    PadNearZero,
    PadZeroHoliday,
    PadZeroWeekend,
    Response,
    SparseHistory,
    Spot,
    SundaySession,
    UnscheduledClosure,
    fault_named,
    poison,
)
from toxiframe.strategies.faults.calendar import CALENDAR
from toxiframe.strategies.sessions import calendar

# A week with a holiday on Thursday.
WEEK = pd.date_range("2024-07-01", "2024-07-08", tz="UTC", unit="us")
OPEN = [0, 1, 2, 4, 7]


def wide(**columns):
    """Return returns of that week, NaN where the market was closed."""
    frame = pd.DataFrame(np.nan, index=WEEK, columns=list(columns))
    for name, rows in columns.items():
        frame.iloc[rows, frame.columns.get_loc(name)] = 0.001
    return frame.rename(columns=lambda name: name.replace("_", ":"))


def tidy(frame):
    """Return the same in rows, sorted by time."""
    rows = frame.rename_axis("timestamp").reset_index().melt("timestamp", var_name="symbol", value_name="return")
    return rows.dropna().sort_values("timestamp", kind="stable", ignore_index=True)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: PadNearZero(tolerance=0.0), "tolerance=0.0.*such as 1e-9"),
        (lambda: PadNearZero(tolerance=1e-3), "tolerance=0.001"),
        (lambda: PadNearZero(tolerance=float("nan")), "tolerance=nan"),
        (lambda: ExtraSession(tolerance=-1e-9), "tolerance=-1e-09"),
        (lambda: ExtraSession(tolerance=0.5), "tolerance=0.5.*such as 1e-9"),
        (lambda: MissingSession(share=0.6), "share=0.6"),
        (lambda: MissingSession(allowance=-1), "allowance=-1"),
        (lambda: MissingSession(share=0.0, allowance=0), "MissingSession has no place"),
        (lambda: HalfRow(share=-0.1), "share=-0.1"),
        (lambda: HalfRow(share=0.0, allowance=0), "HalfRow has no place"),
        (lambda: CryptoGap(extent="some"), "extent='some'.*'every' or 'tolerated'"),
        (lambda: CryptoGap(share=2.0), r"share=2\.0"),
        (lambda: CryptoGap(extent="tolerated", share=0.0, allowance=0), "CryptoGap has no place"),
        (lambda: UnscheduledClosure(closures=()), "closures=()"),
        (lambda: UnscheduledClosure(closures=(("XHKG", "1 September"),)), "1 September.*ISO date"),
    ],
)
def test_impossible_parameters_are_refused(make, told):
    """A fault that cannot be is refused when it is made, with the value, the rule and the way out."""
    with pytest.raises(ValueError, match=told):
        make()


def test_every_fault_of_the_calendar_has_its_name():
    """Each is found by its name with its default parameters, and the controls are those that pass."""
    names = [fault.name for fault in CALENDAR]
    assert len(set(names)) == len(names) == 15, f"{names}"
    assert all(fault_named(fault.name) == fault for fault in CALENDAR), f"{names}"
    controls = {fault.name for fault in CALENDAR if fault.response is Response.PASS}
    told = {"sunday_session", "round_the_clock_weekend", "fx_sunday_evening", "unscheduled_closure"}
    assert controls == told, f"{controls}"
    assert (CryptoGap().response, CryptoGap(extent="tolerated").response) == (Response.DROP, Response.WARN)


@pytest.mark.parametrize("fault", CALENDAR, ids=lambda fault: fault.name)
def test_frames_without_dates_have_no_place(fault):
    """Where nothing tells the day of a row, no fault of the calendar applies: plain frames, text, empty ones."""
    plain = pd.DataFrame({"NYSE:A": [0.001] * 8, "BINANCE:B": [0.001] * 8})
    mixed = plain.set_axis(WEEK).assign(note="text")
    for frame in (plain, mixed, plain.iloc[:0], plain.set_axis(WEEK).iloc[:0]):
        assert not fault.applies_to(frame), f"{fault!r}: {frame}"


@pytest.mark.parametrize("fault", [PadZeroHoliday(), PadZeroWeekend(), PadNearZero(), ExtraSession()])
@pytest.mark.parametrize("size", range(16))
def test_every_variant_is_within_its_rule(fault, size):
    """Padding lies within 1e-9 of zero and an extra session beyond it, whichever value the size stands for."""
    case = poison(wide(NYSE_A=OPEN), [(fault, Spot(size=size))])
    (injection,) = case.injections
    values = np.array(injection.after)
    assert not np.isnan(values).any(), f"{injection}: {values}"
    assert ((np.abs(values) <= 1e-9) != isinstance(fault, ExtraSession)).all(), f"{injection}: {values}"
    closed = [row for row in range(8) if row not in OPEN]
    assert set(injection.rows) <= set(closed), f"{injection}: {injection.rows}"


def test_the_tolerance_itself_is_drawn():
    """The last number that is still padding and the first that is not are both among the variants."""
    frame = wide(NYSE_A=OPEN)
    near = {poison(frame, [(PadNearZero(), Spot(size=size))]).injections[0].after[0] for size in range(16)}
    far = {poison(frame, [(ExtraSession(), Spot(size=size))]).injections[0].after[0] for size in range(16)}
    assert {1e-9, -1e-9, np.nextafter(1e-9, 0.0), 5e-324, 1e-12} <= near, f"{near}"
    assert {np.nextafter(1e-9, 1.0), 5.0, -1.0} <= far, f"{far}"


def test_padding_of_tidy_frames_adds_rows_in_order():
    """In a tidy frame the closed days are new rows of the asset, where time and then the order of assets want them."""
    frame = tidy(wide(NYSE_A=OPEN, BINANCE_B=list(range(8)), NYSE_C=OPEN))
    case = poison(frame, [(PadZeroWeekend(), Spot(size=1))])
    (injection,) = case.injections
    assert injection.assets == ("NYSE:A",), f"{injection}"
    added = case.frame.iloc[list(injection.rows)]
    assert added["timestamp"].tolist() == [WEEK[5], WEEK[6]], f"{added}"
    assert case.frame["timestamp"].is_monotonic_increasing, f"{case.frame}"
    assert case.frame.dtypes.equals(frame.dtypes), f"{case.frame.dtypes}"
    same_day = case.frame[case.frame["timestamp"] == WEEK[5]]["symbol"].tolist()
    assert same_day == ["NYSE:A", "BINANCE:B"], f"{same_day}"


@pytest.mark.parametrize("fault", [PadZeroHoliday(), ExtraSession(), PadMixedGenesis()], ids=lambda fault: fault.name)
def test_tidy_frames_of_every_make(fault):
    """Timestamps in a column, in the index or in a level, naive or in the exchange's zone, keep their dtype."""
    rows = tidy(wide(NYSE_A=OPEN, NYSE_C=OPEN))
    naive = rows.assign(timestamp=rows["timestamp"].dt.tz_localize(None).dt.as_unit("s"))
    local = rows.assign(timestamp=rows["timestamp"].dt.tz_localize(None).dt.tz_localize("America/New_York"))
    frames = [rows, naive, local, rows.set_index("timestamp"), rows.set_index(["timestamp", "symbol"])]
    frames.append(rows.sort_values("symbol", kind="stable", ignore_index=True))
    for frame in frames:
        case = poison(frame, [(fault, Spot())])
        (injection,) = case.injections
        assert len(case.frame) == len(frame) + len(injection.rows), f"{case.frame}"
        assert case.frame.dtypes.equals(frame.dtypes), f"{case.frame.dtypes}"
        flat = case.frame.reset_index()
        assert flat.dtypes["timestamp"] == frame.reset_index().dtypes["timestamp"], f"{flat.dtypes}"
        assert not flat.duplicated(["timestamp", "symbol"]).any(), f"{flat}"
        ordered = flat.groupby("symbol")["timestamp"].apply(lambda stamps: stamps.is_monotonic_increasing)
        assert ordered.all(), f"{flat}"


def test_zeros_before_genesis_begin_with_the_frame():
    """All that lies before genesis is zero, closed days among it, and an asset that begins later is padded first."""
    frame = wide(NYSE_A=[4, 7])
    case = poison(frame, [(PadMixedGenesis(), Spot())])
    assert case.injections[0].rows == (0, 1, 2, 3), f"{case!r}"
    assert case.frame["NYSE:A"].iloc[:5].tolist() == [0.0] * 4 + [0.001], f"{case.frame}"
    later = poison(wide(NYSE_A=OPEN), [(PadMixedGenesis(), Spot(row=9))])
    assert later.injections[0].rows == tuple(range(7)), f"{later!r}"


def bars(rows):
    """Return the file of one asset: a bar a session, prices that rise, no name."""
    count = len(rows)
    close = 100.0 + np.arange(count)
    prices = {"Open": close - 0.5, "High": close + 1.0, "Low": close - 1.0, "Close": close, "Adj Close": close / 2}
    return pd.DataFrame({**prices, "Volume": np.arange(count, dtype=np.int64) + 7}, index=WEEK[rows])


def test_a_file_without_closed_days_gets_a_row_for_one():
    """A file that holds sessions only, with the user's own calendar, gets a bar of one price and no volume."""
    frame = bars(OPEN)
    calendars = {"asset": calendar("XNYS")}
    case = poison(frame, [(PadFfillPrice(), Spot())], calendars=calendars)
    (injection,) = case.injections
    assert injection.rows == (3,), f"{injection}"
    assert case.frame.index[3] == WEEK[3], f"{case.frame}"
    assert case.frame.iloc[3].tolist() == [102.0, 102.0, 102.0, 102.0, 51.0, 0.0], f"{case.frame}"
    assert case.frame["Volume"].dtype == np.int64, f"{case.frame.dtypes}"
    assert poison(frame, [(PadFfillPrice(), Spot())]).injections == (), "no calendar is known"
    extra = poison(frame, [(ExtraSession(), Spot(size=2))], calendars=calendars).frame.iloc[3]
    assert extra["Close"] == 102.0 * (1.0 - 0.015), f"{extra}"
    assert (extra["High"], extra["Volume"]) == (102.0, 9), f"{extra}"


def test_prices_are_carried_in_wide_frames_too():
    """A frame of closes carries the last close before the closed day; a frame of returns has no place for that."""
    frame = wide(NYSE_A=OPEN)
    frame.iloc[OPEN, 0] = [10.0, 11.0, 12.0, 13.0, 14.0]
    case = poison(frame, [(PadFfillPrice(), Spot(size=1))], holds="prices")
    assert case.frame["NYSE:A"].tolist() == [10.0, 11.0, 12.0, 12.0, 13.0, 13.0, 13.0, 14.0], f"{case.frame}"
    assert not PadFfillPrice().applies_to(frame), "these are returns"


def test_missing_session_takes_only_rows_that_all_assets_share():
    """In a wide frame a session goes where every asset loses one that may go, after the latest genesis."""
    frame = wide(NYSE_A=OPEN, NYSE_B=[2, 4, 7])
    case = poison(frame, [(MissingSession(), Spot())])
    assert case.injections[0].timestamps == (WEEK[4],), f"{case!r}"
    assert case.injections[0].assets == ("NYSE:A", "NYSE:B"), f"{case!r}"
    assert WEEK[4] not in case.frame.index, f"{case.frame}"
    assert not MissingSession().applies_to(wide(NYSE_A=OPEN, NYSE_B=[7])), "one session cannot go missing"


@pytest.mark.parametrize(("share", "size", "gone"), [(0.05, 3, 1), (0.5, 0, 1), (0.5, 3, 3)])
def test_missing_session_keeps_to_its_allowance(share, size, gone):
    """As many sessions go as the size says, and no more than are tolerated."""
    frame = tidy(wide(BINANCE_A=list(range(8))))
    case = poison(frame, [(MissingSession(share=share), Spot(size=size))])
    assert len(case.frame) == len(frame) - gone, f"{case!r}"


def test_half_row_leaves_one_asset():
    """However many assets lose the session, one of the venue keeps it, and other venues are untouched."""
    frame = wide(NYSE_A=OPEN, BINANCE_X=list(range(8)), NYSE_B=OPEN, NYSE_C=OPEN)
    for size, gone in ((0, ("NYSE:B",)), (1, ("NYSE:B", "NYSE:C")), (9, ("NYSE:B", "NYSE:C"))):
        case = poison(frame, [(HalfRow(), Spot(column=2, size=size))])
        (injection,) = case.injections
        assert injection.assets == gone, f"{injection}"
        assert case.frame.iloc[1].isna().sum() == len(gone), f"{case.frame}"
        rows = tidy(frame)
        other = poison(rows, [(HalfRow(), Spot(column=2, size=size))])
        assert len(other.frame) == len(rows) - len(gone), f"{other!r}"
    assert not HalfRow().applies_to(wide(NYSE_A=OPEN, BINANCE_X=list(range(8)))), "no venue has two assets"


def test_crypto_gap_follows_the_calendar_of_the_user():
    """A venue that the user says is always open loses its weekends, and one that closes does not."""
    frame = wide(MINE_A=list(range(8)), NYSE_B=OPEN)
    case = poison(frame, [(CryptoGap(), Spot())], calendars={"MINE": calendar("24/7")})
    assert case.injections[0].timestamps == (WEEK[5], WEEK[6]), f"{case!r}"
    assert not CryptoGap().applies_to(frame), "MINE is not known"
    assert not CryptoGap().applies_to(wide(BINANCE_A=list(range(6)))), "one day of a weekend is tolerated"


def test_sparse_history_needs_dates():
    """Rows of a frame without timestamps are no sessions that could be missing."""
    plain = pd.DataFrame({"a": np.arange(9.0)})
    assert not SparseHistory().applies_to(plain), f"{plain}"
    assert SparseHistory().applies_to(wide(NYSE_A=OPEN)), "five sessions"


def test_controls_change_no_more_than_they_say():
    """A marked session keeps its bits, and integers stay integers."""
    frame = wide(TADAWUL_A=[0, 1, 2, 3, 6, 7])
    case = poison(frame, [(SundaySession(), Spot())])
    pd.testing.assert_frame_equal(case.frame, frame)
    assert case.injections[0].timestamps == (WEEK[6],), f"{case!r}"
    assert poison(frame, [(SundaySession(), Spot(size=1))]).frame.iloc[6, 0] == 0.0, "a true zero"
    assert not SundaySession().applies_to(wide(NYSE_A=OPEN)), "New York has no Sundays"


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_sunday_evening_is_mondays_session(unit):
    """Hourly bars of a currency on a Sunday evening are found in every resolution, and daily ones are none."""
    index = pd.date_range("2024-01-07 20:00", periods=6, freq="h", tz="UTC", unit=unit)
    frame = pd.DataFrame({"FX:EURUSD": 0.001}, index=index)
    case = poison(frame, [(FxSundayEvening(), Spot(row=9, size=1))])
    assert case.injections[0].timestamps == (index[3],), f"{case!r}"
    daily = frame.set_axis(pd.date_range("2024-01-04", periods=6, tz="UTC", unit=unit))
    assert not FxSundayEvening().applies_to(daily), f"{daily}"


def test_unscheduled_closure_needs_a_known_day():
    """The whole venue is empty on the day of the typhoon; on any other day that would be an outage."""
    index = pd.date_range("2023-08-30", periods=7, tz="UTC", unit="us")
    values = np.where(index.dayofweek < 5, 0.001, np.nan)
    frame = pd.DataFrame({"HKEX:1": values, "HKEX:2": values, "BINANCE:X": 0.001}, index=index)
    (injection,) = poison(frame, [(UnscheduledClosure(), Spot())]).injections
    assert injection.assets == ("HKEX:1", "HKEX:2"), f"{injection}"
    assert injection.timestamps == (index[2],), f"{injection}"
    assert not UnscheduledClosure(closures=(("XTAE", "2023-09-01"),)).applies_to(frame), "another exchange"
    assert UnscheduledClosure(closures=(("XHKG", "2023-08-31"),)).applies_to(frame), "the user's own knowledge"
