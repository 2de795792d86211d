"""The matrix on the page: faults down, contracts across, and every property with its cases below."""

from __future__ import annotations

from collections.abc import Mapping

from .html_text import Html, el, joined, short
from .matrix import WORST, Cell, Matrix
from .outcomes import Sight, Status

__all__ = ["SLUGS", "matrix_table", "property_table"]

SLUGS: Mapping[Sight | None, str] = {
    Sight.MISSED: "missed",
    Sight.FALSE_ALARM: "alarm",
    Sight.CAUGHT: "caught",
    Sight.PASSED: "passed",
    Sight.NOT_APPLICABLE: "na",
    None: "idle",
}
_SIGNS: Mapping[Sight | None, str] = {
    Sight.MISSED: "✗",
    Sight.FALSE_ALARM: "!",
    Sight.CAUGHT: "✓",
    Sight.PASSED: "✓",
    Sight.NOT_APPLICABLE: "\N{EN DASH}",
    None: "·",
}
_ORDER = (*WORST, None)
_NOTE = 300  # characters


def matrix_table(matrix: Matrix, anchors: Mapping[tuple[str, str], str]) -> Html:
    """Return the matrix; ``anchors``: (fault, contract) -> the failure that shows it."""
    cells = matrix.cells()
    contracts = matrix.contracts

    def worst(fault: str) -> int:
        found = [cells[fault, contract].sight for contract in contracts if (fault, contract) in cells]
        return min(map(_ORDER.index, found))

    rows = [_row(fault, contracts, cells, anchors) for fault in sorted(matrix.faults, key=worst)]
    heads = [el("th", short(contract), scope="col") for contract in contracts]
    caption = "Each cell: the worst that happened to this fault with this contract, and in how many judgements"
    return el(
        "table",
        el("caption", caption),
        el("thead", el("tr", el("th", "fault", scope="col"), *heads)),
        el("tbody", *rows),
        class_="matrix",
        id="matrix",
    )


def _row(
    fault: str,
    contracts: tuple[str, ...],
    cells: Mapping[tuple[str, str], Cell],
    anchors: Mapping[tuple[str, str], str],
) -> Html:
    found = [cells.get((fault, contract)) for contract in contracts]
    slugs = dict.fromkeys(SLUGS[cell.sight] for cell in found if cell is not None)
    shown = [_cell(cell, anchors.get((fault, contract))) for cell, contract in zip(found, contracts, strict=True)]
    return el("tr", el("th", short(fault), scope="row"), *shown, data_sights=" ".join(slugs))


def _cell(cell: Cell | None, anchor: str | None) -> Html:
    if cell is None:
        return el("td", el("span", "not bound", class_="aside"))
    sight = cell.sight
    words = "not tried" if sight is None else str(sight)
    count = "" if sight is None else f" {cell.counts[sight]}"
    if cell.bad:
        count += f" of {cell.judged}"
    told = f"{words}{count}"
    link = el("a", told, href=f"#{anchor}") if cell.bad and anchor is not None else told
    content = joined(el("span", _SIGNS[sight], class_="sign", aria_hidden="true"), link)
    waived = cell.bad and cell.waived
    every = ", ".join(f"{name} {number}" for name, number in sorted(cell.counts.items()))
    return el(
        "td",
        content,
        el("small", "waived") if waived else "",
        class_="waived" if waived else SLUGS[sight],
        title=every or None,
    )


def property_table(matrix: Matrix) -> Html:
    """Return every property with its outcome and its cases."""
    heads = ("contract", "property", "outcome", "cases", "reached", "seconds")
    numbers = heads[-3:]
    rows = [
        el(
            "tr",
            el("td", short(each.label)),
            el("th", each.property, el("small", each.guarantee), scope="row"),
            el(
                "td",
                str(each.status),
                el("small", short(each.waiver or each.note, _NOTE) if each.waiver or each.note else ""),
                class_=_outcome(each.status),
            ),
            *(
                el("td", text, class_="number")
                for text in (f"{each.cases:,}", f"{each.reached:,}", f"{each.seconds:.2f}")
            ),
        )
        for each in matrix.tried
    ]
    return el(
        "table",
        el(
            "caption",
            "Every property, in how many cases it was judged, and in how many of them it had something to judge",
        ),
        el(
            "thead",
            el("tr", *(el("th", head, scope="col", class_="number" if head in numbers else None) for head in heads)),
        ),
        el("tbody", *rows),
        class_="properties",
    )


def _outcome(status: Status) -> str:
    return {Status.FAILED: "missed", Status.NOT_RUN: "alarm", Status.WAIVED: "waived"}.get(status, "caught")
