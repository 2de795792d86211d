"""The data contract, in pandera: rules in layers, over tables of facts.

The wide frame itself never goes through per-column checks: at 5,000 columns that costs seconds on clean data
and most of a minute on dirty data, where each failing column builds an error of its own. Facts are computed
once, vectorised, and pandera judges how often each rule is broken: by each asset; for L0, by the batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrorReason, SchemaErrors

from ..errors import PipelineError

__all__ = ["LAYERS", "Breach", "Layer", "Response", "Rule", "judge"]

Layer: TypeAlias = Literal["L0", "tier1", "tier2"]
Response: TypeAlias = Literal["RAISE", "DROP", "WARN"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the fact it looks at, which must be 0, what happens otherwise, and the way out."""

    name: str
    fact: str
    response: Response
    means: str


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule and the row of the fact table that breaks it, with the offending count."""

    rule: Rule
    row: int
    count: int


LAYERS: Mapping[Layer, tuple[Rule, ...]] = {
    "L0": (
        Rule("index_type", "index_type", "RAISE", "the index is no DatetimeIndex: give the rows timestamps"),
        Rule(
            "index_utc",
            "index_utc",
            "RAISE",
            "labels have no time zone: store UTC, or name theirs with NAIVE_TZ=",
        ),
        Rule("index_null", "index_null", "RAISE", "labels are missing (NaT): remove those rows at the source"),
        Rule(
            "index_unique",
            "index_unique",
            "RAISE",
            "timestamps are repeated: decide at the source which row is true",
        ),
        Rule(
            "index_sorted",
            "index_sorted",
            "RAISE",
            "timestamps go backwards: sort at the source and find out why",
        ),
        Rule("rows_present", "rows_present", "RAISE", "the frame has no row"),
        Rule("columns_present", "columns_present", "RAISE", "the frame has no asset"),
        Rule(
            "columns_unique",
            "columns_unique",
            "RAISE",
            "assets are repeated: decide at the source which is true",
        ),
        Rule("columns_text", "columns_text", "RAISE", "columns are not named VENUE:TICKER in upper case"),
        Rule("values_numeric", "values_numeric", "RAISE", "columns hold something else than numbers"),
        Rule(
            "values_finite",
            "values_finite",
            "RAISE",
            "values are infinite: only finite numbers and NaN are data",
        ),
    ),
    "tier1": (
        Rule("no_observations", "unobserved", "DROP", "the asset has no value on any of its sessions"),
        Rule("nonpositive_price", "nonpositive", "DROP", "prices are zero or negative"),
    ),
    "tier2": (
        Rule("toxic_return", "toxic", "DROP", "returns lie outside the bounds of the gate"),
        Rule(
            "no_padding",
            "padded",
            "DROP",
            "non-sessions of the asset's own calendar were filled in with zero",
        ),
        Rule(
            "coverage",
            "excess_missing",
            "DROP",
            "too many of the asset's sessions are missing since its genesis",
        ),
        Rule(
            "short_history",
            "too_short",
            "DROP",
            "the asset has fewer sessions with a return than min_observations",
        ),
        Rule("missing_session", "tolerated_missing", "WARN", "sessions are missing, within the allowance"),
        Rule("extra_session", "extra", "WARN", "returns lie on non-sessions of the asset's own calendar"),
        Rule(
            "weekend_zero",
            "weekend_zeros",
            "WARN",
            "weekends hold zeros, and no calendar is known to judge them",
        ),
        Rule(
            "unknown_venue",
            "unknown_venue",
            "WARN",
            "no calendar is known for the venue: No Padding was not judged",
        ),
    ),
}
"""Every rule of the contract by layer, in the order they are reported."""


def judge(layer: Layer, facts: pd.DataFrame) -> list[Breach]:
    """Return every breach of a layer's rules, ordered by row and then by rule.

    Parameters
    ----------
    facts
        One row per judged thing, integer index, one int64 column per fact of the layer; others are ignored.

    Raises
    ------
    PipelineError
        If a rule itself fails, or pandera reports failure without saying what failed: neither may be read as
        clean data, nor as dirty data.
    """
    rules = LAYERS[layer]
    table = facts[[rule.fact for rule in rules]]
    odd = [f"{fact} is {dtype}" for fact, dtype in table.dtypes.items() if dtype != "int64"]
    if odd:
        msg = f"the {layer} contract could not be judged, a defect of the pipeline: {', '.join(odd)} and not int64"
        raise PipelineError(msg)
    counts = pd.DataFrame({"count": table.to_numpy().ravel()})
    try:
        _SCHEMA.validate(counts, lazy=True)
    except SchemaErrors as errors:
        broken = [error for error in errors.schema_errors if error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK]
        if broken or errors.failure_cases.empty:
            what = "; ".join(str(error) for error in broken) or "pandera named no failing case"
            msg = f"the {layer} contract could not be judged, which is a defect of the pipeline: {what}"
            raise PipelineError(msg) from errors
        cases = errors.failure_cases.sort_values("index")
        places = [divmod(int(place), len(rules)) for place in cases["index"]]
        return [
            Breach(rules[rule], row, int(case)) for (row, rule), case in zip(places, cases["failure_case"], strict=True)
        ]
    return []


# One column for all rules of a layer: pandera takes a millisecond a column whatever it holds, so a column a rule would
# make every frame of a property wait for some twenty of them.
_SCHEMA = pa.DataFrameSchema({"count": pa.Column("int64", pa.Check.eq(0, error="no offence"))}, strict=True)
