"""What is promised of a contract."""

from __future__ import annotations

from .combined_checks import combined_cases, monotone, no_masking
from .conduct_checks import any_frames, idempotent, pure, strict_agrees, total
from .contract_checks import accepts_clean, accounting, any_cases, blast_radius, legal_cases, responds
from .order_checks import order_cases, order_free
from .property import Property
from .zone_checks import zone_cases, zone_free

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
        name="no_masking",
        kind="contract",
        guarantee="A fault that gets its response alone gets it among other faults, too.",
        cases=combined_cases,
        check=no_masking,
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
    Property(
        name="idempotent",
        kind="contract",
        guarantee="What was accepted is accepted again, and comes out as it went in.",
        cases=any_cases,
        check=idempotent,
    ),
    Property(
        name="monotone",
        kind="contract",
        guarantee="One fault more never clears an asset, or a batch, of what is held against it without that fault.",
        cases=combined_cases,
        check=monotone,
    ),
    Property(
        name="order_free",
        kind="contract",
        guarantee="The order of rows, columns and assets makes no difference, or is refused whatever the frame holds.",
        cases=order_cases,
        check=order_free,
    ),
    Property(
        name="zone_free",
        kind="contract",
        guarantee="The same instants in another zone get the same verdict, or are refused whatever the frame holds.",
        cases=zone_cases,
        check=zone_free,
    ),
    Property(
        name="total",
        kind="contract",
        guarantee="Any frame gets a verdict, and never an unrelated exception.",
        cases=any_frames,
        check=total,
    ),
    Property(
        name="pure",
        kind="contract",
        guarantee="The frame that is judged is not changed.",
        cases=any_cases,
        check=pure,
    ),
    Property(
        name="strict_agrees",
        kind="contract",
        guarantee="The strict form rejects exactly what the lenient one objects to.",
        cases=any_cases,
        check=strict_agrees,
        needs=("strict",),
    ),
)
"""In the order of the documentation."""
