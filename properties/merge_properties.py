"""What is promised of a merge of audit trails."""

from __future__ import annotations

from .merge_checks import lossless_merge, merge_cases
from .property import Property

__all__ = ["MERGE"]

MERGE = (
    Property(
        name="lossless_merge",
        kind="merge",
        guarantee="Merged trails hold every event once, in one order, whatever order the shards arrived in.",
        cases=merge_cases,
        check=lossless_merge,
    ),
)
"""In the order of the documentation."""
