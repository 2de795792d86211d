"""Says how far a run is: a live display on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TextIO

__all__ = ["PlainProgress", "Progress", "QuietProgress", "TerminalProgress", "progress_for"]


class Progress(Protocol):
    """What a run tells about its stages."""

    def begin(self, stage: str) -> None:
        """Note that a stage begins."""
        ...

    def finish(self, stage: str, figures: Mapping[str, int | float], seconds: float) -> None:
        """Note that a stage has ended well."""
        ...

    def fail(self, stage: str, seconds: float) -> None:
        """Note that a stage has failed."""
        ...

    def refuse(self, stage: str) -> None:
        """Note that a stage refused what it was asked for; one line of error says all there is to say."""
        ...


class QuietProgress:
    """Says nothing, for callers that want the result only."""

    __slots__ = ()

    def begin(self, stage: str) -> None:
        """Say nothing."""

    def finish(self, stage: str, figures: Mapping[str, int | float], seconds: float) -> None:
        """Say nothing."""

    def fail(self, stage: str, seconds: float) -> None:
        """Say nothing."""

    def refuse(self, stage: str) -> None:
        """Say nothing."""


class PlainProgress:
    """Writes one line when a stage ends, so that a log file stays readable."""

    __slots__ = ("_stream",)

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def begin(self, stage: str) -> None:
        """Wait for the end of the stage."""

    def finish(self, stage: str, figures: Mapping[str, int | float], seconds: float) -> None:
        """Write what the stage reports."""
        self._write(f"{stage:<8} ok      {seconds:6.2f} s  {_figures(figures)}")

    def fail(self, stage: str, seconds: float) -> None:
        """Write that the stage failed; the error itself follows from whoever catches it."""
        self._write(f"{stage:<8} FAILED  {seconds:6.2f} s")

    def refuse(self, stage: str) -> None:
        """Leave the one line to the error."""

    def _write(self, line: str) -> None:
        self._stream.write(line.rstrip() + "\n")
        self._stream.flush()


class TerminalProgress:
    """Shows a spinner for the stage at work above the lines of those that ended."""

    __slots__ = ("_console", "_lines", "_status")

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console  # noqa: PLC0415 - only a terminal needs it

        self._console = Console(file=stream, highlight=False)
        self._lines = PlainProgress(stream)
        self._status = self._console.status("")

    def begin(self, stage: str) -> None:
        """Start the spinner."""
        self._status = self._console.status(f"{stage} …")
        self._status.start()

    def finish(self, stage: str, figures: Mapping[str, int | float], seconds: float) -> None:
        """Stop the spinner and leave a line."""
        self._status.stop()
        self._lines.finish(stage, figures, seconds)

    def fail(self, stage: str, seconds: float) -> None:
        """Stop the spinner and leave a line."""
        self._status.stop()
        self._lines.fail(stage, seconds)

    def refuse(self, stage: str) -> None:
        """Stop the spinner and leave the one line to the error."""
        del stage
        self._status.stop()


def progress_for(stream: TextIO) -> Progress:
    """Return what suits a stream: a live display on a terminal, plain lines elsewhere."""
    return TerminalProgress(stream) if stream.isatty() else PlainProgress(stream)


def _figures(figures: Mapping[str, int | float]) -> str:
    return "  ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in figures.items())
