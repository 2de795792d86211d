"""Every fault of the calendar is seen by a judge who knows it, and gets through a realistic bug."""

from __future__ import annotations

import pytest

from tests.strategies.calendar.watches import WATCHES
from tests.strategies.watching import assert_bug_is_caught, assert_seen, assert_silent_on_clean

watched = pytest.mark.parametrize("watch", WATCHES.values(), ids=list(WATCHES))


@watched
def test_faults_are_seen(watch):
    """Who judges the frame alone, by a calendar that is not ours, sees the fault in every frame that holds it."""
    assert_seen(watch)


@watched
def test_clean_frames_are_not_seen(watch):
    """Neither judge objects to the clean frames behind."""
    assert_silent_on_clean(watch)


@watched
def test_bugs_are_caught(watch):
    """The bug is caught within 200 cases, by a frame of the smallest size that can show it."""
    assert_bug_is_caught(watch)
