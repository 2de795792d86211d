"""The small gate with bugs in what it says of a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from toxiframe.properties import Verdict

from tests.mutants.conduct import CONDUCT
from tests.mutants.planted import Suite
from tests.mutants.small_gate import CORRECT, FAULTS, POLICY, Bounds, judge

__all__ = ["GATES"]

Judge = Callable[[pd.DataFrame], Verdict]


def _accepted(bug: Callable[[pd.DataFrame, Verdict], Verdict]) -> Judge:
    def judged(frame: pd.DataFrame) -> Verdict:
        verdict = judge(frame)
        return verdict if verdict.accepted is None else bug(frame, verdict)

    return judged


def _spares(frame: pd.DataFrame, verdict: Verdict, asset: str) -> Verdict:
    """Let one dropped asset through after all, as if nothing had been seen."""
    kept = [name for name in frame.columns if name not in verdict.dropped or name == asset]
    return replace(
        verdict,
        accepted=frame[kept],
        dropped={name: rules for name, rules in verdict.dropped.items() if name != asset},
        logged={name: rules for name, rules in verdict.logged.items() if name != asset},
    )


def _weekend_rule(frame: pd.DataFrame, verdict: Verdict) -> Verdict:
    """Call padding only what lies on Saturday or Sunday."""
    weekday = frame.index.dayofweek < 5
    for asset, rules in verdict.dropped.items():
        if rules == ("no_padding",) and not (frame[asset].to_numpy()[~weekday] == 0).any():
            verdict = _spares(frame, verdict, asset)
    return verdict


def _all_zeros_rule(frame: pd.DataFrame, verdict: Verdict) -> Verdict:
    """Call padding only a history without a single gap."""
    for asset, rules in verdict.dropped.items():
        if rules == ("no_padding",) and frame[asset].isna().any():
            verdict = _spares(frame, verdict, asset)
    return verdict


def _first_only(frame: pd.DataFrame, verdict: Verdict) -> Verdict:
    """Stop at the first offender."""
    for asset in list(verdict.dropped)[1:]:
        verdict = _spares(frame, verdict, asset)
    return verdict


def _changes_first(change: Callable[[np.ndarray], np.ndarray]) -> Judge:
    def bug(_: pd.DataFrame, verdict: Verdict) -> Verdict:
        frame = verdict.accepted.copy()
        if frame.shape[1]:
            frame.isetitem(0, change(frame.iloc[:, 0].to_numpy(copy=True)))
        return replace(verdict, accepted=frame)

    return _accepted(bug)


def _drops_neighbour(_: pd.DataFrame, verdict: Verdict) -> Verdict:
    """Drop one asset more than offended, properly logged."""
    if not verdict.dropped or not verdict.accepted.shape[1]:
        return verdict
    asset, rules = verdict.accepted.columns[0], next(iter(verdict.dropped.values()))
    return replace(
        verdict,
        accepted=verdict.accepted.drop(columns=[asset]),
        dropped={**verdict.dropped, asset: rules},
        logged={**verdict.logged, asset: rules},
    )


def _deduplicates(frame: pd.DataFrame) -> Verdict:
    """Repair what it should reject."""
    return judge(frame[~frame.index.duplicated()])


def _from_the_first_row(frame: pd.DataFrame) -> Verdict:
    """Count what is missing from the first row of the frame, not from the asset's genesis."""
    verdict = judge(frame)
    if verdict.accepted is None:
        return verdict
    late = [name for name in verdict.accepted.columns if pd.isna(frame[name]).to_numpy()[:1].all()]
    dropped = {**verdict.dropped, **dict.fromkeys(late, ("coverage",))}
    return replace(
        verdict,
        accepted=verdict.accepted.drop(columns=late),
        dropped=dropped,
        logged={**verdict.logged, **dict.fromkeys(late, ("coverage",))},
    )


def _strict(frame: pd.DataFrame) -> Verdict:
    """Reject the whole batch for one asset."""
    verdict = judge(frame)
    return Verdict(accepted=None, rejected=("strict",)) if verdict.dropped else verdict


