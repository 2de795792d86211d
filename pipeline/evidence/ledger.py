"""The audit ledger: an append-only file of hash-chained records, safe under threads and processes."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path

from ..errors import LedgerError
from .ledger_check import LedgerCheck, check_lines, read, verify
from .ledger_io import last_line, make, set_aside, write_all
from .ledger_lines import GENESIS, SEAL, TORN, Broken, Entry, decode, encode

__all__ = ["AuditLedger", "Entry", "LedgerCheck", "read", "verify"]


class AuditLedger:
    """Appends records to one file; make one with ``create`` or ``open``.

    Reading the tail, chaining to it and appending happen under one lock that holds between threads, between
    instances and between processes. A record that was returned is on the disk. The ledger adds no clock,
    process id or run id of its own: equal runs have equal heads.
    """

    __slots__ = ("_count", "_head", "_lock", "_path")

    def __init__(self, path: Path) -> None:
        self._path, self._count, self._head = path, 0, GENESIS
        self._lock = threading.Lock()

    @classmethod
    def create(cls, path: Path) -> AuditLedger:
        """Make an empty ledger.

        Raises
        ------
        LedgerError
            If there is a file already, or none can be made.
        """
        try:
            make(path)
        except FileExistsError as error:
            msg = f"the ledger {str(path)!r} exists already and is never overwritten: open it or name another"
            raise LedgerError(msg) from error
        except OSError as error:
            msg = f"the ledger {str(path)!r} cannot be made ({error.strerror}): make its directory writeable"
            raise LedgerError(msg) from error
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> AuditLedger:
        """Open a ledger to go on with it; its whole chain is verified, and a torn tail is set aside.

        Raises
        ------
        LedgerError
            If the file is missing or its chain does not hold.
        """
        ledger = cls(path)
        with ledger._locked() as fd:
            if not ledger._see_end(fd):
                ledger._mend(fd)
            with path.open("rb") as lines:
                check, _ = check_lines(lines)
        if not check.ok:
            msg = f"{path.name} line {check.line}: {check.problem}; keep this ledger and start another"
            raise LedgerError(msg)
        return ledger

    @property
    def head(self) -> str:
        """The hash of the last record this instance has seen; 64 zeros before the first."""
        return self._head

    @property
    def count(self) -> int:
        """How many records there were when this instance looked last."""
        return self._count

    def append(self, kind: str, body: Mapping[str, object]) -> Entry:
        """Append one record; see ``append_many``."""
        return self.append_many([(kind, body)])[0]

    def append_many(self, records: Iterable[tuple[str, Mapping[str, object]]]) -> tuple[Entry, ...]:
        """Append records side by side with one fsync; none is written if one of them cannot be.

        Raises
        ------
        LedgerError
            If the ledger is sealed, damaged, shorter than it was, or cannot be written; if a body holds what
            JSON cannot carry (NaN and infinities are given as text); or if a kind is one of the ledger's own.
        """
        records = list(records)
        for kind, _ in records:
            if kind in {SEAL, TORN}:
                msg = f"records of the kind {kind!r} are the ledger's own: call seal(), or name another kind"
                raise LedgerError(msg)
        if not records:
            return ()
        with self._ready() as fd:
            return self._write(fd, records)

    def seal(self) -> Entry:
        """Append the last record, which says how many came before it and their head.

        Raises
        ------
        LedgerError
            As ``append_many`` does; a ledger is sealed once.
        """
        with self._ready() as fd:
            return self._write(fd, [(SEAL, {"count": self._count, "head": self._head})])[0]

    @contextmanager
    def _locked(self) -> Generator[int]:
        # Opened anew each time: a fork copies descriptors, and a lock does not exclude a copy of itself.
        with self._lock:
            try:
                fd = os.open(self._path, os.O_RDWR | os.O_APPEND)
            except OSError as error:
                msg = f"the ledger {str(self._path)!r} cannot be opened ({error.strerror}): put it back"
                raise LedgerError(msg) from error
            try:
                fcntl.flock(fd, fcntl.LOCK_EX)
                yield fd
            finally:
                os.close(fd)

    @contextmanager
    def _ready(self) -> Generator[int]:
        with self._locked() as fd:
            if self._see_end(fd):
                msg = f"{self._path.name} was sealed after {self._count - 1} records: start another ledger"
                raise LedgerError(msg)
            self._mend(fd)
            yield fd

    def _see_end(self, fd: int) -> bool:
        """Take up where the file ends, whoever wrote last, and say whether it is sealed."""
        line, _ = last_line(fd)
        try:
            last = None if line is None else decode(line)
        except Broken as error:
            msg = f"the last line of {self._path.name} is damaged ({error}): keep it and start another ledger"
            raise LedgerError(msg) from error
        count, head = (0, GENESIS) if last is None else (last.seq + 1, last.hash)
        if count < self._count or (count == self._count and head != self._head):
            msg = (
                f"{self._path.name} has {count} records (head {head[:12]}…), and {self._count} were written "
                f"(head {self._head[:12]}…): it was cut or rewritten from outside; keep it and start another"
            )
            raise LedgerError(msg)
        self._count, self._head = count, head
        return last is not None and last.kind == SEAL

    def _mend(self, fd: int) -> None:
        """Set aside what a write that was cut short has left, and record where; nothing vanishes in silence."""
        _, torn = last_line(fd)
        if torn:
            try:
                moved = set_aside(fd, self._path, torn)
            except OSError as error:
                raise LedgerError(_unwritable(self._path, error)) from error
            self._write(fd, [(TORN, moved)])

    def _write(self, fd: int, records: list[tuple[str, Mapping[str, object]]]) -> tuple[Entry, ...]:
        made: list[Entry] = []
        lines = bytearray()
        head = self._head
        for seq, (kind, body) in enumerate(records, start=self._count):
            entry, line = encode(kind, body, seq=seq, prev=head)
            made.append(entry)
            lines += line
            head = entry.hash
        try:
            write_all(fd, bytes(lines))
        except OSError as error:
            raise LedgerError(_unwritable(self._path, error)) from error
        self._count, self._head = self._count + len(made), head
        return tuple(made)


def _unwritable(path: Path, error: OSError) -> str:
    return f"{path.name} cannot be written ({error.strerror}): free the disk, then start another run"
