"""Finding a place in a frame, and writing to it by position: labels may repeat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

__all__ = ["nth", "with_column"]


def nth(choices: Sequence[int], wanted: int) -> int | None:
    """Return the choice at a position, the last one where there are fewer; None where there is none."""
    return choices[min(wanted, len(choices) - 1)] if len(choices) else None


def with_column(frame: pd.DataFrame, place: int, values: Any) -> pd.DataFrame:
    """Return a copy of the frame with other values in one column."""
    changed = frame.copy()
    changed.isetitem(place, values)
    return changed
