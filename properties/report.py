"""What ``check`` and ``toxiframe probe`` give back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .blocks import Found, failure_block
from .html_page import write_html
from .matrix import Matrix, Tried
from .matrix_lines import write_jsonl
from .outcomes import Failure, Sight, Status
from .shown import shown
from .tabular import aligned, beside, fitted

__all__ = ["Report", "Result", "Status"]

Counts = Mapping[str, Counter[Sight]]
"""Fault -> how often it fared in which way."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """One property.

    ``cases``: those that were judged, not counting shrinking. ``reached``: those in which the subject had
    something to judge. ``filtered``: most draws were filtered out. ``failures``: one a fault, each shrunk.
    ``note``: the waiver's reason, or why the property was not run. ``faults``: those that it may inject. ``seconds``:
    wall time, shrinking included.
    """

    name: str
    guarantee: str
    status: Status
    cases: int
    reached: int
    filtered: bool
    counts: Counts
    failures: tuple[tuple[Failure, Found, str], ...] = ()
    note: str = ""
    waiver: str = ""
    faults: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """All properties of one binding; print it, or ask ``ok``."""

    label: str
    seed: int
    results: tuple[Result, ...]
    warnings: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every property held or was waived, and all of them ran."""
        return not any(result.status.is_red for result in self.results)

    def __getitem__(self, name: str) -> Result:
        """Return the result of one property."""
        return next(result for result in self.results if result.name == name)

    def table(self) -> pd.DataFrame:
        """Return fault x property, each cell with its counts: ``caught 12``, ``missed 3 of 15``."""
        shown = [result for result in self.results if result.counts]
        faults = list(dict.fromkeys(fault for result in shown for fault in result.counts))
        cells = {result.name: [_cell(result.counts.get(fault)) for fault in faults] for result in shown}
        return pd.DataFrame(cells, index=pd.Index(faults, name="fault"), dtype=object)

    def matrix(self) -> Matrix:
        """Return fault x contract, as reports of any kind are made of it."""
        tried = (
            Tried(
                label=self.label,
                property=result.name,
                guarantee=result.guarantee,
                status=result.status,
                cases=result.cases,
                reached=result.reached,
                seconds=result.seconds,
                counts=result.counts,
                faults=result.faults,
                waiver=result.waiver,
                note=result.note if result.status is Status.NOT_RUN else "",
                failures=tuple(shown(failure, found, [replay]) for failure, found, replay in result.failures),
            )
            for result in self.results
        )
        return Matrix(tried=tuple(tried), seed=self.seed, warnings=self.warnings)

    def to_html(self, path: Path | str) -> Path:
        """Write the report as one page that needs no network and no other file; return the file.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        return write_html(self.matrix(), path)

    def to_jsonl(self, path: Path | str) -> Path:
        """Write the report as JSON lines, which docs/report.md describes; return the file.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        return write_jsonl(self.matrix(), path)

    def __str__(self) -> str:
        """Return the report as text: failures, the table, the properties, warnings."""
        return self.text()

    def text(self, *, width: int | None = None) -> str:
        """Return the report as text, no wider than ``width`` columns; frames and commands stay whole."""
        blocks = [
            failure_block(self.label, result.name, failure, found, [replay])
            for result in self.results
            for failure, found, replay in result.failures
        ]
        table = self.table()
        if len(table):
            blocks += beside([["fault", *table.columns], *_rows(table)], width=width)
        lines = [[result.name, str(result.status), f"{result.cases} cases", result.note] for result in self.results]
        blocks.append("\n".join(aligned(lines, width=width)))
        blocks += [f"warning: {warning}" for warning in self.warnings]
        failed = sum(result.status.is_red for result in self.results)
        count = f"{len(self.results)} properties"
        verdict = f"all of {count} hold" if not failed else f"{failed} of {count} do not hold or did not run"
        return fitted("\n\n".join([*blocks, f"{self.label}: {verdict}, seed {self.seed}"]), width=width)


def _cell(counts: Counter[Sight] | None) -> str:
    if not counts:
        return "-"
    judged = sum(count for sight, count in counts.items() if sight is not Sight.NOT_APPLICABLE)
    bad = [f"{sight} {counts[sight]} of {judged}" for sight in (Sight.MISSED, Sight.FALSE_ALARM) if counts[sight]]
    good = [f"{sight} {counts[sight]}" for sight in (Sight.CAUGHT, Sight.PASSED) if counts[sight]]
    return ", ".join(bad or good or [str(Sight.NOT_APPLICABLE)])


def _rows(table: pd.DataFrame) -> list[list[str]]:
    return [[str(fault), *map(str, row)] for fault, row in zip(table.index, table.to_numpy().tolist(), strict=True)]
