"""The one place that says which names are allowed, and what was probably meant instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from .errors import UsageError

__all__ = ["ASSET_NAME", "RUN_ID", "contained", "did_you_mean", "require_run_id"]

RUN_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
"""A run id becomes a directory, an MLflow run name and a trace id, so 64 plain characters at most."""

RESERVED = frozenset({"baselines.json", "mlflow.db"})
"""Names that stand beside the runs in their directory."""

SHOWN = 40  # characters of a refused value that an error message repeats

ASSET_NAME = re.compile(r"(?:[A-Z0-9_]{1,16}:)?[A-Z0-9][A-Z0-9._^=&!/-]{0,31}")
"""`VENUE:TICKER`, or a bare ticker; upper case, so that a feed whose names drift is noticed."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ` (did you mean 'x'?)`, or the known names where none is close; `''` where there are none."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f" (did you mean {close[0]!r}?)"
    return f" (known: {', '.join(names)})" if names else ""


def require_run_id(run_id: str) -> str:
    """Return ``run_id`` if it is on the whitelist.

    Raises
    ------
    UsageError
        With the offending value, shortened, and the rule.
    """
    if run_id in RESERVED:
        msg = f"run id {run_id!r} is the name of a file that stands beside the runs: choose another RUN_ID="
        raise UsageError(msg)
    if RUN_ID.fullmatch(run_id) and ".." not in run_id:
        return run_id
    shown = repr(run_id if len(run_id) <= SHOWN else run_id[:SHOWN] + "…")
    msg = (
        f"run id {shown} ({len(run_id)} characters) is refused: use 1 to 64 letters, digits, '.', '_' or "
        "'-', beginning and ending with a letter or digit, without '..'; for example RUN_ID=canary-1"
    )
    raise UsageError(msg)


def contained(path: Path, root: Path, *, what: str) -> Path:
    """Return ``path`` resolved, if it lies below ``root`` once every link is followed.

    Raises
    ------
    UsageError
        If the path leaves the root.
    """
    resolved = path.resolve()
    if resolved.is_relative_to(root.resolve()):
        return resolved
    msg = f"{what} {str(path)!r} leads out of {str(root)!r}: name a path inside it"
    raise UsageError(msg)
