"""What a digest must keep, and what it must notice."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd
from hypothesis import assume
from hypothesis import strategies as st

from .crashes import crash
from .formats import Format, formats
from .mutations import MUTATIONS, Pair
from .outcomes import Failure, Outcome
from .subjects import DigestSubject
from .tables import tables

__all__ = ["Change", "Trip", "change_cases", "round_trip", "sensitive", "trip_cases"]

_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A frame and the file it goes through."""

    frame: pd.DataFrame
    through: Format


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A frame before and after one material change, and the change in words."""

    before: pd.DataFrame
    after: pd.DataFrame
    name: str


@st.composite
def _trips(draw: st.DrawFn) -> Trip:
    through = draw(formats(), label="file")
    frame = draw(tables(), label="frame")
    assume(through.keeps(frame))
    return Trip(frame=frame, through=through)


@st.composite
def _changes(draw: st.DrawFn, names: tuple[str, ...]) -> Change:
    frame = draw(tables(), label="frame")
    row, column = draw(st.integers(0, _PLACES), label="row"), draw(st.integers(0, _PLACES), label="column")
    # Only changes that this frame has a place for, so that nothing drawn is thrown away.
    possible: dict[str, Pair] = {}
    for name in names:
        pair = MUTATIONS[name].pair(frame, row, column)
        if pair is not None:
            possible[name] = pair
    assume(possible)
    name = draw(st.sampled_from(sorted(possible)), label="change")
    before, after = possible[name]
    return Change(before=before, after=after, name=name)


def trip_cases(subject: DigestSubject) -> st.SearchStrategy[Trip]:
    """Draw frames and the files they go through."""
    del subject
    return _trips()


def change_cases(subject: DigestSubject) -> st.SearchStrategy[Change]:
    """Draw frames and one material change to each, among those the subject does not declare immaterial."""
    return _changes(tuple(name for name in MUTATIONS if name not in subject.immaterial))


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


def sensitive(subject: DigestSubject, case: Change) -> Outcome:
    """Check that the change changes the digest, and that a copy of the frame does not."""
    before, copy, after = (_digest(subject, frame) for frame in (case.before, case.before.copy(), case.after))
    for answer in (before, copy, after):
        if isinstance(answer, Failure):
            return Outcome(failure=answer)
    told = (f"change  {case.name}: {MUTATIONS[case.name].says}",)
    if before != copy:
        got = f"{_short(before)} and {_short(copy)}"
        return Outcome(failure=Failure(wanted="one digest for a frame and its copy", got=got, frame=case.before))
    if before == after:
        failure = Failure(
            wanted="another digest", got=f"{_short(after)} for both", frame=case.before, blamed=case.name, case=told
        )
        return Outcome(failure=failure)
    return Outcome()


def _digest(subject: DigestSubject, frame: pd.DataFrame) -> Hashable | Failure:
    try:
        return subject.digest(frame.copy())
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        first, *rest = crash(error).splitlines()
        return Failure(wanted="a digest", got=first, frame=frame, cause="\n".join(rest) or None)


def _short(digest: Hashable | Failure) -> str:
    text = str(digest)
    return text if len(text) <= 32 else f"{text[:28]}…"  # noqa: PLR2004 - enough to tell two digests apart
