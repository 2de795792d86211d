"""What a digest must keep, and what it must notice."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd
from hypothesis import assume
from hypothesis import strategies as st

from .crashes import crash
from .digest_subject import DigestSubject
from .formats import Format, formats
from .mutations import MUTATIONS
from .outcomes import Failure, Outcome, Sight, Sighting
from .tables import tables

__all__ = ["Place", "Trip", "change_cases", "round_trip", "sensitive", "trip_cases"]

_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A frame and the file it goes through."""

    frame: pd.DataFrame
    through: Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A frame, and the row and column at which each change to it is made."""

    frame: pd.DataFrame
    row: int
    column: int


@st.composite
def _trips(draw: st.DrawFn) -> Trip:
    through = draw(formats(), label="file")
    frame = draw(tables(), label="frame")
    assume(through.keeps(frame))
    return Trip(frame=frame, through=through)


def trip_cases(subject: DigestSubject) -> st.SearchStrategy[Trip]:
    """Draw frames and the files they go through."""
    del subject
    return _trips()


def change_cases(subject: DigestSubject) -> st.SearchStrategy[Place]:
    """Draw frames and a place in each."""
    del subject
    return st.builds(Place, frame=tables(), row=st.integers(0, _PLACES), column=st.integers(0, _PLACES))


def round_trip(subject: DigestSubject, case: Trip) -> Outcome:
    """Check that a file changes no digest."""
    before = _digest(subject, case.frame)
    after = before if isinstance(before, Failure) else _digest(subject, case.through.trip(case.frame))
    if isinstance(before, Failure) or isinstance(after, Failure):
        return Outcome(failure=before if isinstance(before, Failure) else after if isinstance(after, Failure) else None)
    if before == after:
        return Outcome()
    failure = Failure(
        wanted=f"the digest {_short(before)} after the file as before",
        got=_short(after),
        frame=case.frame,
        case=(f"file    {case.through}",),
    )
    return Outcome(failure=failure)


def sensitive(subject: DigestSubject, case: Place) -> Outcome:
    """Check that every material change gives another digest, and that a copy of the frame does not."""
    sightings: list[Sighting] = []
    failure = _unsteady(subject, case.frame)
    for mutation in MUTATIONS.values():
        pair = None
        if failure is None and mutation.name not in subject.immaterial:
            pair = mutation.pair(case.frame, case.row, case.column)
        if pair is None:
            continue
        before, after = (_digest(subject, frame) for frame in pair)
        if isinstance(before, Failure) or isinstance(after, Failure):
            failure = before if isinstance(before, Failure) else after if isinstance(after, Failure) else None
        elif before == after:
            failure = Failure(
                wanted="another digest",
                got=f"{_short(after)} for both",
                frame=pair[0],
                blamed=mutation.name,
                case=(f"change  {mutation.name}: {mutation.says}",),
            )
        sightings.append((mutation.name, Sight.CAUGHT if failure is None else Sight.MISSED))
    return Outcome(failure=failure, sightings=tuple(sightings), reached=bool(sightings))


def _unsteady(subject: DigestSubject, frame: pd.DataFrame) -> Failure | None:
    first, second = _digest(subject, frame), _digest(subject, frame)
    if isinstance(first, Failure):
        return first
    if first == second:
        return None
    got = f"{_short(first)} and {_short(second)}"
    return Failure(wanted="one digest for a frame and its copy", got=got, frame=frame)


def _digest(subject: DigestSubject, frame: pd.DataFrame) -> Hashable | Failure:
    try:
        return subject.digest(frame.copy())
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        first, *rest = crash(error).splitlines()
        return Failure(wanted="a digest", got=first, frame=frame, cause="\n".join(rest) or None)


def _short(digest: Hashable | Failure) -> str:
    text = str(digest)
    return text if len(text) <= 32 else f"{text[:28]}…"  # noqa: PLR2004 - enough to tell two digests apart
