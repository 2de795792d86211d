"""Reading data files: every layout that is promised, and every refusal with its way out."""

from __future__ import annotations

import gzip
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from toxiframe.pipeline.errors import UsageError
from toxiframe.pipeline.market.gate import ContractError, gate
from toxiframe.pipeline.market.ingest import Ingested, ingest
from toxiframe.pipeline.market.windows import Window, parse_window
from toxiframe.pipeline.settings import IngestSettings

from tests.helpers import bundled_prices, same_bits


def _read(path: Path, window: str = ":", **settings: object) -> Ingested:
    return ingest(IngestSettings(data=path, **settings), parse_window(window))


def _prices() -> pd.DataFrame:
    return bundled_prices("2020-01-01:2020-03-31").iloc[:, :4]


def _tidy(prices: pd.DataFrame, value: str = "close") -> pd.DataFrame:
    return prices.rename_axis(index="date").reset_index().melt("date", var_name="symbol", value_name=value)


def _write_wide_parquet(prices: pd.DataFrame, path: Path) -> None:
    prices.to_parquet(path)


def _write_wide_csv(prices: pd.DataFrame, path: Path) -> None:
    prices.set_axis(prices.index.strftime("%Y-%m-%d")).to_csv(path, index_label="date")


def _write_unnamed_csv(prices: pd.DataFrame, path: Path) -> None:
    prices.to_csv(path)


def _write_gzip_csv(prices: pd.DataFrame, path: Path) -> None:
    path.write_bytes(gzip.compress(prices.to_csv(index_label="timestamp").encode()))


def _write_tidy_parquet(prices: pd.DataFrame, path: Path) -> None:
    _tidy(prices).to_parquet(path)


def _write_tidy_csv(prices: pd.DataFrame, path: Path) -> None:
    _tidy(prices).to_csv(path, index=False)


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (_write_wide_parquet, "wide.parquet"),
        (_write_wide_csv, "wide.csv"),
        (_write_unnamed_csv, "unnamed.csv"),
        (_write_gzip_csv, "wide.csv.gz"),
        (_write_tidy_parquet, "tidy.parquet"),
        (_write_tidy_csv, "tidy.csv"),
    ],
)
def test_every_layout_gives_the_same_frame(tmp_path, write, name):
    """Wide or tidy, Parquet or CSV: the same prices come in with the same bits on the same instants."""
    prices = _prices()
    write(prices, tmp_path / name)
    read = _read(tmp_path / name)
    assert read.kind == "prices"
    assert read.layout == ("tidy" if name.startswith("tidy") else "wide")
    wanted, got = gate(prices, kind="prices").frame, gate(read.frame[prices.columns], kind="prices").frame
    assert all(same_bits(got[asset], wanted[asset]) for asset in wanted.columns)


def test_tidy_returns_are_taken_as_returns(tmp_path):
    """A tidy file with a return column is not differenced again."""
    returns = _prices().pct_change(fill_method=None).iloc[1:]
    _tidy(returns, "return").to_csv(tmp_path / "r.csv", index=False)
    assert _read(tmp_path / "r.csv").kind == "returns"


@pytest.mark.parametrize("scale", [1.0, 0.02])
def test_wide_returns_are_told_from_prices(tmp_path, scale):
    """What a wide file holds is inferred from its numbers, and recorded as inferred."""
    rng = np.random.default_rng(7)
    index = pd.date_range("2020-01-01", periods=50, freq="D", tz="UTC")
    pd.DataFrame(rng.normal(0, 0.02, (50, 3)) * scale, index=index, columns=list("ABC")).to_parquet(
        tmp_path / "r.parquet"
    )
    assert _read(tmp_path / "r.parquet").kind == "returns"


def test_a_repeated_row_of_a_tidy_file_reaches_l0(tmp_path):
    """Pivoting must not average or drop a repeated key: the gate sees the duplicate timestamp."""
    tidy = _tidy(_prices())
    pd.concat([tidy, tidy.iloc[[5]]]).to_csv(tmp_path / "twin.csv", index=False)
    with pytest.raises(ContractError, match="index_unique"):
        gate(_read(tmp_path / "twin.csv").frame, kind="prices")


def test_a_disordered_tidy_file_reaches_l0(tmp_path):
    """Pivoting must not sort disorder away: the gate sees timestamps that go backwards."""
    tidy = _tidy(_prices())
    mine = tidy[tidy["symbol"] == "NYSE:XOM"].index if "NYSE:XOM" in set(tidy["symbol"]) else tidy.index[:10:4]
    order = tidy.index.to_list()
    first, second = order.index(mine[0]), order.index(mine[1])
    order[first], order[second] = order[second], order[first]
    tidy.loc[order].to_csv(tmp_path / "late.csv", index=False)
    with pytest.raises(ContractError, match="index_sorted"):
        gate(_read(tmp_path / "late.csv").frame, kind="prices")


