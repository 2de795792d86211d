"""The text of a failure: what failed, on which frame, what was wanted and got, and how to see it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ..strategies import runnable
from .outcomes import Failure

__all__ = ["Found", "failure_block", "frame_code"]

_LONGEST = 6000  # characters of a frame that are still of use on a screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a failure was found.

    ``case``: the number of the case, from 1. ``reused``: it came from the example database. ``unstable``: the
    subject answered the same case differently when asked again. ``checked_in``: the file of the counterexample it is.
    """

    case: int | None = None
    reused: bool = False
    unstable: bool = False
    checked_in: str | None = None


def failure_block(label: str, name: str, failure: Failure, found: Found, replays: Iterable[str]) -> str:
    """Return a failure as a block of text that needs no knowledge of the check."""
    lines = [_head(label, name, failure, found)]
    lines += [f"  {line}" for line in failure.case]
    if failure.frame is not None:
        lines.append(f"  frame   {frame_code(failure.frame)}")
    if len(failure.injections) > 1 and failure.blamed is not None:
        guilty = [told for told in failure.injections if told.partition("(")[0] == failure.blamed]
        lines.append(f"  fault   {' + '.join(guilty)}")
    lines.append(f"  wanted  {failure.wanted}      got  {failure.got}")
    lines += [f"  at      {line}" for line in (failure.cause or "").splitlines()]
    if found.unstable:
        lines.append("  note    run again, the same case gave another answer: the subject is not deterministic")
    if found.reused:
        lines.append("  found   in the example database, not by the seed")
    if found.checked_in is not None:
        lines.append(f"  found   in {found.checked_in}, where it was promoted")
    lines += [f"  replay  {line}" for line in replays]
    return "\n".join(lines)


def _head(label: str, name: str, failure: Failure, found: Found) -> str:
    parts = [f"FAILED {label}", f"property {name}"]
    if failure.injections:
        parts.append(f"fault {' + '.join(failure.injections)}")
    elif failure.frame is not None and failure.blamed is None and not failure.case:
        parts.append("clean frame")
    facts = [f"case {found.case}"] if found.case is not None and not found.reused else []
    if failure.frame is not None:
        shrunk = "" if found.checked_in is not None else "shrunk to "
        facts.append("{}{}x{}".format(shrunk, *failure.frame.shape))
    return " · ".join(parts) + (f"      {', '.join(facts)}" if facts else "")


def frame_code(frame: pd.DataFrame) -> str:
    """Return a frame as code that makes it, cut where that is too long to be of use on a screen."""
    try:
        text = runnable(frame)
    except TypeError as error:
        shown = " ".join(repr(frame.to_dict("tight")).split())  # a cell may print as many lines
        return f"{shown}  # {' '.join(str(error).split())}"
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}…  # cut: {len(text)} characters; toxiframe promote writes all of it to a file"
