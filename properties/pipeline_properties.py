"""What is promised of a pipeline."""

from __future__ import annotations

from .pipeline_checks import parity, parity_cases
from .property import Property

__all__ = ["PIPELINE"]

PIPELINE = (
    Property(
        name="parity",
        kind="pipeline",
        guarantee="The same input gives the same digest, however the run is cut into shards and wherever it runs.",
        cases=parity_cases,
        check=parity,
    ),
)
"""In the order of the documentation."""
