"""What is promised of a pipeline."""

from __future__ import annotations

from .degrade_checks import degrades, fewer_assets
from .look_ahead_checks import futures, no_look_ahead
from .path_checks import contained_paths, names
from .pipeline_checks import parity, parity_cases
from .property import Property

__all__ = ["PIPELINE"]

PIPELINE = (
    Property(
        name="parity",
        kind="pipeline",
        guarantee="The same input gives the same digest, however the run is cut into shards and wherever it runs.",
        needs=("runs",),
        cases=parity_cases,
        check=parity,
    ),
    Property(
        name="no_look_ahead",
        kind="pipeline",
        guarantee="What was decided at a time stays as it was, whatever the later rows are.",
        needs=("decide",),
        cases=futures,
        check=no_look_ahead,
    ),
    Property(
        name="degrades",
        kind="pipeline",
        guarantee="Without some of its assets, the input gives the same result without these assets.",
        needs=("select",),
        cases=fewer_assets,
        check=degrades,
    ),
    Property(
        name="contained_paths",
        kind="pipeline",
        guarantee="No name of a run makes it write outside of its directory, and a refused name is refused clearly.",
        needs=("write",),
        cases=names,
        check=contained_paths,
    ),
)
"""In the order of the documentation."""