def test_labels_without_a_zone_need_one(tmp_path):
    """Times of day without an offset are refused by L0 with the way out, which works."""
    frame = pd.DataFrame({"NYSE:A": [1.0, 1.1]}, index=["2024-01-02 00:00:00", "2024-01-03 00:00:00"])
    frame.to_csv(tmp_path / "naive.csv", index_label="date")
    with pytest.raises(ContractError, match="NAIVE_TZ="):
        gate(_read(tmp_path / "naive.csv").frame)
    localised = _read(tmp_path / "naive.csv", naive_tz="America/New_York")
    assert str(localised.frame.index[0]) == "2024-01-02 05:00:00+00:00"
    assert localised.labels == "naive, read as America/New_York"


def _write(content: bytes, name: str):
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


REFUSED = {
    "missing": (lambda folder: folder / "no.parquet", r"no\.parquet' does not exist; in .* there is"),
    "directory": (lambda folder: folder, "cannot be read"),
    "no parquet": (_write(b"PAR1 not really", "x.parquet"), r"x\.parquet is no readable Parquet file"),
    "empty": (_write(b"", "x.csv"), r"x\.csv is empty"),
    "ending": (_write(b"a,b\n1,2\n", "x.xlsx"), r"ending '\.xlsx': give a \.parquet"),
    "pickle": (_write(pickle.dumps({"a": 1}), "x.pkl"), "is a pickle, and reading one runs whatever code"),
    "disguised pickle": (_write(pickle.dumps({"a": 1}), "x.parquet"), "is a pickle"),
    "no time": (_write(b"NYSE:A,NYSE:B\n1,2\n", "x.csv"), "has no time: no timestamp index"),
    "tidy without value": (_write(b"date,symbol\n2024-01-01,A\n", "x.csv"), "has no column one of close"),
    "no date": (_write(b"date,NYSE:A\nyesterday,1\n", "x.csv"), "no ISO 8601 times"),
    "broken gzip": (_write(b"no gzip", "x.csv.gz"), "no readable CSV"),
    "binary csv": (_write(b"\xff\xfe\x00\x01", "x.csv"), "no readable CSV"),
    "nameless asset": (_write(b"date,symbol,close\n2024-01-01,,1\n", "x.csv"), "1 rows have no 'symbol'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_files_are_refused_in_one_line(tmp_path, case):
    """A file that cannot be used is refused with its name, the reason and a way out, in one line."""
    make, message = REFUSED[case]
    with pytest.raises(UsageError, match=message) as caught:
        _read(make(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_link_out_of_the_root_is_followed_before_it_is_judged(tmp_path):
    """A link inside the root that leads outside is refused; a file inside is read."""
    root = tmp_path / "root"
    root.mkdir()
    _prices().to_parquet(tmp_path / "secret.parquet")
    (root / "inside.parquet").symlink_to(tmp_path / "secret.parquet")
    with pytest.raises(UsageError, match="leads out of"):
        _read(root / "inside.parquet", root=root)
    _prices().to_parquet(root / "own.parquet")
    assert _read(root / "own.parquet", root=root).frame.shape == _prices().shape


def test_a_window_is_inclusive_on_both_sides(tmp_path):
    """Both dates of a window belong to it, and either may be left out."""
    _prices().to_parquet(tmp_path / "p.parquet")
    window = _read(tmp_path / "p.parquet", "2020-02-03:2020-02-05").frame
    assert [str(label.date()) for label in window.index] == ["2020-02-03", "2020-02-04", "2020-02-05"]
    assert str(_read(tmp_path / "p.parquet", "2020-03-30:").frame.index[0].date()) == "2020-03-30"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1999-01-01:1999-12-31", "has no rows: p.parquet covers 2020-01-02 to 2020-03-31"),
        ("2020-01-01", "has no ':'"),
        ("2020-13-01:", "is not start:end with ISO dates"),
        ("2020-02-01:2020-01-01", "starts after it ends: swap the dates"),
    ],
)
def test_bad_windows_are_refused(tmp_path, text, message):
    """A window without rows says what the file covers; a malformed one says how to write it."""
    _prices().to_parquet(tmp_path / "p.parquet")
    with pytest.raises(UsageError, match=message):
        _read(tmp_path / "p.parquet", text)


def test_a_window_keeps_disorder_for_the_gate():
    """Cutting a window neither sorts nor drops repeated rows."""
    frame = _prices().iloc[[3, 1, 1, 2]]
    assert Window().of(frame, "x") is frame
    cut = parse_window("2020-01-01:2020-01-31").of(frame, "x")
    assert list(cut.index) == list(frame.index)
