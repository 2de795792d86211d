"""Poisoning one frame without Hypothesis, for notebooks and load tests."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .faults.base import Fault, Spot
from .injection import ToxicFrame
from .poison import poison
from .reading import Holds
from .sessions import Calendar

__all__ = ["corrupt"]

_SIZES = 16


def corrupt(
    frame: pd.DataFrame,
    *faults: Fault,
    seed: int = 0,
    holds: Holds | None = None,
    calendars: Mapping[str, Calendar] | None = None,
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
        Venue -> calendar, over those of the snapshot.
    overlap
        Let a fault write where another has written before.

    Returns
    -------
    ToxicFrame
        With one injection a fault, in the order given.

    Raises
    ------
    ValueError
        If there is no fault, or the frame has no place left for one of them.
    """
    chosen = [fault for fault in faults if isinstance(fault, Fault) and not isinstance(fault, type)]  # pyright: ignore[reportUnnecessaryIsInstance] - untyped callers
    if not chosen or len(chosen) != len(faults):
        msg = f"faults={faults!r}: give at least one fault, such as corrupt(frame, NanCell(), seed=1)"
        raise ValueError(msg)
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
        missed = list(chosen)
        for injection in case.injections:
            missed.remove(injection.fault)
        told = "; ".join(f"{fault!r} needs {fault.needs!r}" for fault in missed)
        msg = (
            f"this frame of {len(frame)}x{frame.shape[1]} has no place left for {len(missed)} of the faults: {told}; "
            "ask for fewer, or give a frame that has what they need (applies_to() tells)"
        )
        raise ValueError(msg)
    return case
