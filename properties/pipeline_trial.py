"""A pipeline under test, and what all its properties ask of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from hypothesis.strategies import SearchStrategy

from .crashes import crash, headline
from .pipeline_subject import Decide, PipelineSubject, Run, Select, Write

__all__ = ["Answer", "PipelineTrial", "asked", "mapped", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineTrial:
    """A pipeline and the frames it is run on."""

    pipeline: PipelineSubject
    frames: SearchStrategy[pd.DataFrame]

    @property
    def runs(self) -> Mapping[str, Run] | None:
        """The ways to run it, None if there are none."""
        return self.pipeline.runs or None

    @property
    def decide(self) -> Decide | None:
        """What the pipeline decides over time."""
        return self.pipeline.decide

    @property
    def select(self) -> Select | None:
        """What the pipeline says of each asset."""
        return self.pipeline.select

    @property
    def write(self) -> Write | None:
        """What the pipeline writes."""
        return self.pipeline.write


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a pipeline returned, or what it raised and ``where``."""

    value: Any = None
    error: str | None = None
    where: str | None = None

    def __str__(self) -> str:
        return str(self.value) if self.error is None else self.error


def mapped(run: Callable[[pd.DataFrame], Any], frame: pd.DataFrame) -> Answer:
    """Run what returns a mapping, or a Series."""
    answer = asked(run, frame)
    if answer.error is not None or isinstance(answer.value, Mapping):
        return answer
    if isinstance(answer.value, pd.Series):
        return Answer(value=dict(answer.value.items()))
    return Answer(error=f"returned a {type(answer.value).__name__}, which is neither a mapping nor a Series")


def asked(run: Callable[[pd.DataFrame], Any], frame: pd.DataFrame) -> Answer:
    """Run a pipeline on a copy of the frame."""
    try:
        return Answer(value=run(frame.copy()))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is compared as such
        raised, where = headline(crash(error))
        return Answer(error=raised, where=where)


def same(first: Any, second: Any) -> bool:
    """Return whether two results are the same to the last bit, NaN being itself."""
    if isinstance(first, float | np.floating) and isinstance(second, float | np.floating):
        return bool(first == second) or bool(first != first and second != second)  # noqa: PLR0124 - NaN
    if isinstance(first, pd.Series | pd.DataFrame | pd.Index | np.ndarray):
        return type(first) is type(second) and repr(_plain(first)) == repr(_plain(second))
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        ours, theirs = cast("Mapping[Any, Any]", first), cast("Mapping[Any, Any]", second)
        return set(ours) == set(theirs) and all(same(value, theirs[key]) for key, value in ours.items())
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        one, other = cast("list[Any]", first), cast("list[Any]", second)
        return len(one) == len(other) and all(map(same, one, other))
    return bool(first == second)


def _plain(held: Any) -> Any:
    if isinstance(held, np.ndarray):
        return held.tolist()
    return (held.to_dict("tight") if isinstance(held, pd.DataFrame) else list(held.items()), str(held.index))
