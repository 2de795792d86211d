"""A computation that can be run in several ways, as a subject."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

__all__ = ["PipelineSubject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineSubject:
    """One computation, run in several ways that must not make a difference.

    ``runs``: name of the way (``1 shard``, ``7 shards``, ``assets reversed``, ``ray``) -> the run, which takes a
    frame and returns the digest of its result. The first one is the reference. A run may reject a frame by
    an exception; the others must then do the same.
    """

    runs: Mapping[str, Callable[[pd.DataFrame], Hashable]]
