"""Tells a lane of every step it takes inside the chosen code: by ``sys.settrace``, from 3.12 by ``sys.monitoring``.

From 3.12 on, ``settrace`` sees fewer instructions the first time than later, and no run would be like another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from .grains import Points
from .lanes import Event, Lane, here
from .lines import Reader

__all__ = ["traced", "watched"]

_MONITORING: Any = getattr(sys, "monitoring", None)
_TOOL = 4  # the first that the interpreter reserves for nobody; Hypothesis has 3


@contextmanager
def watched(points: Points) -> Generator[None]:
    """Inside the block, lanes are told of their steps in this code."""
    if _MONITORING is None or not points.codes:
        yield
        return
    events = _MONITORING.events
    _MONITORING.use_tool_id(_TOOL, "toxiframe")
    try:
        _MONITORING.register_callback(_TOOL, events.INSTRUCTION, _instruction)
        for code in points.codes:
            _MONITORING.set_local_events(_TOOL, code, events.INSTRUCTION)
        yield
    finally:
        for code in points.codes:
            _MONITORING.set_local_events(_TOOL, code, 0)
        _MONITORING.register_callback(_TOOL, events.INSTRUCTION, None)
        _MONITORING.free_tool_id(_TOOL)


def _instruction(code: CodeType, offset: int) -> None:
    lane = here.lane
    if lane is None:
        return
    if here.reader is not None:
        _read(lane, here.reader, sys._getframe(1))  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - the event brings no frame
    # The code is watched for many runs, some of which stop elsewhere than others, or between operations alone.
    if offset in lane.points.offsets.get(id(code), ()):
        lane.step()


def _read(lane: Lane, reader: Reader, frame: FrameType) -> None:
    line = reader.line(frame)
    if line is not None:
        lane.traffic.note(Event(lane.number, "line", 0, frame.f_code.co_filename, line))


@contextmanager
def traced(lane: Lane, *, lines: bool) -> Generator[None]:
    """Inside the block, the thread that asks is a lane; ``lines``: those that it comes to are noted."""
    here.lane, here.reader = lane, Reader() if lines else None
    by_trace = _MONITORING is None and bool(lane.points.codes)
    if by_trace:
        sys.settrace(_tracer(lane, lane.points, here.reader))
    try:
        yield
    finally:
        if by_trace:
            sys.settrace(None)
        here.lane = here.reader = None


def _tracer(lane: Lane, points: Points, reader: Reader | None) -> Callable[[FrameType, str, Any], Any]:
    offsets = points.offsets

    def enter(frame: FrameType, event: str, value: Any) -> Any:
        del event, value
        stops = offsets.get(id(frame.f_code))
        if stops is None:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return _inside(lane, stops, reader)

    return enter


def _inside(lane: Lane, stops: frozenset[int], reader: Reader | None) -> Callable[[FrameType, str, Any], Any]:
    def inside(frame: FrameType, event: str, value: Any) -> Any:
        del value
        if event == "opcode":
            if reader is not None:
                _read(lane, reader, frame)
            if frame.f_lasti in stops:
                lane.steps += 1
                if lane.steps >= lane.stop:
                    lane.traffic.due(lane)
        return inside

    return inside
