"""Runs of properties over time: each an MLflow run, each property a span; nothing is imported unless asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import HistoryError

if TYPE_CHECKING:
    from .matrix import Matrix

__all__ = ["FOLDER", "History", "history_of"]

FOLDER = "toxiframe-history"
"""The folder of the store, its artifacts and the spans, in the root of the suite."""

_NEEDS = {"mlflow": ("mlflow", "sqlalchemy", "alembic"), "otel": ("opentelemetry",)}
_NO = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What of a run is kept: ``mlflow``, ``otel``, both or neither."""

    mlflow: bool
    otel: bool

    def missing(self) -> str | None:
        """Return one line that names the extra that is not installed; None if nothing is missing."""
        for name, wanted in (("mlflow", self.mlflow), ("otel", self.otel)):
            lost = [package for package in _NEEDS[name] if wanted and find_spec(package) is None]
            if lost:
                return f"--{name} needs {lost[0]}, which is not installed: pip install 'toxiframe[tracking]'"
        return None

    def keep(self, matrix: Matrix, root: Path) -> tuple[list[str], list[str]]:
        """Keep a run, and return a line for each thing that was kept, and one for each that could not be.

        What goes wrong here says nothing of the properties, so it is told and nothing is raised.
        """
        kept: list[str] = []
        problems: list[str] = []
        if self.mlflow:
            from .history_mlflow import keep_run  # noqa: PLC0415 - only whoever asks pays for it

            try:
                kept.append(keep_run(matrix, root / FOLDER))
            except (HistoryError, OSError) as error:
                problems.append(f"--mlflow: not kept: {error}")
        if self.otel:
            from .history_otel import keep_spans  # noqa: PLC0415 - as above

            try:
                kept.append(keep_spans(matrix, root / FOLDER))
            except (HistoryError, OSError) as error:
                problems.append(f"--otel: not kept: {error}")
        return kept, problems


def history_of(*, mlflow: bool, otel: bool, environment: Mapping[str, str]) -> History:
    """Return what is asked for by options, or by ``TOXIFRAME_MLFLOW`` and ``TOXIFRAME_OTEL`` (1 for yes)."""

    def asked(name: str) -> bool:
        return environment.get(name, "").strip().lower() not in _NO

    return History(mlflow=mlflow or asked("TOXIFRAME_MLFLOW"), otel=otel or asked("TOXIFRAME_OTEL"))
