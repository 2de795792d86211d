"""Text in columns."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["aligned"]


def aligned(rows: Iterable[Iterable[str]]) -> list[str]:
    """Return one line a row, the cells of each column below each other."""
    cells = [list(row) for row in rows]
    if not cells:
        return []
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
