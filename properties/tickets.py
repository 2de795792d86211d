"""What the command line asks of pytest, and what comes back: files, since the two are processes of their own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = ["Replayed", "Ticket"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Which saved failures to run (all where ``ids`` is empty), what to do with them, and where results go.

    ``whole``: pytest collects the whole suite, so that what belongs to no test is stale. ``keep``: those that are
    fixed stay saved. ``promote``: they become counterexamples.
    """

    ids: tuple[str, ...]
    results: Path
    whole: bool = True
    keep: bool = False
    promote: bool = False

    @classmethod
    def read(cls, file: Path) -> Ticket:
        """Read a ticket."""
        told: Any = json.loads(file.read_text(encoding="utf-8"))
        flags = {name: bool(told[name]) for name in ("whole", "keep", "promote")}
        return cls(ids=tuple(told["ids"]), results=Path(told["results"]), **flags)

    def write(self, file: Path) -> None:
        """Write it where pytest will read it."""
        told = {**asdict(self), "results": str(self.results)}
        file.write_text(json.dumps(told), encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What became of one saved failure.

    ``status``: ``FIXED``, ``FAILED``, ``ERROR`` or ``PROMOTED``. ``where``: label and property, or the test.
    ``told``: the failure, or why it could not be run. ``block``: the failure at length. ``file``: where it is
    checked in.
    """

    id: str
    status: str
    where: str
    told: str = ""
    block: str = ""
    file: str = ""
