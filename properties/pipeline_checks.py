"""What a pipeline must compute, however it is run."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import pandas as pd
from hypothesis.strategies import SearchStrategy

from .crashes import crash
from .outcomes import Failure, Outcome
from .pipeline_subject import PipelineSubject

__all__ = ["PipelineTrial", "parity", "parity_cases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineTrial:
    """A pipeline and the frames it is run on."""

    pipeline: PipelineSubject
    frames: SearchStrategy[pd.DataFrame]


@dataclass(frozen=True, slots=True)
class _Answer:
    digest: Hashable = None
    error: str | None = None
    where: str | None = None

    def __str__(self) -> str:
        return str(self.digest) if self.error is None else self.error


def parity_cases(trial: PipelineTrial) -> SearchStrategy[pd.DataFrame]:
    """Draw input."""
    return trial.frames


def parity(trial: PipelineTrial, case: pd.DataFrame) -> Outcome:
    """Check that every way to run gives what the first one gives, and the first one the same again."""
    names = list(trial.pipeline.runs)
    reference = _answer(trial.pipeline.runs[names[0]], case)
    for name in [*names[1:], names[0]]:
        found = _answer(trial.pipeline.runs[name], case)
        if (found.digest, found.error) != (reference.digest, reference.error):
            again = " again" * (name == names[0])
            failure = Failure(
                wanted=f"{reference}, as {names[0]} gives",
                got=f"{found} from {name}{again}",
                frame=case,
                cause=found.where or reference.where,
            )
            return Outcome(failure=failure)
    return Outcome(reached=reference.error is None)


def _answer(run: Callable[[pd.DataFrame], Hashable], frame: pd.DataFrame) -> _Answer:
    try:
        return _Answer(digest=run(frame.copy()))
    except Exception as error:  # noqa: BLE001 - whatever the subject raises is what it did, and is compared as such
        first, *rest = crash(error).splitlines()
        return _Answer(error=first, where="\n".join(rest) or None)
