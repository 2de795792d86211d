"""Trying a subject that was named on the command line: fault by fault, or by the catalogue of properties."""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import pandas as pd
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from ..strategies import FAULTS, Fault, frames_for, returns_matrices
from ..strategies.possible import no_place
from ..strategies.reading import Holds
from .binding import Binding
from .checking import check_binding
from .contracts import Contract, contract_of, is_schema
from .digest_subject import DigestSubject
from .errors import BindError, did_you_mean
from .ledger_subject import LedgerSubject
from .loading import load, load_module, load_strategy
from .merge_subject import MergeSubject
from .options import BindOptions
from .pipeline_subject import PipelineSubject
from .probe_data import checked_data, read_data, windows
from .probe_findings import Survey
from .probe_subject import ProbeSubject, probe_subject, table_of
from .probe_survey import Watch, survey
from .race_subject import RaceSubject
from .report import Report
from .settings_subject import SettingsSubject
from .trace_subject import TraceSubject

__all__ = ["Asked", "is_contract", "probe", "probe_faults"]

_KINDS: tuple[tuple[type, str], ...] = (
    (DigestSubject, "digest"),
    (SettingsSubject, "settings"),
    (MergeSubject, "merge"),
    (LedgerSubject, "ledger"),
    (TraceSubject, "trace"),
    (PipelineSubject, "pipeline"),
    (RaceSubject, "race"),
)
_PANDERA_MODEL = "pandera.api.pandas.model"
"""Where the base class of models is from, which a module of models has imported."""

_ROWS = 30  # of a frame that a schema is tried on: a refusal costs pandera time with every row


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for on the command line, and how to ask for it again.

    ``cases``: of each property, or clean frames of each fault. ``properties``: empty for fault by fault; ``all``
    stands for every property there is for the subject.
    """

    subject: str
    pipeline: str | None = None
    data: str | None = None
    frames: str | None = None
    holds: Holds | None = None
    grain: Literal["asset", "batch"] | None = None
    properties: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    max_time: float | None = None
    cases: int = 200
    seed: int | None = None

    def command(self, seed: int, faults: Sequence[str]) -> str:
        """Return the command that asks for the same cases of some faults."""
        said = ["toxiframe", "probe", self.subject]
        for flag, value in (
            ("pipeline", self.pipeline),
            ("data", self.data),
            ("frames", self.frames),
            ("holds", self.holds),
            ("grain", self.grain),
        ):
            said += [] if value is None else [f"--{flag}={value}"]
        said += [f"--property={name}" for name in self.properties]
        said += [f"--faults={','.join(faults)}"] if faults else []
        return shlex.join([*said, f"--max-examples={self.cases}", f"--seed={seed}"])


def is_contract(found: object) -> bool:
    """Whether what was named is judged fault by fault, and no subject of other properties."""
    return not isinstance(found, tuple(cls for cls, _ in _KINDS))


def probe(asked: Asked) -> Report:
    """Try every property of a subject; see ``check``.

    Raises
    ------
    BindError
        If it cannot be found, imported or tried.
    """
    found = load(asked.subject)
    kind = next((kind for cls, kind in _KINDS if isinstance(found, cls)), "contract")
    options: dict[str, Any] = {kind: _contract(asked.subject, asked.grain) if kind == "contract" else found}
    if asked.frames is not None:
        options["frames"] = load_strategy(asked.frames)
    if asked.faults:
        options["faults"] = asked.faults
    if asked.properties and asked.properties != ("all",):
        options["properties"] = asked.properties
    binding = Binding.of(asked.subject.replace(":", "."), **cast("BindOptions", options))
    return check_binding(
        binding,
        cases=asked.cases,
        seed=asked.seed,
        max_time=asked.max_time,
        say=lambda used: asked.command(used, asked.faults),
    )


def probe_faults(asked: Asked, watch: Watch) -> Survey:
    """Inject every fault that clean frames have a place for, and see what the contract makes of each.

    Raises
    ------
    BindError
        If the subject cannot be found, imported or tried.
    """
    subject = _subject(asked)
    seed = secrets.randbelow(2**32) if asked.seed is None else asked.seed

    def say(fault: str | None) -> str:
        return asked.command(seed, [fault] if fault is not None else asked.faults)

    found = survey(
        subject,
        label=asked.subject.replace(":", "."),
        seed=seed,
        count=asked.cases,
        max_time=asked.max_time,
        say=say,
        watch=watch,
    )
    if not found.findings and not found.interrupted:
        lost = [fault for fault in subject.faults if fault.name in found.absent]
        raise BindError(no_place(lost, asked.subject))
    return found


def _subject(asked: Asked) -> ProbeSubject:
    contract = _contract(asked.subject, asked.grain)
    pipeline = None
    if asked.pipeline is not None:
        pipeline = _contract(asked.pipeline, asked.grain)
        if pipeline.schema is not None:
            msg = f"--pipeline={asked.pipeline} is a schema: name the callable whose output the schema judges"
            raise BindError(msg)
    faults, table = _faults(asked.faults), table_of(contract)
    data = None if asked.data is None else read_data(asked.data, table if pipeline is None else None)
    subject = probe_subject(
        contract,
        frames=_frames(asked, contract, data),
        faults=faults,
        pipeline=pipeline,
        table=table,
        data=data,
        holds=asked.holds,
    )
    if asked.data is not None:
        checked_data(subject, asked.data)
    return subject


def _contract(named: str, grain: Literal["asset", "batch"] | None) -> Contract:
    found = load(named)
    try:
        return contract_of(found, grain=grain)
    except BindError as error:
        names = _beside(named)
        hint = f"; beside it is {', '.join(names)}" if names else ""
        what = f"{named} is a {type(found).__name__}, which is no contract"
        msg = f"{what}: name a pandera schema or model, or a callable that takes a frame{hint}"
        raise BindError(msg) from error


def _beside(named: str) -> list[str]:
    """Return the schemas in the module of what was named."""
    module = vars(load_module(named.partition(":")[0]))
    own = {name: value for name, value in module.items() if getattr(value, "__module__", "") != _PANDERA_MODEL}
    return sorted(name for name, value in own.items() if is_schema(value))


def _faults(names: Sequence[str]) -> tuple[Fault, ...]:
    known = {fault.name: fault for fault in FAULTS}
    for name in names:
        if name not in known:
            msg = f"there is no fault {name!r}{did_you_mean(name, known)}"
            raise BindError(msg)
    return tuple(known[name] for name in dict.fromkeys(names)) or FAULTS


def _frames(asked: Asked, contract: Contract, data: pd.DataFrame | None) -> SearchStrategy[pd.DataFrame]:
    if asked.frames is not None:
        if data is not None:
            msg = "--frames and --data both say where clean frames come from: give one of them"
            raise BindError(msg)
        return cast("SearchStrategy[pd.DataFrame]", load_strategy(asked.frames))
    if data is not None:
        return windows(data, whole=contract.schema is not None, holds=asked.holds)
    if contract.schema is None:
        return returns_matrices()
    try:
        return frames_for(contract.schema, min_rows=1, max_rows=_ROWS)
    except InvalidArgument as first:
        try:
            return frames_for(contract.schema)
        except InvalidArgument:
            msg = f"no frames can be drawn from the schema: {first}; or name data that meet it with --data"
            raise BindError(msg) from first
