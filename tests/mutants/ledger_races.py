"""Ledgers that several writers break."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from tests.mutants.ledger_book import Book

__all__ = ["RACES"]


class _TwoLocks(Book):
    """Reads the tail under one lock, and appends under another."""

    def append(self, bodies):
        with self.locked() as file:
            tail = self.tail(file)
        with self.locked() as file:
            self.write(file, self.batch(bodies, *tail))


class _OwnLock(Book):
    """Locks an object of its own, which no other writer knows."""

    def __init__(self, path):
        super().__init__(path)
        self.lock = threading.Lock()

    @contextmanager
    def locked(self):
        with self.lock, self.path.open("r+b") as file:
            yield file


class _Cached(Book):
    """Reads the tail once, and remembers it from then on."""

    seen = None

    def append(self, bodies):
        with self.locked() as file:
            number, head = self.seen or self.tail(file)
            data = self.batch(bodies, number, head)
            self.write(file, data)
        self.seen = number + len(bodies), data[-65:-1].decode()


class _EndBeforeLock(Book):
    """Looks for the end of the file before it has the lock."""

    def append(self, bodies):
        end = self.path.stat().st_size
        with self.locked() as file:
            data = self.batch(bodies, *self.tail(file))
            file.seek(end)
            file.write(data)


class _Rewritten(Book):
    """Writes the whole file anew and puts it in the place of the old one, whose lock nobody then waits for."""

    def append(self, bodies):
        with self.locked() as file:
            data = self.content(file) + self.batch(bodies, *self.tail(file))
            draft = self.path.with_name(f"draft-{id(self)}")
            draft.write_bytes(data)
            draft.replace(self.path)


class _LockedLate(Book):
    """Makes its lines before it takes the lock."""

    def append(self, bodies):
        with self.path.open("rb") as file:
            data = self.batch(bodies, *self.tail(file))
        with self.locked() as file:
            self.write(file, data)


class _Retried(Book):
    """Appends, and appends again where the file grew more than it should have in the meantime."""

    def append(self, bodies):
        before = self.path.stat().st_size
        with self.locked() as file:
            data = self.batch(bodies, *self.tail(file))
            self.write(file, data)
        if self.path.stat().st_size != before + len(data):
            super().append(bodies)


class _FirstOnly(Book):
    """Writes the first record of a batch when another writer has been there since it was opened."""

    def __init__(self, path):
        super().__init__(path)
        self.size = path.stat().st_size

    def append(self, bodies):
        alone = self.path.stat().st_size == self.size
        super().append(bodies if alone else bodies[:1])
        self.size = self.path.stat().st_size


class _TurnedAround(_FirstOnly):
    """Writes a batch the last record first when another writer has been there since it was opened."""

    def append(self, bodies):
        alone = self.path.stat().st_size == self.size
        Book.append(self, bodies if alone else bodies[::-1])
        self.size = self.path.stat().st_size


RACES = {
    "reads and appends under two locks": _TwoLocks,
    "a lock a writer": _OwnLock,
    "remembers the tail": _Cached,
    "looks for the end before the lock": _EndBeforeLock,
    "replaces the file that is locked": _Rewritten,
    "chains before the lock": _LockedLate,
    "appends again after another writer": _Retried,
    "drops a batch's rest after another writer": _FirstOnly,
    "turns a batch around after another writer": _TurnedAround,
}
