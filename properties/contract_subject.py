"""A contract with what it is to be tried on: frames, faults, and the policy that says what each fault deserves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from ..strategies import (
    FAULTS,
    Evidence,
    Fault,
    Injection,
    Response,
    ToxicFrame,
    frames_for,
    possible_faults,
    returns_matrices,
    toxic_frames,
)
from .contracts import Contract, Judge
from .errors import BindError, did_you_mean

__all__ = ["ContractSubject", "contract_subject", "untouched"]

_ELSEWHERE = (Evidence.NOTHING, Evidence.SECOND_SOURCE)
"""Evidence that no single frame holds: only an owner who has it can declare a response."""

Frames = SearchStrategy[pd.DataFrame]
Cases = SearchStrategy[ToxicFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSubject:
    """A contract, the clean frames it is tried on, the faults that are injected, and its policy."""

    contract: Contract
    frames: Frames
    faults: tuple[Fault, ...]
    policy: Mapping[str, Response]

    def response(self, fault: Fault | Injection) -> Response | None:
        """Return what must happen on a fault; None if this contract has no way to show it.

        The policy decides. Where it is silent, faults that no single frame shows are not asked about; for all others
        the fault's own response does, and a contract that can only judge
        whole batches is asked to reject the batch instead of dropping from it, and never to warn.
        """
        declared = self.policy.get(fault.name)
        if declared is not None:
            return declared
        evidence = (fault.fault if isinstance(fault, Injection) else fault).evidence
        if evidence in _ELSEWHERE:
            return None
        response = Response(fault.response)
        if self.contract.grain == "asset":
            return response
        if response in (Response.DROP, Response.DROP_ROW):
            return Response.RAISE
        return None if response is Response.WARN else response

    @property
    def legal(self) -> tuple[Fault, ...]:
        """The faults that must pass."""
        return tuple(fault for fault in self.faults if self.response(fault) is Response.PASS)

    def without(self, name: str) -> ContractSubject:
        """Return the same subject with one fault fewer."""
        return replace(self, faults=tuple(fault for fault in self.faults if fault.name != name))

    @property
    def strict(self) -> Judge | None:
        """The contract's strict form, None where it has none."""
        return self.contract.strict

    @property
    def strictly(self) -> ContractSubject:
        """The same subject, judged by the contract's strict form."""
        return self if self.strict is None else replace(self, contract=replace(self.contract, judge=self.strict))

    def combined_cases(self) -> Cases:
        """Draw frames with two or three faults; with one or more where no frame has room for two at once."""
        try:
            return toxic_frames(self.frames, faults=self.faults, min_faults=2)
        except InvalidArgument:
            return self.toxic_cases()

    def toxic_cases(self) -> Cases:
        """Draw frames with one to three faults."""
        return toxic_frames(self.frames, faults=self.faults)

    def legal_cases(self) -> Cases:
        """Draw clean frames, with legal controls where there are any."""
        if not self.legal:
            return self.frames.map(untouched)
        return toxic_frames(self.frames, faults=self.legal, min_faults=0)


def contract_subject(
    contract: Contract,
    *,
    frames: Frames | None = None,
    faults: Iterable[Fault | str] | None = None,
    policy: Mapping[str, Response | str] | None = None,
) -> ContractSubject:
    """Put a contract together with its trials.

    Parameters
    ----------
    frames
        Clean frames that the contract must accept; where None, those of its schema (``frames_for``), and
        ``returns_matrices()`` for a contract that is no schema.
    faults
        Faults, or their names; all that have a place on the frames where None.
    policy
        Name of a fault -> the response that the contract's owner declares for it, over the fault's own.

    Raises
    ------
    BindError
        For a name that is no fault, or a response that is none, with the closest match; for a fault that has no place
        on any of the frames; for a schema that no frame can meet.
    """
    frames = _frames_of(contract) if frames is None else frames
    chosen = possible_faults(frames) if faults is None else tuple(_fault(fault) for fault in faults)
    if not chosen:
        msg = "faults=() leaves nothing to inject: leave it out for all faults, or name some"
        raise BindError(msg)
    possible = possible_faults(frames, chosen)
    for fault in chosen:
        if fault not in possible:
            msg = (
                f"fault {fault.name!r} has no place on any of the frames: it needs {fault.needs!r}{fault.needs.note}; "
                "leave it out, or give frames= that have what it needs"
            )
            raise BindError(msg)
    names = dict.fromkeys(fault.name for fault in (*chosen, *FAULTS))
    declared = {_known(name, names): _response(name, response) for name, response in (policy or {}).items()}
    return ContractSubject(
        contract=contract,
        frames=frames,
        faults=chosen,
        policy=declared,
    )


def _frames_of(contract: Contract) -> Frames:
    if contract.schema is None:
        return returns_matrices()
    try:
        return frames_for(contract.schema)
    except InvalidArgument as error:
        msg = f"no frames can be drawn from the schema, so give frames= of your own: {error}"
        raise BindError(msg) from error


def untouched(frame: pd.DataFrame) -> ToxicFrame:
    """Return a frame without a fault as a case."""
    return ToxicFrame(frame=frame, clean=frame, injections=())


def _fault(fault: Fault | str) -> Fault:
    if not isinstance(fault, str):
        return fault
    known = {entry.name: entry for entry in FAULTS}
    return known[_known(fault, known)]


def _known(name: str, known: Iterable[str]) -> str:
    names = list(known)
    if name not in names:
        msg = f"there is no fault {name!r}{did_you_mean(name, names)}"
        raise BindError(msg)
    return name


def _response(fault: str, response: Response | str) -> Response:
    try:
        return Response(response)
    except ValueError as error:
        msg = f"policy[{fault!r}]={response!r} is no response{did_you_mean(str(response), Response)}"
        raise BindError(msg) from error
