"""The assets of one venue, and a hole in all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...edits import Cells
from ..draft import Draft

__all__ = ["emptied_together", "members_of"]

Rows = NDArray[np.intp]


def members_of(draft: Draft, asset: int) -> list[int]:
    """Return the assets of the venue of one, itself among them; itself alone where its name tells no venue."""
    venue, colon, _ = str(draft.names[asset]).partition(":")
    if not colon:
        return [asset]
    return [place for place, name in enumerate(draft.names) if str(name).startswith(f"{venue}:")]


def emptied_together(draft: Draft, rows: Rows, assets: Sequence[int]) -> Cells:
    """Return an edit that leaves several assets, in all their fields, without a value on the same rows."""
    columns = np.array(sorted({place for asset in assets for place in draft.reading.fields[asset].values()}), np.intp)
    numbers = bool(draft.numeric[columns].all())
    values = np.full((len(rows), len(columns)), np.nan if numbers else None, float if numbers else object)
    return Cells(rows=rows, columns=columns, values=values, assets=tuple(assets), gap=True)
