"""How long properties are tried, and what Hypothesis is told for it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from hypothesis import Phase, settings
from hypothesis.database import ExampleDatabase

__all__ = ["BUDGETS", "PHASES", "UNSHRUNK", "profile_values", "register_profiles"]

BUDGETS = MappingProxyType({"fast": 25, "default": 200, "ci": 200, "nightly": 2000, "search": 20_000})
"""Profile -> cases of each property."""

PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)
"""All but `explain`, which names lines of NumPy and pandas that have nothing to do with the fault."""


UNSHRUNK = (Phase.explicit, Phase.generate)
"""What is left where all that counts is whether a property holds."""


def profile_values(cases: int, database: ExampleDatabase) -> dict[str, Any]:
    """Return the settings of a profile, each of them named.

    Hypothesis lets new profiles inherit from the one it loads by itself when it sees CI, which saves no failures and
    tries the same inputs every time.
    """
    return {
        "max_examples": cases,
        "derandomize": False,
        "database": database,
        "deadline": None,
        "print_blob": True,
    }


def register_profiles(database: ExampleDatabase) -> None:
    """Make the profiles known to Hypothesis as ``toxiframe-<name>``; none of them is loaded."""
    for name, cases in BUDGETS.items():
        settings.register_profile(f"toxiframe-{name}", **profile_values(cases, database))
