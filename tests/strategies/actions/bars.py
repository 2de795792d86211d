"""Bars as a judge reads them, and the other ways in which the same bars are kept."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["FIELDS", "as_tidy", "as_yahoo", "histories_of", "newest_first"]

FIELDS = ("open", "high", "low", "close", "adj_close", "volume", "dividend", "capital_gain", "split")
YAHOO = ("Open", "High", "Low", "Close", "Adj Close", "Volume", "Dividends", "Capital Gains", "Stock Splits")
NAMES = dict(zip(YAHOO, FIELDS, strict=True)) | dict(zip(FIELDS, FIELDS, strict=True))


def histories_of(frame: pd.DataFrame) -> dict[str, dict[str, np.ndarray]]:
    """Return the fields of each asset on the days with a close, oldest first, and these days as ``day``."""
    if "symbol" in frame:
        parts = {name: part.set_index("timestamp").drop(columns="symbol") for name, part in frame.groupby("symbol")}
        return {str(name): history for name, part in parts.items() for history in histories_of(part).values()}
    columns: dict[str, dict[str, np.ndarray]] = {}
    for position, label in enumerate(frame.columns):
        name, field = label if isinstance(label, tuple) else ("asset", label)
        if name in NAMES:
            name, field = field, name
        if field in NAMES:
            columns.setdefault(name, {})[NAMES[field]] = frame.iloc[:, position].to_numpy(np.float64, na_value=np.nan)
    days = frame.index.tz_localize(None).as_unit("s").asi8 / 86_400
    found = {}
    for name, fields in columns.items():
        order = np.argsort(days, kind="stable")
        order = order[~np.isnan(fields["close"][order])]
        found[name] = {"day": days[order]} | {field: values[order] for field, values in fields.items()}
    return found


def as_tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Return bars as rows of timestamp, symbol and fields, by symbol, without the rows that hold nothing."""
    parts = []
    for name in frame.columns.get_level_values(0).unique():
        part = frame[name].dropna(subset=["close"])
        part.insert(0, "symbol", name)
        parts.append(part.rename_axis("timestamp").reset_index())
    return pd.concat(parts, ignore_index=True)


def as_yahoo(frame: pd.DataFrame) -> pd.DataFrame:
    """Return bars under the names that yfinance gives them, field above ticker, volumes as whole numbers."""
    renamed = frame.rename(columns=dict(zip(FIELDS, YAHOO, strict=True)), level=1).swaplevel(axis=1)
    renamed.columns.names = ["Price", "Ticker"]
    whole = [name for name in renamed if name[0] == "Volume"]
    return renamed.astype(dict.fromkeys(whole, "Int64"))


def newest_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the same rows in descending order, as seven of the yfinance pairs are stored."""
    return frame.iloc[::-1]
