"""Ledgers that hash one thing and write another."""

from __future__ import annotations

import json
import unicodedata

from tests.mutants.ledger_book import Book, digest

__all__ = ["SPELLINGS"]


class _Hashing(Book):
    """Hashes the object, spelled once more when it is verified."""

    @classmethod
    def line(cls, number, head, body):
        return cls.spelled(number, head, body) + b" " + cls.of(number, head, body).encode() + b"\n"

    @classmethod
    def hashed(cls, record):
        return cls.of(*json.loads(record))

    @classmethod
    def of(cls, number, head, body):
        return digest(json.dumps([number, head, body]).encode())


class _Unsorted(_Hashing):
    """Writes keys in order, and hashes them as they came."""

    @classmethod
    def spelled(cls, number, head, body):
        return json.dumps([number, head, body], sort_keys=True).encode()


class _Repr(_Hashing):
    """Writes -0.0 as it was given, and whole floats as integers."""

    @classmethod
    def spelled(cls, number, head, body):
        return json.dumps([number, head, _whole(body)]).encode()


def _whole(value):
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


class _Flattened(Book):
    """Puts the body beside its own fields, and lets the body have the last word."""

    @classmethod
    def spelled(cls, number, head, body):
        return json.dumps([number, head, {"kind": "event", **body}]).encode()

    @classmethod
    def parsed(cls, line):
        number, prev, body, stated = super().parsed(line)
        del body["kind"]
        return number, prev, body, stated


class _Normalised(_Hashing):
    """Hashes text in one Unicode form, and writes it as it came."""

    @classmethod
    def line(cls, number, head, body):
        form = json.loads(unicodedata.normalize("NFC", json.dumps(body, ensure_ascii=False)))
        return cls.spelled(number, head, body) + b" " + cls.of(number, head, form).encode() + b"\n"


class _Floats(Book):
    """Reads every number as a float."""

    @classmethod
    def parsed(cls, line):
        record, _, stated = line.rpartition(b" ")
        return *json.loads(record, parse_int=float), stated


class _TextLines(Book):
    """Splits text into lines where Unicode does, and not only at line feeds."""

    @classmethod
    def spelled(cls, number, head, body):
        return json.dumps([number, head, body], ensure_ascii=False).encode()

    @classmethod
    def lines(cls, path):
        return [line.encode() for line in path.read_text(encoding="utf-8").splitlines(keepends=True)]


class _Latin(Book):
    """Writes another encoding, with a question mark for what it lacks."""

    @classmethod
    def spelled(cls, number, head, body):
        return json.dumps([number, head, body], ensure_ascii=False).encode("latin-1", "replace")

    @classmethod
    def parsed(cls, line):
        record, _, stated = line.rpartition(b" ")
        return *json.loads(record.decode("latin-1")), stated

    @classmethod
    def wrong(cls, line, place, head):
        del place, head
        record, _, stated = line[:-1].rpartition(b" ")
        return None if cls.hashed(record).encode() == stated else "altered"


class _Empties(Book):
    """Leaves out what is empty."""

    @classmethod
    def spelled(cls, number, head, body):
        return json.dumps([number, head, {key: item for key, item in body.items() if item not in (None, "")}]).encode()


class _Zeros(Book):
    """Adds zero, so that no number is a negative zero."""

    @classmethod
    def spelled(cls, number, head, body):
        tidy = {key: item + 0.0 if isinstance(item, float) else item for key, item in body.items()}
        return json.dumps([number, head, tidy]).encode()


class _OneKey(Book):
    """Compares keys without case, as a table of a database does."""

    @classmethod
    def spelled(cls, number, head, body):
        first = {}
        for key in body:
            first.setdefault(key.lower(), key)
        return json.dumps([number, head, {key: body[key] for key in first.values()}]).encode()


SPELLINGS = {
    "hashes keys as they came and writes them sorted": _Unsorted,
    "writes whole floats as integers": _Repr,
    "lets the body overwrite its own fields": _Flattened,
    "hashes one Unicode form": _Normalised,
    "reads integers as floats": _Floats,
    "splits lines as Unicode does": _TextLines,
    "writes Latin-1": _Latin,
    "leaves out what is empty": _Empties,
    "tidies zeros": _Zeros,
    "keys without case": _OneKey,
}
