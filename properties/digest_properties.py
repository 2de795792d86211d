"""What is promised of a digest of frames."""

from __future__ import annotations

from .canonical_checks import canonical, canonical_cases
from .digest_checks import change_cases, round_trip, sensitive, trip_cases
from .digest_total_checks import digest_total, odd_cases
from .local_checks import local, local_cases
from .property import Property

__all__ = ["DIGEST"]

DIGEST = (
    Property(
        name="round_trip",
        kind="digest",
        guarantee="A frame written to Parquet, Feather or CSV and read again has the digest it had before.",
        cases=trip_cases,
        check=round_trip,
    ),
    Property(
        name="canonical",
        kind="digest",
        guarantee="The same content has one digest, whichever way it is held.",
        cases=canonical_cases,
        check=canonical,
    ),
    Property(
        name="sensitive",
        kind="digest",
        guarantee="A frame that differs in one material point has another digest.",
        cases=change_cases,
        check=sensitive,
    ),
    Property(
        name="local",
        kind="digest",
        guarantee="A change of one column changes the digest of that column and of no other.",
        needs=("columns",),
        cases=local_cases,
        check=local,
    ),
    Property(
        name="digest_total",
        kind="digest",
        guarantee="Any frame has a digest of its own, or is refused in words that name the column and the type.",
        cases=odd_cases,
        check=digest_total,
    ),
)
"""In the order of the documentation."""
