"""What a worker process does to a ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from .ledger_subject import Record
from .process_worker import Desk

__all__ = ["Rounds", "append", "append_at_once", "close", "open_writer"]

Rounds = Sequence[Sequence[Sequence[Record]]]
"""The batches of each round."""
Append = Callable[[Any, Sequence[Record]], object]


def open_writer(desk: Desk, opens: Callable[[Path], Any], path: Path) -> None:
    """Open a writer, and keep it."""
    desk.kept = opens(path)


def append(desk: Desk, appends: Append, batch: Sequence[Record]) -> None:
    """Append some records through the writer that is kept."""
    appends(desk.kept, batch)


def append_at_once(desk: Desk, appends: Append, rounds: Rounds, meetings: range, others: Sequence[int]) -> None:
    """Append what there is for each round when all have come to it."""
    with closing(desk.rounds(meetings, others)) as met:
        for own, _ in zip(rounds, met, strict=True):
            for batch in own:
                appends(desk.kept, batch)


def close(desk: Desk, closes: Callable[[Any], object] | None) -> None:
    """Give up the writer that is kept."""
    kept, desk.kept = desk.kept, None
    if closes is not None:
        closes(kept)
