"""What a user might have: a schema with two holes, a gate with none, and a test whose gate is torn."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from toxiframe.strategies import returns_matrices

SMALL = returns_matrices(max_rows=8, max_assets=2, venues=["NYSE"])
NOTHING = {"not": "a contract"}


class Orders(pa.DataFrameModel):
    """Orders, whose amounts have no upper bound and whose columns may be there twice."""

    order_id: int = pa.Field(unique=True, ge=1)
    amount: float = pa.Field(ge=0)
    note: str = pa.Field(nullable=True)


Impossible = pa.DataFrameSchema({"amount": pa.Column(float, [pa.Check.gt(5), pa.Check.lt(4)])})


def gate(returns: pd.DataFrame) -> pd.DataFrame:
    """Refuse repeated rows, drop toxic assets."""
    if returns.index.has_duplicates:
        msg = "duplicates"
        raise ValueError(msg)
    return returns.loc[:, ~((returns > 5) | (returns < -1)).any()]


def open_gate(returns: pd.DataFrame) -> pd.DataFrame:
    """Let everything through."""
    return returns
