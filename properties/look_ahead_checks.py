"""What later rows must not change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from .outcomes import Failure, Outcome
from .pipeline_trial import PipelineTrial, mapped, same

__all__ = ["Future", "futures", "no_look_ahead"]

_KINDS = ("gone", "up", "down", "unknown", "swapped")
_SAYS = {
    "gone": "are not there yet",
    "up": "are 0.5 in one asset",
    "down": "are -0.5 in one asset",
    "unknown": "are NaN in one asset",
    "swapped": "are those of the next asset",
}
_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Future:
    """A frame, the number of its rows that stay as they are, and what becomes of the later ones."""

    frame: pd.DataFrame
    past: int
    kind: str
    column: int

    def other(self) -> pd.DataFrame:
        """Return the frame with another future."""
        if self.kind == "gone":
            return self.frame.iloc[: self.past]
        cells = self.frame.to_numpy(np.float64, copy=True)
        if self.kind == "swapped":
            cells[self.past :] = np.roll(cells[self.past :], 1, axis=1)
        else:
            cells[self.past :, self.column] = {"up": 0.5, "down": -0.5, "unknown": np.nan}[self.kind]
        return pd.DataFrame(cells, index=self.frame.index, columns=self.frame.columns)


def futures(trial: PipelineTrial) -> st.SearchStrategy[Future]:
    """Draw frames of two rows or more, a time, and another future."""

    @st.composite
    def future(draw: st.DrawFn) -> Future:
        frame = draw(trial.frames.filter(lambda frame: len(frame) > 1 and frame.shape[1] > 0), label="frame")
        kinds = _KINDS if all(dtype == np.float64 for dtype in frame.dtypes) else _KINDS[:1]
        later = draw(st.integers(0, _MOST), label="later rows") % (len(frame) - 1) + 1
        kind = draw(st.sampled_from(kinds), label="later rows become")
        column = draw(st.integers(0, _MOST), label="asset") % frame.shape[1]
        return Future(frame=frame, past=len(frame) - later, kind=kind, column=column)

    return future()


def no_look_ahead(trial: PipelineTrial, case: Future) -> Outcome:
    """Check that what is decided up to a time is the same whatever follows."""
    if trial.decide is None:
        return Outcome(reached=False)
    now = case.frame.index[case.past - 1]
    answers = [mapped(trial.decide, case.frame), mapped(trial.decide, case.other())]
    if any(answer.error is not None for answer in answers):
        return Outcome(reached=False)  # a frame may be rejected for what is in its later rows
    first, second = (_until(answer.value, case.frame, case.past) for answer in answers)
    for time in dict.fromkeys([*first, *second]):
        before, after = first.get(time, _NOTHING), second.get(time, _NOTHING)
        if not same(before, after):
            failure = Failure(
                wanted=f"at {time} {before!s}, whatever follows {now}",
                got=str(after),
                frame=case.frame,
                case=(_told(case, now),),
            )
            return Outcome(failure=failure)
    return Outcome(reached=bool(first))


_NOTHING = "no decision"


def _until(decisions: dict[Any, Any], frame: pd.DataFrame, past: int) -> dict[Any, Any]:
    """Return what was decided at any label but those of the later rows."""
    earlier, later = set(frame.index[:past]), set(frame.index[past:])
    return {time: decision for time, decision in decisions.items() if time in earlier or time not in later}


def _told(case: Future, now: Any) -> str:
    name = "" if case.kind in ("gone", "swapped") else f" ({case.frame.columns[case.column]})"
    return f"future  the rows after {now} {_SAYS[case.kind]}{name}"
