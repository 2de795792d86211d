"""The model behind every report: how counts become cells, and how it survives JSON."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from toxiframe.properties import check
from toxiframe.properties.grids import grid_of
from toxiframe.properties.matrix import FORMAT, Matrix, Tried
from toxiframe.properties.matrix_lines import write_jsonl
from toxiframe.properties.outcomes import Sight, Status

from tests.report.samples import HOSTILE, hostile_matrix, matrix, toxic, tried


def _lines(told, path):
    return [json.loads(line) for line in write_jsonl(told, path).read_text(encoding="ascii").splitlines()]


def test_the_worst_sight_of_all_properties_is_the_cell():
    """One miss outweighs any number of catches, in whichever property it was."""
    told = Matrix(
        tried=(
            tried("gate", counts={"nan_cell": {Sight.CAUGHT: 300}}),
            tried("gate", property="no_masking", counts={"nan_cell": {Sight.MISSED: 1, Sight.NOT_APPLICABLE: 4}}),
        ),
        seed=1,
    )
    cell = told.cells()["nan_cell", "gate"]
    assert (cell.sight, cell.judged, cell.bad, cell.waived) == (Sight.MISSED, 301, True, False)


def test_a_miss_is_waived_only_if_every_property_that_missed_is():
    """One property without a waiver is enough for the cell to count."""
    waived = tried("gate", counts={"nan_cell": {Sight.MISSED: 1}}, waiver="DQ-1")
    plain = tried("gate", property="pure", counts={"nan_cell": {Sight.MISSED: 1}})
    assert Matrix(tried=(waived,), seed=1).cells()["nan_cell", "gate"].waived
    assert not Matrix(tried=(waived, plain), seed=1).cells()["nan_cell", "gate"].waived


def test_a_fault_that_was_never_in_a_frame_is_no_success():
    """Never injected is neither caught nor not applicable, and does not count for the share."""
    told = matrix()
    assert told.cells()["inf_pos", "gate"].sight is None
    assert told.detection == pytest.approx(1 / 2), "of toxic_return and dup_ts_exact, one was missed"
    assert Matrix(tried=(tried("settings"),), seed=1).detection is None


def test_a_subject_without_faults_is_no_column():
    """Settings and ledgers have properties and no faults: they stay out of the matrix and in the list."""
    assert matrix().contracts == ("gate", "prices")
    assert any(each.label == "settings" for each in matrix().tried)


@pytest.mark.parametrize("make", [matrix, hostile_matrix])
def test_what_was_tried_survives_json(make):
    """A worker's account, sent as text, is the account the controller reads, hostile names included."""
    for each in make().tried:
        text = json.dumps(each.to_json(), allow_nan=False)
        assert text.isascii()
        assert Tried.from_json(json.loads(text)) == each


def test_the_json_lines_hold_the_run_the_properties_the_failures_and_the_cells(tmp_path):
    """The first line names the schema; every line says its kind."""
    run, *rest = _lines(matrix(), tmp_path / "new" / "matrix.jsonl")
    assert (run["kind"], run["format"], run["seed"], run["cases"]) == ("run", FORMAT, 7, 612)
    assert run["pairs"] == {"caught": 1, "false alarm": 1, "missed": 1, "not applicable": 1, "passed": 1}
    assert [line["kind"] for line in rest] == ["property"] * 4 + ["failure"] * 2 + ["cell"] * 6
    cell = next(line for line in rest if line["kind"] == "cell" and line["sight"] == "false alarm")
    assert (cell["fault"], cell["contract"], cell["waived"]) == ("legal_extreme", "prices", True)
    failure = next(line for line in rest if line["kind"] == "failure")
    assert failure["toxic"]["marks"] == [{"row": 1, "column": 0, "fault": 1}], failure


def test_hostile_names_are_json_lines(tmp_path):
    """Line ends, controls and halves of surrogate pairs neither break a line nor the encoding."""
    lines = _lines(hostile_matrix(), tmp_path / "m.jsonl")
    assert {line["contract"] for line in lines if line["kind"] == "cell"} == set(HOSTILE)


def test_check_writes_the_same_model(tmp_path):
    """A report of ``check`` has the cells of its table, and goes into files like a run of pytest."""
    report = check(lambda frame: frame, faults=["toxic_return"], properties=["responds"], max_examples=20, seed=3)
    told = report.matrix()
    assert told.cells()["toxic_return", "check"].sight is Sight.MISSED
    [failing] = [each for each in told.tried if each.status is Status.FAILED]
    assert failing.seconds > 0
    page = report.to_html(tmp_path / "r.html").read_text(encoding="utf-8")
    assert "check(..., max_examples=20, seed=3)" in page
    assert json.loads(report.to_jsonl(tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()[0])["seed"] == 3


def test_any_frame_has_a_grid():
    """Repeated names, labels of several levels, cells that have no code, and no cells at all are shown."""
    odd = pd.DataFrame([[pd.NaT, 2**70, "", None], [1.5, -1, "x", pd.NA]], columns=["a", "a", ("b", 1), 3])
    odd.index = pd.MultiIndex.from_tuples([("x", pd.Timestamp("2024-07-04")), ("y", pd.Timestamp("2024-07-04 16:30"))])
    grid = grid_of(odd)
    assert grid.labels == ("x · 2024-07-04", "y · 2024-07-04 16:30:00")
    assert grid.cells[0] == ("NaT", "1180591620717411303424", "", "None")
    assert grid.cells[1] == ("1.5", "-1", "x", "<NA>")
    assert grid.numbers == ((None, float(2**70), None, None), (1.5, -1.0, None, None))
    assert grid_of(pd.DataFrame()).shape == (0, 0)
    assert len(toxic("toxic_return").frame) == len(grid_of(toxic("toxic_return").frame).labels)
