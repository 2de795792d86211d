"""What every fault is: a frozen value that knows its layer, its response, and how to find a place for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..vocabulary import Evidence, Layer, Response
from .draft import Draft

__all__ = ["Fault", "Needs", "Patch", "Spot"]

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a fault shall go; the fields mean the same for every fault, so that kinds can be exchanged.

    ``row``: ordinal among the rows on which the fault can be, cut to the last of them. ``column``: position of
    the asset, cut to the last; the fault goes to the next one on which it can be. ``size``: how much of it, or
    which of its values; 0 is the plainest.
    """

    row: int = 0
    column: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The least that one asset must have in the frame for the fault to be possible, in rows of each kind.

    ``sessions``: with a return. ``weekends``: days outside the regular week without a session. ``holidays``:
    days of the regular week without one. ``closed``: either of the two.
    """

    sessions: int = 1
    weekends: int = 0
    holidays: int = 0
    closed: int = 0
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """What a fault writes: values into cells, or one more row.

    ``rows``: positions in the clean frame. ``column``: position of the asset; None for a whole row. ``values``:
    one a row, or, for a whole row, one an asset. ``twin``: where the further row goes, next to ``rows[0]``.
    ``reach``: rows of the asset, from the first, that no other fault may touch, on top of ``rows``.
    ``gap``: sessions of the asset become NaN; one asset takes one such fault, or two would add up to a third.
    """

    rows: Rows
    column: int | None
    values: Floats
    twin: Literal["before", "after"] | None = None
    reach: int = 0
    gap: bool = False


@runtime_checkable
class Fault(Protocol):
    """One named way for data to be wrong; a legal control where the response is ``PASS``.

    Faults are frozen values: their fields are their parameters, and two with equal parameters are equal.
    """

    @property
    def name(self) -> str:
        """The name in the taxonomy."""
        ...

    @property
    def layer(self) -> Layer:
        """The layer of a contract that sees it."""
        ...

    @property
    def response(self) -> Response:
        """What must happen, unless the owner of the contract declares otherwise."""
        ...

    @property
    def evidence(self) -> Evidence:
        """The least that one has to look at to see it."""
        ...

    @property
    def needs(self) -> Needs:
        """What a frame must hold for it."""
        ...

    def applies_to(self, frame: pd.DataFrame) -> bool:
        """Return whether the frame, as it stands, has a place for it."""
        ...

    def place(self, draft: Draft, spot: Spot) -> Patch | None:
        """Find a place at the spot or, failing that, on a later asset; None where there is none."""
        ...
