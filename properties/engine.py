"""Runs one property of one binding outside of pytest."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from hypothesis import given, seed, settings
from hypothesis.errors import FlakyFailure, HypothesisException
from hypothesis.strategies import DataObject, data

from .binding import Binding
from .blocks import Found
from .budget import PHASES, UNSHRUNK
from .draws import fresh_draws
from .errors import PropertyError
from .outcomes import Failure, Tally, tallying
from .property import Property

__all__ = ["Run", "run_property"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run of a property came to.

    ``error``: why the property could not be tried, in Hypothesis' words.
    """

    tally: Tally
    failure: Failure | None = None
    found: Found = field(default_factory=Found)
    error: str | None = None


def run_property(
    binding: Binding, entry: Property, *, cases: int, seeded: int, until: float | None = None, shrink: bool = True
) -> Run:
    """Try a property on drawn cases, and shrink the first failure.

    Parameters
    ----------
    cases
        How many, unless a failure comes first.
    seeded
        The seed; equal seeds and numbers of cases give equal cases.
    shrink
        Whether the first failure is shrunk.
    until
        A time of ``time.monotonic()`` after which no case but the first is judged; a failure found by then is
        still shrunk.

    Raises
    ------
    BindError
        If the binding cannot be run as written.
    """
    tally = Tally()

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=False,
        phases=PHASES if shrink else UNSHRUNK,
        print_blob=False,
    )
    @seed(seeded)
    @given(data=data())
    def judge(data: DataObject) -> None:
        if until is not None and tally.cases and not tally.failed and time.monotonic() > until:
            binding.drawn(entry.name, data.draw)  # equal choices must lead to equal draws, judged or not
            return
        binding.judge(entry.name, data.draw)

    try:
        with fresh_draws(), tallying(tally):
            judge()
    except PropertyError as error:
        return Run(tally=tally, failure=error.failure, found=Found(case=tally.cases))
    except FlakyFailure as group:
        errors = [error for error in group.exceptions if isinstance(error, PropertyError)]
        if not errors:
            raise
        return Run(tally=tally, failure=errors[0].failure, found=Found(case=tally.cases, unstable=True))
    except HypothesisException as error:
        return Run(tally=tally, error=f"{type(error).__name__}: {str(error).splitlines()[0]}")
    return Run(tally=tally)
