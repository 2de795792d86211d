"""The acts of a job: what is done to settings, one by one."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ACTS", "AWAY", "ENTER", "LOOK", "LOOK_AWAY", "OVERRIDE", "PUTS", "SET", "SET_AWAY", "UNDO", "Step"]

ENTER, SET, OVERRIDE, UNDO, LOOK = "^", "s", "o", "u", "l"
LOOK_AWAY, SET_AWAY = "t", "w"
PUTS = (SET, OVERRIDE, SET_AWAY)
"""The acts that put settings in force."""
AWAY = (LOOK_AWAY, SET_AWAY)
"""The acts that a task has done on a worker thread while it waits."""

ACTS = {
    ENTER: "look on entry",
    SET: "set",
    OVERRIDE: "override",
    UNDO: "undo",
    LOOK: "look",
    LOOK_AWAY: "look in to_thread",
    SET_AWAY: "set in to_thread",
}
"""Act -> what it is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act of one job of one scope (a thread, a worker, a task, an actor); ``job`` and ``act`` count from 0."""

    scope: int
    job: int
    act: int
    kind: str

    def __str__(self) -> str:
        return f"job {self.job} act {self.act}: {ACTS[self.kind]}"

    @property
    def label(self) -> str:
        """The label of the settings that this act puts in force."""
        return f"scope {self.scope} job {self.job} act {self.act}"
