"""The reference pipeline's audit ledger as a subject; alone in its module, which other processes so import fast."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toxiframe.pipeline.evidence.ledger import AuditLedger, read, verify
from toxiframe.properties import LedgerSubject

__all__ = ["AUDIT_LEDGER", "EVENT", "events", "problem"]

EVENT = "event"
"""The kind of the records that are written."""


def _open(path: Path) -> AuditLedger:
    return AuditLedger.open(path) if path.exists() else AuditLedger.create(path)


def _append(ledger: AuditLedger, records: Sequence[dict[str, object]]) -> None:
    ledger.append_many([(EVENT, record) for record in records])


def problem(path: Path) -> str | None:
    """Return what is wrong with a ledger, None if nothing is."""
    check = verify(path)
    return None if check.ok else f"line {check.line}: {check.problem}"


def events(path: Path) -> list[dict[str, object]]:
    """Return the records that were written, without the ledger's own."""
    return [dict(entry.body) for entry in read(path) if entry.kind == EVENT]


AUDIT_LEDGER = LedgerSubject(
    open=_open,
    append=_append,
    verify=problem,
    read=events,
    head=lambda path: verify(path).head,
    processes=True,
)
"""One ledger, and instances of its own for every writer, in other processes too."""
