"""The values a column can have, each of them accepted by pandera, as codes into one array."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .dtypes import source_of
from .limits import Limits, limits_of
from .sources import Offer, Source
from .specs import ColumnSpec, Rule

__all__ = ["Codes", "Pool", "accepted", "pool_of"]

Codes = NDArray[np.int64]

_GROWTH = (1, 4, 16)  # how many times as many candidates are tried where the checks leave too few


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pool:
    """Values and which of them to use when.

    ``values``: one array of the column's dtype. ``ladder``: codes of distinct values, the plainest first and, as
    far as the source has them, rising. ``rising``: codes of all distinct values by size; equal to the ladder where
    they have no order. ``rank``: the place of each code by size. ``edges``, ``ordinary``, ``wild``: codes for noise,
    never empty. ``ordered``: whether the values have an order. ``complete``: whether these are all values that there
    are. ``cover``: codes that must all occur.
    """

    values: Any
    ladder: Codes
    rising: Codes
    rank: Codes
    edges: Codes
    ordinary: Codes
    wild: Codes
    ordered: bool
    complete: bool
    cover: Codes

    @property
    def plain(self) -> int:
        """The code of the plainest value."""
        return int(self.ladder[0])


def pool_of(spec: ColumnSpec, rules: Sequence[Rule], count: int, schema: str) -> Pool | None:
    """Return the values that meet the rules, ``count`` distinct ones if there are so many; None for none."""
    limits = limits_of(rules)
    source = source_of(spec, limits, schema)
    found: Pool | None = None
    for growth in _GROWTH:
        try:
            offer = source.offer(count * growth)
        except (TypeError, ValueError, ArithmeticError, re.error):
            # A bound of another kind, or no pattern: whatever pandera makes of it, no value passes.
            return found
        complete = offer.complete
        made = _pool(spec, source, limits, rules, offer, count * growth)
        found = made or found
        if complete or (made is not None and len(made.ladder) >= count):
            break
    return found


def _pool(
    spec: ColumnSpec, source: Source, limits: Limits, rules: Sequence[Rule], offer: Offer, count: int
) -> Pool | None:
    parts = (offer.ladder, offer.edges, offer.ordinary, offer.wild)
    place_of: dict[tuple[type, str], int] = {}
    raws: list[Any] = []
    codes: list[list[int]] = []
    for part in parts:
        codes.append([])
        for raw in part:
            key = (type(raw), repr(raw))
            if key not in place_of:
                place_of[key] = len(raws)
                raws.append(raw)
            codes[-1].append(place_of[key])
    if not raws:
        return None
    series, known = _series(source, raws)
    keep = known.copy()
    keep[known] = accepted(spec, series, rules)
    if not keep.any():
        return None
    new_code = np.cumsum(keep) - 1
    ladder, edges, ordinary, wild = (
        np.array([new_code[code] for code in dict.fromkeys(part) if keep[code]], np.int64) for part in codes
    )
    series = series[keep[known]].reset_index(drop=True)
    distinct = ~series.duplicated().to_numpy()
    everything = np.concatenate([ladder, ordinary, edges, wild])
    everything = np.array(list(dict.fromkeys(everything[distinct[everything]].tolist())), np.int64)
    # The rungs first, so that the plainest value is the first where any rung is left.
    rungs = everything[:count] if len(everything) > count else everything
    by_size, ordered = _by_size(series)
    rank = np.argsort(by_size)
    rising = everything[np.argsort(rank[everything])] if ordered else everything
    cover = everything if limits.cover else everything[:0]
    return Pool(
        values=_array(series),
        ladder=rungs,
        rising=rising,
        rank=rank,
        edges=edges if len(edges) else rungs,
        ordinary=ordinary if len(ordinary) else rungs,
        wild=wild if len(wild) else rungs,
        ordered=ordered,
        cover=cover,
        complete=offer.complete,
    )


def _series(source: Source, raws: list[Any]) -> tuple[Any, NDArray[np.bool_]]:
    """Return the values in the column's dtype, and which of them it can hold."""
    try:
        series = source.series(raws)
    except (ValueError, TypeError, OverflowError, ArithmeticError, NotImplementedError):
        known = np.array([_holds(source, raw) for raw in raws])
        kept = [raw for raw, fine in zip(raws, known, strict=True) if fine]
        return source.series(kept), known
    return series, np.ones(len(raws), np.bool_)


def _holds(source: Source, raw: Any) -> bool:
    try:
        source.series([raw])
    except (ValueError, TypeError, OverflowError, ArithmeticError, NotImplementedError):
        return False
    return True


def accepted(spec: ColumnSpec, series: Any, rules: Sequence[Rule]) -> NDArray[np.bool_]:
    """Return which values pandera accepts one by one; checks that judge a column as a whole are left out."""
    keep = series.notna().to_numpy(dtype=bool, copy=True)
    if spec.judge is not None and len(series):
        from pandera.engines.pandas_engine import Engine  # noqa: PLC0415 - whoever holds a schema has paid for it

        verdict = spec.judge.check(Engine.dtype(series.dtype), series)
        keep &= np.asarray(verdict, dtype=bool)
    for rule in rules:
        # Only what is left is asked about: a check for the sum of digits fails itself where there are none.
        if rule.name != "unique_values_eq" and keep.any():
            keep[keep] = _mask(rule, series[keep].reset_index(drop=True))
    return keep


def _mask(rule: Rule, series: Any) -> NDArray[np.bool_]:
    everything = np.ones(len(series), np.bool_)
    if rule.check.groupby is not None:
        return everything
    forward = _verdicts(rule, series)
    if rule.name is not None or rule.check.element_wise:
        return np.zeros(len(series), np.bool_) if forward is None else forward
    # A check of one's own may judge each value by itself, or compare it to others: then the order counts.
    turned = _verdicts(rule, series[::-1].reset_index(drop=True))
    alone = _verdicts(rule, series[:1])
    if forward is None or turned is None or alone is None or not forward.any():
        return everything
    pointwise = np.array_equal(forward, turned[::-1]) and alone[0] == forward[0]
    return forward if pointwise else everything


def _verdicts(rule: Rule, series: Any) -> NDArray[np.bool_] | None:
    """Return the verdict on each value; None where there is only one for all, or the check fails itself."""
    try:
        output = rule.check(series).check_output
        values = np.asarray(output.fillna(value=False) if hasattr(output, "fillna") else output, dtype=bool)
    except Exception:  # noqa: BLE001 - a user's function may raise anything, and pandera calls that a failure
        return None
    return values if values.shape == (len(series),) else None


def _by_size(series: Any) -> tuple[Codes, bool]:
    """Return the places of the values by size, and whether they have one."""
    try:
        return series.sort_values(kind="stable").index.to_numpy(), True
    except (TypeError, ValueError, NotImplementedError):
        return np.arange(len(series)), False


def _array(series: Any) -> Any:
    """Return the values as what a frame stores."""
    return series.to_numpy() if isinstance(series.dtype, np.dtype) else series.array
