"""What goes wrong in a binding, and what a property says when it does not hold."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .outcomes import Failure

__all__ = ["BindError", "HistoryError", "PropertyError", "did_you_mean"]


class BindError(ValueError):
    """A binding that cannot be run as written: one line that says what, the rule and the way out."""


class HistoryError(RuntimeError):
    """A run could not be kept where its history was asked for; one line."""


class PropertyError(AssertionError):
    """A property does not hold; ``failure`` says on what, what was wanted and what was got."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(f"wanted {failure.wanted}, got {failure.got}")

    def __reduce__(self) -> tuple[type[PropertyError], tuple[Failure]]:
        """Keep the failure when the error crosses a process boundary."""
        return PropertyError, (self.failure,)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``: did you mean 'x'?``, or all known names where none is close."""
    names = sorted(map(str, known))
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f": did you mean {close[0]!r}?"
    return f": known are {', '.join(names)}" if names else ""
