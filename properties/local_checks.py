"""What a digest must say of the column that changed, and of no other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from .digest_checks import Place, change_cases
from .digest_subject import DigestSubject
from .digesting import asked, first_failure
from .mutations import MUTATIONS
from .outcomes import Failure, Outcome, Sight, Sighting
from .pairs import Pair

__all__ = ["local", "local_cases"]

_OF_ONE_COLUMN = (
    "one_ulp",
    "to_nan",
    "flip_sign",
    "int_plus_one",
    "flip_bool",
    "edit_text",
    "shift_stamp",
    "int_to_float",
    "to_float32",
    "bool_to_int8",
    "number_to_text",
    "column_loses_zone",
    "drop_column",
    "rename_column",
)

_Columns = Mapping[Any, Hashable]


def local_cases(subject: DigestSubject) -> st.SearchStrategy[Place]:
    """Draw frames and a place in each."""
    return change_cases(subject)


def local(subject: DigestSubject, case: Place) -> Outcome:
    """Check that each change of one column changes the digest of that column alone."""
    sightings: list[Sighting] = []
    failure: Failure | None = None
    for name in _OF_ONE_COLUMN:
        skipped = failure is not None or name in subject.immaterial or subject.columns is None
        pair = None if skipped else MUTATIONS[name].pair(case.frame, case.row, case.column)
        if pair is None or subject.columns is None:
            continue
        failure = _judged(subject.columns, pair, name)
        sightings.append((name, Sight.CAUGHT if failure is None else Sight.MISSED))
    return Outcome(failure=failure, sightings=tuple(sightings), reached=bool(sightings))


def _judged(columns: Callable[[pd.DataFrame], _Columns], pair: Pair, name: str) -> Failure | None:
    answers = [asked(lambda held: dict(columns(held)), frame, "a digest for each column") for frame in pair]
    refused = first_failure(*answers)
    before, after = ({} if isinstance(answer, Failure) else answer for answer in answers)
    if refused is not None:
        return refused
    for frame, answer in zip(pair, (before, after), strict=True):
        if set(answer) != set(frame.columns):
            return _failure(pair, name, f"a digest for each of {_told(frame.columns)}", f"for {_told(answer)}")
    wanted, found = _truly_changed(*pair), _changed(before, after)
    if wanted == found:
        return None
    return _failure(pair, name, f"{_told(wanted)} named as changed", f"{_told(found)} named")


def _changed(before: _Columns, after: _Columns) -> set[Any]:
    both = set(before) & set(after)
    return (set(before) ^ set(after)) | {label for label in both if before[label] != after[label]}


def _truly_changed(before: pd.DataFrame, after: pd.DataFrame) -> set[Any]:
    both = [label for label in before.columns if label in after.columns]
    edited = {label for label in both if not before[label].equals(after[label])}
    return (set(before.columns) ^ set(after.columns)) | edited


def _told(labels: Any) -> str:
    return ", ".join(sorted(map(repr, labels))) or "no column"


def _failure(pair: Pair, name: str, wanted: str, got: str) -> Failure:
    told = (f"change  {name}: {MUTATIONS[name].says}",)
    return Failure(wanted=wanted, got=got, frame=pair[0], blamed=name, case=told)
