"""What can be bound to properties besides contracts: small values that hold the callables under test."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pandas as pd

__all__ = ["DigestSubject", "MergeSubject", "PipelineSubject", "SettingsSubject", "TraceSubject", "Workload"]

Body = tuple[str, Mapping[str, object]]
"""The kind of an event, and its content (JSON)."""
Span = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSubject:
    """A digest of frames.

    ``digest``: the same text for the same content. ``immaterial``: names of changes that it may overlook by
    policy (see ``toxiframe.properties.mutations``), such as ``swap_rows`` where the order of rows does not count.
    """

    digest: Callable[[pd.DataFrame], Hashable]
    immaterial: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsSubject:
    """Settings that every thread, task and job must see for itself.

    Attributes
    ----------
    get
        Returns the settings in force here.
    set
        Puts settings in force here; returns the token that takes them out again.
    make
        Makes distinct settings of a label; labels tell who wrote what was seen.
    label
        Returns the label of settings that ``make`` made, and any constant text for the default.
    reset
        Takes a token back. None if the subject has no tokens.
    override
        A context manager that puts settings in force. None if the subject has none.
    run_job
        Runs a function on a worker that has run others before, isolated from them. None if workers are
        never reused.
    """

    get: Callable[[], Any]
    set: Callable[[Any], Any]
    make: Callable[[str], Any] = str
    label: Callable[[Any], str] = str
    reset: Callable[[Any], None] | None = None
    override: Callable[[Any], AbstractContextManager[Any]] | None = None
    run_job: Callable[[Callable[[], None]], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeSubject:
    """A merge of the trails of parallel shards.

    ``record``: makes the trail of one shard from its number and its events. ``merge``: merges trails in the
    order they arrive. ``read``: returns shard, kind and content of a merged event.
    """

    record: Callable[[int, Sequence[Body]], Any]
    merge: Callable[[Sequence[Any]], Iterable[Any]]
    read: Callable[[Any], tuple[int, str, Mapping[str, object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What a traced run does: one entry a worker, the nesting depth (from 1) of each span it opens in turn.

    ``failing``: the worker whose last span ends with an exception, if any. Subjects take what they can of it.
    """

    workers: tuple[tuple[int, ...], ...]
    failing: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSubject:
    """Something that leaves a trace: ``run`` does the work and returns every span of it.

    Spans are mappings with ``traceId``, ``spanId`` and ``name``, and ``parentSpanId`` on all but the root, as in
    OTLP/JSON.
    """

    run: Callable[[Workload], Iterable[Span]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineSubject:
    """One computation, run in several ways that must not make a difference.

    ``runs``: name of the way (``1 shard``, ``7 shards``, ``assets reversed``, ``ray``) -> the run, which takes a
    frame and returns the digest of its result. The first one is the reference. A run may reject a frame by
    an exception; the others must then do the same.
    """

    runs: Mapping[str, Callable[[pd.DataFrame], Hashable]]
