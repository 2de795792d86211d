"""Text in columns, and text that is never wider than a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from textwrap import wrap

__all__ = ["aligned", "beside", "fitted"]

_GAP = 2
_NARROWEST = 20  # characters of the last column, on whatever terminal
_LABEL = re.compile(r"  [a-z]+ {2,}|[A-Z]+ {2,}(?:[0-9a-f]{8}  )?")
_CODE = re.compile(r"  (?:frame|add|replay|at) ")
"""Lines that are there to be pasted or followed, so that a break would spoil them."""


def aligned(rows: Iterable[Iterable[str]], *, width: int | None = None) -> list[str]:
    """Return one text a row, the cells of each column below each other.

    Parameters
    ----------
    width
        Columns of the terminal: a last cell that does not fit goes on in lines below its first.
    """
    cells = [list(row) for row in rows]
    if not cells:
        return []
    *widths, last = _widths(cells)
    start = sum(widths) + _GAP * len(widths)
    left = last if width is None else min(last, max(width - start, _NARROWEST))
    texts: list[str] = []
    for *row, told in cells:
        lines = [told] if len(told) <= left else wrap(told, left)
        first = (" " * _GAP).join([*(cell.ljust(size) for cell, size in zip(row, widths, strict=True)), lines[0]])
        texts.append("\n".join([first.rstrip(), *(" " * start + more for more in lines[1:])]))
    return texts


def beside(rows: Sequence[Sequence[str]], *, width: int | None = None) -> list[str]:
    """Return the rows as ``aligned`` does; columns that do not fit stand below, after the first column again."""
    if not rows:
        return []
    first, *widths = _widths(rows)
    groups: list[list[int]] = [[]]
    used = first
    for place, size in enumerate(widths, start=1):
        if width is not None and groups[-1] and used + _GAP + size > width:
            groups.append([])
            used = first
        groups[-1].append(place)
        used += _GAP + size
    blocks = ("\n".join(aligned([[row[0], *(row[place] for place in group)] for row in rows])) for group in groups)
    return list(blocks)


def fitted(text: str, *, width: int | None) -> str:
    """Return text whose lines are wrapped where they are wider than the terminal; code and long words stay whole."""
    return "\n".join(more for line in text.splitlines() for more in _wrapped(line, width))


def _wrapped(line: str, width: int | None) -> list[str]:
    if width is None or len(line) <= width or _CODE.match(line):
        return [line]
    label = _LABEL.match(line)
    indent = " " * (len(label[0]) if label is not None else _GAP)
    return wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]
