"""What a run says when it is done."""

from __future__ import annotations

from collections.abc import Iterator

from .flow import RunSummary

__all__ = ["summary_lines"]


def summary_lines(run: RunSummary) -> Iterator[str]:
    """Yield the lines of the closing summary: the winners, what was dropped and why, and where it all is."""
    yield ""
    yield f"{'':>4} {'asset':<20} {'score':>10} {'momentum':>10} {'volatility':>10} {'drawdown':>10}"
    for rank, row in run.winners.frame.iterrows():
        figures = "".join(f" {row[name]:>10.4f}" for name in ("score", "momentum", "volatility", "drawdown"))
        yield f"{rank:>4} {row['asset']:<20}{figures}"
    yield ""
    for asset, rules in run.gate.dropped.items():
        yield f"dropped   {asset} ({', '.join(rules)})"
    for asset, reason in run.winners.passed_over.items():
        yield f"passed    {asset} ({reason})"
    yield f"winners   {run.winners.digest}"
    yield f"parity    {_parity(run)}"
    yield f"ledger    {run.audit_head}"
    yield f"mlflow    {_mlflow(run)}"
    yield f"run       {run.directory}"


def _parity(run: RunSummary) -> str:
    match run.parity.status:
        case "match":
            return f"match, by {run.parity.source}"
        case "first_run":
            return "first run on this data under these settings: stored as the baseline"
        case "off":
            return "not compared: the flag parity is off"
        case "mismatch":
            return f"mismatch, expected {run.parity.expected}"


def _mlflow(run: RunSummary) -> str:
    if run.mlflow is None:
        return "not mirrored: the flag mlflow is off"
    return run.mlflow.detail if run.mlflow.ok else f"not mirrored, and the run stands: {run.mlflow.detail}"
