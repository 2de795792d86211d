"""What a merge of audit trails must keep."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .failing import failed, raised
from .merge_cases import Shards, Twins
from .merge_subject import MergeSubject
from .outcomes import Outcome

__all__ = ["lossless_merge", "merge_idempotent", "merge_order_free", "overlay_unchanged"]

_MERGED = "a merged trail"
Told = tuple[int, str, str]


def lossless_merge(subject: MergeSubject, case: Shards) -> Outcome:
    """Check that nothing is lost, doubled or moved within its shard."""
    arrival = case.arrivals[0]
    told = (*_told(case), f"arrival {' '.join(map(str, arrival))}")
    try:
        merged = _read(subject, subject.merge(_recorded(subject, case, arrival)))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is reported as such
        return raised(error, _MERGED, told)
    wrong = _lost(case, merged) or _moved(case, merged)
    if wrong is None:
        return Outcome(reached=any(case.events.values()))
    return failed(*wrong, told)


def merge_order_free(subject: MergeSubject, case: Shards) -> Outcome:
    """Check that the order in which the shards arrive does not show."""
    told = (*_told(case), f"arrivals {' / '.join(' '.join(map(str, arrival)) for arrival in case.arrivals)}")
    try:
        first, second = (_read(subject, subject.merge(_recorded(subject, case, arrival))) for arrival in case.arrivals)
    except Exception as error:  # noqa: BLE001 - as above
        return raised(error, _MERGED, told)
    if first != second:
        return failed("one order for both arrivals", f"{_line(first)} and {_line(second)}", told)
    return Outcome(reached=case.arrivals[0] != case.arrivals[1] and any(case.events.values()))


def merge_idempotent(subject: MergeSubject, case: Twins) -> Outcome:
    """Check that a trail that arrives twice counts once, together with the others and merged in afterwards."""
    shards = case.shards
    again = ", ".join(f"{number} {how}" for number, how in case.again)
    told = (*_told(shards), f"arrival {' '.join(map(str, shards.arrivals[0]))}", f"once more {again}")
    try:
        once = _read(subject, subject.merge(_recorded(subject, shards, shards.arrivals[0])))
        trails, late = _with_twins(subject, case)
        together = _read(subject, subject.merge([*trails, *late]))
        later = once
        if subject.again is not None:
            trails, late = _with_twins(subject, case)
            later = _read(subject, subject.again(subject.merge(trails), late))
    except Exception as error:  # noqa: BLE001 - as above
        return raised(error, _MERGED, told)
    if together != once:
        return failed(f"the same as without twins: {_line(once)}", _line(together), told)
    if later != once:
        return failed(f"the same after merging twins in: {_line(once)}", _line(later), told)
    return Outcome(reached=any(shards.events[number] for number, _ in case.again))


def overlay_unchanged(subject: MergeSubject, case: Shards) -> Outcome:
    """Check that merging changes neither the trails it is given nor events that were merged before."""
    arrival, other = case.arrivals
    told = (*_told(case), f"merged {' '.join(map(str, arrival))}, then {' '.join(map(str, other))}, then each alone")
    try:
        alone = {number: _read(subject, subject.merge(_recorded(subject, case, [number]))) for number in arrival}
        trails = dict(zip(arrival, _recorded(subject, case, arrival), strict=True))
        merged = _held(subject.merge([*trails.values()]))
        before = _read(subject, merged)
        subject.merge([trails[number] for number in other])
        then = {number: _read(subject, subject.merge([trail])) for number, trail in trails.items()}
        after = _read(subject, merged)
    except Exception as error:  # noqa: BLE001 - as above
        return raised(error, _MERGED, told)
    if before != after:
        return failed(f"merged events as they were: {_line(before)}", f"after other merges {_line(after)}", told)
    for number in arrival:
        if alone[number] != then[number]:
            wanted = f"the trail of shard {number} as it was: {_line(alone[number])}"
            return failed(wanted, f"after it was merged {_line(then[number])}", told)
    return Outcome(reached=any(case.events.values()))


def _held(merged: Iterable[Any]) -> Sequence[Any]:
    # The very object that was returned, or growing it later would not show.
    return merged if isinstance(merged, Sequence) else list(merged)


def _recorded(subject: MergeSubject, case: Shards, arrival: Sequence[int]) -> list[Any]:
    # Copies of the content: what one recording does to it must not reach the next.
    return [
        subject.record(number, [(kind, dict(content)) for kind, content in case.events[number]]) for number in arrival
    ]


def _with_twins(subject: MergeSubject, case: Twins) -> tuple[list[Any], list[Any]]:
    arrival = case.shards.arrivals[0]
    trails = _recorded(subject, case.shards, arrival)
    known = dict(zip(arrival, trails, strict=True))
    late = [
        known[number] if how == "as it is" else _recorded(subject, case.shards, [number])[0]
        for number, how in case.again
    ]
    return trails, late


def _read(subject: MergeSubject, merged: Iterable[Any]) -> list[Told]:
    return [_key(*subject.read(event)) for event in merged]


def _told(case: Shards) -> list[str]:
    return [f"shard {number}  {_line(_own(case, number))}" for number in case.events]


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
