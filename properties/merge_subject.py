"""A merge of audit trails, as a subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Body", "MergeSubject"]

Body = tuple[str, Mapping[str, object]]
"""The kind of an event, and its content (JSON)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeSubject:
    """A merge of the trails of parallel shards.

    Attributes
    ----------
    record
        Makes the trail of one shard from its number and its events.
    merge
        Merges trails in the order they arrive.
    read
        Returns shard, kind and content of a merged event.
    again
        Merges trails into what was merged before, and returns all of it. None if a merge is made in one go.
    """

    record: Callable[[int, Sequence[Body]], Any]
    merge: Callable[[Sequence[Any]], Iterable[Any]]
    read: Callable[[Any], tuple[int, str, Mapping[str, object]]]
    again: Callable[[Any, Sequence[Any]], Iterable[Any]] | None = None
