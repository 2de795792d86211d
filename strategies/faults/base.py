"""What every fault is: a frozen value that knows its layer, its response, and how to find a place for itself."""

from __future__ import annotations

from dataclasses import Field, dataclass, fields
from numbers import Real
from typing import Protocol, Self, runtime_checkable

import numpy as np
import pandas as pd

from ..edits import Edit
from ..vocabulary import Evidence, Layer, Response
from .draft import Draft

__all__ = ["Applicable", "Fault", "Needs", "Spot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a fault shall go; the fields mean the same for every fault, so that kinds can be exchanged.

    ``row``: ordinal among the rows on which the fault can be, cut to the last of them. ``column``: number of
    the asset, cut to the last; the fault goes to the next one on which it can be. ``size``: how much of it, or
    which of its values; 0 is the plainest.
    """

    row: int = 0
    column: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The least that a frame must have for the fault to be possible.

    Of one asset, in rows of each kind: ``sessions`` with a value; ``weekends``, days outside the regular week
    without a session; ``holidays``, days of the regular week without one; ``closed``, either of the two;
    ``off_week``, sessions on a Saturday or Sunday; ``ended``, last sessions without a value. ``always_open``: its venue
    trades every day (True), or closes on some (False). ``peers``: further assets of its venue. ``actions``: a split, a
    dividend and a capital gain, each after its first session.

    Of the frame: ``assets``, and ``bars``, fields for open, high, low, close, volume and corporate actions.
    ``shared``: rows are taken whole, so that several such faults count on the rows of one asset.
    """

    sessions: int = 1
    weekends: int = 0
    holidays: int = 0
    closed: int = 0
    off_week: int = 0
    always_open: bool | None = None
    peers: int = 0
    ended: int = 0
    assets: int = 1
    actions: bool = False
    bars: bool = False
    shared: bool = False

    def __repr__(self) -> str:
        """Return what differs from the least, which an error message can show."""
        told = (f"{entry.name}={getattr(self, entry.name)!r}" for entry in fields(self) if self._asks(entry))
        return f"Needs({', '.join(told)})"

    @property
    def note(self) -> str:
        """What the names of the fields do not say, for an error message; nothing where they say it all."""
        closed = self.weekends or self.holidays or self.closed
        return " (rows on which its venue was closed, and which hold no value)" if closed else ""

    def _asks(self, entry: Field[object]) -> bool:
        return getattr(self, entry.name) != entry.default


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

    def place(self, draft: Draft, spot: Spot) -> Edit | None:
        """Find a place at the spot or, failing that, on a later asset; None where there is none."""
        ...


class Applicable:
    """What our own faults have in common: whether they apply is found by placing them."""

    __slots__ = ()

    def __new__(cls, **parameters: object) -> Self:
        """Refuse a parameter that is no number where one is needed, before any bound is compared with it."""
        for name, value in parameters.items():
            wanted = cls.__annotations__.get(name)
            if (wanted == "int" and type(value) is not int) or (wanted == "float" and not _is_real(value)):
                what = "a whole number" if wanted == "int" else "a number"
                msg = f"{cls.__name__}({name}={value!r}) is a {type(value).__name__}: {name} is {what}"
                raise ValueError(msg)
        return super().__new__(cls)

    def place(self, draft: Draft, spot: Spot) -> Edit | None:
        """Find a place; every fault has its own way."""
        raise NotImplementedError

    def applies_to(self, frame: pd.DataFrame) -> bool:
        """Return whether the frame, as it stands, has a place for this fault."""
        with np.errstate(all="ignore"):  # as in poison_draft: whatever the frame holds
            return self.place(Draft(frame), Spot()) is not None


def _is_real(value: object) -> bool:
    return type(value) is not bool and isinstance(value, Real)
