"""Every property by its name: one sentence of guarantee, and the check that holds a subject to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from hypothesis.strategies import DrawFn, SearchStrategy, composite

from .contract_checks import accepts_clean, accounting, any_cases, blast_radius, legal_cases, responds
from .digest_checks import change_cases, round_trip, sensitive, trip_cases
from .errors import BindError, did_you_mean
from .ledger_checks import lossless_merge, merge_cases
from .outcomes import Outcome
from .pipeline_checks import parity, parity_cases
from .settings_checks import isolation_cases, no_settings_leak
from .trace_checks import one_root, workloads

__all__ = ["PROPERTIES", "Kind", "Property", "properties_of", "property_named"]

Kind = Literal["contract", "digest", "settings", "ledger", "trace", "pipeline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A named guarantee.

    ``kind``: the kind of subject it is about. ``cases``: the strategy of its cases for one subject. ``check``:
    judges the subject by one case, and never raises for what the subject does.
    """

    name: str
    kind: Kind
    guarantee: str
    cases: Callable[[Any], SearchStrategy[Any]]
    check: Callable[[Any, Any], Outcome]

    def cases_for(self, subject: Any) -> SearchStrategy[Any]:
        """Return the cases for one subject, as a strategy whose repr is short.

        Hypothesis writes out the strategy of what it draws, and the arguments of ours hold whole universes.
        """
        strategy = self.cases(subject)

        @composite
        def case(draw: DrawFn) -> Any:
            return draw(strategy)

        return case()


_ALL = (
    Property(
        name="accepts_clean",
        kind="contract",
        guarantee="Clean frames and legal controls pass unchanged, and nothing in them is flagged.",
        cases=legal_cases,
        check=accepts_clean,
    ),
    Property(
        name="responds",
        kind="contract",
        guarantee="Every fault gets the response that the policy declares for it.",
        cases=any_cases,
        check=responds,
    ),
    Property(
        name="blast_radius",
        kind="contract",
        guarantee="Assets that no fault touches come out bit-identical.",
        cases=any_cases,
        check=blast_radius,
    ),
    Property(
        name="accounting",
        kind="contract",
        guarantee="What is missing, what is reported dropped and what is logged are the same, each with its reason.",
        cases=any_cases,
        check=accounting,
    ),
    Property(
        name="round_trip",
        kind="digest",
        guarantee="A frame written to Parquet, Feather or CSV and read again has the digest it had before.",
        cases=trip_cases,
        check=round_trip,
    ),
    Property(
        name="sensitive",
        kind="digest",
        guarantee="A frame that differs in one material point has another digest.",
        cases=change_cases,
        check=sensitive,
    ),
    Property(
        name="no_settings_leak",
        kind="settings",
        guarantee="No thread, job or task ever sees settings that another one put in force.",
        cases=isolation_cases,
        check=no_settings_leak,
    ),
    Property(
        name="lossless_merge",
        kind="ledger",
        guarantee="Merged trails hold every event once, in one order, whatever order the shards arrived in.",
        cases=merge_cases,
        check=lossless_merge,
    ),
    Property(
        name="one_root",
        kind="trace",
        guarantee="All spans of a run form one trace with exactly one root.",
        cases=lambda _: workloads(),
        check=one_root,
    ),
    Property(
        name="parity",
        kind="pipeline",
        guarantee="The same input gives the same digest, however the run is cut into shards and wherever it runs.",
        cases=parity_cases,
        check=parity,
    ),
)

PROPERTIES = MappingProxyType({entry.name: entry for entry in _ALL})
"""Name -> property, in the order of the documentation."""


def property_named(name: str) -> Property:
    """Return the property of that name.

    Raises
    ------
    BindError
        If there is none, with the closest match.
    """
    found = PROPERTIES.get(name)
    if found is None:
        msg = f"there is no property {name!r}{did_you_mean(name, PROPERTIES)}"
        raise BindError(msg)
    return found


def properties_of(kind: Kind) -> tuple[Property, ...]:
    """Return the properties about one kind of subject."""
    return tuple(entry for entry in _ALL if entry.kind == kind)
