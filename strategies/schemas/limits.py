"""All builtin checks of a column in one place: bounds, members, and what its text must look like."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .specs import Rule

__all__ = ["Limits", "limits_of", "listed"]

Bound = tuple[Any, bool]
Pattern = str | re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the builtin checks leave.

    ``lows``, ``highs``: bounds, each with whether it is excluded itself. ``allowed``: the members, None for any.
    ``cover``: values that must all occur. The bounds guide what is tried; pandera's checks then decide.
    """

    lows: tuple[Bound, ...] = ()
    highs: tuple[Bound, ...] = ()
    allowed: tuple[Any, ...] | None = None
    forbidden: tuple[Any, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    matches: tuple[Pattern, ...] = ()
    contains: tuple[Pattern, ...] = ()
    shortest: int = 0
    longest: int | None = None
    cover: tuple[Any, ...] = ()


def limits_of(rules: Iterable[Rule]) -> Limits:
    """Intersect the builtin checks."""
    lows: list[Bound] = []
    highs: list[Bound] = []
    members: list[tuple[Any, ...]] = []
    forbidden: list[Any] = []
    texts: dict[str, list[Any]] = {"str_startswith": [], "str_endswith": [], "str_matches": [], "str_contains": []}
    lengths: list[tuple[int, int | None]] = []
    cover: tuple[Any, ...] = ()
    for rule in rules:
        args = rule.args
        match rule.name:
            case "eq":
                members.append((args["value"],))
            case "ne":
                forbidden.append(args["value"])
            case "gt" | "ge":
                lows.append((args["min_value"], rule.name == "gt"))
            case "lt" | "le":
                highs.append((args["max_value"], rule.name == "lt"))
            case "in_range":
                lows.append((args["min_value"], not args.get("include_min", True)))
                highs.append((args["max_value"], not args.get("include_max", True)))
            case "isin":
                members.append(listed(args["allowed_values"]))
            case "notin":
                forbidden.extend(listed(args["forbidden_values"]))
            case "unique_values_eq":
                cover = listed(args["values"])
                members.append(cover)
            case "str_length":
                lengths.append(_span(args.get("min_value"), args.get("max_value"), args.get("exact_value")))
            case str() as name if name in texts:
                texts[name].append(args["string" if name in ("str_startswith", "str_endswith") else "pattern"])
            case _:
                pass
    return Limits(
        lows=tuple(lows),
        highs=tuple(highs),
        allowed=min(members, key=len) if members else None,
        forbidden=tuple(forbidden),
        starts=tuple(texts["str_startswith"]),
        ends=tuple(texts["str_endswith"]),
        matches=tuple(texts["str_matches"]),
        contains=tuple(texts["str_contains"]),
        shortest=max((low for low, _ in lengths), default=0),
        longest=min((high for _, high in lengths if high is not None), default=None),
        cover=cover,
    )


def listed(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return members in an order that is the same in every process: a set of strings has none of its own."""
    if isinstance(values, (set, frozenset)):
        return tuple(sorted(values, key=lambda value: (type(value).__name__, repr(value))))  # pyright: ignore[reportUnknownLambdaType]
    return tuple(values)


def _span(least: int | None, most: int | None, exact: int | None) -> tuple[int, int | None]:
    return (exact, exact) if exact is not None else (least or 0, most)
