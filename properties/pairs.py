"""Two frames that differ in one way, by name: material changes, and ways to hold the same content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

__all__ = ["Difference", "Pair"]

Pair = tuple[pd.DataFrame, pd.DataFrame]
"""A frame, and the frame that differs from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One way for two frames to differ.

    ``says``: the difference in words. ``pair``: makes the two frames, at the given row and column as far as they
    are there; None where the frame has no place for it.
    """

    name: str
    says: str
    pair: Callable[[pd.DataFrame, int, int], Pair | None]
