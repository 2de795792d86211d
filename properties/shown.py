"""A failure as reports show it: plain data that survives JSON, another process and another day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .blocks import Found, failure_facts, frame_code
from .grids import Grid, grid_of
from .outcomes import Failure

__all__ = ["Shown", "shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One failure of one property.

    ``faults``: the injections in words, in the order in which marks number them. ``blamed``: the name of the fault that
    fared badly, where one did. ``told``: what was tried, one line each. ``cause``: the exception of the subject.
    ``facts``: how it was found. ``code``: the frame as code, or as text where it has no code. ``replays``: commands.
    """

    wanted: str
    got: str
    faults: tuple[str, ...] = ()
    blamed: str = ""
    told: tuple[str, ...] = ()
    cause: str = ""
    facts: tuple[str, ...] = ()
    code: str = ""
    replays: tuple[str, ...] = ()
    toxic: Grid | None = None
    clean: Grid | None = None

    @classmethod
    def from_json(cls, told: Any) -> Shown:
        """Return the failure that was written as JSON."""
        parts: dict[str, Any] = {
            **told,
            **{name: tuple(told[name]) for name in ("faults", "told", "facts", "replays")},
            **{name: told[name] and Grid.from_json(told[name]) for name in ("toxic", "clean")},
        }
        return cls(**parts)


def shown(failure: Failure, found: Found, replays: Sequence[str]) -> Shown:
    """Return a failure as reports show it."""
    toxic, clean = failure.frame, failure.clean
    return Shown(
        wanted=failure.wanted,
        got=failure.got,
        faults=failure.injections,
        blamed=failure.blamed or "",
        told=failure.case,
        cause=failure.cause or "",
        facts=tuple(failure_facts(failure, found)),
        code="" if toxic is None else frame_code(toxic),
        replays=tuple(replays),
        toxic=None if toxic is None else grid_of(toxic, failure.guilt),
        clean=None if clean is None else grid_of(clean, failure.guilt, side="clean"),
    )
