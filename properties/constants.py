"""Draws that depend on the seed, and not on which modules happen to be loaded."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from hypothesis.internal.conjecture import providers

__all__ = ["without_local_constants"]


@contextmanager
def without_local_constants() -> Generator[None]:
    """Keep Hypothesis from mixing constants of the user's loaded modules into what it draws.

    It does so to hit literals in the code under test. What is drawn here are places in frames, which no literal
    is about; and a property that failed in a whole suite must fail again under the same seed when it runs alone.
    """
    internals: Any = providers
    before, nothing = internals._get_local_constants, internals.Constants()  # noqa: SLF001 - there is no setting for it
    internals._get_local_constants = lambda: nothing  # noqa: SLF001 - as above
    internals.CONSTANTS_CACHE.cache.clear()
    try:
        yield
    finally:
        internals._get_local_constants = before  # noqa: SLF001 - as above
        internals.CONSTANTS_CACHE.cache.clear()
