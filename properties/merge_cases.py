"""Shards with their events, drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st

from .merge_subject import Body

__all__ = ["Shards", "Twins", "shards", "twins"]

_SHARDS, _EVENTS = 4, 4

Twin = Literal["as it is", "recorded anew"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shards:
    """The events of each shard, and two orders in which the shards arrive."""

    events: Mapping[int, tuple[Body, ...]]
    arrivals: tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Shards, and those of them that arrive once more: the same trail, or an equal one of a shard that ran twice."""

    shards: Shards
    again: tuple[tuple[int, Twin], ...]


@st.composite
def shards(draw: st.DrawFn) -> Shards:
    """Draw one to four shards, their events, and two orders of arrival."""
    # Few kinds and numbers: equal events in one shard and in two are what a careless merge mistakes for one.
    event = st.tuples(st.sampled_from(["drop", "warn"]), st.integers(0, 2).map(lambda n: {"n": n}))
    numbers = draw(st.lists(st.integers(0, 11), min_size=1, max_size=_SHARDS, unique=True), label="shards")
    events = {number: tuple(draw(st.lists(event, max_size=_EVENTS), label=f"shard {number}")) for number in numbers}
    orders = [tuple(draw(st.permutations(sorted(numbers)), label="arrival")) for _ in range(2)]
    return Shards(events=events, arrivals=(orders[0], orders[1]))


@st.composite
def twins(draw: st.DrawFn) -> Twins:
    """Draw shards and which of them arrive once more."""
    drawn = draw(shards())
    how: st.SearchStrategy[Twin] = st.sampled_from(["as it is", "recorded anew"])
    again = st.lists(st.tuples(st.sampled_from(drawn.arrivals[0]), how), min_size=1, max_size=_SHARDS)
    return Twins(shards=drawn, again=tuple(draw(again, label="once more")))
