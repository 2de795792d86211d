"""A ledger without a bug: one record a line, hashed over its bytes, chained and appended under one lock."""

from __future__ import annotations

import fcntl
import hashlib
import json
from contextlib import contextmanager

from toxiframe.properties import LedgerSubject

__all__ = ["GENESIS", "Book", "bound", "digest"]

GENESIS = "0" * 64


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


class Book:
    """The correct twin; planted bugs override one of its steps.

    A line is the JSON of number, previous hash and body, a space, the hash of the bytes before it, a line feed.
    """

    def __init__(self, path):
        self.path = path
        path.touch()

    def append(self, bodies):
        """Append records."""
        with self.locked() as file:
            self.mend(file)
            number, head = self.tail(file)
            self.write(file, self.batch(bodies, number, head))

    @contextmanager
    def locked(self):
        """Open the file under a lock between all writers."""
        with self.path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def mend(self, file):
        """Remove what a write that was cut short has left."""
        content = self.content(file)
        file.truncate(content.rfind(b"\n") + 1)

    def tail(self, file):
        """Return the number of the next record and the hash it follows."""
        lines = self.content(file).splitlines()
        return len(lines), lines[-1][-64:].decode() if lines else GENESIS

    def write(self, file, data):
        """Write at the end."""
        file.seek(0, 2)
        file.write(data)
        file.flush()

    def content(self, file):
        """Return all bytes."""
        file.seek(0)
        return file.read()

    def batch(self, bodies, number, head):
        """Return the lines of records."""
        made = b""
        for at, body in enumerate(bodies, number):
            line = self.line(at, head, body)
            head = line[-65:-1].decode()
            made += line
        return made

    @classmethod
    def line(cls, number, head, body):
        """Return one line."""
        record = cls.spelled(number, head, body)
        return record + b" " + cls.hashed(record).encode() + b"\n"

    @classmethod
    def spelled(cls, number, head, body):
        """Return the JSON of a record."""
        return json.dumps([number, head, body]).encode()

    @classmethod
    def hashed(cls, record):
        """Return the hash of a record's bytes."""
        return digest(record)

    @classmethod
    def lines(cls, path):
        """Return the lines of a file, line feeds included."""
        with path.open("rb") as file:
            return file.readlines()

    @classmethod
    def parsed(cls, line):
        """Return number, previous hash, body and hash of a line."""
        record, _, stated = line.removesuffix(b"\n").rpartition(b" ")
        return *json.loads(record), stated

    @classmethod
    def verify(cls, path):
        """Return what is wrong, None if nothing is."""
        head = GENESIS
        for place, line in enumerate(cls.lines(path)):
            problem = cls.wrong(line, place, head)
            if problem is not None:
                return f"line {place + 1}: {problem}"
            head = line[-65:-1].decode()
        return None

    @classmethod
    def wrong(cls, line, place, head):
        """Return what is wrong with one line."""
        if not line.endswith(b"\n"):
            return "cut short"
        record, _, stated = line[:-1].rpartition(b" ")
        if cls.hashed(record).encode() != stated:
            return "altered"
        number, prev, _ = json.loads(record)
        return None if (number, prev) == (place, head) else "out of place"

    @classmethod
    def read(cls, path):
        """Return all bodies."""
        problem = cls.verify(path)
        if problem is not None:
            raise ValueError(problem)
        return [cls.parsed(line)[2] for line in cls.lines(path)]

    @classmethod
    def head(cls, path):
        """Return the hash of the last record."""
        lines = cls.lines(path)
        return lines[-1][-65:-1] if lines else GENESIS.encode()

    def stage(self, name, work):
        """Run work between its intent and its outcome."""
        self.append([{"intent": name}])
        try:
            work()
        except BaseException:
            self.append([{"outcome": name, "ok": False}])
            raise
        self.append([{"outcome": name, "ok": True}])

    @classmethod
    def stages(cls, path):
        """Return the notes of all stages."""
        return [(body.get("intent") or body["outcome"], body.get("ok")) for body in cls.read(path)]


def _append(opened, bodies):
    opened.append(bodies)


def bound(book, **more) -> LedgerSubject:
    """Make a subject of a book."""
    options = {"head": book.head, **more}
    return LedgerSubject(
        open=book,
        append=_append,
        verify=book.verify,
        read=book.read,
        stage=lambda opened, name, work: opened.stage(name, work),
        stages=book.stages,
        **options,
    )
