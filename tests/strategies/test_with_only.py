"""A toxic frame with some of its injections taken back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toxiframe.strategies import DuplicateTimestamp, NanCell, corrupt, replay, returns_matrices, toxic_frames, with_only

from tests.strategies.answer_key import same_frame

RETURNS = pd.DataFrame({"NYSE:A": [0.001] * 30}, index=pd.date_range("2024-06-24", periods=30, tz="UTC"))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # calendars are read with the first frame
@given(data=st.data())
def test_what_is_kept_is_where_it_was(data):
    """With some of the injections, the frame is what replaying just these on the clean frame gives."""
    case = data.draw(toxic_frames(returns_matrices(max_rows=30, max_assets=4), min_faults=2), label="case")
    count = len(case.injections)
    kept = data.draw(st.sets(st.integers(0, count - 1)), label="kept")
    part = with_only(case, [case.injections[number] for number in kept])
    assert [key.fault for key in part.injections] == [case.injections[number].fault for number in sorted(kept)]
    same_frame(part.frame, replay(case.clean, [case.injections[number] for number in sorted(kept)]))
    same_frame(part.clean, case.clean)


def test_an_injection_of_another_frame_is_refused():
    """An injection that is not of this toxic frame is named, with those that are."""
    one, other = corrupt(RETURNS, NanCell(), seed=1), corrupt(RETURNS, DuplicateTimestamp(), seed=1)
    with pytest.raises(ValueError, match=r"dup_ts_exact.* is no injection of this toxic frame, which has nan_cell"):
        with_only(one, other.injections)
