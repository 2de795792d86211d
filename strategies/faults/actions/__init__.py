"""Faults of corporate actions and of identity (faults.md 1.5)."""

from __future__ import annotations

from ..base import Fault

__all__ = ["ACTIONS", ]

ACTIONS: tuple[Fault, ...] = ()
"""Every fault and legal control of this family with its default parameters, the plainest first."""
