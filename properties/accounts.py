"""Whether a verdict accounts for every asset of a batch."""

from __future__ import annotations

import pandas as pd

from .verdicts import Verdict

__all__ = ["Discrepancy", "discrepancy"]

Discrepancy = tuple[str, str, str]
"""The asset (empty for the batch), what was wanted and what was got."""


def discrepancy(frame: pd.DataFrame, verdict: Verdict) -> Discrepancy | None:
    """Return the first asset for which missing, dropped and logged do not agree, None if all do."""
    if verdict.accepted is None:
        return None if any(verdict.rejected) else ("", "a reason for the rejection", "none")
    given = {str(name) for name in frame.columns}
    kept = {str(name) for name in verdict.accepted.columns}
    names = dict.fromkeys([*map(str, frame.columns), *sorted(kept), *verdict.dropped, *verdict.logged])
    for name in names:
        wrong = _of_asset(name, verdict, given=name in given, kept=name in kept)
        if wrong is not None:
            return name, f"{name} {wrong[0]}", wrong[1]
    return None


def _of_asset(name: str, verdict: Verdict, *, given: bool, kept: bool) -> tuple[str, str] | None:
    dropped, logged = verdict.dropped.get(name), verdict.logged.get(name)
    rules = (
        (kept and not given, "nowhere: the batch does not hold it", "it is in the frame"),
        (kept and dropped is not None, "gone, as it is reported dropped", "still in the frame"),
        (dropped is not None and not given, "not reported: the batch does not hold it", "reported dropped"),
        (given and not kept and dropped is None, "kept, or reported dropped", "gone without a word"),
        (dropped == (), "dropped with a reason", "no reason given"),
        (dropped is not None and logged is None, "in the log with its reason", "dropped, and the log does not say so"),
        (logged is not None and dropped is None, "dropped, as the log says", verdict.fate(name)),
        (
            sorted(dropped or ()) != sorted(logged or ()),
            f"logged for {', '.join(dropped or ())}",
            f"logged for {', '.join(logged or ()) or 'nothing'}",
        ),
    )
    return next(((wanted, got) for broken, wanted, got in rules if broken), None)
