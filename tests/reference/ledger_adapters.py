"""The ledger of the reference pipeline as a subject, as a run writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toxiframe.pipeline.evidence.ledger import read
from toxiframe.pipeline.progress import QuietProgress
from toxiframe.pipeline.run_context import AUDIT, RunContext
from toxiframe.properties import LedgerSubject

from tests.helpers import local_settings
from tests.reference.audit_ledger import EVENT, events, problem

__all__ = ["RUN_LEDGER"]


def _of_run(path: Path) -> Path:
    return path.parent / path.stem / AUDIT


def _begun(path: Path) -> RunContext:
    return RunContext(path.stem, local_settings(path.parent, path.stem), QuietProgress())


def _staged(run: RunContext, name: str, work: Callable[[], None]) -> None:
    with run.stage(name) as stage:
        stage.record("note", {"stage": name})
        work()


def _notes(path: Path) -> list[tuple[str, bool | None]]:
    return [
        (str(entry.body["stage"]), None if entry.kind == "intent" else entry.body["status"] == "ok")
        for entry in read(_of_run(path))
        if entry.kind in {"intent", "outcome"}
    ]


RUN_LEDGER = LedgerSubject(
    open=_begun,
    append=lambda run, records: [run.record(EVENT, record) for record in records],
    verify=lambda path: problem(_of_run(path)),
    read=lambda path: events(_of_run(path)),
    pieces=None,
    stage=_staged,
    stages=_notes,
)
"""A run with its stages; it has one writer."""
