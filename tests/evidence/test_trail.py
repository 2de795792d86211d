"""Audit trails of parallel workers: merged without loss, in one order, and never from damaged trails."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toxiframe.pipeline.errors import LedgerError
from toxiframe.pipeline.evidence.trail import Event, Trail, TrailRecorder, merge

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
BODY = st.dictionaries(
    TEXT, st.none() | st.booleans() | st.integers() | TEXT | st.lists(st.integers(), max_size=3), max_size=3
)
SHARDS = st.dictionaries(st.integers(0, 50), st.lists(st.tuples(TEXT, BODY), max_size=4), max_size=6)


def recorded(shard: int, events: list) -> Trail:
    """Record events of one shard."""
    recorder = TrailRecorder(shard)
    for kind, body in events:
        recorder.record(kind, body)
    return recorder.trail()


THREE = recorded(7, [("a", {"n": 1}), ("b", {"n": 2}), ("c", {"n": 3})])


@given(data=st.data(), shards=SHARDS)
@settings(deadline=None)  # the first example pays for imports
def test_merging_is_lossless_whatever_the_arrival(data, shards):
    """Any order of arrival, and any trail arriving several times, gives every event once, by shard and number."""
    trails = [recorded(shard, events) for shard, events in shards.items()]
    twins = data.draw(st.lists(st.sampled_from(trails), max_size=4) if trails else st.just([]), label="twins")
    arrival = data.draw(st.permutations([*trails, *pickle.loads(pickle.dumps(twins))]), label="arrival")  # noqa: S301 - ours
    expected = [
        Event(shard=shard, seq=seq, kind=kind, body=body)
        for shard in sorted(shards)
        for seq, (kind, body) in enumerate(shards[shard])
    ]
    assert list(merge(arrival)) == expected


@given(events=st.lists(st.tuples(TEXT, BODY), min_size=1, max_size=5), data=st.data())
@settings(deadline=None)  # the first example pays for imports
def test_no_missing_or_moved_event_is_merged(events, data):
    """A trail that lost an event anywhere, or has two in another order, is refused."""
    trail = recorded(3, events)
    lost = data.draw(st.integers(0, len(events) - 1), label="lost")
    cut = replace(trail, events=trail.events[:lost] + trail.events[lost + 1 :])
    with pytest.raises(LedgerError, match=r"trail of shard 3: .*run the shard again"):
        merge([cut])
    if len(events) > 1:
        with pytest.raises(LedgerError, match=r"events were lost, moved or mixed up"):
            merge([replace(trail, events=trail.events[::-1])])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"head": "0" * 64}, r"its 3 events hash to \w+, its head says 0{12}"),
        ({"events": (*THREE.events[:2], replace(THREE.events[2], kind="x"))}, "cut or altered"),
        ({"events": (*THREE.events[:2], replace(THREE.events[2], body={"n": 3.0}))}, "cut or altered"),
        ({"events": (*THREE.events[:2], replace(THREE.events[2], seq=3))}, r"seq 3\) stands where \(shard 7, seq 2\)"),
        ({"events": (*THREE.events[:2], replace(THREE.events[2], shard=8))}, r"event \(shard 8, seq 2\)"),
        ({"shard": 8}, r"event \(shard 7, seq 0\) stands where \(shard 8, seq 0\)"),
        ({"shard": 8, "events": ()}, "its 0 events hash"),
    ],
)
def test_a_tampered_trail_is_refused(change, message):
    """A trail whose head, events, numbers or shard were changed is refused, and the error names the shard."""
    with pytest.raises(LedgerError, match=message):
        merge([replace(THREE, **change)])


def test_two_different_trails_of_one_shard_are_refused():
    """A shard is computed once: a second trail that says something else is not merged in silence."""
    longer = recorded(7, [("a", {"n": 1}), ("b", {"n": 2}), ("c", {"n": 3}), ("d", {})])
    with pytest.raises(LedgerError, match=r"two different trails claim shard 7 \(3 events, .*; 4 events"):
        merge([THREE, longer])


def test_a_recorded_event_cannot_be_changed_from_outside():
    """The recorder keeps a copy of the body, so that later changes of the caller's object do not reach the trail."""
    body = {"assets": ["A"]}
    recorder = TrailRecorder(0)
    recorder.record("shard", body)
    body["assets"].append("B")
    assert merge([recorder.trail()])[0].body == {"assets": ["A"]}


def test_a_body_that_json_cannot_carry_is_refused_when_it_is_recorded():
    """NaN is refused where it is recorded, in the worker that knows where it comes from."""
    with pytest.raises(LedgerError, match=r"the body of 'shard'\['x'\] is nan"):
        TrailRecorder(0).record("shard", {"x": float("nan")})
