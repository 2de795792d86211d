"""Counterexamples that are checked in: one JSON file each, with the case itself and not what Hypothesis made it of.

A run of their property tries them before it draws anything, under any version of Hypothesis.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, cast

from ..strategies import Fault
from .binding import Binding
from .casefiles import case_from, differs, written_case
from .contract_subject import ContractSubject
from .errors import BindError
from .json_files import put, taken

__all__ = ["Counterexample", "counterexamples", "promoted"]

_FORMAT = "toxiframe counterexample 1"
_WIDTH = 120


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counterexample:
    """One case that failed once.

    ``told``: the first line of the failure. ``hypothesis``: the version that found it, for the record alone.
    ``created``: when it was promoted, in UTC. ``case``: JSON, as ``written_case`` makes it.
    """

    id: str
    label: str
    property: str
    told: str
    hypothesis: str
    created: str
    case: Any
    file: Path = field(default_factory=Path)

    def made(self, binding: Binding) -> Any:
        """Return the case, with the faults of the binding it belongs to.

        Raises
        ------
        BindError
            If this version cannot make it any more.
        """
        try:
            return case_from(self.case, _faults(binding))
        except ValueError as error:
            msg = f"{self.file}: {error}: promote the failure anew, or delete the file"
            raise BindError(msg) from error

    def write(self, folder: Path) -> Path:
        """Write it into a folder, in place by one rename, and return the file."""
        told = {"format": _FORMAT, **{key: value for key, value in asdict(self).items() if key != "file"}}
        place = folder / f"{self.label}-{self.property}-{self.id}.json"
        return put(place, f"{_laid_out(told)}\n", mode=0o644)  # it is checked in, and so not for its owner alone


def promoted(case: Any, binding: Binding, **told: str) -> Counterexample:
    """Make a counterexample of a case of a binding.

    Raises
    ------
    BindError
        If the case has no form in a file that gives it back to the last bit; the part is named.
    """
    written: Any = None
    try:
        written = json.loads(json.dumps(written_case(case), allow_nan=False))
        lost = differs(case, case_from(written, _faults(binding)))
    except (TypeError, ValueError) as error:
        lost = str(error)
    if lost is not None:
        msg = f"a {type(case).__name__} of {told['property']!r} has no form in a file: {lost}"
        raise BindError(msg)
    return Counterexample(case=written, label=binding.label, **cast("dict[str, Any]", told))


def _faults(binding: Binding) -> dict[str, Fault]:
    """Return the faults that a binding knows and the catalogue may not."""
    subject = binding.subjects.get("contract")
    return {fault.name: fault for fault in subject.faults} if isinstance(subject, ContractSubject) else {}


def counterexamples(folder: Path) -> dict[tuple[str, str], list[Counterexample]]:
    """Return (label, property) -> the counterexamples in a folder.

    Raises
    ------
    BindError
        For a file that is none: nothing that was checked in is passed over in silence.
    """
    found: dict[tuple[str, str], list[Counterexample]] = {}
    for file in sorted(folder.glob("*.json")):
        try:
            read = _counterexample(file)
        except (OSError, ValueError) as error:
            msg = f"{file} is no counterexample ({error}): promote the failure anew, or delete the file"
            raise BindError(msg) from error
        found.setdefault((read.label, read.property), []).append(read)
    return found


def _laid_out(told: Any, indent: str = "") -> str:
    """Return JSON in which whatever fits stands on one line: these files are read in reviews."""
    line = json.dumps(told, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(told, dict | list):
        return line
    deeper = f"{indent}  "
    if isinstance(told, dict):
        opened, closed, members = "{", "}", cast("dict[str, Any]", told).items()
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {_laid_out(value, deeper)}" for key, value in members]
    else:
        opened, closed = "[", "]"
        parts = [_laid_out(value, deeper) for value in cast("list[Any]", told)]
    return f"{opened}\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}{closed}"


def _counterexample(file: Path) -> Counterexample:
    read = taken(file, _FORMAT)
    parts = {entry.name: read.get(entry.name) for entry in fields(Counterexample) if entry.name != "file"}
    missing = next((key for key, value in parts.items() if value is None), None)
    if missing is not None:
        msg = f"no {missing!r}"
        raise ValueError(msg)
    return Counterexample(**cast("dict[str, Any]", parts), file=file)
