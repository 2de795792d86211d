"""Asking a digest: what it says of a frame, or what it raised."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

import pandas as pd

from .crashes import crash, headline
from .digest_subject import DigestSubject
from .outcomes import Failure

__all__ = ["asked", "digest_of", "first_failure", "short"]

T = TypeVar("T")

_LONGEST = 32  # enough to tell two digests apart


def digest_of(subject: DigestSubject, frame: pd.DataFrame, *, deep: bool = True) -> Hashable | Failure:
    """Return the digest of a copy of the frame, or a failure if there is none.

    A deep copy is laid out anew in memory; ``deep=False`` keeps the layout.
    """
    return asked(subject.digest, frame, "a digest", deep=deep)


def asked(digest: Callable[[pd.DataFrame], T], frame: pd.DataFrame, wanted: str, *, deep: bool = True) -> T | Failure:
    """Return what is said of a copy of the frame, or a failure to say what is ``wanted``."""
    try:
        return digest(frame.copy(deep=deep))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        got, where = headline(crash(error))
        return Failure(wanted=wanted, got=got, frame=frame, cause=where)


def first_failure(*answers: object) -> Failure | None:
    """Return the first of some answers that is no digest."""
    return next((answer for answer in answers if isinstance(answer, Failure)), None)


def short(digest: object) -> str:
    """Return enough of a digest to tell it from another."""
    text = str(digest)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]}…"
