"""Merges of trails that lose, double or move events, and one that does not."""

from __future__ import annotations

from dataclasses import replace

from toxiframe.properties import MergeSubject

from tests.mutants.planted import Suite

__all__ = ["MERGES"]


def _merge(trails):
    return [
        (shard, kind, body) for shard, events in sorted(trails, key=lambda trail: trail[0]) for kind, body in events
    ]


_CORRECT = MergeSubject(record=lambda shard, events: (shard, list(events)), merge=_merge, read=lambda event: event)


def _unique(events):
    return list({(shard, kind, str(body)): (shard, kind, body) for shard, kind, body in events}.values())


_LOSSY = {
    "loses duplicates": lambda trails: _unique(_merge(trails)),
    "loses duplicates of other shards": lambda trails: list(
        {str(event[1:]): event for event in _merge(trails)}.values()
    ),
    "depends on arrival": lambda trails: [(shard, *event) for shard, events in trails for event in events],
    "takes turns by arrival": lambda trails: [
        (shard, *events[at]) for at in range(4) for shard, events in trails if at < len(events)
    ],
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
}

MERGES = Suite(
    kind="merge",
    bugs={"lossless_merge": {bug: replace(_CORRECT, merge=merge) for bug, merge in _LOSSY.items()}},
    twin=_CORRECT,
)
