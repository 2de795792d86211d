"""Settings, as a subject."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

__all__ = ["SettingsSubject"]


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
