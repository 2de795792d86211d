"""A ledger whose last write was cut short."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from .failing import failed, raised
from .ledger_scenes import counted, exact, line, numbered, scene, writer
from .ledger_subject import LedgerSubject
from .outcomes import Outcome

__all__ = ["Tear", "tears", "torn_tail"]

_BATCHES, _RECORDS, _BYTES = 3, 2, 300
_AFTER = numbered(["after"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tear:
    """A ledger of some batches, and where it is cut.

    ``kept``: records that stay whole; ``part``: bytes of the next one that stay, as far as it has so many and one
    less. ``still_open``: the writer that goes on was there before; the cut is then in the last batch, which was
    another writer's.
    """

    batches: tuple[int, ...]
    kept: int
    part: int
    still_open: bool

    @property
    def total(self) -> int:
        """All records."""
        return sum(self.batches)

    @property
    def first(self) -> int:
        """The first record that may be cut."""
        return self.total - self.batches[-1] if self.still_open else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    kept: int
    part: int
    at: int
    size: int

    def told(self, case: Tear) -> tuple[str, ...]:
        who = "a writer that was open before" if case.still_open else "a writer opened anew"
        return (
            f"ledger  {counted(case.total)}, cut after byte {self.at} of {self.size}",
            f"whole   {counted(self.kept)}, then {counted(self.part, 'byte')} of the next one",
            f"goes on {who}",
        )


@st.composite
def tears(draw: st.DrawFn) -> Tear:
    """Draw the batches of a ledger, a byte to cut it after, and who goes on."""
    batches = draw(st.lists(st.integers(1, _RECORDS), min_size=1, max_size=_BATCHES), label="batches")
    return Tear(
        batches=tuple(batches),
        kept=draw(st.integers(0, sum(batches) - 1), label="records kept"),
        part=draw(st.integers(0, _BYTES), label="bytes kept of the next"),
        still_open=draw(st.booleans(), label="still open"),
    )


def torn_tail(subject: LedgerSubject, case: Tear) -> Outcome:
    """Check that a torn tail is told, that what was verified is kept, and that nothing is glued to the rest."""
    with scene() as path, ExitStack() as stack:
        told: tuple[str, ...] = (f"ledger  {counted(case.total)}",)
        try:
            opened = stack.enter_context(writer(subject, path))
            whole = _written(subject, case, path, opened)
            pieces = subject.pieces(whole) if subject.pieces is not None else []
            if len(pieces) != case.total:
                return failed(f"one piece a record: {case.total}", str(len(pieces)), told)
            kept = max(case.first, min(case.kept, case.total - 1))
            part = min(case.part, len(pieces[kept]) - 1)
            cut = _Cut(kept=kept, part=part, at=sum(map(len, pieces[:kept])) + part, size=len(whole))
            told = cut.told(case)
            os.truncate(path, cut.at)
            return _torn(subject, path, cut, told) or _gone_on(subject, case, path, cut, opened) or Outcome()
        except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
            return raised(error, "a ledger that goes on after a write was cut short", told)


def _written(subject: LedgerSubject, case: Tear, path: Path, opened: Any) -> bytes:
    records = numbered(range(case.total))
    at = 0
    for size in case.batches[:-1]:
        subject.append(opened, records[at : at + size])
        at += size
    with writer(subject, path) as other:
        subject.append(other, records[at:])
    return path.read_bytes()


def _torn(subject: LedgerSubject, path: Path, cut: _Cut, told: tuple[str, ...]) -> Outcome | None:
    if cut.part and subject.verify(path) is None:
        return failed("verify says that the last write was cut short", "nothing is wrong", told)
    try:
        found = list(map(exact, subject.read(path)))
    except Exception:  # noqa: BLE001 - a damaged ledger may be refused; it must not read as anything else
        return None
    wanted = list(map(exact, numbered(range(cut.kept))))
    if found != wanted:
        return failed(f"the torn ledger reads {line(wanted)}, or is refused", line(found), told)
    return None


def _gone_on(subject: LedgerSubject, case: Tear, path: Path, cut: _Cut, opened: Any) -> Outcome | None:
    told = cut.told(case)
    try:
        if case.still_open:
            subject.append(opened, _AFTER)
        else:
            with writer(subject, path) as anew:
                subject.append(anew, _AFTER)
    except Exception as error:
        if subject.refusal is not None and isinstance(error, subject.refusal):
            return None
        raise
    problem = subject.verify(path)
    if problem is not None:
        return failed("a ledger that verifies after it went on", f"verify says: {problem}", told)
    wanted = [*map(exact, numbered(range(cut.kept))), *map(exact, _AFTER)]
    found = list(map(exact, subject.read(path)))
    if found != wanted:
        return failed(f"the whole records and the new one: {line(wanted)}", line(found), told)
    return None
