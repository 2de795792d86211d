"""Sources of test files that the plugin's tests run."""

from __future__ import annotations

__all__ = ["FAILING", "FLAGGED", "HOLDING", "INPUTS"]

FAILING = """
    from toxiframe.properties import bind

    def lets_everything_through(frame):
        return frame

    test_gate = bind("gate", contract=lets_everything_through, faults=["toxic_return"], properties=["responds"])
"""
"""A contract that accepts toxic returns."""

FLAGGED = """
    from pathlib import Path

    from toxiframe.properties import bind

    def gate(frame):
        toxic = frame.columns[(frame > 5).any()]
        return frame.drop(columns=toxic) if Path("fixed").exists() else frame

    test_gate = bind("gate", contract=gate, faults=["toxic_return"], properties=["responds"])
"""
"""A contract that accepts toxic returns until there is a file ``fixed``."""

HOLDING = """
    from toxiframe.properties import MergeSubject, bind

    SUBJECT = MergeSubject(
        record=lambda shard, events: (shard, events),
        merge=lambda trails: [(shard, *event) for shard, events in sorted(trails) for event in events],
        read=lambda event: event,
    )
    test_merge = bind("merge", merge=SUBJECT, properties=["lossless_merge"])
"""
"""A merge that loses nothing, and needs no frames to show it."""

INPUTS = """
    import json
    from pathlib import Path

    import toxiframe.properties.items  # Hypothesis draws constants of the modules that are loaded

    import pytest
    from hypothesis import given, settings
    from hypothesis import strategies as st

    SEEN = {"marked": [], "plain": []}

    @pytest.mark.property
    @given(st.lists(st.integers()))
    def test_marked(xs):
        SEEN["marked"].append(xs)

    @given(st.lists(st.integers()))
    def test_plain(xs):
        SEEN["plain"].append(xs)

    def test_record():
        Path("seen.json").write_text(json.dumps(SEEN))
"""
"""A property and an ordinary Hypothesis test, which write down what they were given."""
