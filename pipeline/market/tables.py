"""Contracts of the tables the pipeline makes itself: features and winners.

They cannot be broken by data, only by a defect of ours, so a violation fails the run and drops nothing.
"""

from __future__ import annotations

from functools import cache

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from ..errors import PipelineError

__all__ = ["require_features", "require_winners"]


def require_features(table: pd.DataFrame) -> None:
    """Check the table of features: one row an asset; a feature is NaN or within its range.

    Raises
    ------
    PipelineError
        Naming every cell outside.
    """
    _require("features", _features_schema(), table)


def require_winners(frame: pd.DataFrame) -> None:
    """Check the winners: ranks from 1 without a gap, each asset once, every figure finite.

    Raises
    ------
    PipelineError
        Naming every cell outside.
    """
    _require("winners", _winners_schema(), frame.reset_index())


def _require(name: str, schema: pa.DataFrameSchema, table: pd.DataFrame) -> None:
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as errors:
        found = "; ".join(str(error).splitlines()[0] for error in errors.schema_errors)
        msg = f"the table of {name} breaks its own contract, which is a defect of the pipeline: {found}"
        raise PipelineError(msg) from errors


@cache
def _features_schema() -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "asset": pa.Column(object, unique=True),
            "momentum": pa.Column(float, pa.Check.ge(-1.0), nullable=True),
            "volatility": pa.Column(float, pa.Check.ge(0.0), nullable=True),
            "drawdown": pa.Column(float, pa.Check.in_range(0.0, 1.0), nullable=True),
        },
        strict=True,
    )


def _counts_from_one(ranks: pd.Series) -> pd.Series:
    return ranks == range(1, len(ranks) + 1)


@cache
def _winners_schema() -> pa.DataFrameSchema:
    finite = pa.Check.in_range(-1e300, 1e300)  # Check.ge accepts infinity
    return pa.DataFrameSchema(
        {
            "rank": pa.Column("int64", pa.Check(_counts_from_one)),
            "asset": pa.Column(object, unique=True),
            **{name: pa.Column(float, finite) for name in ("score", "momentum", "volatility", "drawdown")},
        },
        strict=True,
    )
