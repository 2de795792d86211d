"""Which calendar an asset trades on, from the venue in its name ``VENUE:TICKER``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import TypeAlias

from hypothesis.errors import InvalidArgument

from .sessions import Calendar, calendar, calendar_from, calendar_names

__all__ = [
    "CALENDAR_OF_VENUE",
    "DEFAULT_VENUES",
    "Venues",
    "calendar_of",
    "checked_calendars",
    "checked_venues",
    "ticker",
]

Venues: TypeAlias = Sequence[str] | Mapping[str, object]
"""Venues of the snapshot by name, or venue -> calendar: one of the snapshot by name, or a live one."""

_VENUES = {
    "XNYS": ("NYSE", "NASDAQ", "AMEX", "ARCA"),
    "XLON": ("LSE",),
    "XETR": ("XETR", "FWB"),
    "XPAR": ("EURONEXT",),
    "XTSE": ("TSX",),
    "XTKS": ("TSE",),
    "XHKG": ("HKEX",),
    "XSHG": ("SSE", "SZSE"),
    "XKRX": ("KRX",),
    "XASX": ("ASX",),
    "XBOM": ("BSE", "NSE"),
    "XTAE": ("TASE",),
    "XSAU": ("TADAWUL",),
    "24/5": ("FX", "FOREXCOM", "OANDA"),
    "24/7": (
        "BINANCE", "BITFINEX", "BITSTAMP", "BYBIT", "COINBASE", "CRYPTO", "DERIBIT", "GATEIO", "GEMINI", "HTX",
        "KRAKEN", "KUCOIN", "MEXC", "OKX",
    ),
}  # fmt: skip

CALENDAR_OF_VENUE = {venue: calendar for calendar, venues in _VENUES.items() for venue in venues}
"""Venue -> calendar of the snapshot."""

DEFAULT_VENUES = (
    "NYSE", "BINANCE", "LSE", "XETR", "TSE", "HKEX", "NSE", "TASE", "ASX", "SSE", "TSX", "KRX", "TADAWUL", "FX",
)  # fmt: skip
"""One venue a calendar, the plainest first: counterexamples shrink towards the first."""

_LETTERS = 26


def calendar_of(asset: str) -> str | None:
    """Return the calendar that an asset trades on; None where its venue is unknown, or it names none."""
    venue, colon, _ = asset.partition(":")
    return CALENDAR_OF_VENUE.get(venue) if colon else None


@cache
def ticker(position: int) -> str:
    """Return the ticker of the column at a position: A to Z, then AA, AB and so on."""
    text = ""
    while position >= 0:
        position, letter = divmod(position, _LETTERS)
        text = chr(ord("A") + letter) + text
        position -= 1
    return text


def checked_venues(venues: Venues | None) -> tuple[tuple[str, Calendar], ...]:
    """Return the venues asked for, or the default ones, with their calendars.

    Raises
    ------
    InvalidArgument
        If there is none, one is repeated, or there is no calendar for one.
    """
    if venues is None:
        venues = DEFAULT_VENUES
    # Both types are checked as nothing else holds the callers to them.
    if isinstance(venues, str) or not isinstance(venues, Sequence | Mapping) or not venues:  # pyright: ignore[reportUnnecessaryIsInstance]
        msg = (
            f'venues={venues!r}: give a list of distinct venues, such as ["NYSE", "BINANCE"], a mapping of venues to '
            f'calendars, such as {{"MYX": "XKRX"}}, or None for one venue a calendar'
        )
        raise InvalidArgument(msg)
    if len(set(venues)) != len(venues):
        repeated = sorted({str(venue) for venue in venues if list(venues).count(venue) > 1})
        msg = f"venues={venues!r}: give a list of distinct venues; {', '.join(repeated)} is there more than once"
        raise InvalidArgument(msg)
    if isinstance(venues, Mapping):
        return tuple((_name(venue), _calendar(venue, known)) for venue, known in venues.items())
    for venue in venues:
        if venue not in CALENDAR_OF_VENUE:
            msg = (
                f"venues holds {venue!r}, and the snapshot has no calendar for it; "
                f'{_closest(venue, CALENDAR_OF_VENUE)} Or say which calendar is meant, as in {{{venue!r}: "XNYS"}}'
            )
            raise InvalidArgument(msg)
    return tuple((venue, calendar(CALENDAR_OF_VENUE[venue])) for venue in venues)


def _name(venue: object) -> str:
    if isinstance(venue, str) and venue and ":" not in venue:
        return venue
    msg = f"venues holds {venue!r}: a venue is a text without a colon, such as 'NYSE' in 'NYSE:A'"
    raise InvalidArgument(msg)


def checked_calendars(calendars: object) -> dict[str, Calendar]:
    """Return venue -> calendar as ``checked_venues`` does for a mapping; empty where None or empty.

    Raises
    ------
    InvalidArgument
        If it is no mapping, or maps a venue to no calendar.
    """
    if calendars is None or calendars == {}:
        return {}
    if not isinstance(calendars, Mapping):
        msg = f'calendars={calendars!r}: give a mapping of venues to calendars, such as {{"MYX": "XKRX"}}'
        raise InvalidArgument(msg)
    return dict(checked_venues(calendars))


def _calendar(venue: str, known: object) -> Calendar:
    if isinstance(known, Calendar):
        return known
    if isinstance(known, str):
        if known in calendar_names():
            return calendar(known)
        msg = (
            f"venues maps {venue!r} to {known!r}, which is no calendar of the snapshot; "
            f"{_closest(known, calendar_names())} Or pass the calendar itself, as in "
            f"exchange_calendars.get_calendar({known!r}, start=...)"
        )
        raise InvalidArgument(msg)
    found = calendar_from(known)
    if found is None:
        msg = (
            f"venues maps {venue!r} to {known!r}: give the name of a calendar of the snapshot "
            f"({', '.join(calendar_names())}), or a calendar of exchange_calendars with sessions, tz and name"
        )
        raise InvalidArgument(msg)
    if found.last < found.first:
        msg = (
            f"venues maps {venue!r} to the calendar {found.name}, which has no session from 1990 to 2027; pass one "
            "that has, or leave the venue out"
        )
        raise InvalidArgument(msg)
    return found


def _closest(name: object, known: Iterable[str]) -> str:
    close = get_close_matches(str(name), known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}."
