"""What is promised of a contract."""

from __future__ import annotations

from .contract_checks import accepts_clean, accounting, any_cases, blast_radius, legal_cases, responds
from .property import Property

__all__ = ["CONTRACT"]

CONTRACT = (
    Property(
        name="accepts_clean",
        kind="contract",
        guarantee="Clean frames and legal controls pass unchanged, and nothing in them is flagged.",
        cases=legal_cases,
        check=accepts_clean,
    ),
    Property(
        name="responds",
        kind="contract",
        guarantee="Every fault gets the response that the policy declares for it.",
        cases=any_cases,
        check=responds,
    ),
    Property(
        name="blast_radius",
        kind="contract",
        guarantee="Assets that no fault touches come out bit-identical.",
        cases=any_cases,
        check=blast_radius,
    ),
    Property(
        name="accounting",
        kind="contract",
        guarantee="What is missing, what is reported dropped and what is logged are the same, each with its reason.",
        cases=any_cases,
        check=accounting,
    ),
)
"""In the order of the documentation."""
