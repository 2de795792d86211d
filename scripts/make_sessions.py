"""Makes ``strategies/sessions.json``: the days on which a dozen exchanges traded, from exchange_calendars.

The strategies must not depend on exchange_calendars, which is wrong on pandas 3.1 and builds a calendar in up to
two seconds; a frozen snapshot is neither. Run it on pandas below 3.1::

    python scripts/make_sessions.py

A calendar is stored as its regular week, by the year from which it holds, and the exceptions to it: ``closed``
holds holidays (days of the regular week without a session), ``open`` holds special sessions on other days. Both
map a year to ``MMDD`` texts.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import exchange_calendars as xc
import numpy as np
import pandas as pd
from toxiframe.strategies.sessions import DAY_COUNT, day_number, regular_weeks

TARGET = Path(__file__).resolve().parents[1] / "strategies" / "sessions.json"
FIRST, LAST = pd.Timestamp(1990, 1, 1), pd.Timestamp(2027, 12, 31)
CALENDARS = (
    "XNYS", "XLON", "XETR", "XPAR", "XTSE", "XTKS", "XHKG", "XSHG", "XKRX", "XASX", "XBOM", "XTAE", "XSAU",
    "24/5", "24/7",
)  # fmt: skip
# Two special sessions that exchange_calendars loses in silence on pandas 3.1.
KNOWN_SPECIALS = ("20240120", "20250201")


def main() -> None:
    """Write the snapshot."""
    made = {name: snapshot(name) for name in CALENDARS}
    bombay = {year + day for year, days in made["XBOM"]["open"].items() for day in days.split()}
    lost = [day for day in KNOWN_SPECIALS if day not in bombay]
    if lost:
        sys.exit(f"XBOM traded on {lost}, and exchange_calendars does not say so: use pandas below 3.1")
    source = f"exchange_calendars {xc.__version__} on pandas {pd.__version__}"
    text = json.dumps({"source": source, "calendars": made}, indent=1, ensure_ascii=False)
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(made)} calendars, {TARGET.stat().st_size:,} bytes")


def snapshot(name: str) -> dict[str, Any]:
    """Return one calendar, cut to the years that it covers."""
    kind = type(xc.get_calendar(name))
    # exchange_calendars covers the last twenty years unless told, so both ends are always given.
    first = max(FIRST, kind.bound_min() or FIRST)
    last = min(LAST, kind.bound_max() or LAST)
    calendar = xc.get_calendar(name, start=first, end=last)
    days = pd.date_range(first, last)
    traded = days.isin(calendar.sessions)
    session = np.zeros(DAY_COUNT, bool)
    span = (day_number(first.date()), day_number(last.date()))
    session[span[0] : span[1] + 1] = traded
    usual = dict(zip(range(FIRST.year, LAST.year + 1), regular_weeks(session, *span), strict=True))
    weeks: dict[str, str] = {}
    for year in range(first.year, last.year + 1):
        week = "".join(str(day + 1) for day in np.flatnonzero(usual[year]))
        if not weeks or week != next(reversed(weeks.values())):
            weeks[str(year)] = week
    regular = np.array([usual[day.year][day.weekday()] for day in days])
    return {
        "zone": str(calendar.tz),
        "first": first.date().isoformat(),
        "last": last.date().isoformat(),
        "weeks": weeks,
        "closed": by_year(days[regular & ~traded]),
        "open": by_year(days[traded & ~regular]),
    }


def by_year(days: pd.DatetimeIndex) -> dict[str, str]:
    """Return days as a text of ``MMDD`` a year."""
    years: defaultdict[str, list[str]] = defaultdict(list)
    for day in days:
        years[str(day.year)].append(f"{day:%m%d}")
    return {year: " ".join(texts) for year, texts in years.items()}


if __name__ == "__main__":
    main()
