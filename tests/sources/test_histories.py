"""Windows of real data are parts of the data, and nothing but."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis.errors import InvalidArgument
from toxiframe.strategies.histories import histories

from tests.quality.shrunk import smallest

# deadline=None: the first example of a process pays imports and caches.
ordinary = settings(deadline=None, max_examples=60)

DAYS = pd.date_range("2020-01-01", periods=300, tz="America/New_York", name="when", unit="s")
VALUES = np.random.default_rng(7).normal(size=(300, 12)).astype(np.float32)
WIDE = pd.DataFrame(VALUES, index=DAYS, columns=pd.Index([f"NYSE:{n}" for n in range(12)], name="asset"))
TIDY = (
    WIDE.iloc[:120, :5].stack().rename("return").rename_axis(["timestamp", "symbol"]).reset_index().assign(note="text")  # noqa: PD013 - a Series, not a frame of several values
)
BARS = pd.concat(
    {name: pd.DataFrame({"Open": WIDE[name], "Close": WIDE[name], "Note": "text"}) for name in WIDE.columns[:4]}, axis=1
)
PLAIN = pd.DataFrame({"number": np.arange(90, dtype=np.int16), "word": pd.Categorical(list("abc") * 30)})
ONE_A_DAY = TIDY.drop_duplicates("symbol").assign(timestamp=DAYS[:5])
LAYOUTS = {
    "wide": WIDE,
    "disordered": WIDE.sample(frac=1, random_state=3),
    "tidy": TIDY,
    "tidy, by symbol": TIDY.sort_values("symbol", kind="stable"),
    "fields": BARS,
    "plain": PLAIN,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_windows_are_parts_of_the_data(layout):
    """Every window is found in the data, rows in their order, with the dtypes, names and labels of the data."""
    data = LAYOUTS[layout]
    kept = data.reset_index(drop=True)

    @ordinary
    @given(histories(data, max_rows=60))
    def drawn(window):
        assert len(window), f"{layout}: an empty window"
        assert type(window.index) is type(data.index) or not isinstance(data.index, pd.RangeIndex), f"{window.index}"
        assert window.index.dtype == data.index.dtype, f"{window.index}"
        assert window.index.names == data.index.names, f"{window.index}"
        assert window.columns.names == data.columns.names, f"{window.columns}"
        positions = [data.columns.get_loc(name) for name in window]
        assert positions == sorted(positions), f"{list(window)}"
        part = kept.iloc[:, positions]
        assert (window.dtypes == part.dtypes).all(), f"{window.dtypes}"
        # Rows of the data are distinct, so that each is found by what it holds.
        at = {row: number for number, row in enumerate(part.itertuples(index=False, name=None))}
        rows = [at[row] for row in window.itertuples(index=False, name=None)]
        assert rows == sorted(rows), f"{layout}: rows {rows}"
        if not layout.startswith("tidy"):
            assert rows == list(range(rows[0], rows[0] + len(rows))), f"{layout}: rows {rows}"

    drawn()


@ordinary
@given(histories(TIDY, min_rows=2, max_rows=9, min_assets=2, max_assets=3))
def test_tidy_windows_have_all_rows_of_their_timestamps(window):
    """Sizes count timestamps and assets, and no row of these assets is missing between the first and the last."""
    stamps, symbols = window["timestamp"].unique(), window["symbol"].unique()
    assert 2 <= len(stamps) <= 9, f"{window}"
    assert 2 <= len(symbols) <= 3, f"{window}"
    inside = TIDY[TIDY["timestamp"].between(stamps.min(), stamps.max()) & TIDY["symbol"].isin(symbols)]
    assert len(inside) == len(window), f"{window}"


def test_rows_without_an_asset_or_a_time_are_left_out():
    """Tidy data with holes in their keys, and assets that come and go, are cut all the same."""
    data = TIDY[(TIDY["symbol"] != "NYSE:1") | (TIDY["timestamp"] > DAYS[100])].copy()
    data.loc[data.index[:7], "symbol"] = None
    data.loc[data.index[20:25], "timestamp"] = pd.NaT

    @ordinary
    @given(histories(data, max_rows=5, min_assets=5))
    def drawn(window):
        assert not window[["timestamp", "symbol"]].isna().to_numpy().any(), f"{window}"
        assert window["symbol"].nunique() == 5, f"{window}"

    drawn()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_writing_to_a_window_changes_nothing_else(layout):
    """What a subject writes is seen neither in the data nor in the next window, nor do later changes to the data."""
    data = LAYOUTS[layout].copy()
    before = data.copy()
    strategy = histories(data, max_rows=3)
    data.iloc[0, -1] = data.iloc[1, -1]

    @settings(ordinary, max_examples=30)
    @given(strategy)
    def drawn(window):
        for position in range(window.shape[1]):
            value = window.iloc[0, position]
            shown = before.iloc[:, list(before.columns).index(window.columns[position])]
            assert value in set(shown) or pd.isna(value), f"{value!r} is not of the data"
            window.iloc[:, position] = window.iloc[0, position]

    drawn()
    pd.testing.assert_frame_equal(data.iloc[1:], before.iloc[1:])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_windows_shrink(layout):
    """A failure that needs a number of rows ends with just as many, of one asset, from the start of the data."""
    data = LAYOUTS[layout]

    def long_enough(window):
        return (window["timestamp"].nunique() if layout.startswith("tidy") else len(window)) >= 7

    found = smallest(histories(data), long_enough, seed=1)
    assert len(found.example) == 7, f"{found.example}"
    if layout == "wide":
        pd.testing.assert_frame_equal(found.example, WIDE.iloc[:7, :1], check_freq=False)


@pytest.mark.parametrize("seed", range(3))
def test_one_value_of_the_data_shrinks_to_one_cell(seed):
    """A failure that one value causes ends as a window of that one cell, wherever it lies."""
    highest = WIDE.to_numpy().max()
    strategy = histories(WIDE, max_rows=200)
    found = smallest(strategy, lambda window: bool((window.to_numpy() == highest).any()), seed=seed)
    assert found.example.shape == (1, 1), f"{found.example}"
    tidy_highest = TIDY["return"].max()
    found = smallest(histories(TIDY), lambda window: bool((window["return"] == tidy_highest).any()), seed=seed)
    assert len(found.example) == 1, f"{found.example}"


@pytest.mark.parametrize(("rows", "assets"), [(1, 1), (300, 12), (17, 5)])
def test_windows_of_one_size_are_possible(rows, assets):
    """Sizes can be fixed, up to that of the data."""
    size = {"min_rows": rows, "max_rows": rows, "min_assets": assets, "max_assets": assets}

    @settings(ordinary, max_examples=20)
    @given(histories(WIDE, **size))
    def drawn(window):
        assert window.shape == (rows, assets), f"{window.shape}"

    drawn()


@pytest.mark.parametrize(
    ("data", "arguments", "told"),
    [
        (WIDE.iloc[:0], {}, "the data are empty, 0 rows x 12 columns"),
        (WIDE.iloc[:, :0], {}, "the data are empty, 300 rows x 0 columns"),
        ([1, 2], {}, "frame=list: give the data as a pandas.DataFrame"),
        (WIDE, {"max_rows": 301}, "max_rows=301: the data have 300 rows; ask for at most 300"),
        (WIDE, {"min_rows": 0}, "min_rows=0: needed is a whole number of at least 1"),
        (WIDE, {"min_rows": 5, "max_rows": 4}, "min_rows=5, max_rows=4: needed is"),
        (WIDE, {"min_assets": 13}, "min_assets=13: the data have 12 assets"),
        (TIDY, {"max_rows": 121}, "max_rows=121: the data have 120 timestamps"),
        (TIDY.assign(timestamp=TIDY["timestamp"].where(TIDY["return"] > 99)), {}, "the data have 0 timestamps"),
        (
            TIDY.drop_duplicates("symbol").assign(timestamp=DAYS[:5]),
            {"min_assets": 2, "max_rows": 1},
            "shortest .* are 2",
        ),
        (PLAIN, {"max_assets": 1}, "hold no assets that could be told apart"),
    ],
)
def test_impossible_arguments_are_refused_at_once(data, arguments, told):
    """What cannot be cut is refused when the strategy is made: the value, the rule, and the way out."""
    with pytest.raises(InvalidArgument, match=told):
        histories(data, **arguments)


def test_strategies_print_in_a_line():
    """A strategy prints as its sizes, not as the data."""
    assert repr(histories(WIDE)) == "_window(wide data, rows=1..300 of 300, assets=1..12 of 12)"
