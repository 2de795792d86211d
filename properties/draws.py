"""Draws that are fresh, and that depend on the seed alone."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from hypothesis.internal.conjecture import engine, providers

__all__ = ["fresh_draws"]


@contextmanager
def fresh_draws() -> Generator[None]:
    """Draw every case anew, whatever else is loaded.

    Hypothesis mixes literals of the user's loaded modules into what it draws, to hit them in the code under test. What
    is drawn here are places in frames, which no literal is about; and a property that failed in a whole suite must
    fail again under the same seed when it runs alone.

    Most of its cases are copies of an earlier one with a part repeated. Among a hundred cases that leaves some faults
    out, and a fault that never fires finds nothing.
    """
    internals: Any = providers
    runner: Any = engine.ConjectureRunner
    constants, nothing = internals._get_local_constants, internals.Constants()  # noqa: SLF001 - there is no setting for it
    mutations = runner.generate_mutations_from
    internals._get_local_constants = lambda: nothing  # noqa: SLF001 - as above
    internals.CONSTANTS_CACHE.cache.clear()
    runner.generate_mutations_from = _no_mutations
    try:
        yield
    finally:
        internals._get_local_constants = constants  # noqa: SLF001 - as above
        internals.CONSTANTS_CACHE.cache.clear()
        runner.generate_mutations_from = mutations


def _no_mutations(runner: object, data: object) -> None:
    del runner, data
