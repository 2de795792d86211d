"""The reference subject: market-data ingestion and alpha selection that leaves evidence of all it did."""

from __future__ import annotations

__all__: list[str] = []
