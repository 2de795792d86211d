"""What a pipeline must compute, however it is run."""

from __future__ import annotations

import pandas as pd
from hypothesis.strategies import SearchStrategy

from .outcomes import Failure, Outcome
from .pipeline_trial import PipelineTrial, asked

__all__ = ["parity", "parity_cases"]


def parity_cases(trial: PipelineTrial) -> SearchStrategy[pd.DataFrame]:
    """Draw input."""
    return trial.frames


def parity(trial: PipelineTrial, case: pd.DataFrame) -> Outcome:
    """Check that every way to run gives what the first one gives, and the first one the same again."""
    names = list(trial.pipeline.runs)
    reference = asked(trial.pipeline.runs[names[0]], case)
    for name in [*names[1:], names[0]]:
        found = asked(trial.pipeline.runs[name], case)
        if (found.value, found.error) != (reference.value, reference.error):
            again = " again" * (name == names[0])
            failure = Failure(
                wanted=f"{reference}, as {names[0]} gives",
                got=f"{found} from {name}{again}",
                frame=case,
                cause=found.where or reference.where,
            )
            return Outcome(failure=failure)
    return Outcome(reached=reference.error is None)
