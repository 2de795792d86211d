"""What the gate of the reference pipeline has to say to each fault."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from toxiframe.pipeline.market.gate import ContractError, gate
from toxiframe.strategies import Injection

__all__ = ["drops_and_warnings", "expected_of"]

_RULES = {
    "nan_cell": "missing_session",
    "nan_outage": "missing_session",
    "half_row": "missing_session",
    "crypto_gap": "coverage",
    "crypto_gap_tolerated": "missing_session",
    "nan_trailing": "coverage",
    "sentinel": "toxic_return",
    "bad_tick_spike": "toxic_return",
    "unit_100x_block": "toxic_return",
    "pad_near_zero": "no_padding",
    "pad_mixed_genesis": "no_padding",
    "extra_session": "extra_session",
    "inf_pos": "toxic_return",
    "inf_neg": "toxic_return",
    "nan_block": "coverage",
    "nan_all": "no_observations",
    "sparse_history": "coverage",
    "toxic_return": "toxic_return",
    "ret_below_-1": "toxic_return",
    "pad_zero_weekend": "no_padding",
    "pad_zero_holiday": "no_padding",
}


def expected_of(injections: Iterable[Injection]) -> set[tuple[str | None, str]]:
    """Return asset and rule of what tiers 1 and 2 must report; a legal control and a doubled row add nothing."""
    return {
        (str(asset), _RULES[injection.name])
        for injection in injections
        if injection.name in _RULES
        for asset in injection.assets
    }


def drops_and_warnings(frame: pd.DataFrame) -> tuple[set[tuple[str | None, str]], bool]:
    """Return asset and rule of everything that tiers 1 and 2 report, and whether L0 rejected the batch."""
    try:
        violations, rejected = gate(frame).violations, False
    except ContractError as error:
        violations, rejected = error.violations, True
    return {(found.asset, found.rule) for found in violations if found.layer != "L0"}, rejected
