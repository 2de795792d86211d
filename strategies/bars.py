"""Bars and corporate actions that agree with one another, as Yahoo states them.

Prices and volumes are adjusted for splits and not for payouts: a split leaves no trace in them, and on its ex-date the
price falls by what is paid out before it moves with the day's return. So the adjusted close moves with the returns
alone, and each row of it is its close times ``1 - payout / close of the session before`` of every later ex-date.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from .noise import COLUMN_PERIOD, ROW_PERIOD, base_field
from .reading import FIELDS

__all__ = ["ACTION_LEVELS", "Part", "bars", "warm"]

Floats = NDArray[np.float64]
Counts = NDArray[np.intp]
Mask = NDArray[np.bool_]

ACTION_LEVELS = 4
"""How often there are corporate actions, and how odd they are; level 0 has none."""

_SPLITS = MappingProxyType({1: (2.0, 3.0, 0.5), 2: (2.0, 5.0, 10.0, 0.1, 1.5), 3: (20.0, 0.05, 7.0, 1.1, 0.001, 100.0)})
_PAYOUTS = MappingProxyType({1: (0.004, 0.01), 2: (0.001, 0.05), 3: (1e-6, 0.2)})  # least and most, as a share
_RATES = MappingProxyType({1: 0.01, 2: 0.04, 3: 0.2})  # dividends a session
_RISE = 0.1
_FORCED, _FORCED_SPLIT = 1.0, 2.0  # on a quiet frame; a hundredth of the close elsewhere
_PRICE, _VOLUME = 100.0, 1e6
_FORTNIGHT = 14
_LEAST_RETURN, _MOST_RETURN = -0.9, 4.0
_FIELD = {name: position for position, name in enumerate(FIELDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which bars are wanted: those of some assets on the same sessions.

    ``level``: of noise. ``actions``: level of corporate actions. ``offset``: of the window in the field. ``columns``:
    the assets, as columns of the window. ``first``, ``last``: for each, the ordinals of its first and last session.
    ``forced``: those with a split, a dividend and a gain on their second.
    """

    sessions: int
    columns: Counts
    first: Counts
    last: Counts
    forced: Mask
    level: int
    actions: int
    offset: tuple[int, int]


def bars(part: Part) -> Floats:
    """Return bars, (sessions, assets, fields); NaN before the first and after the last session of an asset."""
    ordinals = np.arange(part.sessions)[:, None] - part.first
    lives = (ordinals >= 0) & (ordinals <= part.last - part.first)
    made = np.empty((part.sessions, len(part.columns), len(FIELDS)))
    actions = _actions(part, ordinals, lives)
    if part.level:
        _noisy(part, made, actions)
    else:
        _quiet(made, ordinals, actions)
    _adjust(made, ordinals, lives)
    made[~lives] = np.nan
    return made


def _actions(part: Part, ordinals: Counts, lives: Mask) -> Floats | None:
    """Return dividends, gains and splits, the former two as shares of the close before, (3, sessions, assets)."""
    drawn = bool(part.level and part.actions)
    if not drawn and not part.forced.any():
        return None
    actions = np.zeros((3, *ordinals.shape))
    if drawn:
        for kind, field in enumerate(_action_fields(part.actions)):
            actions[kind] = _cut(part, field)
    second = np.where(part.forced, part.first + 1, -1)
    places = np.flatnonzero((second >= 0) & (second <= part.last))
    actions[:2, second[places], places] = _FORCED / _PRICE
    actions[2, second[places], places] = _FORCED_SPLIT
    # There is no close before the first session to take a share of.
    actions[:, ~(lives & (ordinals > 0))] = 0.0
    return actions


def _quiet(made: Floats, ordinals: Counts, actions: Floats | None) -> None:
    """Fill in prices that rise by a tenth each session, less what is paid out."""
    paid = np.zeros(ordinals.shape)
    made[..., _FIELD["dividend"] :] = 0.0
    if actions is not None:
        paid = (actions[0] + actions[1]) * _PRICE
        made[..., _FIELD["dividend"]], made[..., _FIELD["capital_gain"]] = actions[:2] * _PRICE
        made[..., _FIELD["split"]] = actions[2]
    close = np.round(_PRICE + _RISE * ordinals - np.cumsum(paid, axis=0), 1)
    opened = np.where(ordinals > 0, np.round(close - _RISE, 1), close)
    made[..., _FIELD["open"]] = made[..., _FIELD["low"]] = opened
    made[..., _FIELD["close"]] = made[..., _FIELD["high"]] = close
    made[..., _FIELD["volume"]] = _VOLUME


