"""Where the values of a column come from, before pandera's checks decide on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Offer", "Source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Candidates in the order in which they are preferred.

    ``ladder``: distinct values, rising where they have an order; its first value is the plainest one.
    ``edges``: the bounds and their neighbours, and what code is known to break on. ``ordinary``, ``wild``: noise.
    ``complete``: whether this is all there is.
    """

    ladder: Sequence[Any]
    edges: Sequence[Any] = ()
    ordinary: Sequence[Any] = ()
    wild: Sequence[Any] = ()
    complete: bool = False


class Source(Protocol):
    """One dtype under the limits of one column."""

    def offer(self, count: int) -> Offer:
        """Return candidates, among them a ladder of ``count`` values if there are so many."""
        ...

    def series(self, raws: Sequence[Any]) -> Any:
        """Return a ``Series`` of the column's dtype."""
        ...
