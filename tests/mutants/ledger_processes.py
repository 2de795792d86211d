"""Ledgers that are safe for any number of threads, and that several processes break."""

from __future__ import annotations

import fcntl
import threading
from contextlib import contextmanager, suppress

from tests.mutants.ledger_book import Book

__all__ = ["PROCESSES"]

_LOCK = threading.RLock()
"""Known to all of one process, and to nobody outside of it."""


class _ThreadsOnly(Book):
    """Locks nothing but its own process."""

    @contextmanager
    def locked(self):
        with _LOCK, self.path.open("r+b") as file:
            yield file


class _TailOfProcess(Book):
    """Remembers the tail for all of its process, which knows nothing of others."""

    tails = {}  # noqa: RUF012 - shared by all that are open, which is the point

    def append(self, bodies):
        with self.locked() as file:
            number, head = self.tails.get(self.path) or self.tail(file)
            data = self.batch(bodies, number, head)
            self.write(file, data)
            self.tails[self.path] = number + len(bodies), data[-65:-1].decode()


class _OffsetOfProcess(Book):
    """Writes where its process wrote last, and not at the end."""

    ends = {}  # noqa: RUF012 - as above

    def write(self, file, data):
        file.seek(self.ends.get(self.path, 0))
        file.write(data)
        file.flush()
        self.ends[self.path] = file.tell()


class _Emptied(Book):
    """Starts the file anew when its process opens it for the first time."""

    opened = set()  # noqa: RUF012 - as above

    def __init__(self, path):
        super().__init__(path)
        if path not in self.opened:
            path.write_bytes(b"")
            self.opened.add(path)


class _FlushedLate(Book):
    """Gives the lock of the file back before what it wrote has left its buffer."""

    def append(self, bodies):
        with _LOCK, self.path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            data = self.batch(bodies, *self.tail(file))
            file.seek(0, 2)
            file.write(data)
            fcntl.flock(file, fcntl.LOCK_UN)


class _Impatient(Book):
    """Goes on without the lock of the file where another process has it."""

    @contextmanager
    def locked(self):
        with _LOCK, self.path.open("r+b") as file:
            with suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield file


class _LockRemoved(Book):
    """Locks a file beside it and removes that afterwards, while another process may wait for it."""

    @contextmanager
    def locked(self):
        beside = self.path.with_suffix(".lock")
        with _LOCK, beside.open("w") as lock, self.path.open("r+b") as file:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield file
            beside.unlink(missing_ok=True)


class _ChainedOutside(Book):
    """Chains under a lock of its process, and takes that of the file for writing alone."""

    def append(self, bodies):
        with _LOCK:
            with self.path.open("rb") as file:
                data = self.batch(bodies, *self.tail(file))
            with self.locked() as file:
                self.write(file, data)


PROCESSES = {
    "locks threads alone": _ThreadsOnly,
    "remembers the tail for its process": _TailOfProcess,
    "writes where its process wrote last": _OffsetOfProcess,
    "empties the file when its process opens it": _Emptied,
    "flushes after the lock": _FlushedLate,
    "goes on without a lock that another process has": _Impatient,
    "removes the file that is locked": _LockRemoved,
    "chains under a lock of its process": _ChainedOutside,
}
