"""Each fault of structure is seen by who knows it, and catches who nearly does."""

from __future__ import annotations

import pytest
from toxiframe.strategies.faults.structure import STRUCTURE

from tests.strategies.structure.watches import WATCHES
from tests.strategies.watching import assert_bug_is_caught, assert_seen, assert_silent_on_clean


@pytest.mark.parametrize("watch", WATCHES, ids=str)
def test_fault_is_seen(watch):
    """The judge without a bug sees the fault in every frame that holds it."""
    assert_seen(watch)


@pytest.mark.parametrize("watch", WATCHES, ids=str)
def test_clean_frames_pass(watch):
    """Neither judge objects to a clean frame, so that what they see is the fault."""
    assert_silent_on_clean(watch)


@pytest.mark.parametrize("watch", WATCHES, ids=str)
def test_bug_is_caught(watch):
    """The judge with the planted bug is caught within a default budget, by the smallest frame that can."""
    assert_bug_is_caught(watch)


def test_every_fault_is_watched():
    """Every fault of structure has a watch; legal controls have tests of their own."""
    watched = {watch.fault.name for watch in WATCHES}
    assert watched == {fault.name for fault in STRUCTURE if fault.response != "PASS"}, f"{watched}"
