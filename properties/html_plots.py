"""A column before and after its faults: two small plots beside each other, on one scale."""

from __future__ import annotations

from collections.abc import Sequence

from .grids import Grid
from .html_text import Html, el, joined
from .visible import visible

__all__ = ["plots"]

_MOST = 3  # columns that are drawn
_WIDTH, _HEIGHT, _EDGE = 260, 96, 12
_NAME = 40

Points = Sequence[tuple[int, float, bool]]
"""Position, number, and whether it is guilty."""


def plots(clean: Grid, toxic: Grid) -> Html:
    """Return plots of the guilty columns that hold numbers, or of the first ones; none where there are no numbers."""
    drawn = [_plot(clean, toxic, column) for column in _columns(clean, toxic)]
    return el("div", *drawn, class_="plots") if drawn else Html()


def _columns(clean: Grid, toxic: Grid) -> list[int]:
    numeric = [column for column in range(len(toxic.names)) if len(_points(toxic, column)) > 0]
    numeric = [column for column in numeric if _twin(clean, toxic, column) is not None]
    guilty = {mark.column for mark in toxic.marks}
    chosen = [column for column in numeric if column in guilty] or numeric
    return chosen[:_MOST]


def _twin(clean: Grid, toxic: Grid, column: int) -> int | None:
    """Return where the column stands in the clean frame; None if it is not shown there."""
    name = toxic.names[column]
    if clean.names.count(name) == 1:
        return clean.names.index(name)
    same = toxic.columns[column]
    return clean.columns.index(same) if same in clean.columns else None


def _plot(clean: Grid, toxic: Grid, column: int) -> Html:
    before, after = _points(clean, _twin(clean, toxic, column) or 0), _points(toxic, column)
    values = [value / 2 for _, value, _ in (*before, *after)]  # halved: the span of two floats may be none
    low, high = min(values), max(values)
    count = max(clean.shape[0], toxic.shape[0])
    name = visible(toxic.names[column], most=_NAME)
    panels = [
        el(
            "div",
            el("span", side, class_="side"),
            _panel(points, lost, (low, high), count, f"{name}, {side}: {_told(points, lost)}"),
            class_="panel",
        )
        for side, points, lost in (("clean", before, []), ("toxic", after, _lost(toxic, column)))
    ]
    return el("figure", el("figcaption", name, el("small", _range(before, after))), *panels, class_="plot")


def _points(grid: Grid, column: int) -> list[tuple[int, float, bool]]:
    guilty = {mark.row for mark in grid.marks if mark.column in (column, -1)}
    return [
        (grid.rows[row], value, row in guilty)
        for row, numbers in enumerate(grid.numbers)
        if (value := numbers[column]) is not None
    ]


def _lost(grid: Grid, column: int) -> list[int]:
    """Return the positions of guilty cells that are no numbers any more."""
    guilty = sorted({mark.row for mark in grid.marks if mark.column == column and mark.row >= 0})
    return [grid.rows[row] for row in guilty if grid.numbers[row][column] is None]


def _panel(points: Points, lost: Sequence[int], span: tuple[float, float], count: int, told: str) -> Html:
    low, high = span
    spots = [(_x(place, count), _y(value / 2, low, high), guilty) for place, value, guilty in points]
    runs: list[list[str]] = [[]]
    for number, (x, y, _) in enumerate(spots):
        if number and points[number][0] != points[number - 1][0] + 1:
            runs.append([])  # a gap is drawn as one
        runs[-1].append(f"{x:.1f},{y:.1f}")
    lines = [el("polyline", points=" ".join(run)) for run in runs if len(run) > 1]
    dots = [
        el("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="5" if guilty else "2", class_="guilty" if guilty else None)
        for x, y, guilty in spots
    ]
    holes = [_upright(_x(place, count)) for place in lost]
    zero = [_zero(low, high)] if low < 0 < high else []
    return el("svg", *zero, *holes, *lines, *dots, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=told)


def _zero(low: float, high: float) -> Html:
    y = f"{_y(0.0, low, high):.1f}"
    return el("line", x1="0", x2=str(_WIDTH), y1=y, y2=y, class_="zero")


def _upright(x: float) -> Html:
    return el("line", x1=f"{x:.1f}", x2=f"{x:.1f}", y1=str(_EDGE), y2=str(_HEIGHT - _EDGE), class_="lost")


def _x(place: int, count: int) -> float:
    return _WIDTH / 2 if count < 2 else _EDGE + place * (_WIDTH - 2 * _EDGE) / (count - 1)  # noqa: PLR2004 - one point


def _y(value: float, low: float, high: float) -> float:
    share = 0.5 if high == low else (value - low) / (high - low)
    return _HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE)


def _range(before: Points, after: Points) -> Html:
    values = [value for _, value, _ in (*before, *after)]
    return joined(f" {min(values):.6g} to {max(values):.6g}")


def _told(points: Points, lost: Sequence[int]) -> str:
    if not points:
        return "no numbers"
    values = [value for _, value, _ in points]
    holes = f", {len(lost)} guilty cells without a number" if lost else ""
    return f"{len(points)} numbers from {min(values):.6g} to {max(values):.6g}{holes}"
