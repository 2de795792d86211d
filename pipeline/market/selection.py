"""Ranks assets and selects the winners, in a total order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..evidence.digest import get_df_hash
from ..settings import SelectionSettings
from .features import FEATURES

__all__ = ["SelectedWinners", "select_winners"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedWinners:
    """The winners of a run.

    ``frame``: index ``rank`` from 1, columns ``asset``, ``score`` and the features.
    ``passed_over``: asset -> why it was not eligible. ``digest``: the canonical digest of ``frame``.
    """

    frame: pd.DataFrame
    passed_over: Mapping[str, str]
    digest: str


def select_winners(features: pd.DataFrame, settings: SelectionSettings) -> SelectedWinners:
    """Select the assets with the highest momentum per unit of volatility.

    Ties are broken by the asset's name, so any order of rows gives the same winners.

    Parameters
    ----------
    features
        One row an asset: ``asset``, ``momentum``, ``volatility``, ``drawdown``, in any order.
    """
    table = features.sort_values("asset", kind="stable", ignore_index=True)
    passed_over = _passed_over(table, settings)
    eligible = table.loc[~table["asset"].isin(list(passed_over))]
    scored = eligible.assign(score=eligible["momentum"] / eligible["volatility"])
    ranked = scored.sort_values(["score", "asset"], ascending=[False, True], kind="stable").head(settings.winners)
    index = pd.RangeIndex(1, len(ranked) + 1, name="rank")
    frame = ranked[["asset", "score", *FEATURES]].set_axis(index)
    return SelectedWinners(frame=frame, passed_over=passed_over, digest=get_df_hash(frame))


def _passed_over(table: pd.DataFrame, settings: SelectionSettings) -> dict[str, str]:
    unknown = ~np.isfinite(table[list(FEATURES)].to_numpy(dtype=np.float64)).all(axis=1)
    flat = (table["volatility"] == 0.0).to_numpy()
    fallen = (table["drawdown"] > settings.max_drawdown).to_numpy()
    reasons = np.select(
        [unknown, flat, fallen],
        ["gap_in_lookback", "no_volatility", "drawdown_limit"],
        default="",
    )
    return {str(asset): str(reason) for asset, reason in zip(table["asset"], reasons, strict=True) if reason}
