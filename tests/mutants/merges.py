"""Merges of trails that lose, double, move or change events, and one that does not."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from toxiframe.properties import MergeSubject

from tests.mutants.planted import Suite

__all__ = ["MERGES"]


def _merge(trails):
    known = dict(trails)
    return [(shard, kind, body) for shard in sorted(known) for kind, body in known[shard]]


def _again(merged, trails):
    known = {shard: [event[1:] for event in events] for shard, events in groupby(merged, key=lambda event: event[0])}
    return _merge([*known.items(), *trails])


_CORRECT = MergeSubject(
    record=lambda shard, events: (shard, list(events)), merge=_merge, read=lambda event: event, again=_again
)


def _unique(events):
    return list({(shard, kind, str(body)): (shard, kind, body) for shard, kind, body in events}.values())


def _merged_by(merge):
    return replace(_CORRECT, merge=merge)


_LOSSY = {
    "loses duplicates": lambda trails: _unique(_merge(trails)),
    "loses duplicates of other shards": lambda trails: list(
        {str(event[1:]): event for event in _merge(trails)}.values()
    ),
    "keeps one event a place": lambda trails: list(
        {at: (shard, *event) for shard, events in sorted(trails, key=str) for at, event in enumerate(events)}.values()
    ),
    "sorts events by content": lambda trails: sorted(_merge(trails), key=str),
    "forgets the last shard": lambda trails: _merge(sorted(trails, key=lambda trail: trail[0])[:-1] or trails),
    "forgets the last event": lambda trails: _merge(trails)[:-1],
    "turns a shard around": lambda trails: _merge([(shard, events[::-1]) for shard, events in trails]),
    "numbers shards by arrival": lambda trails: [
        (at, *event) for at, (_, events) in enumerate(trails) for event in events
    ],
    "raises on a repeated event": lambda trails: (
        _unique(_merge(trails)) if len(_unique(_merge(trails))) == len(_merge(trails)) else 1 / 0
    ),
    "keeps the last trail of each length": lambda trails: _merge({len(trail[1]): trail for trail in trails}.values()),
}

_BY_ARRIVAL = {
    "depends on arrival": lambda trails: [(shard, *event) for shard, events in trails for event in events],
    "takes turns by arrival": lambda trails: [
        (shard, *events[at]) for at in range(4) for shard, events in trails if at < len(events)
    ],
    "sorts by the host of four shards": lambda trails: [
        (shard, *event) for shard, events in sorted(trails, key=lambda trail: trail[0] // 4) for event in events
    ],
    "puts the longest trail first": lambda trails: [
        (shard, *event) for shard, events in sorted(trails, key=lambda trail: -len(trail[1])) for event in events
    ],
    "leaves the first trail where it is": lambda trails: [
        (shard, *event) for shard, events in [*trails[:1], *sorted(trails[1:], key=str)] for event in events
    ],
}


def _known_by_id(trails):
    return [
        (shard, *event)
        for shard, events in sorted({id(trail): trail for trail in trails}.values(), key=lambda trail: trail[0])
        for event in events
    ]


def _unless_adjacent(trails):
    kept = [trail for at, trail in enumerate(trails) if at == 0 or trail != trails[at - 1]]
    return [(shard, *event) for shard, events in sorted(kept, key=lambda trail: trail[0]) for event in events]


def _raising_on_twins(trails):
    if len(dict(trails)) < len(trails):
        message = "a shard was seen before"
        raise ValueError(message)
    return _merge(trails)


_TWICE = {
    "counts a retried shard twice": _merged_by(
        lambda trails: [
            (shard, *event) for shard, events in sorted(trails, key=lambda trail: trail[0]) for event in events
        ]
    ),
    "knows twins by the object": _merged_by(_known_by_id),
    "sees twins that arrive side by side only": _merged_by(_unless_adjacent),
    "raises on a retried shard": _merged_by(_raising_on_twins),
    "appends what is merged again": replace(_CORRECT, again=lambda merged, trails: [*merged, *_merge(trails)]),
    "loses equal events when merging again": replace(
        _CORRECT, again=lambda merged, trails: _unique(_again(merged, trails))
    ),
}


def _extending_the_first(trails):
    ordered = sorted(dict(trails).items())
    first = ordered[0][1]
    merged = [(shard, *event) for shard, events in ordered for event in events]
    for _, events in ordered[1:]:
        first.extend(events)
    return merged


def _draining(trails):
    merged = _merge(trails)
    for _, events in trails:
        events.clear()
    return merged


def _one_list_for_all():
    merged = []

    def merge(trails):
        merged[:] = _merge(trails)
        return merged

    return merge


def _numbering_in_place(trails):
    merged = _merge(trails)
    for _, _, body in merged:
        body["merges"] = body.get("merges", -1) + 1
    return [(shard, kind, {**body, "merges": 0} if body["merges"] == 0 else body) for shard, kind, body in merged]


def _sharing_bodies(trails):
    merged = _merge(trails)
    seen = [body for _, _, body in merged if "late" in body]
    for _, _, body in merged:
        body["late"] = bool(seen)
    return merged


_IN_PLACE = {
    "extends the first trail": _extending_the_first,
    "empties the trails": _draining,
    "returns one list for all merges": _one_list_for_all(),
    "counts merges in the bodies": _numbering_in_place,
    "marks bodies it has seen": _sharing_bodies,
}

MERGES = Suite(
    kind="merge",
    bugs={
        "lossless_merge": {bug: _merged_by(merge) for bug, merge in _LOSSY.items()},
        "merge_order_free": {bug: _merged_by(merge) for bug, merge in _BY_ARRIVAL.items()},
        "merge_idempotent": _TWICE,
        "overlay_unchanged": {bug: _merged_by(merge) for bug, merge in _IN_PLACE.items()},
    },
    twin=_CORRECT,
)
