"""The bytes of the audit ledger: one record a line, each hashed over the very bytes that are written.

A line is ``{"body":…,"kind":…,"prev":…,"seq":…,"hash":"…"}``. ``hash`` is the SHA-256 of everything on the line
before ``,"hash":``; ``prev`` is the hash of the line before, and 64 zeros on the first. Nothing is parsed and
spelled again to be verified, so no record can read differently from what was hashed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from ..errors import LedgerError
from .canonical import canonical_bytes, strict_json

__all__ = ["GENESIS", "SEAL", "TORN", "Broken", "Entry", "decode", "encode", "entries"]

GENESIS: Final = "0" * 64
"""The head of an empty ledger."""

SEAL: Final = "seal"
"""The kind of a ledger's last record."""

TORN: Final = "torn_tail"
"""The kind of the record that says where the bytes of a write that was cut short were moved."""

_KEYS: Final = {"body", "hash", "kind", "prev", "seq"}
_CLOSING: Final = re.compile(rb',"hash":"([0-9a-f]{64})"\}')
_CLOSING_LENGTH: Final = len(b',"hash":""}') + 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record: its number (from 0), kind and body, the head before it and the head after it."""

    seq: int
    kind: str
    body: Mapping[str, object]
    prev: str
    hash: str


class Broken(Exception):  # noqa: N818 - never leaves the package: it becomes a LedgerCheck or a LedgerError
    """A line that is no record, or not the one that belongs there."""


def encode(kind: str, body: Mapping[str, object], *, seq: int, prev: str) -> tuple[Entry, bytes]:
    """Make a record and the line that holds it, line feed included.

    Raises
    ------
    LedgerError
        If the body is no mapping or holds what JSON cannot carry.
    """
    what = f"the body of {kind!r}"
    if not isinstance(body, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        msg = f"{what} is a {type(body).__name__}, and a body is a mapping: wrap it, e.g. {{'value': x}}"
        raise LedgerError(msg)
    plain = strict_json(body, what=what)
    record = canonical_bytes({"body": plain, "kind": kind, "prev": prev, "seq": seq}, what=what)[:-1]
    head = hashlib.sha256(record).hexdigest()
    entry = Entry(seq=seq, kind=kind, body=cast("dict[str, object]", plain), prev=prev, hash=head)
    return entry, record + f',"hash":"{head}"}}\n'.encode()


def decode(line: bytes) -> Entry:
    """Read one line, without its line feed, and check the hash over its bytes.

    Raises
    ------
    Broken
        If it is not a record, or not the one that was hashed.
    """
    record, closing = line[:-_CLOSING_LENGTH], _CLOSING.fullmatch(line[-_CLOSING_LENGTH:])
    if closing is None:
        msg = "this is no ledger record: it does not end with its hash"
        raise Broken(msg)
    stated, found = closing[1].decode(), hashlib.sha256(record).hexdigest()
    if stated != found:
        msg = f"the record was altered: its bytes hash to {found[:12]}…, it says {stated[:12]}…"
        raise Broken(msg)
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        msg = f"the record is no JSON: {error}"
        raise Broken(msg) from error
    if not _is_record(fields):
        msg = f"the record has not the fields {', '.join(sorted(_KEYS))} with their types"
        raise Broken(msg)
    return Entry(**fields)


def entries(lines: Iterable[bytes]) -> Generator[Entry]:
    """Yield the records of lines with their line feeds, each checked against its place in the chain.

    Raises
    ------
    Broken
        On the first line that does not belong where it stands.
    """
    head, sealed = GENESIS, False
    for seq, line in enumerate(lines):
        if sealed:
            msg = "something was written after the seal"
            raise Broken(msg)
        if not line.endswith(b"\n"):
            msg = f"the last write was cut short: {len(line)} bytes without an end of line"
            raise Broken(msg)
        entry = decode(line[:-1])
        if entry.seq != seq:
            msg = f"record {entry.seq} stands where record {seq} belongs: records were removed, added or moved"
            raise Broken(msg)
        if entry.prev != head:
            msg = f"the record follows {entry.prev[:12]}…, and the one before it is {head[:12]}…"
            raise Broken(msg)
        if entry.kind == SEAL:
            sealed = True
            if entry.body != {"count": seq, "head": head}:
                msg = f"the seal says {dict(entry.body)}, and {seq} records with head {head[:12]}… precede it"
                raise Broken(msg)
        head = entry.hash
        yield entry


def _is_record(fields: object) -> bool:
    if not isinstance(fields, dict):
        return False
    record = cast("dict[str, object]", fields)
    return (
        set(record) == _KEYS
        and type(record["seq"]) is int
        and isinstance(record["kind"], str)
        and isinstance(record["prev"], str)
        and isinstance(record["body"], dict)
    )
