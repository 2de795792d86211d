"""What checks of ledgers share: a place for the file, writers that are given up, records as text."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .ledger_subject import LedgerSubject, Record

__all__ = ["counted", "exact", "line", "numbered", "scene", "writer"]

_MEMORY = "/dev/shm"  # noqa: S108 - on a disk, most of the time of a case goes into making and removing its files
_LONGEST = 160  # characters of one record that are still of use on a screen


@contextmanager
def scene() -> Generator[Path]:
    """Name a ledger that is not there yet, in a directory of its own."""
    with TemporaryDirectory(prefix="toxiframe-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None) as name:
        yield Path(name) / "audit.jsonl"


@contextmanager
def writer(subject: LedgerSubject, path: Path) -> Generator[Any]:
    """Open a writer, and give it up in the end."""
    opened = subject.open(path)
    try:
        yield opened
    finally:
        if subject.close is not None:
            subject.close(opened)


def numbered(numbers: Iterable[object], **more: object) -> list[Record]:
    """Return records that can be told apart; their text takes several bytes a character."""
    return [{**more, "number": number, "text": "üß—", "share": 1.0} for number in numbers]


def counted(count: int, what: str = "record") -> str:
    """Return how many there are, in words."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def exact(record: Record) -> str:
    """Return a record as text that two records share only if they are the same JSON: 1, 1.0, True and "1" differ."""
    return json.dumps(record, sort_keys=True, default=repr)


def line(records: Sequence[str]) -> str:
    """Return records on one line."""
    return ", ".join(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for text in records) or "nothing"
