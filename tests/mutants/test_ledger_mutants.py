"""Merges that lose, double or move events are caught; one that does not passes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from toxiframe.properties import MergeSubject, check

from tests.mutants.verdicts import BUDGET, assert_caught, assert_holds


def _merge(trails):
    return [
        (shard, kind, body) for shard, events in sorted(trails, key=lambda trail: trail[0]) for kind, body in events
    ]


CORRECT = MergeSubject(record=lambda shard, events: (shard, list(events)), merge=_merge, read=lambda event: event)


def _unique(events):
    return list({(shard, kind, str(body)): (shard, kind, body) for shard, kind, body in events}.values())


BUGS = {
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


@pytest.mark.parametrize("bug", BUGS)
def test_a_lossy_merge_is_caught(bug):
    """The property finds the bug within its default number of cases."""
    report = check(ledger=replace(CORRECT, merge=BUGS[bug]), max_examples=BUDGET, seed=1)
    assert_caught(report, "lossless_merge")


@pytest.mark.parametrize("seed", range(3))
def test_the_correct_twin_passes(seed):
    """A merge by shard and place holds."""
    assert_holds(check(ledger=CORRECT, max_examples=BUDGET, seed=seed))