def _noisy(part: Part, made: Floats, actions: Floats | None) -> None:
    fields = _price_fields(part.level)
    prices, before, gap, up, down, volume = (_cut(part, field) for field in fields)
    idle = prices == before
    paid = kept = None
    if actions is not None:
        paid = actions[0] + actions[1]
        kept = np.cumprod(1.0 - paid, axis=0)
        idle &= paid == 0.0
        # Prices after a payout are lower from then on; those before it are what the field says.
        prices, before = prices * kept, before * kept
    opened = np.where(idle, prices, before * gap)
    made[..., _FIELD["open"]], made[..., _FIELD["close"]] = opened, prices
    made[..., _FIELD["high"]] = np.maximum(opened, prices) * np.where(idle, 1.0, up)
    made[..., _FIELD["low"]] = np.minimum(opened, prices) * np.where(idle, 1.0, down)
    # A day without a trade: one price, and no volume.
    made[..., _FIELD["volume"]] = np.where(idle, 0.0, volume)
    made[..., _FIELD["dividend"] :] = 0.0
    if actions is not None:
        closed = np.empty_like(prices)
        closed[:1], closed[1:] = 0.0, prices[:-1]
        made[..., _FIELD["dividend"]], made[..., _FIELD["capital_gain"]] = actions[:2] * closed
        made[..., _FIELD["split"]] = actions[2]


def _adjust(made: Floats, ordinals: Counts, lives: Mask) -> None:
    close = made[..., _FIELD["close"]]
    paid = made[..., _FIELD["dividend"]] + made[..., _FIELD["capital_gain"]]
    adjusted = close
    if paid.any():
        factors = np.ones_like(close)
        due = lives & (ordinals > 0)
        factors[1:] -= np.where(due[1:], paid[1:] / close[:-1], 0.0)
        later = np.ones_like(close)
        later[:-1] = np.cumprod(factors[:0:-1], axis=0)[::-1]
        adjusted = close * later
    made[..., _FIELD["adj_close"]] = adjusted


def _cut(part: Part, field: Floats) -> Floats:
    rows = (part.offset[0] + np.arange(part.sessions)) % ROW_PERIOD
    return field[rows[:, None], (part.offset[1] + part.columns) % COLUMN_PERIOD]


@cache
def _price_fields(level: int) -> tuple[Floats, ...]:
    """Return fields of the close, the close before, the gap at the open, the range above and below, and the volume."""
    field = base_field(level)
    idle = field == 0.0
    idle[0] = False  # where the period begins again
    logs = np.log1p(np.clip(field, _LEAST_RETURN, _MOST_RETURN))
    # Without drift, or the price would not come back to where the period begins.
    logs = np.where(idle, 0.0, logs - logs.sum(axis=0) / np.count_nonzero(~idle, axis=0))
    prices = _PRICE * np.exp(np.cumsum(logs, axis=0))
    before = np.roll(prices, 1, axis=0)
    gap, up, down, traded = (np.roll(field, (turn * 211, turn * 13), axis=(0, 1)) for turn in range(1, 5))
    return (
        prices,
        before,
        1.0 + np.clip(0.5 * gap, -0.3, 0.3),
        1.0 + np.clip(np.abs(0.5 * up), 0.0, 0.3),
        1.0 - np.clip(np.abs(0.5 * down), 0.0, 0.3),
        np.round(_VOLUME * np.exp(np.clip(20.0 * traded, -1.0, 1.0))),
    )


@cache
def _action_fields(actions: int) -> tuple[Floats, ...]:
    """Return fields of dividends, capital gains (both as shares of the close before) and splits; mostly zeros."""
    source = np.random.default_rng(20_140_609 + actions)
    shape, rate = (ROW_PERIOD, COLUMN_PERIOD), _RATES[actions]
    made: list[Floats] = []
    for share in (rate, rate / 2):
        amounts = source.uniform(*_PAYOUTS[actions], shape)
        made.append(np.where(source.random(shape) < share, amounts, 0.0))
    splits = source.choice(_SPLITS[actions], shape)
    made.append(_apart(np.where(source.random(shape) < rate / 2, splits, 0.0)))
    return tuple(made)


def _apart(events: Floats) -> Floats:
    """Return events without those that follow another within two weeks: listed twice is what they would look like."""
    kept = events.copy()
    for row in range(len(kept)):
        kept[row, (kept[max(row - _FORTNIGHT, 0) : row] != 0.0).any(axis=0)] = 0.0
    return kept


def warm() -> None:
    """Build every field, so that no draw has to."""
    for level in (1, 2):
        _price_fields(level)
    for actions in range(1, ACTION_LEVELS):
        _action_fields(actions)
