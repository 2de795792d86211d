"""From pandera's schema to a ``TableSpec``."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Hashable, Iterable
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd
from hypothesis.errors import InvalidArgument

from .rules import COMPARISONS, rules_of
from .specs import ColumnSpec, Rule, TableSpec

__all__ = ["read"]

_SHOWN = 60  # characters of an argument that is refused
_WAY_OUT = "give a pandera DataFrameSchema or a DataFrameModel class of pandera.pandas"


def read(subject: object, own: Collection[Hashable] = ()) -> TableSpec:
    """Return what the schema demands.

    Parameters
    ----------
    subject
        A pandera schema or model.
    own
        Columns whose values the user's strategies draw, so that any dtype will do.

    Raises
    ------
    InvalidArgument
        If it is no schema of pandas frames, or holds what frames_for() cannot meet.
    """
    schema: Any = _schema_of(subject)
    given = schema.name or (subject.__name__ if isinstance(subject, type) else None)
    name = str(given or "the schema")
    whole = rules_of(schema.checks, "the frame", name)
    # A comparison of the whole frame is one of each column, and can be met by construction there.
    shared = tuple(rule for rule in whole if rule.name in COMPARISONS)
    read_columns = [
        _column(key, column, schema, name, shared, own)
        for key, column in cast("dict[Any, Any]", schema.columns).items()
    ]
    index, nested, levels_together = _index(schema.index, name)
    return TableSpec(
        name=name,
        schema=schema,
        columns=_merged(read_columns, name),
        index=index,
        nested=nested,
        together=_groups(schema.unique),
        levels_together=levels_together,
        rules=whole,
        parsed=bool(schema.parsers) or any(column.parsers for column in schema.columns.values()),
    )


def _schema_of(subject: object) -> object:
    # Whoever holds a schema has imported pandera; looking it up costs nobody else the import.
    pandera = sys.modules.get("pandera.pandas")
    if pandera is not None:
        if isinstance(subject, pandera.DataFrameSchema) and not isinstance(subject, pandera.MultiIndex):
            return subject
        if isinstance(subject, type) and issubclass(subject, pandera.DataFrameModel):
            return subject.to_schema()
    kind = subject if isinstance(subject, type) else type(subject)
    text = repr(subject)
    shown = text if len(text) <= _SHOWN and "\n" not in text else "..."
    owner = str(getattr(kind, "__module__", ""))
    family = next((part for base in kind.__mro__ for part in _families(base)), "")
    if family:
        msg = f"schema={shown} is a {family} schema ({owner}.{kind.__name__}); frames_for() draws pandas frames: "
    else:
        msg = f"schema={shown} is of type {type(subject).__name__}, which is no schema: "
    raise InvalidArgument(msg + _WAY_OUT)


def _families(base: type) -> list[str]:
    parts = base.__module__.split(".")
    known = ("polars", "pyspark", "ibis", "geopandas", "xarray", "tensordict", "datafusion", "pyarrow")
    return [part for part in parts if part in known] if parts[0] == "pandera" else []


def _column(
    key: Hashable, column: Any, schema: Any, name: str, shared: tuple[Rule, ...], own: Collection[Hashable]
) -> ColumnSpec:
    judge = schema.dtype if schema.dtype is not None else column.dtype
    where = f"column {key!r}"
    return ColumnSpec(
        name=key,
        in_index=False,
        judge=judge,
        target=_target(judge, where, name, known=key not in own),
        rules=(*rules_of(column.checks, where, name), *shared),
        nullable=bool(column.nullable),
        unique=bool(column.unique),
        required=bool(column.required),
        regex=bool(column.regex),
    )


def _target(judge: Any, where: str, schema: str, *, known: bool = True) -> Any:
    """Return the pandas dtype that pandera's stands for."""
    if judge is None:
        return np.dtype("float64")
    if getattr(judge, "time_zone_agnostic", False):
        return pd.DatetimeTZDtype("ns", "UTC")
    target = judge.type
    if isinstance(target, type) and issubclass(target, pd.api.extensions.ExtensionDtype):
        target = target()
    if isinstance(target, (np.dtype, pd.api.extensions.ExtensionDtype)):
        return target
    if not known:
        return np.dtype(object)
    msg = (
        f"{where} of {schema} has dtype {judge}, of which frames_for() knows no values; pass a strategy of single "
        "values, columns={name: ...}, or give it a pandas dtype"
    )
    raise InvalidArgument(msg)


def _index(index: Any, schema: str) -> tuple[tuple[ColumnSpec, ...], bool, tuple[tuple[Hashable, ...], ...]]:
    if index is None:
        return (), False, ()
    levels: list[Any] | None = getattr(index, "indexes", None)
    nested = levels is not None
    specs: list[ColumnSpec] = []
    for place, level in enumerate(levels if levels is not None else [index]):
        where = f"index level {level.name if level.name is not None else place!r}"
        spec = ColumnSpec(
            name=level.name,
            in_index=True,
            judge=level.dtype,
            target=_target(level.dtype, where, schema) if level.dtype is not None else np.dtype("int64"),
            rules=rules_of(level.checks, where, schema),
            nullable=bool(level.nullable),
            unique=bool(level.unique),
            required=True,
            regex=False,
        )
        if spec.target == np.dtype("float16"):
            msg = f"{where} of {schema} is float16, which pandas has no index of; use float32"
            raise InvalidArgument(msg)
        specs.append(spec)
    return tuple(specs), nested, _groups(index.unique) if nested else ()


def _groups(unique: Any) -> tuple[tuple[Hashable, ...], ...]:
    """Return pandera's ``unique=``, one list of names or several, as several."""
    if not unique:
        return ()
    names: list[Any] = list(unique)
    if all(isinstance(name, str) for name in names):
        return (tuple(names),)
    return tuple(tuple(cast("Iterable[Hashable]", group)) for group in names)


def _merged(columns: list[ColumnSpec], schema: str) -> tuple[ColumnSpec, ...]:
    """Add to each plain column what the regex columns demand that match its name as well."""
    patterns = [column for column in columns if column.regex and isinstance(column.name, str)]
    merged: list[ColumnSpec] = []
    for column in columns:
        found = column
        for other in patterns:
            if column.regex or re.match(str(other.name), str(column.name)) is None:
                continue
            if other.judge is not None and column.judge is not None and other.target != column.target:
                msg = (
                    f"column {column.name!r} of {schema} cannot be met: it is {column.target}, and regex column "
                    f"{other.name!r}, which matches its name, is {other.target}; anchor the pattern or rename one"
                )
                raise InvalidArgument(msg)
            found = replace(
                found,
                judge=found.judge if found.judge is not None else other.judge,
                target=found.target if found.judge is not None else other.target,
                rules=(*found.rules, *other.rules),
                nullable=found.nullable and other.nullable,
                unique=found.unique or other.unique,
            )
        merged.append(found)
    return tuple(merged)
