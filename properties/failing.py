"""Outcomes of cases that a subject without a frame has failed."""

from __future__ import annotations

from collections.abc import Sequence

from .crashes import crash, headline
from .outcomes import Failure, Outcome

__all__ = ["failed", "raised"]


def failed(wanted: str, got: str, told: Sequence[str], cause: str | None = None) -> Outcome:
    """Return that the subject did something else than was wanted.

    ``told``: what was tried, one line each. ``cause``: where in the user's code, one line each.
    """
    return Outcome(failure=Failure(wanted=wanted, got=got, case=tuple(told), cause=cause))


def raised(error: BaseException, wanted: str, told: Sequence[str]) -> Outcome:
    """Return that the subject raised where something else was wanted."""
    got, where = headline(crash(error))
    return failed(wanted, got, told, where)
