"""The ledger of the reference pipeline as subjects: alone, and as a run writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from toxiframe.pipeline.evidence.ledger import AuditLedger, read, verify
from toxiframe.pipeline.progress import QuietProgress
from toxiframe.pipeline.run_context import AUDIT, RunContext
from toxiframe.properties import LedgerSubject

from tests.helpers import local_settings

__all__ = ["AUDIT_LEDGER", "RUN_LEDGER"]

_EVENT = "event"


def _open(path: Path) -> AuditLedger:
    return AuditLedger.open(path) if path.exists() else AuditLedger.create(path)


def _append(ledger: AuditLedger, records: Sequence[dict[str, object]]) -> None:
    ledger.append_many([(_EVENT, record) for record in records])


def _problem(path: Path) -> str | None:
    check = verify(path)
    return None if check.ok else f"line {check.line}: {check.problem}"


def _events(path: Path) -> list[dict[str, object]]:
    return [dict(entry.body) for entry in read(path) if entry.kind == _EVENT]


AUDIT_LEDGER = LedgerSubject(
    open=_open,
    append=_append,
    verify=_problem,
    read=_events,
    head=lambda path: verify(path).head,
    processes=True,
)
"""One ledger, and instances of its own for every writer, in other processes too."""


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
    append=lambda run, records: [run.record(_EVENT, record) for record in records],
    verify=lambda path: _problem(_of_run(path)),
    read=lambda path: _events(_of_run(path)),
    pieces=None,
    stage=_staged,
    stages=_notes,
)
"""A run with its stages; it has one writer."""
