"""What ``toxiframe probe`` tries: a contract, the schema behind it, and where clean frames come from."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from ..strategies import Fault
from ..strategies.reading import Holds
from ..strategies.samples import sample_of
from ..strategies.schemas.reading import read as read_schema
from ..strategies.schemas.specs import ColumnSpec, TableSpec
from .contracts import Contract, contract_of
from .verdicts import Verdict

__all__ = ["ProbeSubject", "probe_subject", "table_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProbeSubject:
    """A contract with what is known of it.

    ``contract``: judges a frame; where there is a pipeline, by what the schema says of its output. ``pipeline``: runs
    before the schema. ``schema``: pandera's own, None for a callable; ``is_model``: it was
    written as a model. ``table``: what it declares, None where it
    cannot be read. ``data``: the user's own frame, of which clean frames are windows.
    """

    contract: Contract
    frames: SearchStrategy[pd.DataFrame]
    faults: tuple[Fault, ...]
    pipeline: Contract | None = None
    schema: Any = None
    is_model: bool = False
    table: TableSpec | None = None
    data: pd.DataFrame | None = None
    holds: Holds | None = None

    @property
    def sample(self) -> pd.DataFrame | None:
        """A frame like those that are drawn, where their maker can show one."""
        return sample_of(self.frames)

    def column(self, name: Hashable) -> ColumnSpec | None:
        """Return what the schema declares of a column; None where it says nothing."""
        if self.table is None:
            return None
        plain = next((spec for spec in self.table.columns if spec.name == name and not spec.regex), None)
        return plain or next((spec for spec in self.table.columns if spec.regex and _matches(spec, name)), None)

    def judged_by(self, schema: Any) -> Contract:
        """Return the same contract with another schema."""
        judging = contract_of(schema)
        return judging if self.pipeline is None else _through(self.pipeline, judging)


def probe_subject(
    contract: Contract,
    *,
    frames: SearchStrategy[pd.DataFrame],
    faults: Sequence[Fault],
    pipeline: Contract | None = None,
    table: TableSpec | None = None,
    data: pd.DataFrame | None = None,
    holds: Holds | None = None,
) -> ProbeSubject:
    """Put a subject together; ``contract`` judges what comes out of ``pipeline`` where there is one."""
    return ProbeSubject(
        contract=contract if pipeline is None else _through(pipeline, contract),
        frames=frames,
        faults=tuple(faults),
        pipeline=pipeline,
        schema=_pandera(contract.schema),
        is_model=isinstance(contract.schema, type),
        table=table,
        data=data,
        holds=holds,
    )


def table_of(contract: Contract) -> TableSpec | None:
    """Return what a schema declares; None for a callable, and for a schema that cannot be read."""
    if contract.schema is None:
        return None
    try:
        return read_schema(contract.schema)
    except InvalidArgument:  # it can judge frames all the same, and these come from elsewhere
        return None


def _pandera(schema: Any) -> Any:
    return schema.to_schema() if isinstance(schema, type) else schema


def _matches(spec: ColumnSpec, name: Hashable) -> bool:
    return isinstance(name, str) and re.match(str(spec.name), name) is not None


def _through(pipeline: Contract, schema: Contract) -> Contract:
    def judge(frame: pd.DataFrame) -> Verdict:
        made = pipeline.judge(frame)
        if made.accepted is None:
            return replace(made, rejected=tuple(f"pipeline: {reason}" for reason in made.rejected))
        verdict = schema.judge(made.accepted)
        if verdict.accepted is None:
            return replace(verdict, rejected=tuple(f"output: {reason}" for reason in verdict.rejected))
        return replace(made, accepted=verdict.accepted)

    return Contract(judge=judge, grain=pipeline.grain, schema=schema.schema)
