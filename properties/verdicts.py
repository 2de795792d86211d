"""What a contract says about one frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

__all__ = ["Fell", "Verdict"]

Fell = Literal["accepted", "WARN", "DROP", "gone", "rejected"]
"""What became of one asset; ``gone``: it is not there, and nothing says why."""

_Reasons = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verdict:
    """The judgement of a contract on one frame.

    Attributes
    ----------
    accepted
        The frame that flows on; None if the batch was rejected.
    rejected
        Why the batch was rejected; empty if it was not.
    dropped
        Asset -> why it was dropped.
    logged
        Asset -> why the contract's own record says it was dropped. Read it from where an auditor would:
        the trail, the log, the ledger; not from ``dropped``.
    warned
        Asset -> what was flagged without dropping it.

    Raises
    ------
    ValueError
        If a frame is accepted and the batch rejected at once.
    """

    accepted: pd.DataFrame | None
    rejected: tuple[str, ...] = ()
    dropped: _Reasons = field(default_factory=dict[str, tuple[str, ...]])
    logged: _Reasons = field(default_factory=dict[str, tuple[str, ...]])
    warned: _Reasons = field(default_factory=dict[str, tuple[str, ...]])

    def __post_init__(self) -> None:
        """Refuse a verdict that contradicts itself."""
        if self.accepted is not None and self.rejected:
            msg = f"a batch is accepted or rejected, not both: rejected={self.rejected}; pass accepted=None"
            raise ValueError(msg)

    @property
    def is_rejection(self) -> bool:
        """Whether the batch was rejected."""
        return self.accepted is None

    def fell(self, asset: str) -> Fell:
        """Return what became of one asset."""
        if self.accepted is None:
            return "rejected"
        if asset in self.dropped:
            return "DROP"
        if asset not in {str(column) for column in self.accepted.columns}:
            return "gone"
        return "WARN" if asset in self.warned else "accepted"

    def fate(self, asset: str) -> str:
        """Return what became of one asset, in words: ``accepted``, ``DROP (no_padding)``, ``rejected (...)``."""
        match self.fell(asset):
            case "rejected":
                return f"rejected ({_listed(self.rejected)})"
            case "DROP":
                return f"DROP ({_listed(self.dropped[asset])})"
            case "WARN":
                return f"WARN ({_listed(self.warned[asset])})"
            case "gone":
                return "gone without a word"
            case "accepted":
                return "accepted"


def _listed(reasons: tuple[str, ...]) -> str:
    return ", ".join(reasons) or "no reason given"
