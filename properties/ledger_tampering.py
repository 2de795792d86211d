"""A ledger whose file was edited by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from .failing import failed, raised
from .ledger_edits import EDITS, Edit, Ledgers, edits
from .ledger_scenes import counted, numbered, scene, writer
from .ledger_subject import LedgerSubject
from .outcomes import Outcome

__all__ = ["Tampering", "tamper_evident", "tamperings"]

_RECORDS, _EDITS = 4, 8
_LONGEST = 300  # bytes of one record that are still of use on a screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Tampering:
    """A ledger of some records, and edits of its file, each tried by itself."""

    records: int
    edits: tuple[Edit, ...]


def tamperings() -> st.SearchStrategy[Tampering]:
    """Draw a ledger of one to four records, and one to eight edits."""
    tried = st.lists(edits(), min_size=1, max_size=_EDITS)  # made once: making it takes longer than drawing from it

    @st.composite
    def drawn(draw: st.DrawFn) -> Tampering:
        records = draw(st.integers(1, _RECORDS), label="records")
        return Tampering(records=records, edits=tuple(draw(tried, label="edits")))

    return drawn()


def tamper_evident(subject: LedgerSubject, case: Tampering) -> Outcome:
    """Check that verifying tells of any edit, and that the head tells of records that are missing at the end."""
    told: tuple[str, ...] = (f"ledger  {counted(case.records)}",)
    tried = 0
    with scene() as path, scene() as other:
        try:
            ledgers = Ledgers(own=_pieces(subject, path, case, "own"), other=_pieces(subject, other, case, "other"))
            if not len(ledgers.own) == len(ledgers.other) == case.records:
                return failed(f"one piece a record: {case.records}", str(len(ledgers.own)), told)
            problem = subject.verify(path)
            if problem is not None:
                return failed("an untouched ledger verifies", f"verify says: {problem}", told)
            head = None if subject.head is None else subject.head(path)
            for edit in case.edits:
                at = min(edit.record, case.records - 1)
                edited = EDITS[edit.kind](ledgers, at, edit)
                content = b"".join(edited)
                shorter = list(edited) == list(ledgers.own[: len(edited)])
                if content == b"".join(ledgers.own) or (shorter and subject.head is None):
                    continue
                tried += 1
                told = _told(case, edit, at, ledgers, edited)
                path.write_bytes(content)
                if subject.verify(path) is not None:
                    continue
                if not shorter or subject.head is None:
                    return failed("verify says that the ledger was edited", "nothing is wrong", told)
                if subject.head(path) == head:
                    return failed("another head", "the same as before records went", told)
        except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
            return raised(error, "an answer from verify", told)
    return Outcome(reached=tried > 0)


def _pieces(subject: LedgerSubject, path: Path, case: Tampering, ledger: str) -> tuple[bytes, ...]:
    with writer(subject, path) as opened:
        for record in numbered(range(case.records), ledger=ledger):
            subject.append(opened, [record])
    return tuple(subject.pieces(path.read_bytes())) if subject.pieces is not None else ()


def _told(case: Tampering, edit: Edit, at: int, ledgers: Ledgers, edited: Sequence[bytes]) -> tuple[str, ...]:
    changed = [(before, after) for before, after in zip(ledgers.own, edited, strict=False) if before != after]
    lines = [f"ledger  {counted(case.records)}, from 0", f"edit    {edit.kind}, at record {at}"]
    if len(edited) != case.records:
        lines.append(f"now     {counted(len(edited))}")
    elif changed:
        before, after = changed[0]
        lines += [f"before  {_bytes(before)}", f"after   {_bytes(after)}"]
    return tuple(lines)


def _bytes(piece: bytes) -> str:
    return repr(piece) if len(piece) <= _LONGEST else f"{piece[:_LONGEST]!r}…"
