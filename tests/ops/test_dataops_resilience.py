"""The policy on toxic data, from the loader's door to the ledger. The loader is the only thing replaced."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from toxiframe.pipeline import flow
from toxiframe.pipeline.evidence import ledger
from toxiframe.pipeline.market.gate import ContractError
from toxiframe.pipeline.market.ingest import Ingested

from tests.helpers import bundled_returns, local_settings, on_calendar_days, records, same_bits

TOXIC, GOOD = "NYSE:XOM", "NYSE:MRK"


@pytest.fixture
def returns() -> pd.DataFrame:
    """Two years of real returns on calendar days, legal in every cell."""
    return on_calendar_days(bundled_returns())


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run the whole flow on a frame that a replaced loader hands over."""

    def _run(frame: pd.DataFrame, run_id: str = "r1") -> flow.RunSummary:
        loaded = Ingested(
            frame=frame,
            file="loader",
            sha256="0" * 64,
            layout="wide",
            kind="returns",
            labels="timestamps of the file",
        )
        monkeypatch.setattr(flow, "ingest", lambda *_: loaded)
        settings = local_settings(tmp_path, run_id, {"flags": {"mlflow": False, "parity": False}})
        return flow.run_flow(settings)

    return _run


def _dropped(directory: Path) -> dict[str, list[str]]:
    return {body["asset"]: body["rules"] for body in records(directory, "drop")}


def _violation(directory: Path, rule: str) -> dict[str, object]:
    found = [body for body in records(directory, "violation") if body["rule"] == rule]
    assert len(found) == 1, f"the ledger holds {len(found)} violations of {rule}: {found}"
    return found[0]


def _assert_rest_untouched(run: flow.RunSummary, returns: pd.DataFrame) -> None:
    """Every other asset must have come through the gate with the bits it went in with."""
    others = [asset for asset in returns.columns if asset != TOXIC]
    assert list(run.gate.frame.columns) == others
    changed = [asset for asset in others if not same_bits(run.gate.frame[asset], returns[asset])]
    assert not changed, f"a fault in {TOXIC} changed {changed}"
    check = ledger.verify(run.directory / "audit.jsonl")
    assert check.ok, check.problem
    assert check.sealed, "the run ended without a seal"


def test_the_clean_frame_loses_nothing(run, returns):
    """Real returns with legal gaps on closed days pass whole: no drop, no violation, no warning."""
    result = run(returns)
    assert list(result.gate.frame.columns) == list(returns.columns)
    assert records(result.directory, "violation") == []
    assert all(same_bits(result.gate.frame[asset], returns[asset]) for asset in returns.columns)


@pytest.mark.parametrize("value", [15.0, np.nextafter(5.0, np.inf), np.nextafter(-1.0, -np.inf)])
def test_a_toxic_return_is_dropped_and_recorded(run, returns, value):
    """A return outside the bounds drops its asset, and the ledger says which cell and by which bound."""
    day = returns.index[returns[TOXIC].notna()][100]
    poisoned = returns.copy()
    poisoned.loc[day, TOXIC] = value
    result = run(poisoned)
    assert result.gate.dropped == {TOXIC: ("toxic_return",)}
    assert _dropped(result.directory) == {TOXIC: ["toxic_return"]}
    violation = _violation(result.directory, "toxic_return")
    assert (violation["asset"], violation["count"], violation["layer"]) == (TOXIC, 1, "tier2")
    assert violation["evidence"] == {"at": [day.isoformat()], "values": [value], "bounds": [-1.0, 5.0]}
    outcome = next(body for body in records(result.directory, "outcome") if body["stage"] == "gate")
    assert (outcome["data_contract_violations"], outcome["verdict"]) == (1, "accepted"), outcome
    assert TOXIC not in set(result.winners.frame["asset"])
    _assert_rest_untouched(result, returns)


@pytest.mark.parametrize("value", [5.0, -1.0, 1.79])
def test_an_extreme_return_within_the_bounds_stays(run, returns, value):
    """The bounds themselves, and a true +179 % day, are legal."""
    poisoned = returns.copy()
    poisoned.loc[returns.index[returns[TOXIC].notna()][100], TOXIC] = value
    assert run(poisoned).gate.dropped == {}


