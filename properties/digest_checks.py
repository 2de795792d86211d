"""What a digest must keep, and what it must notice."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from hypothesis import assume
from hypothesis import strategies as st

from .digest_subject import DigestSubject
from .digesting import digest_of, first_failure, short
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
    before = digest_of(subject, case.frame)
    after = before if isinstance(before, Failure) else digest_of(subject, case.through.trip(case.frame))
    refused = first_failure(before, after)
    if refused is not None:
        return Outcome(failure=refused)
    if before == after:
        return Outcome()
    failure = Failure(
        wanted=f"the digest {short(before)} after the file as before",
        got=short(after),
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
        before, after = (digest_of(subject, frame) for frame in pair)
        failure = first_failure(before, after)
        if failure is None and before == after:
            failure = Failure(
                wanted="another digest",
                got=f"{short(after)} for both",
                frame=pair[0],
                blamed=mutation.name,
                case=(f"change  {mutation.name}: {mutation.says}",),
            )
        sightings.append((mutation.name, Sight.CAUGHT if failure is None else Sight.MISSED))
    return Outcome(failure=failure, sightings=tuple(sightings), reached=bool(sightings))


def _unsteady(subject: DigestSubject, frame: pd.DataFrame) -> Failure | None:
    first, second = digest_of(subject, frame), digest_of(subject, frame)
    if isinstance(first, Failure):
        return first
    if first == second:
        return None
    got = f"{short(first)} and {short(second)}"
    return Failure(wanted="one digest for a frame and its copy", got=got, frame=frame)
