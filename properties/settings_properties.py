"""What is promised of settings."""

from __future__ import annotations

from .instance_checks import one_instance, rushes
from .never_none_checks import encounters, never_none
from .payload_checks import immutable_payload, meddlings
from .property import Property
from .settings_checks import isolation_cases, no_settings_leak
from .spawn_checks import declared_propagation, spawn_cases
from .stack_checks import stack_cases, stack_model

__all__ = ["SETTINGS"]

SETTINGS = (
    Property(
        name="no_settings_leak",
        kind="settings",
        guarantee="No thread, job or task ever sees settings that another one put in force.",
        cases=isolation_cases,
        check=no_settings_leak,
    ),
    Property(
        name="stack_model",
        kind="settings",
        guarantee="Set, override and reset, nested or out of order, do what one stack a context would do.",
        needs=("reset",),
        cases=stack_cases,
        check=stack_model,
    ),
    Property(
        name="one_instance",
        kind="settings",
        guarantee="However many threads ask for the default first, all of them get the same object.",
        needs=("make_default",),
        cases=rushes,
        check=one_instance,
    ),
    Property(
        name="never_none",
        kind="settings",
        guarantee="Whoever asks gets settings, at any time, on any thread and in any task.",
        cases=encounters,
        check=never_none,
    ),
    Property(
        name="immutable_payload",
        kind="settings",
        guarantee="Nobody can change settings for others through the object that they were given.",
        needs=("payload",),
        cases=meddlings,
        check=immutable_payload,
    ),
    Property(
        name="declared_propagation",
        kind="settings",
        guarantee="Spawned work sees the settings of its spawner where that is declared or carried, else the default.",
        needs=("inherits",),
        cases=spawn_cases,
        check=declared_propagation,
    ),
)
"""In the order of the documentation."""
