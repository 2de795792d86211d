"""A frame as a heat table whose guilty cells are numbered after their faults."""

from __future__ import annotations

from collections import defaultdict

from .grids import Grid
from .html_text import Html, el, joined, short

__all__ = ["frame_table"]

_STEPS = 9  # shades; the style sheet has one for each


def frame_table(grid: Grid, caption: str, *, gone: bool = False) -> Html:
    """Return a grid as a table.

    Parameters
    ----------
    caption
        What the frame is.
    gone
        Whether the marked places are those that the toxic frame has no more.
    """
    marks: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for mark in grid.marks:
        marks[mark.row, mark.column].append(mark.fault)
    shades = _shades(grid)
    names = [
        _head(grid.names[column], marks.get((-1, column), []), dtype=grid.dtypes[column], gone=gone)
        for column in range(len(grid.names))
    ]
    rows = [
        el(
            "tr",
            _label(grid.labels[row], marks.get((row, -1), []), gone=gone),
            *(
                _cell(grid.cells[row][column], shades[row][column], marks.get((row, column), []), gone=gone)
                for column in range(len(grid.names))
            ),
        )
        for row in range(len(grid.labels))
    ]
    table = el(
        "table",
        el("caption", caption, _cut(grid)),
        el("thead", el("tr", el("td", class_="corner"), *names)),
        el("tbody", *rows),
        class_="frame",
    )
    return el("div", table, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _head(name: str, faults: list[int], *, dtype: str, gone: bool) -> Html:
    return el(
        "th",
        short(name),
        _badges(faults, gone=gone),
        el("small", dtype),
        scope="col",
        class_=_guilty("", faults, gone=gone),
    )


def _label(label: str, faults: list[int], *, gone: bool) -> Html:
    return el("th", short(label), _badges(faults, gone=gone), scope="row", class_=_guilty("", faults, gone=gone))


def _cell(text: str, shade: int | None, faults: list[int], *, gone: bool) -> Html:
    heat = "" if shade is None else f"h{shade}"
    return el("td", short(text), _badges(faults, gone=gone), class_=_guilty(heat, faults, gone=gone))


def _guilty(heat: str, faults: list[int], *, gone: bool) -> str | None:
    parts = [heat, ("gone" if gone else "guilty") if faults else ""]
    return " ".join(filter(None, parts)) or None


def _badges(faults: list[int], *, gone: bool) -> Html:
    what = "removed by fault" if gone else "fault"
    return joined(*(el("b", el("span", f"{what} ", class_="aside"), str(fault)) for fault in dict.fromkeys(faults)))


def _shades(grid: Grid) -> list[list[int | None]]:
    """Return, for each cell, which of the shades its number has in its column; None where all are equal."""
    shades: list[list[int | None]] = [[None] * len(grid.names) for _ in grid.labels]
    for column in range(len(grid.names)):
        held = [value for value in (row[column] for row in grid.numbers) if value is not None]
        if len(set(held)) > 1:
            order = {value: place for place, value in enumerate(sorted(set(held)))}
            for row, numbers in enumerate(grid.numbers):
                value = numbers[column]
                # By rank: one value that is out by a factor of a thousand would leave all others alike.
                shades[row][column] = None if value is None else round(order[value] * (_STEPS - 1) / (len(order) - 1))
    return shades


def _cut(grid: Grid) -> str:
    rows, columns = grid.shape
    told = f", {rows}x{columns}"
    if (len(grid.rows), len(grid.columns)) == grid.shape:
        return told
    return f"{told}, of which {len(grid.rows)}x{len(grid.columns)} around its guilty cells are shown"
