"""Poisoning one frame without Hypothesis, for notebooks and load tests."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument

from .checked_faults import checked_faults
from .faults.base import Fault, Spot
from .injection import ToxicFrame
from .poison import poison
from .reading import Holds, read
from .venues import Venues, calendar_of

__all__ = ["corrupt"]

_SIZES = 16
_NAMED = 3  # assets that an error message names


def corrupt(
    frame: pd.DataFrame,
    *faults: Fault,
    seed: int = 0,
    holds: Holds | None = None,
    calendars: Venues | None = None,
    overlap: bool = False,
) -> ToxicFrame:
    """Put each of some faults on a frame, at places that a seed decides.

    Parameters
    ----------
    frame
        Any frame: wide returns, bars, tidy rows, or any other; never changed.
    *faults
        Name a fault twice to have it twice.
    seed
        The same frame, faults and seed give the same toxic frame.
    holds
        What a wide frame holds: ``returns`` where None, as its numbers cannot tell.
    calendars
        Venue -> calendar, over those of the snapshot; an asset without a venue goes by its whole name.
    overlap
        Let a fault write where another has written before.

    Returns
    -------
    ToxicFrame
        With one injection a fault, in the order given.

    Raises
    ------
    InvalidArgument
        If there is no fault or no seed, or the frame has no place left for one of the faults.
    """
    chosen = checked_faults(faults)
    if type(seed) is not int or seed < 0:
        msg = f"seed={seed!r}: a seed is a whole number of at least 0, so that it gives the same faults again"
        raise InvalidArgument(msg)
    reading = read(frame, holds=holds)
    source = np.random.default_rng(seed)
    spots = [
        Spot(
            row=int(source.integers(max(len(frame), 1))),
            column=int(source.integers(max(frame.shape[1], 1))),
            size=int(source.integers(_SIZES)),
        )
        for _ in chosen
    ]
    case = poison(frame, zip(chosen, spots, strict=True), holds=holds, calendars=calendars, overlap=overlap)
    if len(case.injections) < len(chosen):
        nameless = [str(name) for name in reading.assets if calendar_of(str(name)) is None and not calendars]
        missed = list(chosen)
        for injection in case.injections:
            missed.remove(injection.fault)
        told = "; ".join(f"{fault!r} needs {fault.needs!r}{fault.needs.note}" for fault in missed)
        msg = (
            f"this frame of {len(frame)}x{frame.shape[1]} has no place left for {len(missed)} of the faults: {told}; "
            "ask for fewer, or give a frame that has what they need (applies_to() tells)"
        )
        if nameless:
            msg += (
                f". No calendar is known for {', '.join(nameless[:_NAMED])}: faults that need holidays, weekends or "
                "sessions take names such as NYSE:AAPL, or calendars={'AAPL': calendar_from(...)}"
            )
        raise InvalidArgument(msg)
    return case
