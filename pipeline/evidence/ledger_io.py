"""What the audit ledger does to files: finding the tail, setting torn bytes aside, writing so that it stays."""

from __future__ import annotations

import hashlib
import os
from itertools import count
from pathlib import Path

__all__ = ["last_line", "make", "set_aside", "write_all"]

_STEP = 1 << 16  # bytes read from the end at first to find the last record


def make(path: Path) -> None:
    """Make an empty file that is not there yet, and see to it that its name survives a power failure."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o644))
    _sync_directory(path.parent)


def last_line(fd: int) -> tuple[bytes | None, bytes]:
    """Return the last whole line without its line feed (None if there is none), and the bytes after it."""
    size, step = os.fstat(fd).st_size, _STEP
    while True:
        start = max(0, size - step)
        data = _read(fd, start, size - start)
        end = data.rfind(b"\n")
        begin = data.rfind(b"\n", 0, max(end, 0))
        if start == 0 or (end >= 0 and begin >= 0):
            return (None if end < 0 else data[begin + 1 : end]), data[end + 1 :]
        step *= 8


def set_aside(fd: int, path: Path, torn: bytes) -> dict[str, object]:
    """Move the torn bytes at the end of the ledger to a file of their own, and say where they are.

    They are safe there before they go from the ledger: a crash in between leaves them twice, never lost.
    """
    aside = _unused(path)
    copy = os.open(aside, os.O_WRONLY)
    try:
        write_all(copy, torn)
    finally:
        os.close(copy)
    os.ftruncate(fd, os.fstat(fd).st_size - len(torn))
    return {"bytes": len(torn), "file": aside.name, "sha256": hashlib.sha256(torn).hexdigest()}


def write_all(fd: int, data: bytes) -> None:
    """Write all bytes and return when they are on the disk."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
    os.fsync(fd)


def _unused(path: Path) -> Path:
    for number in count(1):
        aside = path.with_name(f"{path.name}.torn-{number}")
        try:
            make(aside)
        except FileExistsError:
            continue
        return aside
    raise FileExistsError(path)


def _read(fd: int, start: int, length: int) -> bytes:
    parts: list[bytes] = []
    while length > 0 and (part := os.pread(fd, length, start)):
        parts.append(part)
        start, length = start + len(part), length - len(part)
    return b"".join(parts)


def _sync_directory(directory: Path) -> None:
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
