"""What a merge of audit trails must keep."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from .crashes import crash
from .merge_subject import Body, MergeSubject
from .outcomes import Failure, Outcome

__all__ = ["Shards", "lossless_merge", "merge_cases"]

_SHARDS, _EVENTS = 4, 4
Told = tuple[int, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shards:
    """The events of each shard, and two orders in which the shards arrive."""

    events: Mapping[int, tuple[Body, ...]]
    arrivals: tuple[tuple[int, ...], tuple[int, ...]]


@st.composite
def _shards(draw: st.DrawFn) -> Shards:
    # Few kinds and numbers: equal events in one shard and in two are what a careless merge mistakes for one.
    event = st.tuples(st.sampled_from(["drop", "warn"]), st.integers(0, 2).map(lambda n: {"n": n}))
    numbers = draw(st.lists(st.integers(0, 11), min_size=1, max_size=_SHARDS, unique=True), label="shards")
    events = {number: tuple(draw(st.lists(event, max_size=_EVENTS), label=f"shard {number}")) for number in numbers}
    orders = [tuple(draw(st.permutations(sorted(numbers)), label="arrival")) for _ in range(2)]
    return Shards(events=events, arrivals=(orders[0], orders[1]))


def merge_cases(subject: MergeSubject) -> st.SearchStrategy[Shards]:
    """Draw shards, their events, and two orders of arrival."""
    del subject
    return _shards()


def lossless_merge(subject: MergeSubject, case: Shards) -> Outcome:
    """Check that nothing is lost, doubled or moved within its shard, and that arrival does not show."""
    told = (
        *(f"shard {number}  {_line(_own(case, number))}" for number in case.events),
        f"arrivals {' '.join(map(str, case.arrivals[0]))} / {' '.join(map(str, case.arrivals[1]))}",
    )
    try:
        merged = [_merged(subject, case, arrival) for arrival in case.arrivals]
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        first, *rest = crash(error).splitlines()
        return Outcome(failure=Failure(wanted="a merged trail", got=first, case=told, cause="\n".join(rest) or None))
    wrong = _lost(case, merged[0]) or _moved(case, merged[0])
    if wrong is None and merged[0] != merged[1]:
        wrong = "one order for both arrivals", f"{_line(merged[0])} and {_line(merged[1])}"
    if wrong is None:
        return Outcome(reached=any(case.events.values()))
    return Outcome(failure=Failure(wanted=wrong[0], got=wrong[1], case=told))


def _merged(subject: MergeSubject, case: Shards, arrival: Sequence[int]) -> list[Told]:
    trails = [subject.record(number, case.events[number]) for number in arrival]
    return [_key(*subject.read(event)) for event in subject.merge(trails)]


def _key(shard: int, kind: str, content: Mapping[str, object]) -> Told:
    return shard, kind, json.dumps(content, sort_keys=True, default=str)


def _own(case: Shards, number: int) -> list[Told]:
    return [_key(number, kind, content) for kind, content in case.events[number]]


def _lost(case: Shards, merged: list[Told]) -> tuple[str, str] | None:
    wanted = Counter(key for number in case.events for key in _own(case, number))
    found = Counter(merged)
    for key in [*wanted, *found]:
        if wanted[key] != found[key]:
            return f"{_text(key)} {_times(wanted[key])}", f"{_times(found[key])}"
    return None


def _moved(case: Shards, merged: list[Told]) -> tuple[str, str] | None:
    for number in case.events:
        own, found = _own(case, number), [key for key in merged if key[0] == number]
        if own != found:
            return f"shard {number} in its own order: {_line(own)}", _line(found)
    return None


def _times(count: int) -> str:
    return "never" if count == 0 else "once" if count == 1 else f"{count} times"


def _text(key: Told) -> str:
    return f"{key[0]}:{key[1]}{key[2]}"


def _line(keys: list[Told]) -> str:
    return ", ".join(map(_text, keys)) or "nothing"
