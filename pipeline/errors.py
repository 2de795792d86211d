"""What the pipeline raises, and the exit code each error earns on the command line."""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "DigestError",
    "LedgerError",
    "PipelineError",
    "TelemetryError",
    "UsageError",
]


class PipelineError(Exception):
    """The run could not be completed or its result cannot be trusted: exit code 1."""

    exit_code: ClassVar[int] = 1


class UsageError(PipelineError):
    """What the caller asked for cannot be done as asked: one line, with a way out, and exit code 2."""

    exit_code: ClassVar[int] = 2


class DigestError(PipelineError, TypeError):
    """A frame holds something the canonical digest does not define; there is no fallback."""


class LedgerError(PipelineError):
    """The audit ledger is broken, sealed, or would break if the append went on."""


class TelemetryError(PipelineError):
    """A span or a trace file is not what the trace contract says."""
