"""All builtin checks of a column in one place: bounds, members, and what its text must look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .specs import Rule

__all__ = ["Limits", "limits_of", "listed"]

Bound = tuple[Any, bool]
Pattern = str | re.Pattern[str]
Named = tuple[str | None, Mapping[str, Any]]

_TEXTS = ("str_startswith", "str_endswith", "str_matches", "str_contains")


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
    named = [(rule.name, rule.args) for rule in rules]
    lows, highs = _bounds(named)
    members, forbidden, cover = _members(named)
    texts = {
        name: tuple(args["string" if "with" in name else "pattern"] for other, args in named if other == name)
        for name in _TEXTS
    }
    lengths = [
        _span(args.get("min_value"), args.get("max_value"), args.get("exact_value"))
        for name, args in named
        if name == "str_length"
    ]
    return Limits(
        lows=lows,
        highs=highs,
        allowed=min(members, key=len) if members else None,
        forbidden=forbidden,
        starts=texts["str_startswith"],
        ends=texts["str_endswith"],
        matches=texts["str_matches"],
        contains=texts["str_contains"],
        shortest=max((low for low, _ in lengths), default=0),
        longest=min((high for _, high in lengths if high is not None), default=None),
        cover=cover,
    )


def _bounds(named: Iterable[Named]) -> tuple[tuple[Bound, ...], tuple[Bound, ...]]:
    lows: list[Bound] = []
    highs: list[Bound] = []
    for name, args in named:
        if name in ("gt", "ge"):
            lows.append((args["min_value"], name == "gt"))
        elif name in ("lt", "le"):
            highs.append((args["max_value"], name == "lt"))
        elif name == "in_range":
            lows.append((args["min_value"], not args.get("include_min", True)))
            highs.append((args["max_value"], not args.get("include_max", True)))
    return tuple(lows), tuple(highs)


def _members(named: Iterable[Named]) -> tuple[list[tuple[Any, ...]], tuple[Any, ...], tuple[Any, ...]]:
    """Return the lists of members, what is forbidden, and what must all occur."""
    members: list[tuple[Any, ...]] = []
    forbidden: list[Any] = []
    cover: tuple[Any, ...] = ()
    for name, args in named:
        match name:
            case "eq":
                members.append((args["value"],))
            case "ne":
                forbidden.append(args["value"])
            case "isin":
                members.append(listed(args["allowed_values"]))
            case "notin":
                forbidden.extend(listed(args["forbidden_values"]))
            case "unique_values_eq":
                cover = listed(args["values"])
                members.append(cover)
            case _:
                pass
    return members, tuple(forbidden), cover


def listed(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return members in an order that is the same in every process: a set of strings has none of its own."""
    if isinstance(values, (set, frozenset)):
        return tuple(sorted(values, key=lambda value: (type(value).__name__, repr(value))))  # pyright: ignore[reportUnknownLambdaType]
    return tuple(values)


def _span(least: int | None, most: int | None, exact: int | None) -> tuple[int, int | None]:
    return (exact, exact) if exact is not None else (least or 0, most)
