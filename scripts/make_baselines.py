"""Makes pipeline/data/baselines.json: the winners of each shipped profile on the bundled prices.

Run it when a change is meant to change the winners, and say in CHANGELOG.md why it does:

    .venv/bin/python scripts/make_baselines.py
"""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path

from toxiframe.pipeline.baselines import key_of
from toxiframe.pipeline.flow import run_flow
from toxiframe.pipeline.market.ingest import ingest
from toxiframe.pipeline.market.windows import parse_window
from toxiframe.pipeline.resolve import profiles, resolve_settings
from toxiframe.pipeline.run_context import write_json

TARGET = Path(__file__).parents[1] / "pipeline" / "data" / "baselines.json"


def main() -> None:
    """Run every profile in this process, without comparing anything, and write down what it selects."""
    entries: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory() as runs:
        for profile in profiles():
            settings = resolve_settings(
                profile,
                {
                    "compute": {"kind": "local"},
                    "evidence": {"runs": runs},
                    "flags": {"mlflow": False, "parity": False},
                },
            )
            data = ingest(settings.ingest, parse_window(settings.window))
            summary = run_flow(settings)
            entries.append({**asdict(key_of(settings, data.sha256)), "winners_digest": summary.winners.digest})
            print(profile, summary.winners.digest, *summary.winners.frame["asset"])
    write_json(TARGET, entries)


if __name__ == "__main__":
    main()
