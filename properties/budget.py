"""How long properties are tried, and what Hypothesis is told for it."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any

from hypothesis import Phase
from hypothesis.database import DirectoryBasedExampleDatabase

__all__ = ["BUDGETS", "DATABASE", "PHASES", "profile_values", "register_profiles"]

BUDGETS = MappingProxyType({"fast": 25, "default": 200, "ci": 200, "nightly": 2000})
"""Profile -> cases of each property."""

DATABASE = "toxiframe-examples"
"""The folder of saved failures, in the root of the suite; visible, or artifact uploaders pass it over."""

PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)
"""All but `explain`, which names lines of NumPy and pandas that have nothing to do with the fault."""


def profile_values(cases: int, root: Path) -> dict[str, Any]:
    """Return the settings of a profile, each of them named.

    Hypothesis lets new profiles inherit from the one it loads by itself when it sees CI, which saves no failures and
    tries the same inputs every time.
    """
    return {
        "max_examples": cases,
        "derandomize": False,
        "database": DirectoryBasedExampleDatabase(root.resolve() / DATABASE),
        "deadline": None,
        "print_blob": True,
    }


def register_profiles(root: Path) -> None:
    """Make the profiles known to Hypothesis as ``toxiframe-<name>``; none of them is loaded."""
    from hypothesis import settings  # noqa: PLC0415 - the other functions are about values alone

    for name, cases in BUDGETS.items():
        settings.register_profile(f"toxiframe-{name}", **profile_values(cases, root))
