"""Proof that a fault is what it says: somebody who knows it sees it, somebody who nearly does is caught.

A ``Watch`` pairs a fault with two judges of a frame that know nothing of the answer key: one that sees the fault, and
one with a realistic bug. The first must see every frame with the fault and never object to a clean one; the second,
the planted bug, must be caught, with a frame of the documented smallest size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy
from toxiframe.strategies import Fault, returns_matrices, toxic_frames

from tests.quality.shrunk import Found, smallest

__all__ = ["Judge", "Watch", "assert_bug_is_caught", "assert_seen", "assert_silent_on_clean", "found"]

Judge = Callable[[pd.DataFrame, pd.DataFrame], bool]
"""Says whether a frame is faulty. The second frame is the clean one, for faults that take a second source to see."""

_CASES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One fault, what sees it, and what misses it.

    ``base``: clean frames. ``sees``: the judge without a bug. ``misses``: the one with the planted ``bug``, described
    in a few words; it has to accept what ``sees`` accepts. ``smallest``: rows x columns of the smallest frame that
    gets through ``misses``.
    """

    fault: Fault
    sees: Judge
    misses: Judge
    bug: str
    smallest: tuple[int, int]
    base: SearchStrategy[pd.DataFrame] | None = None

    def __str__(self) -> str:
        return self.fault.name

    def cases(self, rows: int = 60, assets: int = 5):
        """Toxic frames that hold this fault and no other."""
        base = returns_matrices(max_rows=rows, max_assets=assets) if self.base is None else self.base
        return toxic_frames(base, faults=[self.fault], max_faults=1)


def assert_seen(watch: Watch) -> None:
    """Fail unless the judge without a bug sees the fault in every frame that holds it."""

    # deadline=None: the first example of a process pays imports and caches.
    @settings(deadline=None, max_examples=_CASES, database=None)
    @given(watch.cases())
    def drawn(case):
        assert [injection.fault for injection in case.injections] == [watch.fault], f"{case!r}"
        assert watch.sees(case.frame, case.clean), f"nothing was seen of {watch.fault!r}: {case!r}"

    drawn()


def assert_silent_on_clean(watch: Watch) -> None:
    """Fail if a judge, with or without the bug, objects to the clean frame."""

    # deadline=None: the first example of a process pays imports and caches.
    @settings(deadline=None, max_examples=_CASES, database=None)
    @given(watch.cases())
    def drawn(case):
        assert not watch.sees(case.clean, case.clean), f"a false alarm of {watch.fault!r}: {case!r}"
        assert not watch.misses(case.clean, case.clean), f"a false alarm of the judge with a bug: {case!r}"

    drawn()


def found(watch: Watch, *, rows: int, assets: int, seed: int) -> Found:
    """Find the smallest frame that gets through the judge with the bug."""
    return smallest(watch.cases(rows, assets), lambda case: not watch.misses(case.frame, case.clean), seed=seed)


def assert_bug_is_caught(watch: Watch, *, rows: int = 60, assets: int = 5, seed: int = 0) -> None:
    """Fail unless a frame of the smallest size gets through the judge with the bug, within a default budget."""
    got = found(watch, rows=rows, assets=assets, seed=seed)
    assert got.example.frame.shape == watch.smallest, f"{watch.bug}: {got.example!r}"
    assert got.examples <= 200, f"{watch.bug}: {got.examples} cases until it was caught"
