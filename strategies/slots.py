"""Where faults go: one choice a fault, of which nothing is left over when it is taken away."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from .faults.base import Spot
from .packed import Packed

__all__ = ["Slots"]

_FINE = 65_536  # shares of the rows and assets that there are, so that any place is as likely in a frame of any size
_COARSE = 256
_SIZES = 16


class Slots:
    """Room for up to some faults, each in bytes of its own that say which one it is, and where it goes.

    There are as many choices for any number of faults, so that no attempt of Hypothesis to vary them runs out of
    choices half-way; what stands for none takes no part. A fault vanishes when its bytes become zero.

    Parameters
    ----------
    faults
        How many faults there are to choose from.
    most
        How many a frame can carry.
    assets
        How many assets a frame can have.
    """

    __slots__ = ("_count", "_packed", "drawn")

    def __init__(self, faults: int, most: int, assets: int) -> None:
        self._count = faults
        # None is the plainest. A sixth of the slots is empty, some of them besides where none is next to nothing.
        self._packed = Packed((faults + faults // 5 + 2, _FINE, _COARSE if assets <= _COARSE else _FINE, _SIZES))
        self.drawn: SearchStrategy[tuple[bytes, ...]] = st.tuples(*[self._packed.drawn] * most)

    def asked(self, drawn: Sequence[bytes], least: int, shape: tuple[int, int]) -> list[tuple[int, Spot]]:
        """Return the number of each fault and the spot where it shall go.

        Parameters
        ----------
        least
            So many are there at least: slots that stand for none stand for a fault while there are too few without.
        shape
            Rows and assets of the frame.
        """
        slots = [self._packed.unpacked(one) for one in drawn]
        meant = [0 < slot[0] <= self._count for slot in slots]
        for position, found in enumerate(meant):
            meant[position] = found or sum(meant) < least
        fine = self._packed.counts[2]
        return [
            (
                max(kind - 1, 0) % self._count,
                Spot(row=row * shape[0] // _FINE, column=column * shape[1] // fine, size=size),
            )
            for (kind, row, column, size), is_meant in zip(slots, meant, strict=True)
            if is_meant
        ]
