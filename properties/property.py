"""A property: one sentence of guarantee, and the check that holds a subject to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis.strategies import DrawFn, SearchStrategy, composite

from .outcomes import Outcome

__all__ = ["Kind", "Property"]

Kind = Literal["contract", "digest", "settings", "merge", "ledger", "trace", "pipeline", "race"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A named guarantee.

    ``kind``: the kind of subject it is about. ``needs``: the capabilities of the subject without which it cannot be
    tried, as names of attributes that are None where a subject lacks them. ``cases``: the strategy of its cases for
    one subject. ``check``: judges the subject by one case, and never raises for what the subject does.
    """

    name: str
    kind: Kind
    guarantee: str
    cases: Callable[[Any], SearchStrategy[Any]]
    check: Callable[[Any, Any], Outcome]
    needs: tuple[str, ...] = ()

    def unmet(self, subject: object) -> str | None:
        """Return the first capability that a subject lacks, None if it can be tried."""
        return next((need for need in self.needs if getattr(subject, need, None) is None), None)

    def cases_for(self, subject: Any) -> SearchStrategy[Any]:
        """Return the cases for one subject, as a strategy whose repr is short.

        Hypothesis writes out the strategy of what it draws, and the arguments of ours hold whole universes.
        """
        strategy = self.cases(subject)

        @composite
        def case(draw: DrawFn) -> Any:
            return draw(strategy)

        return case()
