"""Every fault of the values is seen by who knows it, and gets through who nearly does."""

from __future__ import annotations

import pytest

from tests.strategies.values.watches import WATCHES
from tests.strategies.watching import assert_bug_is_caught, assert_seen, assert_silent_on_clean

each = pytest.mark.parametrize("watch", WATCHES, ids=str)


@each
def test_a_judge_without_a_bug_sees_the_fault(watch):
    """The stated evidence is enough to see the fault in every frame that holds it."""
    assert_seen(watch)


@each
def test_clean_frames_raise_no_alarm(watch):
    """Neither judge objects to a clean frame."""
    assert_silent_on_clean(watch)


@each
def test_the_bug_is_caught_by_the_smallest_frame(watch):
    """A frame of the documented smallest size gets through the judge with the bug."""
    assert_bug_is_caught(watch)
