"""Judges of corporate actions and identity that know nothing of how the faults are made."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from tests.strategies.actions.bars import histories_of

__all__ = [
    "adjustment_is_off",
    "blown_up",
    "copies",
    "follows_another",
    "has_another_past",
    "is_missing_assets",
    "jump_by_a_power_of_ten",
    "listed_twice",
    "oversized_dividend",
    "split_left_out",
    "split_left_out_of_a_row",
    "split_twice",
]

History = dict[str, np.ndarray]


def _near(found: float, wanted: float, split: float) -> bool:
    """Whether a logarithm is nearer to a jump by a split than to none."""
    return abs(found - wanted) < abs(math.log(split)) / 2


def _moves(history: History) -> np.ndarray:
    return np.diff(np.log(history["close"]))


def _splits(frame: pd.DataFrame) -> Iterator[tuple[History, int, float]]:
    """Yield history, place and factor of every split after the first session."""
    for history in histories_of(frame).values():
        for place in np.flatnonzero(history["split"] > 0):
            if place > 0:
                yield history, int(place), float(history["split"][place])


def split_left_out(frame: pd.DataFrame, *, volume: bool = False) -> bool:
    """Whether a close falls by a split on its ex-date; ``volume``: only if the volume rises by it too."""
    for history, place, split in _splits(frame):
        if _near(_moves(history)[place - 1], -math.log(split), split):
            # No volume on one of the days tells nothing.
            traded = history["volume"][place - 1 : place + 1] if volume else np.array([1.0, split])
            if (traded > 0.0).all() and _near(math.log(traded[1] / traded[0]), math.log(split), split):
                return True
    return False


def split_left_out_of_a_row(frame: pd.DataFrame, *, back: tuple[int, ...] = (0, 1, 2, 3, 4, 5)) -> bool:
    """Whether a close stands out by a split, so many sessions before its ex-date, from those on either side."""
    for history, ex_date, split in _splits(frame):
        moves, jump = _moves(history), math.log(split)
        for place in (ex_date - step for step in back):
            if 0 < place < len(moves) and _near(moves[place - 1], jump, split) and _near(moves[place], -jump, split):
                return True
    return False


def split_twice(frame: pd.DataFrame, *, past: int = 5) -> bool:
    """Whether a close rises by a split on its ex-date, or a few sessions past it."""
    for history, ex_date, split in _splits(frame):
        moves = _moves(history)[ex_date - 1 : ex_date + past]
        if any(_near(move, math.log(split), split) for move in moves):
            return True
    return False


def listed_twice(frame: pd.DataFrame, field: str, near: Callable[[float, int], bool]) -> bool:
    """Whether the same amount stands in a field on two sessions so near: by days, and by sessions."""
    for history in histories_of(frame).values():
        places = np.flatnonzero(history[field] > 0)
        for first, second in combinations(places, 2):
            same = history[field][first] == history[field][second]
            if same and near(history["day"][second] - history["day"][first], int(second - first)):
                return True
    return False


def adjustment_is_off(frame: pd.DataFrame, *, tolerance: float = 1e-7, gains: bool = True, whole: bool = False) -> bool:
    """Whether the adjusted close is another than the payouts say.

    ``gains``: look at sessions with a capital gain too. ``whole``: compare the whole history, and no single session.
    """
    for history in histories_of(frame).values():
        ratio = history["adj_close"] / history["close"]
        followed = ratio[:-1] / ratio[1:]
        due = 1.0 - (history["dividend"] + history["capital_gain"])[1:] / history["close"][:-1]
        looked_at = np.full(len(due), fill_value=True) if gains else history["capital_gain"][1:] == 0.0
        if whole:
            followed, due, looked_at = np.prod(followed), np.prod(due), np.array(object=True)
        if (np.abs(followed - due) > tolerance)[looked_at].any():
            return True
    return False


def oversized_dividend(frame: pd.DataFrame) -> bool:
    """Whether a dividend is more than a fifth of the close before."""
    histories = histories_of(frame).values()
    return any((history["dividend"][1:] > 0.2 * history["close"][:-1] * 1.0001).any() for history in histories)


def blown_up(frame: pd.DataFrame, *, decimals: int | None = None) -> bool:
    """Whether an adjusted close is negative or infinite; ``decimals``: once it is rounded."""
    for history in histories_of(frame).values():
        adjusted = history["adj_close"] if decimals is None else np.round(history["adj_close"], decimals)
        if (adjusted < 0.0).any() or np.isinf(adjusted).any():
            return True
    return False


def _both(frame: pd.DataFrame, clean: pd.DataFrame) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield each asset of wide returns, with its returns in the frame and in the second source."""
    for name in frame:
        yield name, frame[name].to_numpy(), clean[name].to_numpy()


def follows_another(frame: pd.DataFrame, clean: pd.DataFrame, *, least: int = 1) -> bool:
    """Whether an asset jumps where the second source does not, and then has at least so many returns of another."""
    for name, returns, known in _both(frame, clean):
        for place in np.flatnonzero((returns != known) & ~np.isnan(returns)):
            own = returns[place + 1 :]
            traded = ~np.isnan(own)
            for other in frame.columns.drop(name):
                theirs = frame[other].to_numpy()[place + 1 :]
                if traded.sum() >= least and (own == theirs)[traded].all() and abs(returns[place] - known[place]) > 0.2:
                    return True
    return False


def copies(frame: pd.DataFrame, clean: pd.DataFrame, *, correlated: bool = False) -> bool:
    """Whether two assets are one series of which the second source knows nothing; ``correlated``: by correlation."""
    differs = {
        name for name, returns, known in _both(frame, clean) if not np.array_equal(returns, known, equal_nan=True)
    }
    for first, second in combinations(frame.columns, 2):
        one, other = frame[first].to_numpy(), frame[second].to_numpy()
        shared = ~np.isnan(one) & ~np.isnan(other)
        one, other = one[shared], other[shared]
        if not len(one) or not differs & {first, second}:
            continue
        if correlated:
            if len(set(one)) > 1 and len(set(other)) > 1 and np.corrcoef(one, other)[0, 1] > 0.9999:
                return True
        elif (one == other).all():
            return True
    return False


def has_another_past(frame: pd.DataFrame, clean: pd.DataFrame, *, above: float | None = None) -> bool:
    """Whether a return after a gap is not the one in the history; ``above``: only if it is higher than that."""
    for _, returns, known in _both(frame, clean):
        seen = ~np.isnan(returns)
        gone = np.flatnonzero(~seen & ~np.isnan(known))
        for place in np.flatnonzero(seen & (returns != known)):
            since = np.flatnonzero(seen[:place])
            in_between = len(since) and ((gone > since[-1]) & (gone < place)).any()
            if in_between and (above is None or returns[place] > above):
                return True
    return False


def jump_by_a_power_of_ten(frame: pd.DataFrame, *, down: bool = True) -> bool:
    """Whether a return is nearer to a tenth or ten times than to no move; ``down``: falls as well."""
    values = frame.to_numpy()
    with np.errstate(divide="ignore"):  # a return of -1 leaves a price of zero
        exponents = np.log10(1.0 + values[~np.isnan(values)])
    return bool((exponents > 0.5).any() or (down and (exponents < -0.5).any()))


def is_missing_assets(frame: pd.DataFrame, clean: pd.DataFrame, *, alive: bool = False) -> bool:
    """Whether an asset of the universe is not in the frame; ``alive``: only of those that trade at its end."""
    universe = clean.columns[clean.iloc[-1].notna()] if alive else clean.columns
    return bool(set(universe) - set(frame.columns))
