"""A binding: one label, the subjects under test, and the properties they are held to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol, TypeVar, Unpack

import pandas as pd
from hypothesis.strategies import SearchStrategy

from ..strategies import returns_matrices
from .contract_subject import ContractSubject, contract_subject
from .contracts import contract_of
from .digest_subject import DigestSubject
from .errors import BindError, PropertyError, did_you_mean
from .finding import UnjudgedError
from .ledger_subject import ledger_subject
from .mutations import MUTATIONS
from .options import BindOptions
from .outcomes import Outcome, kept, note_attempt, note_outcome, refusing
from .pipeline_subject import PipelineSubject
from .pipeline_trial import PipelineTrial
from .property import Kind, Property
from .race_subject import race_subject
from .registry import PROPERTIES, property_named
from .representations import REPRESENTATIONS
from .settings_subject import SettingsSubject
from .settings_trial import SettingsTrial

__all__ = ["Binding", "Draw"]

T = TypeVar("T")


class Draw(Protocol):
    """Draws one value from a strategy."""

    def __call__(self, strategy: SearchStrategy[T], /, label: object = None) -> T:
        """Draw."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What ``bind``, ``check`` and ``toxiframe probe`` run.

    ``subjects``: kind -> the subject with all its trials need. ``waivers``: property -> why it need not hold.
    ``max_examples``: the most cases a property may be tried on, for subjects that are slow; None for no limit.
    """

    label: str
    subjects: Mapping[Kind, Any]
    properties: tuple[Property, ...]
    waivers: Mapping[str, str]
    max_examples: int | None = None
    _cases: dict[str, SearchStrategy[Any]] = field(default_factory=dict[str, SearchStrategy[Any]], repr=False)

    @classmethod
    def of(cls, label: str, **options: Unpack[BindOptions]) -> Binding:
        """Make a binding of what a user writes.

        Raises
        ------
        BindError
            If it cannot be run as written.
        """
        _refuse_unknown(label, options)
        subjects = _subjects(label, options)
        chosen = _chosen(label, subjects, options.get("properties"))
        return cls(
            label=label,
            subjects=subjects,
            properties=chosen,
            waivers=_waivers(label, chosen, options.get("waive") or {}),
            max_examples=_cap(options.get("max_examples")),
        )

    def property_named(self, name: str) -> Property:
        """Return a property of this binding."""
        return next(entry for entry in self.properties if entry.name == name)

    def drawn(self, name: str, draw: Draw) -> Any:
        """Draw one case of a property."""
        if name not in self._cases:
            entry = self.property_named(name)
            self._cases[name] = entry.cases_for(self.subjects[entry.kind])
        return draw(self._cases[name], label=name)

    def judge(self, name: str, draw: Draw) -> None:
        """Draw one case of a property and judge the subject by it.

        Raises
        ------
        PropertyError
            If the property does not hold in this case.
        BindError
            If the binding cannot be run as written; it ends the run at once.
        """
        note_attempt()
        with refusing():
            case = self.drawn(name, draw)
            entry = self.property_named(name)
            outcome = kept(case, partial(_checked, entry, self.subjects[entry.kind], case))
        note_outcome(outcome)
        if outcome.failure is not None:
            raise PropertyError(outcome.failure)

    def faults_of(self, name: str) -> tuple[str, ...]:
        """Return the names of the faults that a property injects, none if it injects none."""
        subject = self.subjects[self.property_named(name).kind]
        if not isinstance(subject, ContractSubject):
            return ()
        return tuple(fault.name for fault in (subject.legal if name == "accepts_clean" else subject.faults))

    def idle_policy(self) -> tuple[str, ...]:
        """Return a warning for each entry of the policy that no fault of this binding matches."""
        subject = self.subjects.get("contract")
        if not isinstance(subject, ContractSubject):
            return ()
        tried = {fault.name for fault in subject.faults}
        return tuple(
            f"policy[{name!r}]={str(response)!r} matches no fault that is injected: name it in faults= or leave it out"
            for name, response in subject.policy.items()
            if name not in tried
        )

    def without_fault(self, fault: str) -> Binding | None:
        """Return the binding with one fault fewer, None if none would be left."""
        subject = self.subjects.get("contract")
        if not isinstance(subject, ContractSubject):
            return None
        fewer = subject.without(fault)
        if not fewer.faults or len(fewer.faults) == len(subject.faults):
            return None
        return replace(self, subjects={**self.subjects, "contract": fewer}, _cases={})


def _refuse_unknown(label: str, options: Mapping[str, object]) -> None:
    known = BindOptions.__annotations__
    for name in options:
        if name not in known:
            msg = f"binding {label!r}: there is no option {name!r}{did_you_mean(name, known)}"
            raise BindError(msg)


def _checked(entry: Property, subject: object, case: object) -> Outcome:
    try:
        return entry.check(subject, case)
    except UnjudgedError as error:
        return Outcome(failure=error.failure, is_last=True)


def _subjects(label: str, options: BindOptions) -> dict[Kind, Any]:
    frames, faults, policy = options.get("frames"), options.get("faults"), options.get("policy")
    subjects: dict[Kind, Any] = {}
    contract, digest, settings = options.get("contract"), options.get("digest"), options.get("settings")
    merge, trace, pipeline = options.get("merge"), options.get("trace"), options.get("pipeline")
    if contract is not None:
        judged = contract_of(contract)
        subjects["contract"] = contract_subject(judged, frames=frames, faults=faults, policy=policy)
    elif faults is not None or policy is not None:
        msg = f"binding {label!r}: faults= and policy= are about a contract: give contract= as well"
        raise BindError(msg)
    if digest is not None:
        subjects["digest"] = _digest(digest)
    if settings is not None:
        subjects["settings"] = SettingsTrial(fresh=_fresh(settings))
    if merge is not None:
        subjects["merge"] = merge
    if (ledger := options.get("ledger")) is not None:
        subjects["ledger"] = ledger_subject(ledger)
    if trace is not None:
        subjects["trace"] = trace
    if pipeline is not None:
        subjects["pipeline"] = _pipeline(pipeline, frames)
    if (race := options.get("race")) is not None:
        subjects["race"] = race_subject(race)
    return subjects


def _digest(digest: DigestSubject | Callable[[pd.DataFrame], Any]) -> DigestSubject:
    subject = digest if isinstance(digest, DigestSubject) else DigestSubject(digest=digest)
    for name in subject.immaterial:
        if name not in MUTATIONS:
            msg = f"immaterial={{{name!r}}} is no change{did_you_mean(name, MUTATIONS)}"
            raise BindError(msg)
    if subject.immaterial >= set(MUTATIONS):
        msg = "every change is declared immaterial: a constant would do as such a digest"
        raise BindError(msg)
    for name in subject.equivalent:
        if name not in REPRESENTATIONS:
            msg = f"equivalent={{{name!r}}} is no representation{did_you_mean(name, REPRESENTATIONS)}"
            raise BindError(msg)
    if "row_order" in subject.equivalent and "swap_rows" not in subject.immaterial:
        msg = "equivalent={'row_order'} says that rows may change places: say immaterial={'swap_rows'} as well"
        raise BindError(msg)
    return subject


def _fresh(settings: SettingsSubject | Callable[[], SettingsSubject]) -> Callable[[], SettingsSubject]:
    if isinstance(settings, SettingsSubject):
        return lambda: settings
    return settings


def _pipeline(pipeline: PipelineSubject, frames: SearchStrategy[pd.DataFrame] | None) -> PipelineTrial:
    if not pipeline.runs and (pipeline.decide or pipeline.select or pipeline.write) is None:
        msg = (
            "PipelineSubject(runs={}) has nothing to run: name at least one way to run it, or decide=, select=, write="
        )
        raise BindError(msg)
    return PipelineTrial(pipeline=pipeline, frames=returns_matrices() if frames is None else frames)


def _chosen(label: str, subjects: Mapping[Kind, Any], names: Iterable[str] | None) -> tuple[Property, ...]:
    if not subjects:
        msg = (
            f"binding {label!r} has no subject, so it would run no property: give contract=, digest=, settings=, "
            "merge=, ledger=, trace=, pipeline= or race="
        )
        raise BindError(msg)
    if names is None:
        return tuple(
            entry
            for entry in PROPERTIES.values()
            if entry.kind in subjects and entry.unmet(subjects[entry.kind]) is None
        )
    chosen = tuple(property_named(name) for name in dict.fromkeys(names))
    if not chosen:
        msg = f"binding {label!r} runs no property: leave properties= out for all, or name some"
        raise BindError(msg)
    for entry in chosen:
        if entry.kind not in subjects:
            msg = f"binding {label!r}: property {entry.name!r} is about a {entry.kind}: give {entry.kind}= as well"
            raise BindError(msg)
        unmet = entry.unmet(subjects[entry.kind])
        if unmet is not None:
            msg = f"binding {label!r}: property {entry.name!r} needs {unmet}= of the {entry.kind}, which has none"
            raise BindError(msg)
    return chosen


def _waivers(label: str, chosen: tuple[Property, ...], waive: Mapping[str, str]) -> dict[str, str]:
    names = [entry.name for entry in chosen]
    for name, reason in waive.items():
        property_named(name)
        if name not in names:
            msg = f"binding {label!r} waives {name!r}, which it does not run: it runs {', '.join(names)}"
            raise BindError(msg)
        if not isinstance(reason, str) or not reason.strip():  # pyright: ignore[reportUnnecessaryIsInstance] - untyped callers
            msg = f"binding {label!r} waives {name!r} without a reason: say why, such as a ticket"
            raise BindError(msg)
    return {name: " ".join(reason.split()) for name, reason in waive.items()}


def _cap(max_examples: int | None) -> int | None:
    if max_examples is not None and max_examples < 1:
        msg = f"max_examples={max_examples} runs nothing: it must be at least 1, or None for the profile's"
        raise BindError(msg)
    return max_examples
