"""Checks a finished run against its own evidence: ledger, winners, settings, trace, parity."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from .baselines import BaselineKey, key_of, shipped, stored
from .errors import PipelineError, UsageError
from .evidence import ledger
from .evidence.digest import get_df_hash
from .evidence.trace_file import check_trace, read_trace
from .names import did_you_mean, require_run_id
from .run_context import AUDIT, RUN, SETTINGS, TRACE, WINNERS, plain
from .settings import Settings

__all__ = ["Check", "run_directory", "verify_run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was checked; ``detail`` says what was found."""

    name: str
    ok: bool
    detail: str


def run_directory(runs: Path, run_id: str) -> Path:
    """Return the directory of a run.

    Raises
    ------
    UsageError
        If there is no such run, naming the closest one.
    """
    directory = runs / require_run_id(run_id)
    if directory.is_dir():
        return directory
    known = [entry.name for entry in runs.iterdir() if (entry / RUN).exists()] if runs.is_dir() else []
    hint = did_you_mean(run_id, known) or f": there is no run in {str(runs)!r} yet"
    msg = f"no run {run_id!r}{hint}"
    raise UsageError(msg)


def verify_run(directory: Path) -> tuple[Check, ...]:
    """Check everything that a run's directory claims.

    ``ledger``: the chain holds from the first byte to the seal. ``run.json``: head and count are the
    ledger's. ``settings``: what was resolved is what was recorded. ``winners``: the file's canonical digest is
    the one in the ledger. ``trace``: one root, one trace id, every parent present. ``parity``: the digest is
    that of the stored baseline. A check that cannot be made has failed; none is left out in silence.
    """
    checks: tuple[tuple[str, Callable[[Path], str]], ...] = (
        ("ledger", _ledger),
        ("run.json", _sidecar),
        ("settings", _settings),
        ("winners", _winners),
        ("trace", _trace),
        ("parity", _parity),
    )
    return tuple(_checked(name, check, directory) for name, check in checks)


def _checked(name: str, check: Callable[[Path], str], directory: Path) -> Check:
    try:
        return Check(name=name, ok=True, detail=check(directory))
    except (PipelineError, OSError, ValueError, KeyError) as error:
        # pyarrow's errors are ValueErrors and OSErrors.
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        missing = f"no {error}" if isinstance(error, KeyError) else reason
        return Check(name=name, ok=False, detail=missing)


def _ledger(directory: Path) -> str:
    result = ledger.verify(directory / AUDIT)
    if not result.ok:
        _fail(f"line {result.line}: {result.problem}")
    if not result.sealed:
        _fail(f"{result.count} records hold together, but the run was never sealed")
    return f"{result.count} records, head {result.head}"


def _sidecar(directory: Path) -> str:
    run, result = _json(directory / RUN), ledger.verify(directory / AUDIT)
    told, found = (run["audit_head"], run["audit_count"]), (result.head, result.count)
    if told != found:
        _fail(f"names head {told[0]} after {told[1]} records, the ledger has {found[0]} after {found[1]}")
    return f"status {run['status']}, {run['compute']} compute"


def _settings(directory: Path) -> str:
    settings = Settings.model_validate(_json(directory / SETTINGS))
    recorded = _one(directory, "run")["settings"]
    if plain(settings.material()) != recorded:
        _fail("settings.json is not what the ledger recorded")
    return f"profile {settings.profile}, window {settings.window}"


def _winners(directory: Path) -> str:
    import pandas as pd  # noqa: PLC0415 - only this check reads a frame

    if _selected_none(directory):
        return _NONE_SELECTED
    digest = get_df_hash(pd.read_parquet(directory / WINNERS))
    recorded = str(_one(directory, "winners")["digest"])
    if digest != recorded:
        _fail(f"{WINNERS} has digest {digest}, the ledger recorded {recorded}")
    return digest


def _trace(directory: Path) -> str:
    run_id = str(_json(directory / RUN)["run_id"])
    if run_id != directory.name:
        _fail(f"the directory is {directory.name!r}, the run in it {run_id!r}")
    spans = read_trace(directory / TRACE)
    problems = check_trace(spans, run_id)
    if problems:
        _fail("; ".join(problems))
    return f"{len(spans)} spans, one trace id"


def _parity(directory: Path) -> str:
    if _selected_none(directory):
        return _NONE_SELECTED
    settings = Settings.model_validate(_json(directory / SETTINGS))
    data = str(_one(directory, "read")["sha256"])
    digest = str(_one(directory, "winners")["digest"])
    key = key_of(settings, data)
    expected = {**stored(directory.parent), **shipped()}.get(key)
    if expected is None:
        return _no_baseline(key)
    if digest != expected:
        _fail(f"winners have digest {digest}, the baseline {expected}")
    return "winners are those of the baseline"


_NONE_SELECTED = "the run ended before it selected any, as its ledger says"


def _selected_none(directory: Path) -> bool:
    """Return whether the ledger knows of no winners, in which case there must be no file of them either."""
    none = not any(_of_kind(directory, "winners"))
    if none and (directory / WINNERS).exists():
        _fail(f"there is a {WINNERS}, and the ledger knows of no winners")
    return none


def _no_baseline(key: BaselineKey) -> str:
    return f"no baseline is stored for this data under profile {key.profile!r}, so there was nothing to compare"


def _one(directory: Path, kind: str) -> dict[str, Any]:
    found = list(_of_kind(directory, kind))
    if len(found) != 1:
        _fail(f"the ledger holds {len(found)} records of kind {kind!r}, not one")
    return found[0]


def _of_kind(directory: Path, kind: str) -> Iterator[dict[str, Any]]:
    for entry in ledger.read(directory / AUDIT):
        if entry.kind == kind:
            yield dict(entry.body)


def _json(path: Path) -> dict[str, Any]:
    content: object = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        _fail(f"{path.name} holds a {type(content).__name__}, not an object")
    return cast("dict[str, Any]", content)


def _fail(problem: str) -> None:
    raise PipelineError(problem)
