"""An audit ledger, as a subject."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from .errors import BindError

__all__ = ["LedgerSubject", "Note", "Record", "ledger_subject", "lines"]

Record = Mapping[str, object]
"""What the caller wants kept (JSON)."""

Note = tuple[str, bool | None]
"""The name of a stage, and how it ended: None for its intent, then True or False in its outcome."""


def lines(content: bytes) -> list[bytes]:
    r"""Cut the bytes of a ledger into lines, ``\n`` included; the last may be without."""
    return BytesIO(content).readlines()  # bytes.splitlines would cut at a carriage return too


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSubject:
    """An append-only ledger whose records can be verified.

    Attributes
    ----------
    open
        Opens the ledger at a path, or makes it in a directory that is there, and returns a writer. Several writers
        may be open on one ledger.
    append
        Appends some records through a writer.
    verify
        Returns what is wrong with the ledger at a path, None if nothing is. It never raises for a damaged one.
    read
        Returns the records at a path in their order, without those that are the ledger's own. It may raise for a
        damaged ledger.
    close
        Gives up a writer. None if there is nothing to give up.
    pieces
        Cuts the bytes of the file into one piece a record; joined, they are the file again. One record a line if left
        out; None if the ledger is not one file.
    head
        Returns what tells a ledger from a shorter one, to be kept elsewhere: a hash or a count. None if it has none,
        and then nobody is held to notice that whole records are missing at the end.
    refusal
        What ``open`` or ``append`` raises if it will not go on after a write that was cut short. None if it goes on.
    stage
        Runs work as a stage of some name through a writer, with a record of the intent before and of the outcome
        after it; what the work raises goes on. None if the ledger knows no stages.
    stages
        Returns the notes of intents and outcomes at a path, in their order. None if the ledger knows no stages.
    processes
        Whether the ledger claims to be safe for several processes that write to it. It is then tried with real ones,
        which take turns or append at once; ``open``, ``append`` and ``close`` are sent to them, and must be functions
        or classes of modules that another process can import, no lambdas.
    """

    open: Callable[[Path], Any]
    append: Callable[[Any, Sequence[Record]], object]
    verify: Callable[[Path], str | None]
    read: Callable[[Path], Iterable[Record]]
    close: Callable[[Any], object] | None = None
    pieces: Callable[[bytes], Sequence[bytes]] | None = lines
    head: Callable[[Path], object] | None = None
    refusal: type[Exception] | None = None
    stage: Callable[[Any, str, Callable[[], None]], object] | None = None
    stages: Callable[[Path], Iterable[Note]] | None = None
    processes: bool = False


def ledger_subject(ledger: LedgerSubject) -> LedgerSubject:
    """Return a subject that can be tried as written.

    Raises
    ------
    BindError
        If it is for several processes, and one of the callables that they need cannot be sent to them.
    """
    for name in ("open", "append", "close") if ledger.processes else ():
        try:
            pickle.dumps(getattr(ledger, name))
        except Exception as error:  # what a user's object raises when it is pickled can be anything
            msg = (
                f"LedgerSubject(processes=True) sends {name}= to other processes, and it cannot be pickled "
                f"({error}): make it a function of a module, or leave processes= out"
            )
            raise BindError(msg) from error
    return ledger