def _mutates_its_input(frame: pd.DataFrame) -> Verdict:
    """Fill the gaps of the frame it was given, and hand it on."""
    frame.fillna(0.0, inplace=True)  # noqa: PD002 - the bug under test
    return Verdict(accepted=frame)


def _unlogged(_: pd.DataFrame, verdict: Verdict) -> Verdict:
    return replace(verdict, logged={})


def _unreasoned(_: pd.DataFrame, verdict: Verdict) -> Verdict:
    return replace(verdict, dropped=dict.fromkeys(verdict.dropped, ()))


def _still_there(frame: pd.DataFrame, verdict: Verdict) -> Verdict:
    return replace(verdict, accepted=frame)


def _gone(_: pd.DataFrame, verdict: Verdict) -> Verdict:
    return replace(verdict, dropped={}, logged={})


def _other_reason(_: pd.DataFrame, verdict: Verdict) -> Verdict:
    return replace(verdict, logged=dict.fromkeys(verdict.logged, ("other",)))


def _silent(_: pd.DataFrame, verdict: Verdict) -> Verdict:
    return replace(verdict, warned={})


def _sorted_columns(_: pd.DataFrame, verdict: Verdict) -> Verdict:
    return replace(verdict, accepted=verdict.accepted[sorted(verdict.accepted.columns, reverse=True)])


def _one_ulp(values: np.ndarray) -> np.ndarray:
    values[-1:] = np.nextafter(values[-1:], 9.0)
    return values


def _returns_what_is_left(frame: pd.DataFrame) -> pd.DataFrame:
    verdict = judge(frame)
    if verdict.accepted is None:
        raise ValueError(verdict.rejected)
    return verdict.accepted


_BUGS: dict[str, dict[str, Judge]] = {
    "accepts_clean": {
        "fills gaps with zeros": _mutates_its_input,
        "rejects a true +179 % day": lambda frame: judge(frame, Bounds(highest=1.0)),
        "takes a late genesis for gaps": _from_the_first_row,
        "turns the columns around": _accepted(_sorted_columns),
        "rounds to float32": _changes_first(lambda values: values.astype(np.float32)),
        "calls NaN on a closed day missing": lambda frame: (
            Verdict(accepted=None, rejected=("null",)) if frame.isna().any(axis=None) else judge(frame)
        ),
    },
    "responds": {
        "bound at +1000 %": lambda frame: judge(frame, Bounds(highest=10.0)),
        "bound met by rounding": lambda frame: judge(frame.round(4)),
        "padding is a weekend matter": _accepted(_weekend_rule),
        "padding is a matter of whole histories": _accepted(_all_zeros_rule),
        "stops at the first offender": _accepted(_first_only),
        "removes duplicates quietly": _deduplicates,
        "rejects the batch for one asset": _strict,
        "never warns": _accepted(_silent),
        "tolerates half a history": lambda frame: judge(frame, Bounds(missing=0.9)),
    },
    "blast_radius": {
        "moves a good asset by one ulp": _changes_first(_one_ulp),
        "drops a good neighbour": _accepted(_drops_neighbour),
        "rejects the batch for one asset": _strict,
        "fills the gaps of good assets": _mutates_its_input,
        "forward-fills good assets": _accepted(
            lambda _, verdict: replace(verdict, accepted=verdict.accepted.ffill()),
        ),
    },
    "accounting": {
        "drops without logging": _accepted(_unlogged),
        "drops without a reason": _accepted(_unreasoned),
        "reports dropped what it keeps": _accepted(_still_there),
        "drops without a word": _accepted(_gone),
        "logs another reason": _accepted(_other_reason),
        "a callable that only returns what is left": _returns_what_is_left,
    },
}

GATES = Suite(kind="contract", bugs={**_BUGS, **CONDUCT}, twin=CORRECT, options={"faults": FAULTS, "policy": POLICY})
