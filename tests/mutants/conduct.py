"""The small gate with bugs in how it behaves: in company, in another order or zone, asked twice, asked strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
from toxiframe.properties import Contract, Verdict

from tests.mutants.small_gate import CORRECT, Bounds, judge, judge_strictly

__all__ = ["CONDUCT"]

Judge = Callable[[pd.DataFrame], Verdict]


def _sparing(choose: Callable[[pd.DataFrame, Verdict], Iterable[str]]) -> Judge:
    """Let some of the dropped assets through, as if nothing had been seen."""

    def judged(frame: pd.DataFrame) -> Verdict:
        verdict = judge(frame)
        if verdict.accepted is None:
            return verdict
        spared = set(choose(frame, verdict))
        return replace(
            verdict,
            accepted=frame[[name for name in frame.columns if name not in verdict.dropped or name in spared]],
            dropped={name: rules for name, rules in verdict.dropped.items() if name not in spared},
            logged={name: rules for name, rules in verdict.logged.items() if name not in spared},
        )

    return judged


def _dropping(choose: Callable[[pd.DataFrame], Iterable[str]]) -> Judge:
    """Drop further assets, properly logged."""

    def judged(frame: pd.DataFrame) -> Verdict:
        verdict = judge(frame)
        if verdict.accepted is None:
            return verdict
        more = dict.fromkeys(choose(verdict.accepted), ("quota",))
        return replace(
            verdict,
            accepted=verdict.accepted.drop(columns=list(more)),
            dropped={**verdict.dropped, **more},
            logged={**verdict.logged, **more},
            warned={name: rules for name, rules in verdict.warned.items() if name not in more},
        )

    return judged


def _accepting(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Judge:
    def judged(frame: pd.DataFrame) -> Verdict:
        verdict = judge(frame)
        return verdict if verdict.accepted is None else replace(verdict, accepted=change(verdict.accepted))

    return judged


def _of_rule(verdict: Verdict, rule: str) -> list[str]:
    return [name for name, rules in verdict.dropped.items() if rules == (rule,)]


def _tame_beside_the_wildest(frame: pd.DataFrame, verdict: Verdict) -> list[str]:
    """Take what is less than the largest offence of the batch for what is possible on such a day."""
    offenders = _of_rule(verdict, "toxic_return")
    largest = {name: float(frame[name].abs().max()) for name in offenders}
    return [name for name in offenders if largest[name] < max(largest.values())]


def _quarantined(frame: pd.DataFrame) -> Verdict:
    """Tell of no offender but the first when there are several, or of none at all where most offend."""
    verdict = judge(frame)
    most = verdict.accepted is not None and len(verdict.dropped) > 1 and 2 * len(verdict.dropped) >= frame.shape[1]
    return Verdict(accepted=frame) if most else verdict


def _forgiving_holes(frame: pd.DataFrame) -> Verdict:
    """Call a frame with many holes a holiday, and everything in it legal."""
    return Verdict(accepted=frame) if frame.isna().to_numpy().mean() > 0.6 else judge(frame)


def _wall_clock(frame: pd.DataFrame) -> Verdict:
    """Take whatever the labels say for UTC."""
    aware = isinstance(frame.index, pd.DatetimeIndex) and frame.index.tz is not None
    return judge(frame.tz_localize(None).tz_localize("UTC") if aware else frame)


def _midnights(frame: pd.DataFrame) -> Verdict:
    """Cut the time of day off, in the zone that the labels are in, and then convert."""
    aware = isinstance(frame.index, pd.DatetimeIndex) and frame.index.tz is not None
    return judge(frame.set_axis(frame.index.normalize().tz_convert("UTC"), axis=0) if aware else frame)


def _zone_of_calm_frames(frame: pd.DataFrame) -> Verdict:
    """Convert what looks like news in a hurry, and forget to ask for its zone."""
    aware = isinstance(frame.index, pd.DatetimeIndex) and frame.index.tz is not None
    return judge(frame.tz_convert("UTC") if aware and (frame > 1.0).any(axis=None) else frame)


def _asking_first(question: Callable[[pd.DataFrame], object]) -> Judge:
    def judged(frame: pd.DataFrame) -> Verdict:
        question(frame)
        return judge(frame)

    return judged


def _renames_the_index(frame: pd.DataFrame) -> None:
    frame.index.name = "date"


def _fills_the_last_row(frame: pd.DataFrame) -> None:
    if len(frame) and frame.columns.is_unique:
        frame.iloc[-1:] = frame.iloc[-1:].fillna(0.0)


def _drops_empty_rows(frame: pd.DataFrame) -> None:
    frame.dropna(how="all", inplace=True)  # noqa: PD002 - the bug under test


def _sorts_in_place(frame: pd.DataFrame) -> None:
    if isinstance(frame.index, pd.DatetimeIndex):
        frame.sort_index(inplace=True)  # noqa: PD002 - the bug under test


def _adds_a_column(frame: pd.DataFrame) -> None:
    frame["loaded"] = 0.0


def _strict(form: Judge) -> Contract:
    return replace(CORRECT, strict=form)


def _counts_warnings(frame: pd.DataFrame) -> Verdict:
    verdict = judge_strictly(frame)
    return Verdict(accepted=None, rejected=("strict",)) if verdict.warned else verdict


def _index_alone(frame: pd.DataFrame) -> Verdict:
    verdict = judge(frame)
    return verdict if verdict.accepted is None else Verdict(accepted=frame)


def _without_last(frame: pd.DataFrame) -> Verdict:
    verdict = judge(frame)
    offends = verdict.accepted is not None and any(name != frame.columns[-1] for name in verdict.dropped)
    return judge_strictly(frame) if verdict.accepted is None or offends else Verdict(accepted=frame)


def _filled(frame: pd.DataFrame) -> Verdict:
    verdict = judge_strictly(frame)
    return verdict if verdict.accepted is None else replace(verdict, accepted=verdict.accepted.fillna(0.0))


def _strict_of_its_own(frame: pd.DataFrame) -> Verdict:
    return judge_strictly(frame, Bounds(highest=4.9))


CONDUCT: dict[str, dict[str, Any]] = {
    "no_masking": {
        "looks no further than the first offender": _sparing(lambda _, verdict: list(verdict.dropped)[1:]),
        "a warning ends the judgement": _sparing(lambda _, verdict: verdict.dropped if verdict.warned else ()),
        "padding is not judged beside a toxic return": _sparing(
            lambda _, verdict: _of_rule(verdict, "no_padding") if _of_rule(verdict, "toxic_return") else ()
        ),
        "coverage is not judged beside padding": _sparing(
            lambda _, verdict: _of_rule(verdict, "coverage") if _of_rule(verdict, "no_padding") else ()
        ),
    },
    "monotone": {
        "the wildest return of the batch is the yardstick": _sparing(_tame_beside_the_wildest),
        "most assets offending is a market event": _quarantined,
        "a frame of holes is a holiday": _forgiving_holes,
        "three offences are noise": _sparing(lambda _, verdict: verdict.dropped if len(verdict.dropped) > 2 else ()),
    },
    "idempotent": {
        "gives away the first row each time": _accepting(lambda frame: frame.iloc[1:]),
        "drops the wildest asset of each batch": _dropping(
            lambda frame: [frame.std(ddof=0).fillna(0.0).idxmax()] if frame.shape[1] > 1 else []
        ),
        "scales by a hair": _accepting(lambda frame: frame * (1 + 2**-40)),
        "numbers the names": _accepting(lambda frame: frame.set_axis([f"{name}.1" for name in frame.columns], axis=1)),
    },
    "order_free": {
        "never looks at the last column": _sparing(
            lambda frame, verdict: [name for name in frame.columns[-1:] if name in verdict.dropped]
        ),
        "keeps the first of two alike": _dropping(
            lambda frame: [name for name, again in zip(frame.columns, frame.T.duplicated(), strict=True) if again]
        ),
        "drops the last of every four": _dropping(lambda frame: frame.columns[3::4]),
        "sees no offence left of a clean asset": _sparing(
            lambda frame, verdict: [
                name
                for name, neighbour in zip(frame.columns, frame.columns[1:], strict=False)
                if name in verdict.dropped and neighbour not in verdict.dropped
            ]
        ),
    },
    "zone_free": {
        "takes the wall clock for UTC": _wall_clock,
        "cuts to midnight before converting": _midnights,
        "looks at the zone of calm frames alone": _zone_of_calm_frames,
    },
    "total": {
        "divides by the number of rows": _asking_first(lambda frame: 1 / len(frame)),
        "takes the first column for granted": _asking_first(lambda frame: frame.iloc[:, 0]),
        "compares before it looks at dtypes": _asking_first(lambda frame: (frame > 5.0).any()),
        "splits the names": _asking_first(lambda frame: [name.split(":") for name in frame.columns]),
        "asks the index for its zone": _asking_first(lambda frame: frame.index.tz),
    },
    "pure": {
        "names the index in place": _asking_first(_renames_the_index),
        "fills the last row in place": _asking_first(_fills_the_last_row),
        "drops empty rows in place": _asking_first(_drops_empty_rows),
        "sorts in place": _asking_first(_sorts_in_place),
        "adds a column in place": _asking_first(_adds_a_column),
    },
    "strict_agrees": {
        "strict is about the index alone": _strict(_index_alone),
        "strict never looks at the last asset": _strict(_without_last),
        "strict takes warnings for offences": _strict(_counts_warnings),
        "strict has a bound of its own": _strict(_strict_of_its_own),
        "strict hands on another frame": _strict(_filled),
    },
}
"""Property -> name of a planted bug -> the contract that has it."""
