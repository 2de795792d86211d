"""What the reference pipeline decides over time and of each asset, and what it writes, as subjects ask for it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from toxiframe.pipeline.market.features import compute_features
from toxiframe.pipeline.market.gate import gate
from toxiframe.pipeline.market.selection import SelectedWinners, select_winners
from toxiframe.pipeline.market.windows import parse_window
from toxiframe.pipeline.progress import QuietProgress
from toxiframe.pipeline.run_context import RunContext
from toxiframe.pipeline.settings import GateSettings, SelectionSettings

from tests.helpers import local_settings
from tests.reference.adapters import FEATURES

__all__ = ["per_asset", "winners_over_time", "write_run"]

_EVERY = 12  # days between decisions, the same days in every frame


def winners_over_time(frame: pd.DataFrame) -> dict[pd.Timestamp, str]:
    """Return the digest of the winners as of some of the days, each of a window that ends there."""
    days = [day for day in frame.index if day.toordinal() % _EVERY == 0]
    return {day: _selected(parse_window(f":{day.date()}").of(frame, "frame"), 5)[1].digest for day in days}


def per_asset(frame: pd.DataFrame) -> dict[str, object]:
    """Return what is said of each asset: why the gate dropped it, why it is passed over, or its score and features."""
    dropped, selected = _selected(frame, frame.shape[1])
    found: dict[str, object] = {**dropped, **selected.passed_over}
    for row in selected.frame.itertuples(index=False):
        found[str(row.asset)] = tuple(row)
    return found


def _selected(frame: pd.DataFrame, winners: int) -> tuple[dict[str, object], SelectedWinners]:
    result = gate(frame, settings=GateSettings(), default_venue=None, strict=False)
    table = compute_features(result.frame, FEATURES).table()
    return dict(result.dropped), select_winners(table, SelectionSettings(winners=winners))


def write_run(name: str, runs: Path) -> None:
    """Write all that a run without stages leaves behind."""
    context = RunContext(name, local_settings(runs, name), QuietProgress())
    context.record("run", {})
    context.close("ok")
