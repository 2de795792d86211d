"""Faults of the values: bounds, spikes, units, bars (faults.md 1.3)."""

from __future__ import annotations

from ..base import Fault
from .bounds import ExtremeReturn, LegalExtreme, ReturnBelowMinusOne

__all__ = ["VALUES", "ExtremeReturn", "LegalExtreme", "ReturnBelowMinusOne"]

VALUES: tuple[Fault, ...] = (ExtremeReturn(),ReturnBelowMinusOne(),LegalExtreme())
"""Every fault and legal control of this family with its default parameters, the plainest first."""
