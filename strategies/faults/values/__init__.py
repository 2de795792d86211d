"""Faults of the values: bounds, spikes, units, bars (faults.md 1.3)."""

from __future__ import annotations

from ..base import Fault
from .bounds import ExtremeReturn, LegalExtreme, ReturnBelowMinusOne
from .constant import ConstColumn, NoiseQuantise
from .jumps import BadTickSpike, LevelShift, UnitSwitch
from .ohlc import FlatFundBar, OhlcViolation, PartialLastBar
from .revision import Revision
from .stale import LegalZeroRun, StaleFlatline
from .transforms import LogVsSimple, LookaheadShift, SignFlip
from .units import UnitMixup, UnitPercent
from .volume import VolumeSpike, VolumeZeroMove
from .zero import ZeroPrice

__all__ = [
    "VALUES",
    "BadTickSpike",
    "ConstColumn",
    "ExtremeReturn",
    "FlatFundBar",
    "LegalExtreme",
    "LegalZeroRun",
    "LevelShift",
    "LogVsSimple",
    "LookaheadShift",
    "NoiseQuantise",
    "OhlcViolation",
    "PartialLastBar",
    "ReturnBelowMinusOne",
    "Revision",
    "SignFlip",
    "StaleFlatline",
    "UnitMixup",
    "UnitPercent",
    "UnitSwitch",
    "VolumeSpike",
    "VolumeZeroMove",
    "ZeroPrice",
]

VALUES: tuple[Fault, ...] = (
    ExtremeReturn(),
    ReturnBelowMinusOne(),
    LevelShift(),
    BadTickSpike(),
    UnitSwitch(),
    UnitMixup(),
    ZeroPrice(),
    OhlcViolation(),
    VolumeZeroMove(),
    ConstColumn(),
    SignFlip(),
    LogVsSimple(),
    LookaheadShift(),
    Revision(),
    PartialLastBar(),
    StaleFlatline(sessions=30),
    StaleFlatline(),
    UnitPercent(),
    VolumeSpike(),
    NoiseQuantise(),
    LegalExtreme(),
    LegalZeroRun(),
    FlatFundBar(),
    NoiseQuantise(to="float32"),
)
"""Every fault and legal control of this family with its default parameters, the plainest first."""
