"""Reading a ledger back: every byte of it is checked before any record is believed."""

from __future__ import annotations

import fcntl
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import LedgerError
from .ledger_lines import GENESIS, SEAL, Broken, Entry, entries

__all__ = ["LedgerCheck", "check_lines", "read", "verify"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCheck:
    """What verifying a ledger found.

    Attributes
    ----------
    ok
        Every byte belongs to a record, and the chain holds. A ledger cut between two records is not told
        from one that was never longer, unless it is ``sealed`` or ``head`` is compared with one kept elsewhere.
    count, head
        Records that verify, from the first; the hash of the last of them, 64 zeros if there is none.
    sealed
        The last record is a seal, and nothing follows it.
    problem, line
        What is wrong and on which line (from 1); None if nothing is.
    """

    ok: bool
    count: int
    head: str
    sealed: bool
    problem: str | None
    line: int | None


def verify(path: Path) -> LedgerCheck:
    """Check a whole ledger. A problem is reported, not raised, and so is a file that cannot be read."""
    return _look(path)[0]


def read(path: Path) -> tuple[Entry, ...]:
    """Return all records of a ledger.

    Raises
    ------
    LedgerError
        If it cannot be read or does not verify: nothing of a damaged ledger is passed on.
    """
    check, found = _look(path)
    if check.ok:
        return tuple(found)
    where = path.name if check.line is None else f"{path.name} line {check.line}"
    msg = f"{where}: {check.problem}; {check.count} records before that verify, restore the file from a copy"
    raise LedgerError(msg)


def check_lines(lines: Iterable[bytes]) -> tuple[LedgerCheck, list[Entry]]:
    """Check lines with their line feeds, and return the records that verify."""
    found: list[Entry] = []
    problem: str | None = None
    try:
        found.extend(entries(lines))
    except Broken as error:
        problem = str(error)
    check = LedgerCheck(
        ok=problem is None,
        count=len(found),
        head=found[-1].hash if found else GENESIS,
        sealed=problem is None and bool(found) and found[-1].kind == SEAL,
        problem=problem,
        line=None if problem is None else len(found) + 1,
    )
    return check, found


def _look(path: Path) -> tuple[LedgerCheck, list[Entry]]:
    try:
        with _steady(path) as lines:
            return check_lines(lines)
    except OSError as error:
        problem = f"{str(path)!r} cannot be read ({error.strerror})"
    return LedgerCheck(ok=False, count=0, head=GENESIS, sealed=False, problem=problem, line=None), []


@contextmanager
def _steady(path: Path) -> Generator[Iterable[bytes]]:
    with path.open("rb") as lines:
        fcntl.flock(lines, fcntl.LOCK_SH)  # a writer's half-written batch is not a torn tail
        yield lines
