"""The matrix on a terminal: what went wrong in full, what went well as a count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .matrix import Cell, Matrix
from .outcomes import Sight
from .visible import visible

__all__ = ["cell_text", "matrix_lines"]

_STYLES: Mapping[Sight | None, str] = {
    Sight.CAUGHT: "green",
    Sight.PASSED: "green",
    Sight.MISSED: "bold red",
    Sight.FALSE_ALARM: "bold magenta",
    Sight.NOT_APPLICABLE: "dim",
    None: "dim",
}
_LONGEST = 26  # characters of a label
_NAMED = 6  # faults that are named where a count would do
_GAP = 2

Cells = Mapping[tuple[str, str], Cell]


def matrix_lines(matrix: Matrix, *, width: int, color: bool, full: bool) -> list[str]:
    """Return the matrix as lines of text.

    Parameters
    ----------
    width
        Columns of the terminal; contracts that do not fit beside each other stand below each other.
    color
        Whether the lines hold escape codes of colours.
    full
        Every fault has a row, and not only those that were missed or raised a false alarm.
    """
    cells = matrix.cells()
    rows = {fault: [cells.get((fault, contract)) for contract in matrix.contracts] for fault in matrix.faults}
    bad = [fault for fault, row in rows.items() if any(cell is not None and cell.bad for cell in row)]
    shown = list(rows) if full else bad
    across = matrix.contracts if full else _troubled(matrix.contracts, cells, bad)
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        legacy_windows=False,
    )
    for contracts in _blocks(across, shown, cells, width):
        console.print(_table(contracts, shown, cells))
    if not full:
        for line in _counted(rows, bad):
            console.print(Text(line), soft_wrap=True)
    return out.getvalue().rstrip("\n").splitlines()


def cell_text(cell: Cell | None) -> str:
    """Return a cell in words: ``caught 12``, ``MISSED 1 of 12``, and a dot where the two never met."""
    if cell is None:
        return ""
    match cell.sight:
        case None:
            return "·"
        case Sight.MISSED | Sight.FALSE_ALARM as sight:
            waived = ", waived" if cell.waived else ""
            return f"{sight.upper()} {cell.counts[sight]} of {cell.judged}{waived}"
        case sight:
            return f"{sight} {cell.counts[sight]}"


def _troubled(contracts: Sequence[str], cells: Cells, bad: Sequence[str]) -> Sequence[str]:
    return [
        contract
        for contract in contracts
        if any(cell is not None and cell.bad for cell in (cells.get((fault, contract)) for fault in bad))
    ]


def _blocks(contracts: Sequence[str], faults: Sequence[str], cells: Cells, width: int) -> Iterable[list[str]]:
    """Return contracts in groups whose columns fit the width, at least one a group."""
    if not faults:
        return
    names = max(len(visible(text, most=_LONGEST)) for text in ["fault", *faults])
    block: list[str] = []
    used = names
    for contract in contracts:
        texts = [visible(contract, most=_LONGEST), *(cell_text(cells.get((fault, contract))) for fault in faults)]
        need = _GAP + max(map(len, texts))
        if block and used + need > width:
            yield block
            block, used = [], names
        block.append(contract)
        used += need
    yield block


def _table(contracts: Sequence[str], faults: Sequence[str], cells: Cells) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    table.add_column("fault", no_wrap=True)
    for contract in contracts:
        table.add_column(Text(visible(contract, most=_LONGEST)), no_wrap=True)
    for fault in faults:
        row = [cells.get((fault, contract)) for contract in contracts]
        table.add_row(Text(visible(fault, most=_LONGEST)), *(Text(cell_text(cell), style=_style(cell)) for cell in row))
    return table


def _style(cell: Cell | None) -> str:
    if cell is not None and cell.bad and cell.waived:
        return "yellow"
    return _STYLES[None if cell is None else cell.sight]


def _counted(rows: Mapping[str, Sequence[Cell | None]], bad: Sequence[str]) -> Iterable[str]:
    """Return a line for each way in which faults fared that were neither missed nor raised a false alarm."""
    worst: dict[Sight | None, list[str]] = {}
    judged = 0
    for fault, row in rows.items():
        if fault in bad:
            continue
        sights = {cell.sight for cell in row if cell is not None}
        found = next((sight for sight in (Sight.CAUGHT, Sight.PASSED, Sight.NOT_APPLICABLE) if sight in sights), None)
        worst.setdefault(found, []).append(fault)
        judged += sum(cell.judged for cell in row if cell is not None)
    good = [(Sight.CAUGHT, "caught wherever judged"), (Sight.PASSED, "passed, as it is legal")]
    parts = [f"{len(worst[sight])} {words}" for sight, words in good if sight in worst]
    if parts:
        more = " more" if bad else ""
        yield f"{', '.join(parts)}{more}: {judged:,} judgements (-v lists them)"
    for sight, words in ((Sight.NOT_APPLICABLE, "not applicable, so never judged"), (None, "not tried")):
        if sight in worst:
            yield f"{len(worst[sight])} {words}: {_some(worst[sight])}"


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    told = ", ".join(visible(name, most=_LONGEST) for name in names[:_NAMED])
    return f"{told} and {rest} more" if rest > 0 else told
