"""Stored winners: the same data under the same settings must give the same digest, for ever."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Literal, TypeAlias

from .errors import PipelineError
from .run_context import write_json
from .settings import Settings

__all__ = ["BaselineKey", "Parity", "compare", "key_of", "shipped", "stored"]

LOCAL = "baselines.json"

Status: TypeAlias = Literal["match", "mismatch", "first_run", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineKey:
    """What the winners are a function of."""

    profile: str
    window: str
    data_sha256: str
    settings_sha256: str
    """Of the material settings: `Settings.material`, and how the data file is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parity:
    """The winners' digest against the stored one. ``source`` says where the baseline is kept."""

    status: Status
    digest: str
    expected: str | None
    source: str | None


def key_of(settings: Settings, data_sha256: str) -> BaselineKey:
    """Return the key of a run's baseline."""
    material = {**settings.material(), "ingest": _reading(settings)}
    text = json.dumps(material, sort_keys=True, separators=(",", ":"))
    return BaselineKey(
        profile=settings.profile,
        window=settings.window,
        data_sha256=data_sha256,
        settings_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _reading(settings: Settings) -> dict[str, object]:
    return settings.ingest.model_dump(mode="json", include={"kind", "naive_tz", "default_venue"})


def shipped() -> dict[BaselineKey, str]:
    """Return the baselines that ship with the bundled data."""
    return _parse(resources.files("toxiframe.pipeline.data").joinpath(LOCAL).read_text(encoding="utf-8"), LOCAL)


def stored(runs: Path) -> dict[BaselineKey, str]:
    """Return the baselines that earlier runs left in the runs directory."""
    path = runs / LOCAL
    return _parse(path.read_text(encoding="utf-8"), str(path)) if path.exists() else {}


def compare(runs: Path, key: BaselineKey, digest: str, *, store: bool = True) -> Parity:
    """Compare a digest with its baseline; where there is none, store it as the first.

    Raises
    ------
    PipelineError
        If the file of baselines cannot be read for what it is.
    """
    known = shipped()
    if key in known:
        return _judged(digest, known[key], "the baselines shipped with the bundled data")
    with _locked(runs):
        local = stored(runs)
        if key in local:
            return _judged(digest, local[key], str(runs / LOCAL))
        if store:
            local[key] = digest
            write_json(runs / LOCAL, [{**asdict(each), "winners_digest": value} for each, value in local.items()])
    return Parity(status="first_run", digest=digest, expected=None, source=None)


def _judged(digest: str, expected: str, source: str) -> Parity:
    status: Status = "match" if digest == expected else "mismatch"
    return Parity(status=status, digest=digest, expected=expected, source=source)


def _parse(text: str, name: str) -> dict[BaselineKey, str]:
    try:
        entries: list[dict[str, str]] = json.loads(text)
        return {
            BaselineKey(**{field: value for field, value in entry.items() if field != "winners_digest"}): entry[
                "winners_digest"
            ]
            for entry in entries
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        msg = f"the baselines in {name!r} cannot be read ({error}): restore the file, or move it away to start anew"
        raise PipelineError(msg) from error


@contextmanager
def _locked(runs: Path) -> Generator[None]:
    """Hold the one lock that every writer of the local baselines takes, across processes."""
    with (runs / f".{LOCAL}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
