"""The reports of one pytest session: the matrix on the terminal, and the files that were asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .history import History
from .html_page import write_html
from .items import Items
from .matrix import Matrix, Tried
from .matrix_lines import write_jsonl
from .matrix_terminal import matrix_lines
from .registry import PROPERTIES

__all__ = ["HTML", "JSONL", "Reports"]

HTML, JSONL = "report.html", "matrix.jsonl"


class Reports:
    """What the properties of a session came to.

    ``told``: what the report of each test says. ``folder``: where the files go, None for nowhere.
    """

    __slots__ = ("_folder", "_problems", "_written", "matrix")

    def __init__(
        self, told: Mapping[str, Mapping[str, Any]], *, items: Items, seed: int | str, profile: str, folder: Path | None
    ) -> None:
        places = {name: place for place, name in enumerate(PROPERTIES)}
        tried = [Tried.from_json(json.loads(each["tried"])) for each in told.values()]
        # Workers report in the order in which they are done; the report is the same for any number of them.
        tried.sort(key=lambda each: (each.label, places[each.property]))
        warnings = tuple(items.warnings(list(told.values())))
        self.matrix = Matrix(tried=tuple(tried), seed=seed, profile=profile, warnings=warnings)
        self._folder = folder
        self._written: list[str] = []
        self._problems: list[str] = []

    def write(self) -> bool:
        """Write the files that were asked for; return whether all of them were."""
        if self._folder is None:
            return True
        try:
            for write, name in ((write_html, HTML), (write_jsonl, JSONL)):
                self._written.append(f"toxiframe report: {write(self.matrix, self._folder / name)}")
        except OSError as error:
            self._problems.append(f"--toxiframe-report={self._folder}: not written: {error}")
        return not self._problems

    def remember(self, history: History, root: Path) -> None:
        """Keep the run where its history was asked for."""
        kept, problems = history.keep(self.matrix, root)
        self._written += kept
        self._problems += problems

    def summarize(self, terminal: Any, *, full: bool) -> None:
        """Show the matrix, the warnings, and where the files are."""
        color = bool(terminal.hasmarkup)  # pytest's own answer: --color, NO_COLOR, and whether it is a terminal
        lines = matrix_lines(self.matrix, width=terminal._tw.fullwidth, color=color, full=full)  # noqa: SLF001 - the only way to its width
        if lines:
            terminal.section("toxiframe: faults x contracts")
            for line in lines:
                terminal.write_line(line)
        if self.matrix.warnings:
            terminal.section("toxiframe warnings")
            for line in self.matrix.warnings:
                terminal.write_line(line)
        for line in self._written:
            terminal.write_line(line)
        for line in self._problems:
            terminal.write_line(line, red=True)
