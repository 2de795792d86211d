"""What is promised of a merge of audit trails."""

from __future__ import annotations

from .merge_cases import shards, twins
from .merge_checks import lossless_merge, merge_idempotent, merge_order_free, overlay_unchanged
from .property import Property

__all__ = ["MERGE"]

MERGE = (
    Property(
        name="lossless_merge",
        kind="merge",
        guarantee="Merged trails hold every event once, each shard's in its own order.",
        cases=lambda _: shards(),
        check=lossless_merge,
    ),
    Property(
        name="merge_order_free",
        kind="merge",
        guarantee="Merged trails are the same whatever order the shards arrived in.",
        cases=lambda _: shards(),
        check=merge_order_free,
    ),
    Property(
        name="merge_idempotent",
        kind="merge",
        guarantee="A trail that arrives twice counts once, and merging it again changes nothing.",
        cases=lambda _: twins(),
        check=merge_idempotent,
    ),
    Property(
        name="overlay_unchanged",
        kind="merge",
        guarantee="Merging changes neither the trails it is given nor events that were merged before.",
        cases=lambda _: shards(),
        check=overlay_unchanged,
    ),
)
"""In the order of the documentation."""
