"""Which calendar an asset trades on, from the venue in its name."""

from __future__ import annotations

__all__ = ["CALENDARS", "calendar_of", "venue_of"]

# exchange_calendars knows neither AMEX, ARCA, NSE, SZSE, TSE, KRX nor any crypto venue by these names, and a
# prefix that falls back to the wrong calendar makes every padded day of it look traded.
_EXCHANGES = {
    "XNYS": ("NYSE", "NASDAQ", "AMEX", "ARCA", "BATS", "XNYS", "XNAS"),
    "XLON": ("LSE", "LON", "XLON"),
    "XETR": ("XETR", "ETR", "FWB", "XETRA"),
    "XPAR": ("EURONEXT", "EPA", "XPAR"),
    "XAMS": ("AMS", "XAMS"),
    "XMIL": ("MIL", "XMIL"),
    "XSWX": ("SIX", "SWX", "XSWX"),
    "XTSE": ("TSX", "XTSE"),
    "XTKS": ("TSE", "TYO", "XTKS"),
    "XHKG": ("HKEX", "HKG", "XHKG"),
    "XSHG": ("SSE", "SZSE", "XSHG", "XSHE"),
    "XKRX": ("KRX", "XKRX"),
    "XASX": ("ASX", "XASX"),
    "XBOM": ("BSE", "NSE", "XBOM", "XNSE"),
    "XTAE": ("TASE", "XTAE"),
    "XSAU": ("TADAWUL", "XSAU"),
    "XJSE": ("JSE", "XJSE"),
    "XSES": ("SGX", "XSES"),
    "BVMF": ("BMFBOVESPA", "BVMF"),
    "24/5": ("FX", "FX_IDC", "FOREXCOM", "OANDA"),
    "24/7": (
        "BINANCE", "BITFINEX", "BITGET", "BITMEX", "BITSTAMP", "BYBIT", "COINBASE", "CRYPTO", "DERIBIT",
        "GATEIO", "GEMINI", "HTX", "HUOBI", "KRAKEN", "KUCOIN", "MEXC", "OKX", "POLONIEX",
    ),
}  # fmt: skip

CALENDARS = {venue: calendar for calendar, venues in _EXCHANGES.items() for venue in venues}
"""Venue -> calendar name of exchange_calendars."""


def venue_of(asset: str, default: str | None = None) -> str | None:
    """Return the venue of ``VENUE:TICKER``, or ``default`` for a bare ticker."""
    venue, colon, _ = asset.partition(":")
    return venue if colon else default


def calendar_of(asset: str, default_venue: str | None = None) -> str | None:
    """Return the calendar an asset trades on; None where its venue is unknown."""
    return CALENDARS.get(venue_of(asset, default_venue) or "")
