"""Columns with a few values that can be listed: members, categories, booleans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .sources import Offer

__all__ = ["Members"]


@dataclass(frozen=True, slots=True)
class Members:
    """A source that lists its values; the first is the plainest."""

    values: tuple[Any, ...]
    to_series: Callable[[Sequence[Any]], Any]

    def offer(self, count: int) -> Offer:  # noqa: ARG002 - there are no more than there are
        """Return all values."""
        return Offer(ladder=self.values, complete=True)

    def series(self, raws: Sequence[Any]) -> Any:
        """Return a ``Series`` of the column's dtype."""
        return self.to_series(raws)
