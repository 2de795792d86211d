"""What is promised of settings."""

from __future__ import annotations

from .property import Property
from .settings_checks import isolation_cases, no_settings_leak

__all__ = ["SETTINGS"]

SETTINGS = (
    Property(
        name="no_settings_leak",
        kind="settings",
        guarantee="No thread, job or task ever sees settings that another one put in force.",
        cases=isolation_cases,
        check=no_settings_leak,
    ),
)
"""In the order of the documentation."""
