"""Which checks leave nothing, in the words of whoever wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis.errors import InvalidArgument

from .pools import Pool, pool_of
from .specs import ColumnSpec

__all__ = ["joined", "pool_or_reason"]

_FEW = 8


def joined(labels: Sequence[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def pool_or_reason(spec: ColumnSpec, count: int, schema: str) -> Pool:
    """Return the column's values.

    Raises
    ------
    InvalidArgument
        If there are none; it names the fewest checks that leave none.
    """
    found = pool_of(spec, spec.rules, count, schema)
    if found is not None:
        if spec.rules and (missing := _uncovered(spec, found)):
            msg = f"{spec.where} of {schema} cannot be met: {missing}"
            raise InvalidArgument(msg)
        return found
    guilty = list(spec.rules)
    for rule in spec.rules:
        fewer = [other for other in guilty if other is not rule]
        if fewer and pool_of(spec, fewer, _FEW, schema) is None:
            guilty = fewer
    if not guilty or pool_of(spec, [], _FEW, schema) is None:
        msg = (
            f"{spec.where} of {schema} cannot be met: pandera takes none of the values of {spec.target} that "
            f"frames_for() knows; {_way_out(spec)}"
        )
        raise InvalidArgument(msg)
    labels = [rule.label for rule in guilty]
    leave = "leave" if len(labels) > 1 else "leaves"
    relax = "relax one of them" if len(labels) > 1 else "relax it"
    # Of patterns and of checks of one's own nobody can try everything.
    tried = any(rule.name in (None, "str_matches", "str_contains") for rule in guilty)
    what = f"no {spec.target}" + (" among those tried" if tried else "")
    more = f", or {_way_out(spec)}" if tried else ""
    msg = f"{spec.where} of {schema} cannot be met: {joined(labels)} {leave} {what}; {relax}{more}"
    raise InvalidArgument(msg)


def _way_out(spec: ColumnSpec) -> str:
    if spec.in_index:
        return "give the level another dtype"
    return f"pass columns={{{spec.name!r}: a strategy of single values}} if there are some"


def _uncovered(spec: ColumnSpec, pool: Pool) -> str:
    """Return why a check for a set of values cannot hold; empty where it can."""
    for rule in spec.rules:
        if rule.name != "unique_values_eq":
            continue
        wanted: Any = rule.args["values"]
        held: set[Any] = set(pool.values)
        if lost := sorted(map(repr, set(wanted) - held)):
            others = [other.label for other in spec.rules if other is not rule]
            by = f" and {joined(others)} refuse" if others else f" needs what {spec.target} cannot hold:"
            return f"{rule.label}{by} {', '.join(lost)}; relax one of them"
    return ""
