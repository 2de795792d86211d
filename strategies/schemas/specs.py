"""A schema in our own words: what each column must be, independent of how pandera says it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["ColumnSpec", "Rule", "TableSpec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check.

    ``label``: how messages call it. ``name``: pandera's name where it is one of the builtin ones, else None.
    ``args``: what it was given. ``check``: pandera's own object, which has the last word on every value.
    """

    label: str
    name: str | None
    args: Mapping[str, Any]
    check: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSpec:
    """One column, or one level of the index.

    ``judge``: pandera's dtype, None for any. ``target``: the pandas dtype that frames get.
    """

    name: Hashable
    in_index: bool
    judge: Any
    target: Any
    rules: tuple[Rule, ...]
    nullable: bool
    unique: bool
    required: bool
    regex: bool

    @property
    def where(self) -> str:
        """The column as messages call it."""
        return f"{'index level' if self.in_index else 'column'} {self.name!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """A whole schema.

    ``index`` is empty where the schema has none; ``nested`` tells a MultiIndex of one level from an Index.
    ``together`` holds the names of columns that are unique jointly, ``levels_together`` those of index levels.
    ``rules`` are the checks of the whole frame.
    """

    name: str
    schema: Any
    columns: tuple[ColumnSpec, ...]
    index: tuple[ColumnSpec, ...]
    nested: bool
    together: tuple[tuple[Hashable, ...], ...]
    levels_together: tuple[tuple[Hashable, ...], ...]
    rules: tuple[Rule, ...]
    parsed: bool
