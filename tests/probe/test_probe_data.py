"""Probing with data of a user: windows of them, in the dtypes of the schema; refused where they are not clean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def orders() -> pd.DataFrame:
    """Return orders that the schemas accept."""
    return pd.DataFrame({"order_id": range(1, 31), "amount": np.linspace(1.5, 80.0, 30), "note": "paid"})


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_windows_of_a_file_are_poisoned(home, orders, suffix):
    """The smallest frame is made of rows of the file, and a bound that is advised is one that all of it keeps."""
    file = home.folder / f"orders.{suffix}"
    orders.to_csv(file, index=False) if suffix == "csv" else orders.to_parquet(file)
    said = home.say(f"probe {{here}}:Orders --data {file.name} --faults sentinel,inf_pos --max-examples 6 --seed 1")
    assert said.code == 1, said.out + said.err
    assert said.row("clean frames") == "clean frames passed 6/6"
    block = said.block("sentinel")
    assert any("was 1.5" in line for line in block), block
    assert "  add     column 'amount': pa.Field(le=100.0)" in block, block
    assert f"--data={file.name}" in block[-1], block


def test_data_that_do_not_meet_the_schema_name_rows(home, orders):
    """One line says which check fails in which rows, and nothing is tried."""
    orders.loc[[3, 7], "amount"] = -1.0
    orders.loc[5, "order_id"] = 1
    orders.to_parquet(home.folder / "bad.parquet")
    said = home.say("probe {here}:Orders --data bad.parquet")
    assert (said.code, said.out) == (2, "")
    assert "amount: greater_than_or_equal_to(0) in rows 3, 7" in said.err, said.err
    assert "order_id: field_uniqueness in rows 0, 5" in said.err, said.err
    assert said.err.count("\n") == 1


def test_a_pipeline_may_clean_data_that_do_not_meet_the_schema(home, orders):
    """With a pipeline the schema is about what comes out, so raw data may break it."""
    pd.concat([orders, orders.iloc[:3]], ignore_index=True).to_parquet(home.folder / "raw.parquet")
    assert home.say("probe {here}:Orders --data raw.parquet").code == 2
    said = home.say(
        "probe {here}:Orders --data raw.parquet --pipeline {here}:deduplicated --faults dup_ts_exact "
        "--max-examples 4 --seed 1"
    )
    assert said.code == 0, said.out + said.err
    assert said.row("dup_ts_exact").startswith("dup_ts_exact dropped"), said.out


def test_a_wide_csv_of_prices_has_its_times_in_the_index(home):
    """The first column of dates becomes the index, so that faults of histories have a place."""
    days = pd.bdate_range("2024-01-02", periods=40, tz="UTC")
    prices = pd.DataFrame({"NYSE:A": np.linspace(10, 12, 40), "NYSE:B": np.linspace(20, 30, 40)}, index=days)
    prices.to_csv(home.folder / "prices.csv")
    said = home.say("probe {here}:as_it_is --data prices.csv --holds prices --faults unsorted,zero_price --seed 1")
    assert said.row("unsorted").startswith("unsorted let through"), said.out
    assert said.row("zero_price").startswith("zero_price let through"), said.out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("orders.xls", b"", "is neither Parquet nor CSV"),
        ("torn.parquet", b"PAR1", "cannot be read: ArrowInvalid"),
        ("empty.csv", b"", "cannot be read: EmptyDataError"),
        ("header.csv", b"order_id,amount,note\n", "is empty, 0 rows x 3 columns"),
        ("words.csv", b"order_id,amount,note\nx,1.0,a\n", "column 'order_id' cannot be int64"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(home, name, content, message):
    """It names the file and what is wrong with it, and exits 2."""
    (home.folder / name).write_bytes(content)
    said = home.say(f"probe {{here}}:Orders --data {name}")
    assert (said.code, said.out) == (2, "")
    assert message in said.err, said.err
    assert said.err.count("\n") == 1, said.err


def test_a_file_that_is_not_there_names_the_closest(home, orders):
    """A slip of the pen is one line away from the file."""
    orders.to_parquet(home.folder / "orders.parquet")
    said = home.say("probe {here}:Orders --data order.parquet")
    assert "there is no such file: did you mean 'orders.parquet'?" in said.err, said.err
