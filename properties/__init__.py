"""What must hold, as properties that any subject can be bound to.

Everything public is here, and loaded when it is asked for: the pytest plugin lives in this package, and must cost
nothing where no property is run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bound import bind
    from .checking import check
    from .contracts import Contract, contract_of
    from .digest_subject import DigestSubject
    from .errors import BindError, PropertyError
    from .formats import Csv, Feather, Parquet, formats, parquet_options
    from .holding import hold
    from .instance_checks import Rush
    from .ledger_cases import Processes, Writing
    from .ledger_subject import LedgerSubject
    from .merge_subject import MergeSubject
    from .mutations import MUTATIONS
    from .never_none_checks import Encounter
    from .outcomes import Failure, Outcome, Sight
    from .pipeline_subject import PipelineSubject
    from .programs import Program, settings_programs
    from .property import Property
    from .race_cases import Call, Race
    from .race_runs import run_schedule
    from .race_subject import RaceSubject
    from .registry import PROPERTIES, property_named
    from .report import Report, Result, Status
    from .representations import EQUIVALENT, REPRESENTATIONS
    from .settings_subject import SettingsSubject
    from .trace_subject import TraceSubject, Workload
    from .verdicts import Verdict

__all__ = [
    "EQUIVALENT",
    "MUTATIONS",
    "PROPERTIES",
    "REPRESENTATIONS",
    "BindError",
    "Call",
    "Contract",
    "Csv",
    "DigestSubject",
    "Encounter",
    "Failure",
    "Feather",
    "LedgerSubject",
    "MergeSubject",
    "Outcome",
    "Parquet",
    "PipelineSubject",
    "Processes",
    "Program",
    "Property",
    "PropertyError",
    "Race",
    "RaceSubject",
    "Report",
    "Result",
    "Rush",
    "SettingsSubject",
    "Sight",
    "Status",
    "TraceSubject",
    "Verdict",
    "Workload",
    "Writing",
    "bind",
    "check",
    "contract_of",
    "formats",
    "hold",
    "parquet_options",
    "property_named",
    "run_schedule",
    "settings_programs",
]

_HOMES = {
    "bound": ("bind",),
    "checking": ("check",),
    "contracts": ("Contract", "contract_of"),
    "errors": ("BindError", "PropertyError"),
    "formats": ("Csv", "Feather", "Parquet", "formats", "parquet_options"),
    "holding": ("hold",),
    "instance_checks": ("Rush",),
    "mutations": ("MUTATIONS",),
    "never_none_checks": ("Encounter",),
    "outcomes": ("Failure", "Outcome", "Sight"),
    "property": ("Property",),
    "registry": ("PROPERTIES", "property_named"),
    "representations": ("EQUIVALENT", "REPRESENTATIONS"),
    "report": ("Report", "Result", "Status"),
    "digest_subject": ("DigestSubject",),
    "ledger_cases": ("Processes", "Writing"),
    "ledger_subject": ("LedgerSubject",),
    "merge_subject": ("MergeSubject",),
    "pipeline_subject": ("PipelineSubject",),
    "programs": ("Program", "settings_programs"),
    "race_cases": ("Call", "Race"),
    "race_runs": ("run_schedule",),
    "race_subject": ("RaceSubject",),
    "settings_subject": ("SettingsSubject",),
    "trace_subject": ("TraceSubject", "Workload"),
    "verdicts": ("Verdict",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a public name from the module it lives in."""
    home = _HOME.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f".{home}", __name__), name)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
