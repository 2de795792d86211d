"""Pandera's checks, named as users write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis.errors import InvalidArgument

from .specs import Rule

__all__ = ["COMPARISONS", "rules_of"]

_SHORT = {
    "equal_to": "eq",
    "not_equal_to": "ne",
    "greater_than": "gt",
    "greater_than_or_equal_to": "ge",
    "less_than": "lt",
    "less_than_or_equal_to": "le",
    "in_range": "in_range",
    "isin": "isin",
    "notin": "notin",
    "str_matches": "str_matches",
    "str_contains": "str_contains",
    "str_startswith": "str_startswith",
    "str_endswith": "str_endswith",
    "str_length": "str_length",
    "unique_values_eq": "unique_values_eq",
}

COMPARISONS = frozenset({"eq", "ne", "gt", "ge", "lt", "le", "in_range", "isin", "notin"})
"""Checks that mean the same for a whole frame as for each of its columns."""

_LONGEST = 60  # characters of an argument in a message


def rules_of(checks: Iterable[Any], where: str, schema: str) -> tuple[Rule, ...]:
    """Return the checks as rules.

    Raises
    ------
    InvalidArgument
        If one of them is a statistical hypothesis, which no construction can promise to meet.
    """
    return tuple(_rule(check, place, where, schema) for place, check in enumerate(checks))


def _rule(check: Any, place: int, where: str, schema: str) -> Rule:
    from pandera.api.hypotheses import Hypothesis  # noqa: PLC0415 - whoever holds a schema has paid for it

    if isinstance(check, Hypothesis):
        msg = (
            f"{where} of {schema} has the statistical hypothesis {check.name!r}: its verdict on a few rows is chance, "
            "so frames_for() cannot promise it; take it out of the schema that you draw from"
        )
        raise InvalidArgument(msg)
    registered = check.registry_name
    short = _SHORT.get(registered) if registered is not None and check.groupby is None else None
    args: dict[str, Any] = dict(check.statistics) if short else {}
    if short is None:
        return Rule(label=_custom_label(check, place), name=None, args={}, check=check)
    return Rule(label=f"{short}({_shown(short, args)})", name=short, args=args, check=check)


def _custom_label(check: Any, place: int) -> str:
    told = check.error if isinstance(check.error, str) else None
    name = str(check.name or "check")
    if name == "<lambda>":
        return f"check {place + 1} ({told or 'a lambda'})"
    return f"check {name!r}"


def _shown(short: str, args: dict[str, Any]) -> str:
    if short == "in_range":
        left, right = args.get("include_min", True), args.get("include_max", True)
        ends = "" if left and right else f", include_min={left}, include_max={right}"
        return f"{args['min_value']!r}, {args['max_value']!r}{ends}"
    if short == "str_length":
        return ", ".join(f"{name}={value!r}" for name, value in args.items() if value is not None)
    text = ", ".join(_repr(value) for value in args.values())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _repr(value: Any) -> str:
    # A set has no order of its own, and a message should not change from run to run.
    return f"{{{', '.join(sorted(map(repr, value)))}}}" if isinstance(value, (set, frozenset)) else repr(value)
