"""How the tests of planted bugs judge a report."""

from __future__ import annotations

from toxiframe.properties import Report, Status

__all__ = ["BUDGET", "assert_caught", "assert_holds"]

BUDGET = 200
"""Cases of each property in the default profile."""


def assert_caught(report: Report, name: str) -> None:
    """Fail unless the property found the planted bug."""
    result = report[name]
    assert result.status is Status.FAILED, f"{name} let a planted bug through in {result.cases} cases:\n{report}"


def assert_holds(report: Report) -> None:
    """Fail unless every property held, was reached, and every fault fired."""
    assert report.ok, f"a correct subject was accused:\n{report}"
    assert not report.warnings, report.warnings
