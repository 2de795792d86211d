"""Deals turns to what moves only between its acts, such as tasks: the same policies, without threads."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from ..strategies import Preemption, Schedule
from .policies import Policy
from .stepping import Run

__all__ = ["dealt"]


def dealt(acts: Sequence[int], policy: Policy) -> tuple[tuple[int, ...], Run]:
    """Return who acts, act by act, and the run that this is; ``acts``: how many each of them has, at least one."""
    order: list[int] = []
    switches: list[Preemption] = []
    steps = [0] * len(acts)
    left = set(range(len(acts)))

    def walk(lane: int) -> Generator[int]:
        """Yield whom to move on with, and act when it is this one's turn again."""
        wish = policy.wish(lane, 0)
        for act in range(acts[lane]):
            steps[lane] += bool(act)
            if act and steps[lane] >= wish:
                to = policy.target(lane, steps[lane], sorted(left - {lane}))
                if to is not None:
                    switches.append(Preemption(thread=lane, step=steps[lane], to=to))
                    yield to
                wish = policy.wish(lane, steps[lane])
            order.append(lane)
        left.remove(lane)
        if left:
            yield policy.heir(lane, sorted(left))

    walks = [walk(lane) for lane in range(len(acts))]
    moving = policy.first
    while left:
        moving = next(walks[moving], moving)
    return tuple(order), Run(
        answers=(), schedule=Schedule(first=policy.first, preemptions=tuple(switches)), steps=tuple(steps)
    )
