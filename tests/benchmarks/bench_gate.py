"""What the gate costs beside a hand-written numpy pass over the same checks, in one run on one machine.

Run it with ``.venv/bin/python tests/benchmarks/bench_gate.py``; pytest does not collect it.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from toxiframe.pipeline.market.calendars import row_sessions
from toxiframe.pipeline.market.gate import gate

ROWS, ASSETS, ROUNDS = 2520, 5000, 9


def by_hand(frame: pd.DataFrame) -> int:
    """Check index, names, finiteness, bounds, padding and coverage with numpy alone; return the bad assets."""
    index, values = frame.index, frame.to_numpy()
    if not (index.is_unique and index.is_monotonic_increasing and frame.columns.is_unique) or np.isinf(values).any():
        return -1
    rows = row_sessions(index, "XNYS")
    toxic = ((values > 5.0) | (values < -1.0)).any(axis=0)
    padded = (np.abs(values[~rows.session]) <= 1e-9).any(axis=0)
    observed = ~np.isnan(values[rows.session])
    since = len(observed) - observed.argmax(axis=0)
    sparse = since - observed.sum(axis=0) > np.maximum(1, np.floor(0.05 * since))
    return int((toxic | padded | sparse).sum())


def seconds(run: Callable[[], object]) -> float:
    """Return the median CPU seconds of a call."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def main() -> None:
    """Print the ratio for clean frames, and for frames in which one asset in a hundred is toxic."""
    index = pd.date_range("2014-01-01", periods=ROWS, freq="D", tz="UTC")
    names = [f"NYSE:A{number}" for number in range(ASSETS)]
    values = np.random.default_rng(0).normal(0.0, 0.01, (ROWS, ASSETS))
    values[~row_sessions(index, "XNYS").session] = np.nan
    toxic = values.copy()
    toxic[5, ::100] = 15.0
    for what, cells in (("clean", values), ("1 % of assets toxic", toxic)):
        frame = pd.DataFrame(cells, index=index, columns=names)
        hand, ours = seconds(lambda frame=frame: by_hand(frame)), seconds(lambda frame=frame: gate(frame))
        sys.stdout.write(
            f"{ROWS} x {ASSETS}, {what}: gate {ours * 1e3:.0f} ms CPU, by hand {hand * 1e3:.0f} ms, "
            f"ratio {ours / hand:.2f}\n"
        )


if __name__ == "__main__":
    main()
