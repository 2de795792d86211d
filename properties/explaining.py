"""Whether a failure is worth explaining: most are only on the way to a smaller one."""

from __future__ import annotations

from hypothesis.control import current_build_context, currently_in_test_context

__all__ = ["is_told"]


def is_told() -> bool:
    """Return whether what fails here and now is what will be told.

    Hypothesis runs the case that it has shrunk to once more, for its report. To reduce a schedule and to look for it on
    another build takes ten times as long as to find it, and would be done again for every smaller case.
    """
    return not currently_in_test_context() or current_build_context().is_final
