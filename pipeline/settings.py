"""The settings of a run, as frozen values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from .market.venues import CALENDARS
from .names import did_you_mean

__all__ = [
    "ComputeSettings",
    "EvidenceSettings",
    "FeatureSettings",
    "Flags",
    "GateSettings",
    "IngestSettings",
    "SelectionSettings",
    "Settings",
]

Count = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


class _Frozen(BaseModel):
    """No field can be changed, none is unknown, and every default is checked like a given value."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class IngestSettings(_Frozen):
    """How a data file is read."""

    data: Path | None = None
    """The user's own Parquet or CSV file; the bundled prices where it is None."""
    root: Path | None = None
    """If given, data files outside this directory are refused."""
    kind: Literal["auto", "prices", "returns"] = "auto"
    naive_tz: str | None = None
    """The zone of times of day without one. None: such labels are an L0 violation. Bare dates are session dates."""
    default_venue: str | None = None
    """The venue of assets named without one."""

    @field_validator("naive_tz")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        if zone is not None:
            try:
                ZoneInfo(zone)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                msg = "no such time zone: name one of IANA's, such as America/New_York"
                raise ValueError(msg) from error
        return zone

    @field_validator("default_venue")
    @classmethod
    def _known_venue(cls, venue: str | None) -> str | None:
        if venue is not None and venue not in CALENDARS:
            msg = f"no calendar is known for this venue{did_you_mean(venue, CALENDARS)}"
            raise ValueError(msg)
        return venue


class GateSettings(_Frozen):
    """The bounds of the data contract."""

    max_return: Annotated[float, Field(gt=0.0, allow_inf_nan=False)] = 5.0
    """Simple return; above +500 % is toxic. True daily returns of +179 % exist (XRP, 2017-04-02)."""
    min_return: Annotated[float, Field(ge=-1.0, lt=0.0)] = -1.0
    """Simple return; a price cannot lose more than all of itself."""
    padding_tolerance: Annotated[float, Field(ge=0.0, le=1e-3)] = 1e-9
    """A return this close to zero on a non-session was filled in; disguised padding is rarely exactly 0.0."""
    max_missing_share: Share = 0.05
    """Share of the asset's own sessions since genesis that may be missing."""
    missing_allowance: Annotated[int, Field(ge=0)] = 1
    """Sessions that may be missing whatever the share: calendars miss unscheduled closures themselves."""
    min_observations: Count = 1
    """Sessions with a return that an asset needs, so that its features exist."""


class FeatureSettings(_Frozen):
    """Look-back windows, in sessions of the asset's own calendar."""

    momentum_window: Count = 252
    momentum_skip: Annotated[int, Field(ge=0)] = 21
    """The most recent sessions, left out of momentum because they revert."""
    volatility_window: Annotated[int, Field(ge=2)] = 63
    drawdown_window: Count = 252

    @model_validator(mode="after")
    def _skip_leaves_something(self) -> Self:
        if self.momentum_skip >= self.momentum_window:
            msg = f"momentum_skip={self.momentum_skip} leaves nothing of momentum_window={self.momentum_window}"
            raise ValueError(msg)
        return self


class SelectionSettings(_Frozen):
    """Who wins."""

    winners: Count = 5
    max_drawdown: Share = 1.0
    """Assets that fell further than this share from their peak are not eligible."""


class ComputeSettings(_Frozen):
    """Where shards run. Nothing here may change a result, so nothing here enters the ledger."""

    kind: Literal["local", "ray"] = "local"
    workers: Annotated[int, Field(ge=1, le=256)] = 2
    ray_address: str | None = None
    """``host:port`` of a running cluster; a local one is started where it is None."""


class EvidenceSettings(_Frozen):
    """Where a run leaves its evidence."""

    runs: Path = Path("runs")
    mlflow_timeout: Annotated[float, Field(gt=0.0, le=600.0)] = 60.0
    """Seconds after which the MLflow mirror is given up; the run has already succeeded by then."""


class Flags(_Frozen):
    """Feature flags."""

    mlflow: bool = True
    """Mirror the sealed ledger into MLflow."""
    parity: bool = True
    """Compare the winners with the stored baseline and fail the run where they differ."""
    strict: bool = False
    """Every violation of any layer rejects the batch."""


class Settings(_Frozen):
    """Everything that one run depends on, resolved."""

    profile: str = "canary"
    run_id: str | None = None
    window: str = ":"
    """``start:end``, dates inclusive, either side may be left out."""
    shards: Annotated[int, Field(ge=1, le=4096)] = 4
    ingest: IngestSettings = IngestSettings()
    gate: GateSettings = GateSettings()
    features: FeatureSettings = FeatureSettings()
    selection: SelectionSettings = SelectionSettings()
    compute: ComputeSettings = ComputeSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    flags: Flags = Flags()

    def material(self) -> dict[str, object]:
        """Return the settings that may change the winners: what the ledger and the baseline key hold."""
        return {
            "profile": self.profile,
            "window": self.window,
            "strict": self.flags.strict,
            **self.model_dump(mode="json", include={"gate", "features", "selection"}),
        }
