"""Several small integers in one choice of bytes, as a choice costs Hypothesis more than expanding a whole frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

__all__ = ["Packed"]

_BYTE, _BITS = 256, 8


@dataclass(frozen=True, slots=True, init=False, eq=False)
class Packed:
    """Integers that are plainest at 0, each in a byte or two of its own.

    A byte of zero is the integer zero, and a higher byte never a lower integer, so each of them shrinks by itself, and
    all of them vanish in one step. What has to rise while another integer falls has to be drawn on its own.

    Parameters
    ----------
    counts
        How many values each integer has, at most 65,536.
    """

    counts: tuple[int, ...]
    drawn: SearchStrategy[bytes]

    def __init__(self, counts: Iterable[int]) -> None:
        object.__setattr__(self, "counts", tuple(counts))
        size = sum(_width(count) for count in self.counts)
        object.__setattr__(self, "drawn", st.binary(min_size=size, max_size=size))

    def unpacked(self, drawn: bytes) -> list[int]:
        """Return the integers that the bytes stand for."""
        found: list[int] = []
        at = 0
        for count in self.counts:
            if count == 1:
                found.append(0)
            elif count <= _BYTE:
                found.append(drawn[at] * count >> _BITS)
                at += 1
            else:
                found.append((drawn[at] << _BITS | drawn[at + 1]) * count >> 2 * _BITS)
                at += 2
        return found


def _width(count: int) -> int:
    return 0 if count == 1 else 1 if count <= _BYTE else 2
