"""Ledgers whose verification can be deceived."""

from __future__ import annotations

import json

from tests.mutants.ledger_book import GENESIS, Book, bound, digest

__all__ = ["SEALS"]


class _NoPrevious(Book):
    """Checks each record by itself, and its number."""

    @classmethod
    def wrong(cls, line, place, head):
        del head
        record, _, stated = line[:-1].rpartition(b" ")
        if cls.hashed(record).encode() != stated or not line.endswith(b"\n"):
            return "altered"
        return None if json.loads(record)[0] == place else "out of place"


class _NoNumber(Book):
    """Checks that each record follows one that was there before, not the last one."""

    @classmethod
    def verify(cls, path):
        known = {GENESIS}
        for line in cls.lines(path):
            record, _, stated = line.removesuffix(b"\n").rpartition(b" ")
            if not line.endswith(b"\n") or cls.hashed(record).encode() != stated:
                return "altered"
            if json.loads(record)[1] not in known:
                return "out of place"
            known.add(stated.decode())
        return None


class _FirstOnly(Book):
    """Returns from the loop after the first record."""

    @classmethod
    def verify(cls, path):
        for place, line in enumerate(cls.lines(path)):
            return cls.wrong(line, place, GENESIS)
        return None


class _NotTheLast(Book):
    """Compares each record with the one that follows, and the last with none."""

    @classmethod
    def verify(cls, path):
        lines, head = cls.lines(path), GENESIS
        for place, line in enumerate(lines[:-1]):
            if cls.wrong(line, place, head) is not None:
                return f"line {place + 1}"
            head = line[-65:-1].decode()
        return None


class _Objects(Book):
    """Hashes what it has read, spelled again, and not what stands in the file."""

    @classmethod
    def hashed(cls, record):
        try:
            return digest(json.dumps(json.loads(record), sort_keys=True).encode())
        except ValueError:
            return "no JSON"


class _Numbers(Book):
    """Compares hashes as numbers, in which case does not count."""

    @classmethod
    def wrong(cls, line, place, head):
        record, space, stated = line[:-1].rpartition(b" ")
        return super().wrong(record + space + stated.lower() + line[-1:], place, head)


class _ShortHash(Book):
    """Compares the hash with as much as is there."""

    @classmethod
    def wrong(cls, line, place, head):
        record, space, stated = line[:-1].rpartition(b" ")
        if not cls.hashed(record).encode().startswith(stated):
            return "altered"
        return super().wrong(record + space + cls.hashed(record).encode() + line[-1:], place, head)


class _AnyNewline(Book):
    """Opens the file as text, where a carriage return ends a line as well."""

    @classmethod
    def lines(cls, path):
        with path.open(encoding="utf-8", errors="replace") as file:
            return [line.encode() for line in file]


class _BlankLines(Book):
    """Passes over blank lines."""

    @classmethod
    def lines(cls, path):
        return [line for line in super().lines(path) if line.strip()]


class _Stripped(Book):
    """Strips lines before it checks them."""

    @classmethod
    def lines(cls, path):
        return [line.strip() + b"\n" if line.endswith(b"\n") else line for line in super().lines(path)]


class _Repeated(Book):
    """Takes a record that comes twice in a row for a retry."""

    @classmethod
    def lines(cls, path):
        lines = super().lines(path)
        return [line for at, line in enumerate(lines) if at == 0 or line != lines[at - 1]]


class _BodyOnly(Book):
    """Hashes the body, and neither number nor previous hash."""

    @classmethod
    def hashed(cls, record):
        try:
            return digest(json.dumps(json.loads(record)[2]).encode())
        except (ValueError, LookupError, TypeError):
            return "no record"

    @classmethod
    def wrong(cls, line, *_):
        record, _, stated = line[:-1].rpartition(b" ")
        return "altered" if not line.endswith(b"\n") or cls.hashed(record).encode() != stated else None


class _Crashes(Book):
    """Decodes what it verifies, and raises on bytes that are no text."""

    @classmethod
    def wrong(cls, line, place, head):
        line.decode()
        return super().wrong(line, place, head)


class _AnyOrder(Book):
    """Sorts records by their numbers before it verifies them."""

    @classmethod
    def lines(cls, path):
        return sorted(super().lines(path), key=lambda line: line[:3])


SEALS = {
    "does not check the previous hash": bound(_NoPrevious),
    "follows any record before": bound(_NoNumber),
    "stops at the first record": bound(_FirstOnly),
    "leaves the last record out": bound(_NotTheLast),
    "hashes objects": bound(_Objects),
    "compares hashes as numbers": bound(_Numbers),
    "compares as much hash as there is": bound(_ShortHash),
    "any newline": bound(_AnyNewline),
    "passes over blank lines": bound(_BlankLines),
    "strips lines": bound(_Stripped),
    "takes a repeated record for a retry": bound(_Repeated),
    "hashes the body alone": bound(_BodyOnly),
    "raises on bytes that are no text": bound(_Crashes),
    "sorts before it verifies": bound(_AnyOrder),
    "a head of the first record": bound(Book, head=lambda path: Book.lines(path)[:1]),
}
