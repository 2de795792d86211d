"""Which faults frames of a strategy have a place for, as far as that can be known before one is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from hypothesis.strategies import SearchStrategy

from .faults.base import Fault, Spot
from .faults.catalogue import FAULTS
from .faults.draft import Draft
from .layout import draft, fit
from .matrices import plan_of
from .poison import poison_draft
from .reading import Holds, read
from .samples import sample_of

__all__ = ["no_place", "possible_faults"]

_TOLD = 3  # faults that an error message names


def possible_faults(
    base: SearchStrategy[pd.DataFrame], faults: Sequence[Fault] | None = None, *, holds: Holds | None = None
) -> tuple[Fault, ...]:
    """Return the faults that some frame of a strategy has a place for.

    Parameters
    ----------
    base
        Of our own frames it is known which faults they have a place for. Of frames of the user's own it is not, and
        all faults are returned.
    faults
        Those to choose from; all that there are where None. From these, faults that the user's own data or the schema
        behind a strategy (``histories``, ``frames_for``) have no place for are left out as well.
    holds
        What the user's wide frames hold.
    """
    frames = plan_of(base)
    if frames is not None:
        options = frames.options
        found: list[Fault] = []
        for fault in FAULTS if faults is None else faults:
            layout = fit(options, options.plainest, [(fault.needs, 0)])
            spot = Spot(column=layout.columns_of[0])
            if poison_draft(draft(options, options.plainest, layout), [(fault, spot)]).injections:
                found.append(fault)
        return tuple(found)
    sample = sample_of(base)
    if faults is not None or sample is None:
        return FAULTS if faults is None else tuple(faults)
    reading = read(sample, holds=holds)
    return tuple(
        fault for fault in FAULTS if poison_draft(Draft(sample, reading=reading), [(fault, Spot())]).injections
    )


def no_place(faults: Sequence[Fault], frames: str) -> str:
    """Return what to tell about faults that some frames have no place for."""
    needed = "; ".join(f"{fault!r} needs {fault.needs!r}{fault.needs.note}" for fault in faults[:_TOLD])
    more = f"; and {len(faults) - _TOLD} more" if len(faults) > _TOLD else ""
    return (
        f"these faults have no place on a frame of {frames}: {needed}{more}; leave them out, or give frames that have "
        "what they need, such as more rows, other venues, or another source"
    )
