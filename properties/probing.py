"""Trying a subject that was named on the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, cast

from hypothesis.strategies import SearchStrategy

from .binding import Binding
from .checking import check_binding
from .contracts import contract_of
from .digest_subject import DigestSubject
from .errors import BindError, did_you_mean
from .ledger_subject import LedgerSubject
from .merge_subject import MergeSubject
from .options import BindOptions
from .pipeline_subject import PipelineSubject
from .report import Report
from .settings_subject import SettingsSubject
from .trace_subject import TraceSubject

__all__ = ["probe"]

_KINDS: tuple[tuple[type, str], ...] = (
    (DigestSubject, "digest"),
    (SettingsSubject, "settings"),
    (MergeSubject, "merge"),
    (LedgerSubject, "ledger"),
    (TraceSubject, "trace"),
    (PipelineSubject, "pipeline"),
)


def probe(
    subject: str,
    *,
    frames: str | None = None,
    grain: Literal["asset", "batch"] | None = None,
    properties: Sequence[str] | None = None,
    faults: Sequence[str] | None = None,
    max_time: float | None = None,
    max_examples: int = 200,
    seed: int | None = None,
) -> Report:
    """Try a subject named as ``module:attribute``; see ``check``.

    Raises
    ------
    BindError
        If it cannot be found, imported or tried.
    """
    found = _load(subject)
    kind = next((kind for cls, kind in _KINDS if isinstance(found, cls)), "contract")
    options: dict[str, Any] = {kind: contract_of(found, grain=grain) if kind == "contract" else found}
    command = f"toxiframe probe {subject}"
    if grain is not None:
        command += f" --grain={grain}"
    if frames is not None:
        options["frames"] = _strategy(frames)
        command += f" --frames={frames}"
    for name, given, flag in (("properties", properties, "property"), ("faults", faults, "fault")):
        if given:
            options[name] = given
            command += "".join(f" --{flag}={value}" for value in given)
    binding = Binding.of(subject.replace(":", "."), **cast("BindOptions", options))

    def say(used: int) -> str:
        return f"{command} --max-examples={max_examples} --seed={used}"

    return check_binding(binding, cases=max_examples, seed=seed, max_time=max_time, say=say)


def _load(named: str) -> object:
    module_name, colon, attribute = named.partition(":")
    if not colon or not module_name or not attribute:
        msg = f"{named!r} does not name a subject: write module:attribute, such as mypkg.schemas:OrdersSchema"
        raise BindError(msg)
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)  # as `python -m` does: most subjects are not installed
    try:
        found: Any = import_module(module_name)
    except (Exception, SystemExit) as error:
        msg = f"cannot import {module_name!r}: {type(error).__name__}: {' '.join(str(error).split())}"
        raise BindError(msg) from error
    for part in attribute.split("."):
        if not hasattr(found, part):
            names = [name for name in dir(found) if not name.startswith("_")]
            msg = f"{module_name!r} has no {attribute!r}{did_you_mean(part, names)}"
            raise BindError(msg)
        found = getattr(found, part)
    return found


def _strategy(named: str) -> object:
    found: Any = _load(named)
    if not isinstance(found, SearchStrategy):
        msg = f"--frames={named} is a {type(found).__name__}: name a Hypothesis strategy of frames"
        raise BindError(msg)
    return cast("object", found)
