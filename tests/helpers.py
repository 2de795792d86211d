"""What several tests of the pipeline need: real prices, settings for a quiet local run, and its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from toxiframe.pipeline.evidence import ledger
from toxiframe.pipeline.market.ingest import ingest
from toxiframe.pipeline.market.returns import session_returns
from toxiframe.pipeline.market.windows import parse_window
from toxiframe.pipeline.resolve import resolve_settings
from toxiframe.pipeline.settings import IngestSettings, Settings

__all__ = ["bundled_prices", "bundled_returns", "local_settings", "on_calendar_days", "records", "same_bits"]


def bundled_prices(window: str = "2019-01-01:2020-12-31") -> pd.DataFrame:
    """Return the bundled closes of a window, sessions x 20 assets."""
    return ingest(IngestSettings(), parse_window(window)).frame.copy()


def bundled_returns(window: str = "2019-01-01:2020-12-31") -> pd.DataFrame:
    """Return simple returns of the bundled closes; the first row, which has no session before it, left out."""
    prices = bundled_prices(window)
    returns = session_returns(prices.index, list(prices.columns), prices.to_numpy())
    return pd.DataFrame(returns, index=prices.index, columns=prices.columns).iloc[1:]


def on_calendar_days(returns: pd.DataFrame) -> pd.DataFrame:
    """Return the same returns with a row for every calendar day: NaN, legally, where the exchange was closed."""
    return returns.reindex(pd.date_range(returns.index[0], returns.index[-1], freq="D"))


def local_settings(runs: Path, run_id: str, overrides: Mapping[str, Any] | None = None) -> Settings:
    """Return canary settings for a run in this process, without the MLflow mirror."""
    given: dict[str, Any] = {
        "run_id": run_id,
        "compute": {"kind": "local"},
        "evidence": {"runs": runs},
        "flags": {"mlflow": False},
    }
    for group, values in (overrides or {}).items():
        given[group] = {**given.get(group, {}), **values} if isinstance(values, dict) else values
    return resolve_settings("canary", given)


def records(directory: Path, kind: str) -> list[dict[str, Any]]:
    """Return the bodies of a run's ledger records of one kind, in order."""
    return [dict(entry.body) for entry in ledger.read(directory / "audit.jsonl") if entry.kind == kind]


def same_bits(left: pd.Series, right: pd.Series) -> bool:
    """Return whether two float columns hold the same bits on the same labels."""
    return (
        left.index.equals(right.index) and left.to_numpy(np.float64).tobytes() == right.to_numpy(np.float64).tobytes()
    )
