"""What is wrong with a ledger that several writers have written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from .ledger_cases import Sizes
from .ledger_subject import LedgerSubject
from .outcomes import Outcome
from .race_runs import Lost

__all__ = ["ENDS", "SUCCEEDS", "lost_by", "outcome_of"]

SUCCEEDS, ENDS = "every append succeeds", "every append comes to its end"
"""What is wanted of appends."""


def lost_by(
    subject: LedgerSubject,
    writers: Sizes,
    path: Path,
    *,
    error: BaseException | None = None,
    stuck: str | None = None,
) -> Lost | None:
    """Return what is wrong, None if nothing is.

    Parameters
    ----------
    error
        What an append raised.
    stuck
        Which appends did not come to their end.
    """
    if error is not None:
        return Lost(wanted=SUCCEEDS, got="", error=error)
    if stuck is not None:
        return Lost(wanted=ENDS, got=stuck)
    try:
        problem = subject.verify(path)
        found = list(subject.read(path)) if problem is None else []
    except Exception as broken:  # noqa: BLE001 - what the subject raises is what it did
        return Lost(wanted="a ledger that can be verified and read", got="", error=broken)
    if problem is not None:
        return Lost(wanted="a ledger that verifies", got=f"verify says: {problem}")
    wrong = _wrong(writers, [(record.get("writer"), record.get("number")) for record in found])
    return None if wrong is None else Lost(wanted=wrong[0], got=wrong[1])


def outcome_of(lost: Lost | None, told: Sequence[str], *, by_chance: bool) -> Outcome:
    """Return the outcome of a case; ``by_chance``: whether what was wrong need not be seen again."""
    return Outcome() if lost is None else replace(lost.outcome(told), by_chance=by_chance)


def _wrong(writers: Sizes, found: list[tuple[object, object]]) -> tuple[str, str] | None:
    own = {number: [(number, n) for n in range(sum(sizes))] for number, sizes in enumerate(writers)}
    counts = Counter(found)
    for number, keys in own.items():
        for key in keys:
            if counts[key] != 1:
                return f"record {key[1]} of writer {number} once", f"{counts[key]} times" if counts[key] else "never"
    for number, keys in own.items():
        order = [key for key in found if key[0] == number]
        if order != keys:
            return f"the records of writer {number} in order", ", ".join(str(key[1]) for key in order)
    if len(found) != sum(map(len, own.values())):
        return "no record that nobody wrote", f"{len(found)} records"
    return None
