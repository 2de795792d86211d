"""Settings, as a subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

__all__ = ["SettingsSubject", "Spawn"]

Spawn = Callable[[Callable[[], Any]], Any]
"""Runs a function as a piece of work of its own, and returns what it returned."""


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
    clear
        Forgets what was built or loaded, so that it is built anew. None if the subject never forgets.
    make_default
        Makes settings of the same kind whose default nobody has asked for yet, and returns their ``get``. None if
        the default is not built on first use.
    payload
        Returns all that settings hold as plain data (``asdict``, ``model_dump``). None if they hold nothing that a
        receiver could try to change.
    inherits
        How work is spawned -> whether it sees the settings of whoever spawned it: ``thread``, ``executor``, ``task``,
        ``to_thread``, ``run_in_executor``, ``call_soon``, ``generator``, and the names in ``spawns``. Where threads
        inherit contexts (``sys.flags.thread_inherit_context``), so do the workers of a new executor. None if nothing is
        declared.
    carry
        Wraps a function so that it runs, wherever it runs, under the settings in force where it was wrapped. None if
        nothing is carried.
    spawns
        Further ways to spawn work, such as a Ray task, by their names.
    workers
        Makes the settings that jobs on Ray see, in a Ray worker: a function of a module that workers can import. Jobs
        then also run as real Ray tasks and actors, by the ``run_job`` of what it makes. None if settings do not go to
        Ray.
    """

    get: Callable[[], Any]
    set: Callable[[Any], Any]
    make: Callable[[str], Any] = str
    label: Callable[[Any], str] = str
    reset: Callable[[Any], None] | None = None
    override: Callable[[Any], AbstractContextManager[Any]] | None = None
    run_job: Callable[[Callable[[], None]], None] | None = None
    clear: Callable[[], None] | None = None
    make_default: Callable[[], Callable[[], Any]] | None = None
    payload: Callable[[Any], object] | None = None
    inherits: Mapping[str, bool] | None = None
    carry: Callable[[Callable[[], Any]], Callable[[], Any]] | None = None
    spawns: Mapping[str, Spawn] = field(default_factory=dict[str, Spawn])
    workers: Callable[[], SettingsSubject] | None = None
