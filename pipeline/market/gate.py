"""The gate: L0 raises; tiers 1 and 2 drop the offending asset, say why, and let the rest go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import PipelineError
from ..settings import GateSettings
from .calendars import RowSessions
from .contracts import Breach, Layer, Response, judge
from .facts import asset_facts, calendar_groups
from .frames import Batch, take_in
from .ingest import Kind
from .returns import session_returns

__all__ = ["ContractError", "GateResult", "Violation", "gate"]

EVIDENCE = 5
"""Offending cells kept as evidence of one violation; the count is always whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule broken by one asset, or by the whole batch where ``asset`` is None.

    ``count`` says how often; ``evidence`` holds the first offenders, ready for JSON.
    """

    layer: Layer
    rule: str
    response: Response
    asset: str | None
    count: int
    means: str
    evidence: Mapping[str, object]

    def __str__(self) -> str:
        """Return the violation as one line."""
        where = self.asset or "batch"
        shown = ", ".join(f"{key}={value}" for key, value in self.evidence.items())
        return f"{self.layer} {self.rule} [{where}] x{self.count}: {self.means}{f' ({shown})' if shown else ''}"


class ContractError(PipelineError):
    """The batch was rejected; ``violations`` holds every violation of every asset, not the first."""

    def __init__(self, violations: tuple[Violation, ...], note: str = "") -> None:
        self.violations = violations
        self.note = note
        lines = "\n".join(f"  {violation}" for violation in violations)
        many = "1 violation" if len(violations) == 1 else f"{len(violations)} violations"
        super().__init__(f"the data contract rejects the batch, {many}:\n{lines}{note}")

    def __reduce__(self) -> tuple[type[ContractError], tuple[tuple[Violation, ...], str]]:
        """Keep the violations when the error crosses a process boundary."""
        return ContractError, (self.violations, self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """What came through the gate.

    ``frame``: the validated, coerced frame that flows on (float64 over a UTC index, (rows, kept assets)).
    ``dropped``: asset -> the rules that dropped it, in column order. ``violations``: every violation,
    warnings among them.
    """

    frame: pd.DataFrame
    dropped: Mapping[str, tuple[str, ...]]
    violations: tuple[Violation, ...]


def gate(
    frame: pd.DataFrame,
    *,
    kind: Kind = "returns",
    settings: GateSettings | None = None,
    default_venue: str | None = None,
    strict: bool = False,
) -> GateResult:
    """Judge a frame by the whole contract, and difference it first where it holds prices.

    Parameters
    ----------
    frame
        Simple returns, or prices, UTC timestamps x ``VENUE:TICKER``. Never changed.
    kind
        What the frame holds.
    settings
        The bounds; those of the code where None.
    default_venue
        The venue of assets named without one.
    strict
        Raise for every violation that would drop an asset.

    Raises
    ------
    ContractError
        If L0 is broken, or, when strict, anything that is not a warning. It holds every violation of every
        asset: a batch that L0 rejects is still judged by the other tiers as far as its rows have dates.
    """
    batch = take_in(frame)
    rejections = _batch_violations(batch)
    if batch.index is None:
        raise ContractError(tuple(rejections), _UNDATED)
    judged = _Judged.of(batch, batch.index, kind, settings or GateSettings(), default_venue)
    violations = (*rejections, *judged.violations())
    drops = [violation for violation in violations if violation.response == "DROP"]
    if rejections or (strict and drops):
        raise ContractError(violations)
    dropped: dict[str, tuple[str, ...]] = {}
    for violation in drops:
        dropped[str(violation.asset)] = (*dropped.get(str(violation.asset), ()), violation.rule)
    # A copy: whoever changes what came out of the gate must not change what went in.
    validated = pd.DataFrame(judged.returns, index=judged.index, columns=batch.columns, copy=True)
    kept = [asset not in dropped for asset in batch.assets]
    return GateResult(
        frame=validated.loc[:, kept] if dropped else validated,
        dropped={asset: dropped[asset] for asset in batch.assets if asset in dropped},
        violations=violations,
    )


_UNDATED = "\n  tiers 1 and 2 were not judged: without a UTC index no row has a date"


def _batch_violations(batch: Batch) -> list[Violation]:
    facts = pd.DataFrame([asdict(batch.facts)])
    offenders = {rule: {"first": first} for rule, first in batch.evidence.items()}
    return [_violation("L0", breach, None, offenders.get(breach.rule.name, {})) for breach in judge("L0", facts)]


def _violation(layer: Layer, breach: Breach, asset: str | None, evidence: Mapping[str, object]) -> Violation:
    return Violation(
        layer=layer,
        rule=breach.rule.name,
        response=breach.rule.response,
        asset=asset,
        count=breach.count,
        means=breach.rule.means,
        evidence=evidence,
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """A batch with dates: its returns, and the facts that tiers 1 and 2 judge."""

    index: pd.DatetimeIndex
    assets: tuple[str, ...]
    given: NDArray[np.float64]
    returns: NDArray[np.float64]
    kind: Kind
    bounds: GateSettings
    venue: str | None

    @classmethod
    def of(cls, batch: Batch, index: pd.DatetimeIndex, kind: Kind, bounds: GateSettings, venue: str | None) -> _Judged:
        values = batch.values
        if kind == "returns":
            return cls(index, batch.assets, values, values, kind, bounds, venue)
        if batch.facts.index_unique or batch.facts.index_sorted:
            # L0 has rejected the batch; what the tiers would add needs rows that can be differenced.
            order = np.argsort(index.asi8, kind="stable")
            order = order[~index[order].duplicated()]
            index, values = index[order], values[order]
        returns = session_returns(index, batch.assets, values, venue)
        return cls(index, batch.assets, values, returns, kind, bounds, venue)

    def violations(self) -> list[Violation]:
        """Return what tiers 1 and 2 find, tier by tier, asset by asset."""
        facts = self._facts()
        rows = {
            int(position): sessions
            for _, positions, sessions in calendar_groups(self.index, self.assets, self.venue)
            for position in positions
        }
        layers: tuple[Layer, ...] = ("tier1", "tier2")
        return [
            _violation(layer, breach, self.assets[breach.row], self._evidence(breach, rows[breach.row], facts))
            for layer in layers
            for breach in judge(layer, facts)
        ]

    def _facts(self) -> pd.DataFrame:
        facts = asset_facts(self.index, self.assets, self.returns, self.bounds, self.venue)
        observations = facts["observations"]
        short = self.bounds.min_observations - observations
        nonpositive = (self.given <= 0.0).sum(axis=0) if self.kind == "prices" else np.zeros(len(self.assets))
        return facts.assign(
            unobserved=(observations == 0).astype("int64"),
            nonpositive=nonpositive.astype("int64"),
            too_short=short.where((short > 0) & (observations > 0), 0),
            tolerated_missing=facts["missing"].where(facts["excess_missing"] == 0, 0),
        )

    def _evidence(self, breach: Breach, rows: RowSessions, facts: pd.DataFrame) -> Mapping[str, object]:
        """Find the first offending cells; only offenders are asked for, so this may look cell by cell."""
        column, given = self.returns[:, breach.row], self.given[:, breach.row]
        zero = np.abs(column) <= self.bounds.padding_tolerance
        found: Mapping[str, object]
        match breach.rule.name:
            case "toxic_return":
                low, high = self.bounds.min_return, self.bounds.max_return
                found = self._cells((column < low) | (column > high), column) | {"bounds": [low, high]}
            case "nonpositive_price":
                found = self._cells(given <= 0.0, given)
            case "no_padding" | "weekend_zero":
                found = self._cells(rows.closed & zero, column)
            case "extra_session":
                found = self._cells(rows.closed & ~zero & ~np.isnan(column), column)
            case "coverage" | "missing_session":
                seen = ~np.isnan(column) & rows.session
                found = {"at": self._labels(rows.session & np.logical_or.accumulate(seen) & ~seen)}
            case "short_history":
                observations = int(facts["observations"].iloc[breach.row])
                found = {"observations": observations, "wanted": self.bounds.min_observations}
            case _:
                found = {}
        return found

    def _labels(self, mask: NDArray[np.bool_]) -> list[str]:
        return [label.isoformat() for label in self.index[np.flatnonzero(mask)[:EVIDENCE]]]

    def _cells(self, mask: NDArray[np.bool_], column: NDArray[np.float64]) -> dict[str, object]:
        return {
            "at": self._labels(mask),
            "values": [float(x) for x in column[np.flatnonzero(mask)[:EVIDENCE]]],
        }
