"""The reference gate does not object to clean frames and legal controls."""

from __future__ import annotations

import pytest
from hypothesis import given, seed, settings

from tests.strategies.false_alarms import alarm_of, legal_frames


@pytest.mark.parametrize("seeded", range(4))
def test_two_thousand_legal_frames_give_no_false_alarm(seeded):
    """Of 2,000 clean frames and legal controls, 500 a seed, the gate flags none."""

    # deadline=None: the first example of a process builds real calendars.
    @settings(deadline=None, max_examples=500, database=None)
    @seed(seeded)
    @given(legal_frames())
    def drawn(case):
        alarm = alarm_of(case)
        assert alarm is None, f"{alarm}: {case!r}"

    drawn()
