"""What becomes of the other assets when some are missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from .outcomes import Failure, Outcome
from .pipeline_trial import PipelineTrial, mapped, same

__all__ = ["Fewer", "degrades", "fewer_assets"]

_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fewer:
    """A frame, and the positions of the columns that are dropped from it."""

    frame: pd.DataFrame
    dropped: tuple[int, ...]

    def rest(self) -> pd.DataFrame:
        """Return the frame without them."""
        return self.frame.iloc[:, [place for place in range(self.frame.shape[1]) if place not in self.dropped]]


def fewer_assets(trial: PipelineTrial) -> st.SearchStrategy[Fewer]:
    """Draw frames of two assets or more, and some of these to drop."""

    @st.composite
    def fewer(draw: st.DrawFn) -> Fewer:
        frame = draw(trial.frames.filter(lambda frame: frame.shape[1] > 1), label="frame")
        count = frame.shape[1]
        places = st.lists(st.integers(0, _MOST), min_size=1, max_size=min(3, count - 1))
        dropped = dict.fromkeys(place % count for place in draw(places, label="dropped assets"))
        return Fewer(frame=frame, dropped=tuple(dropped))

    return fewer()


def degrades(trial: PipelineTrial, case: Fewer) -> Outcome:
    """Check that without some assets the result is the old one without these."""
    if trial.select is None:
        return Outcome(reached=False)
    whole, part = mapped(trial.select, case.frame), mapped(trial.select, case.rest())
    if whole.error is not None:
        return Outcome(reached=False)
    gone = [case.frame.columns[place] for place in case.dropped]
    wanted = {asset: result for asset, result in whole.value.items() if asset not in gone}
    if part.error is not None:
        if not wanted:
            return Outcome(reached=False)
        failure = _failure(case, gone, f"a result for {', '.join(map(str, wanted))}", part.error, part.where)
        return Outcome(failure=failure)
    found: dict[Any, Any] = dict(part.value)
    for asset in dict.fromkeys([*wanted, *found]):
        before, after = wanted.get(asset, "no result"), found.get(asset, "no result")
        if not same(before, after):
            return Outcome(failure=_failure(case, gone, f"for {asset} {before}, as before", str(after)))
    return Outcome(reached=bool(wanted))


def _failure(case: Fewer, gone: list[Any], wanted: str, got: str, where: str | None = None) -> Failure:
    told = (f"dropped {', '.join(map(str, gone))}",)
    return Failure(wanted=wanted, got=got, frame=case.frame, case=told, cause=where)
