"""What is promised of a digest of frames."""

from __future__ import annotations

from .digest_checks import change_cases, round_trip, sensitive, trip_cases
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
        name="sensitive",
        kind="digest",
        guarantee="A frame that differs in one material point has another digest.",
        cases=change_cases,
        check=sensitive,
    ),
)
"""In the order of the documentation."""