@pytest.mark.parametrize("twin", ["exact", "conflict", "nan"])
def test_duplicate_timestamps_raise_at_l0(run, returns, tmp_path, twin):
    """A repeated timestamp rejects the batch at L0 whatever the twin row holds, and the ledger keeps why."""
    row = returns.iloc[[100]].copy()
    if twin == "conflict":
        row[TOXIC] = 0.25
    elif twin == "nan":
        row[:] = np.nan
    poisoned = pd.concat([returns.iloc[:101], row, returns.iloc[101:]])
    with pytest.raises(ContractError, match=r"L0 index_unique \[batch\] x1") as caught:
        run(poisoned)
    assert [violation.rule for violation in caught.value.violations if violation.layer == "L0"] == ["index_unique"]
    violation = _violation(tmp_path / "r1", "index_unique")
    assert violation["evidence"] == {"first": [str(returns.index[100])]}, violation
    outcome = records(tmp_path / "r1", "outcome")[-1]
    assert (outcome["stage"], outcome["status"], outcome["verdict"]) == ("gate", "failed", "rejected")
    assert ledger.verify(tmp_path / "r1" / "audit.jsonl").sealed, "a rejected run is sealed too"


@pytest.mark.parametrize("days", ["weekends", "weekday holidays", "one Saturday"])
def test_a_padded_history_is_vetoed(run, returns, days):
    """Zeros on days the asset's own exchange was closed drop it, weekends and weekday holidays alike."""
    closed = returns.index[returns.drop(columns=[TOXIC]).isna().all(axis=1)]
    chosen = {
        "weekends": closed[closed.dayofweek >= 5],
        "weekday holidays": closed[closed.dayofweek < 5],
        "one Saturday": closed[closed.dayofweek == 5][:1],
    }[days]
    assert len(chosen) > 0, "the window must hold such days"
    poisoned = returns.copy()
    poisoned.loc[chosen, TOXIC] = 0.0
    result = run(poisoned)
    assert _dropped(result.directory) == {TOXIC: ["no_padding"]}
    assert _violation(result.directory, "no_padding")["count"] == len(chosen)
    _assert_rest_untouched(result, returns)


def test_a_sparse_history_is_vetoed(run, returns):
    """A history with every other session missing is dropped: nothing may be filled in to use it."""
    sessions = returns.index[returns[TOXIC].notna()]
    poisoned = returns.copy()
    poisoned.loc[sessions[1::2], TOXIC] = np.nan
    result = run(poisoned)
    assert "coverage" in _dropped(result.directory)[TOXIC]
    assert _violation(result.directory, "coverage")["count"] == len(sessions) // 2
    _assert_rest_untouched(result, returns)


def test_a_late_genesis_is_no_sparse_history(run, returns):
    """Missing returns before an asset's first one are legal: it stays, judged from its genesis on."""
    sessions = returns.index[returns[GOOD].notna()]
    young = returns.copy()
    young.loc[: sessions[150], GOOD] = np.nan
    result = run(young)
    assert GOOD in result.gate.frame.columns
    assert records(result.directory, "violation") == []


def test_winners_are_those_of_a_universe_without_the_bad_asset(run, returns):
    """Poisoning an asset changes the selection exactly as if the asset had never been listed."""
    poisoned = returns.copy()
    poisoned.loc[poisoned.index[poisoned[TOXIC].notna()][50], TOXIC] = 15.0
    assert run(poisoned, "poisoned").winners.digest == run(returns.drop(columns=[TOXIC]), "without").winners.digest


def test_every_violation_of_every_asset_is_reported_at_once(run, returns, tmp_path):
    """A batch with a duplicate, a toxic return and padding reports all three in one run."""
    closed = returns.index[returns[GOOD].isna()][0]
    poisoned = returns.copy()
    poisoned.loc[returns.index[returns[TOXIC].notna()][100], TOXIC] = 15.0
    poisoned.loc[closed, GOOD] = 0.0
    poisoned = pd.concat([poisoned, poisoned.iloc[[-1]]])
    with pytest.raises(ContractError):
        run(poisoned)
    found = {(body["rule"], body["asset"]) for body in records(tmp_path / "r1", "violation")}
    assert found == {("index_unique", None), ("toxic_return", TOXIC), ("no_padding", GOOD)}
