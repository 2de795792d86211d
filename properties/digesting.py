"""Asking a digest: what it says of a frame, or what it raised."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from .crashes import crash
from .digest_subject import DigestSubject
from .outcomes import Failure

__all__ = ["digest_of", "first_failure", "short"]

_LONGEST = 32  # enough to tell two digests apart


def digest_of(subject: DigestSubject, frame: pd.DataFrame, *, deep: bool = True) -> Hashable | Failure:
    """Return the digest of a copy of the frame, or a failure if there is none.

    A deep copy is laid out anew in memory; ``deep=False`` keeps the layout.
    """
    try:
        return subject.digest(frame.copy(deep=deep))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        first, *rest = crash(error).splitlines()
        return Failure(wanted="a digest", got=first, frame=frame, cause="\n".join(rest) or None)


def first_failure(*answers: Hashable | Failure) -> Failure | None:
    """Return the first of some answers that is no digest."""
    return next((answer for answer in answers if isinstance(answer, Failure)), None)


def short(digest: object) -> str:
    """Return enough of a digest to tell it from another."""
    text = str(digest)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]}…"
