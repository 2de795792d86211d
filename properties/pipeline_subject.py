"""A computation, and what else a pipeline is asked for, as a subject."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["Decide", "PipelineSubject", "Run", "Select", "Write"]

Run = Callable[[pd.DataFrame], Hashable]
Decide = Callable[[pd.DataFrame], Mapping[Any, Any]]
Select = Callable[[pd.DataFrame], Mapping[Any, Any]]
Write = Callable[[str, Path], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineSubject:
    """A pipeline.

    Attributes
    ----------
    runs
        Name of the way (``1 shard``, ``7 shards``, ``assets reversed``, ``ray``) -> the run, which takes a frame and
        returns the digest of its result. These are one computation, run in ways that must not make a difference; the
        first one is the reference. A run may reject a frame by an exception; the others must then do the same.
    decide
        Returns what was decided at each time, by row label of the frame: a position, a signal, the selected
        assets. A time may be left out. None if the pipeline decides nothing over time.
    select
        Returns what the pipeline says of each asset by itself, by column of the frame: its features, its verdict,
        whether it is eligible. Ranks are left out, since they are about the others too. None if nothing is said of
        assets.
    write
        Writes what a run of this name leaves behind below a directory, or refuses the name by an error. None if names
        never become paths.
    """

    runs: Mapping[str, Run] = field(default_factory=dict[str, Run])
    decide: Decide | None = None
    select: Select | None = None
    write: Write | None = None
