"""Parameters and names of the faults of structure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from toxiframe.strategies import Evidence, Response, Spot, poison
from toxiframe.strategies.faults.structure import (
    STRUCTURE,
    DuplicateTimestamp,
    Infinite,
    MixedFrequency,
    NameDrift,
    NanCell,
    NanLeading,
    NanTrailing,
    OffGrid,
    ShiftedDays,
    SwappedColumns,
    Unsorted,
    WrongEpoch,
)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: NanCell(mechanism="often"), "mechanism='often'"),
        (lambda: NanTrailing(sessions=0), "sessions=0"),
        (lambda: Infinite(sign=0), "sign=0"),
        (lambda: DuplicateTimestamp(twin="twice"), "twin='twice'"),
        (lambda: MixedFrequency(period="minute"), "period='minute'"),
        (lambda: Unsorted(disorder="random"), "disorder='random'"),
        (lambda: ShiftedDays(extent="some"), "extent='some'"),
        (lambda: ShiftedDays(share=0.6), r"share=0\.6"),
        (lambda: ShiftedDays(share=float("nan")), "share=nan"),
        (lambda: OffGrid(most=0), "most=0"),
        (lambda: NameDrift(drift="typo"), "drift='typo'"),
        (lambda: SwappedColumns(swap="rows"), "swap='rows'"),
    ],
)
def test_impossible_parameters_are_refused(make, told):
    """A fault that cannot be is refused when it is made; the message names the value and what is allowed."""
    with pytest.raises(ValueError, match=told) as caught:
        make()
    assert len(str(caught.value)) > len(told) + 20, f"{caught.value} says nothing of what is allowed"


def test_names_are_unique():
    """Every fault of the family has a name of its own, also those that differ in a parameter only."""
    names = [fault.name for fault in STRUCTURE]
    assert len(set(names)) == len(names), f"{names}"


def test_what_only_a_second_source_shows_says_so():
    """A missing or renamed asset and two assets for each other are not to be seen in the frame alone."""
    found = {fault.name for fault in STRUCTURE if fault.evidence is Evidence.SECOND_SOURCE}
    assert found == {"name_drift_renamed", "name_drift_missing", "col_order_swap_assets"}, f"{found}"


def test_the_extent_of_a_shift_decides_the_response():
    """A shift of all labels rejects the batch, one of a few is a warning."""
    assert (ShiftedDays().response, ShiftedDays(extent="few").response) == (Response.RAISE, Response.WARN)


@pytest.mark.parametrize("disorder", ["swapped", "reversed", "late"])
def test_each_disorder_moves_the_rows_it_names(disorder):
    """Two rows are swapped, all are reversed, or one goes to the end."""
    frame = pd.DataFrame({"BINANCE:A": [1.0, 2.0, 3.0, 4.0]}, index=pd.date_range("2024-06-24", periods=4, tz="UTC"))
    case = poison(frame, [(Unsorted(disorder=disorder), Spot(row=1))])
    expected = {"swapped": [1, 3, 2, 4], "reversed": [4, 3, 2, 1], "late": [1, 3, 4, 2]}[disorder]
    assert case.frame["BINANCE:A"].tolist() == expected, f"{case!r}"


@pytest.mark.parametrize(
    ("drift", "expected"),
    [("prefix", "A"), ("case", "nyse:a"), ("suffix", "NYSE:A.P"), ("blank", ""), ("renamed", "NYSE:A2")],
)
def test_each_drift_gives_the_name_it_says(drift, expected):
    """A name loses its prefix or its case, gets a suffix, is blank, or is another one."""
    frame = pd.DataFrame({"NYSE:A": [0.001]}, index=pd.DatetimeIndex(["2024-06-24"], tz="UTC"))
    case = poison(frame, [(NameDrift(drift=drift), Spot())])
    assert list(case.frame.columns) == [expected], f"{case!r}"


@pytest.mark.parametrize(("size", "divisor"), [(0, 1e3), (1, 1e6)])
def test_an_epoch_is_divided_exactly(size, divisor):
    """From the spot on the time since 1970 is divided by a thousand or a million, and before it nothing is."""
    index = pd.date_range("2024-06-24", periods=3, tz="UTC").as_unit("ns")
    case = poison(pd.DataFrame({"BINANCE:A": [0.001] * 3}, index=index), [(WrongEpoch(), Spot(row=1, size=size))])
    assert case.frame.index[0] == index[0], f"{case!r}"
    assert (case.frame.index.asi8[1:] == index.asi8[1:] // int(divisor)).all(), f"{case!r}"


@pytest.mark.parametrize("fault", [NanLeading(), NanTrailing()], ids=lambda fault: fault.name)
def test_a_history_takes_timestamps(fault):
    """A frame without timestamps has no history that could begin later or end sooner."""
    assert not fault.applies_to(pd.DataFrame({"a": np.arange(20.0)})), f"{fault!r}"
