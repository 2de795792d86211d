"""What a digest must do with content that few think of."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd
from hypothesis import strategies as st

from .crashes import crash, headline
from .digest_subject import DigestSubject
from .digesting import short
from .oddities import ODDITIES, Odd, Oddity
from .outcomes import Failure, Outcome, Sight

__all__ = ["OddCase", "digest_total", "odd_cases"]

_ROWS, _PLACES = 3, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OddCase:
    """Unusual content, and where it stands among how much of the ordinary."""

    oddity: str
    rows: int
    columns: int
    row: int
    column: int

    def frames(self) -> Odd:
        """Return the two frames."""
        ordinary: dict[str, list[float] | list[str]] = {}
        for place in range(self.columns):
            ordinary[f"n{place}"] = [float(place)] * self.rows if place % 2 == 0 else ["text"] * self.rows
        return ODDITIES[self.oddity].make(pd.DataFrame(ordinary, index=range(self.rows)), self.row, self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """``refusal``: what the subject said where it declined by declaration. ``crash``: what it raised otherwise."""

    digest: Hashable = None
    refusal: str | None = None
    crash: str | None = None


def odd_cases(subject: DigestSubject) -> st.SearchStrategy[OddCase]:
    """Draw unusual content and its place."""
    del subject
    return st.builds(
        OddCase,
        oddity=st.sampled_from(list(ODDITIES)),
        rows=st.integers(1, _ROWS),
        columns=st.integers(1, _PLACES),
        row=st.integers(0, _ROWS),
        column=st.integers(0, _PLACES),
    )


def digest_total(subject: DigestSubject, case: OddCase) -> Outcome:
    """Check that each frame has a digest or a clear refusal, and that no two of them share a digest."""
    oddity, odd = ODDITIES[case.oddity], case.frames()
    answers = [_answer(subject, frame) for frame in odd.frames]
    failure: Failure | None = None
    for frame, answer in zip(odd.frames, answers, strict=True):
        failure = failure or _clear(subject, answer, frame, oddity, odd)
    first, second = answers
    if failure is None and first.refusal is None and second.refusal is None and first.digest == second.digest:
        failure = _failure(oddity, odd.frames[0], "another digest, or a refusal", f"{short(first.digest)} for both")
    sight = Sight.CAUGHT if failure is None else Sight.MISSED
    return Outcome(failure=failure, sightings=((oddity.name, sight),))


def _clear(subject: DigestSubject, answer: _Answer, frame: pd.DataFrame, oddity: Oddity, odd: Odd) -> Failure | None:
    """Judge what was raised: a declared refusal that says where and what."""
    if answer.crash is not None:
        declared = " or ".join(kind.__name__ for kind in subject.refusals) or "none is declared"
        got, where = headline(answer.crash)
        return _failure(oddity, frame, f"a digest, or a refusal ({declared})", got, cause=where)
    said = answer.refusal
    if said is None:
        return None
    if not any(word in said for word in odd.where):
        return _failure(oddity, frame, f"a refusal that names the place, {odd.where[0].strip()}", repr(said))
    if not any(word in said.lower() for word in oddity.types):
        return _failure(oddity, frame, f"a refusal that names the type: {' or '.join(oddity.types)}", repr(said))
    return None


def _answer(subject: DigestSubject, frame: pd.DataFrame) -> _Answer:
    try:
        return _Answer(digest=subject.digest(frame.copy()))
    except subject.refusals as error:
        return _Answer(refusal=str(error))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return _Answer(crash=crash(error))


def _failure(oddity: Oddity, frame: pd.DataFrame, wanted: str, got: str, cause: str | None = None) -> Failure:
    told = (f"odd     {oddity.name}",)
    return Failure(wanted=wanted, got=got, frame=frame, blamed=oddity.name, case=told, cause=cause)
