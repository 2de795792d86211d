"""Which calendar an asset trades on, from the venue in its name ``VENUE:TICKER``."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from hypothesis.errors import InvalidArgument

__all__ = ["CALENDAR_OF_VENUE", "DEFAULT_VENUES", "calendar_of", "checked_venues", "ticker"]

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


def ticker(position: int) -> str:
    """Return the ticker of the column at a position: A to Z, then AA, AB and so on."""
    text = ""
    while position >= 0:
        position, letter = divmod(position, _LETTERS)
        text = chr(ord("A") + letter) + text
        position -= 1
    return text


def checked_venues(venues: Sequence[str] | None) -> tuple[str, ...]:
    """Return the venues asked for, or the default ones.

    Raises
    ------
    InvalidArgument
        If there is none, one is repeated, or the snapshot has no calendar for one.
    """
    if venues is None:
        return DEFAULT_VENUES
    if isinstance(venues, str) or not venues or len(set(venues)) != len(venues):
        msg = f'venues={venues!r}: give a list of distinct venues, such as ["NYSE", "BINANCE"], or None for all'
        raise InvalidArgument(msg)
    for venue in venues:
        if venue not in CALENDAR_OF_VENUE:
            close = get_close_matches(venue, CALENDAR_OF_VENUE, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(CALENDAR_OF_VENUE)}"
            msg = f"venues holds {venue!r}, and the snapshot has no calendar for it; {hint}"
            raise InvalidArgument(msg)
    return tuple(venues)
