"""Where faults go: one choice a fault, of which nothing is left over when it is taken away."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from .faults.base import Spot
from .packed import Packed

__all__ = ["Slots"]

_FINE, _COARSE = 65_536, 256
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
    shape
        The most rows and assets that a frame can have.
    """

    __slots__ = ("_count", "_packed", "_shape", "drawn")

    def __init__(self, faults: int, most: int, shape: tuple[int, int]) -> None:
        self._count = faults
        self._shape = shape
        columns = _COARSE if 2 * shape[1] <= _COARSE else _FINE
        # None is the plainest. A sixth of the slots is empty, some of them besides where none is next to nothing.
        self._packed = Packed((faults + faults // 5 + 2, _FINE, columns, _SIZES))
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
        columns = self._packed.counts[2]
        return [
            (
                max(kind - 1, 0) % self._count,
                Spot(
                    row=_place(row, _FINE, self._shape[0], shape[0]),
                    column=_place(column, columns, self._shape[1], shape[1]),
                    size=size,
                ),
            )
            for (kind, row, column, size), is_meant in zip(slots, meant, strict=True)
            if is_meant
        ]


def _place(drawn: int, count: int, most: int, there: int) -> int:
    """Return a row or an asset.

    The lower half of what is drawn stands for places in the largest frame, which stay what they are while the frame
    shrinks and are cut to its last; the upper half for shares of what is there, as most frames are smaller and most of
    their places would never be drawn.
    """
    half = count // 2
    return drawn * most // half if drawn < half else (drawn - half) * there // half
