"""Whether a contract says the same of a frame and of the same frame in another form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from ..strategies import ToxicFrame
from .bits import frame_difference
from .contract_subject import ContractSubject, untouched
from .judging import all_judged, all_sights, failed
from .outcomes import Outcome, Sight
from .verdicts import Verdict

__all__ = ["Form", "same_verdict"]

Form = Callable[[pd.DataFrame], pd.DataFrame | None]
"""Returns the same content in another form; None where a frame has no such form."""


def same_verdict(
    subject: ContractSubject, case: ToxicFrame, form: Form, *, what: str, plain: Form, moves: bool
) -> Outcome:
    """Check that a form either makes no difference to the verdict, or is refused whatever the frame holds.

    A contract that demands one order of rows, or one zone, refuses the clean frame in any other, which is its right; it
    must then not accept the toxic one.

    Parameters
    ----------
    what
        The form in words, for the failure.
    moves
        Whether the form puts cells elsewhere.
    plain
        Gives accepted frames of either form one form, to be compared.
    """
    turned, clean = form(case.frame), form(case.clean)
    if turned is None or clean is None:
        return Outcome(sightings=all_sights(case, Sight.NOT_APPLICABLE), reached=False)
    same = ToxicFrame(frame=turned, clean=clean, injections=case.injections)
    verdicts = all_judged((subject, case), (subject, same), (subject, untouched(clean)))
    if isinstance(verdicts, Outcome):
        return verdicts
    before, after, bare = verdicts
    if bare.is_rejection:
        wanted, got = f"refused, as the clean frame {what} is", "accepted"
        if after.is_rejection:
            return Outcome(sightings=all_sights(case, Sight.CAUGHT))
    else:
        found = _difference(case.frame, before, after, plain)
        if found is None:
            return Outcome(sightings=all_sights(case, Sight.CAUGHT))
        wanted, got = found
    failure = failed(same, f"{wanted} ({what})", got, None, told=(f"form    {what}",))
    if moves:
        failure = replace(failure, guilt=())  # the answer key speaks of where things stood before
    return Outcome(failure=failure, sightings=all_sights(case, Sight.MISSED))


def _difference(frame: pd.DataFrame, before: Verdict, after: Verdict, plain: Form) -> tuple[str, str] | None:
    for name in map(str, frame.columns):
        # Reasons may name the first offending cell, which is another one now.
        if before.fell(name) != after.fell(name):
            return f"{name}: {before.fate(name)}, as before", after.fate(name)
    if before.accepted is None or after.accepted is None:
        return None
    one, other = plain(before.accepted), plain(after.accepted)
    if one is None or other is None:
        return None
    changed = frame_difference(one, other)
    return None if changed is None else ("the same frame accepted", changed)
