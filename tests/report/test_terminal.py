"""The matrix on a terminal."""

from __future__ import annotations

from toxiframe.properties.matrix import Matrix
from toxiframe.properties.matrix_terminal import matrix_lines
from toxiframe.properties.outcomes import Sight

from tests.report.samples import hostile_matrix, matrix, tried

SHORT = """
fault          gate            prices
toxic_return   MISSED 1 of 12
legal_extreme  passed 7        FALSE ALARM 1 of 3, waived
1 caught wherever judged more: 38 judgements (-v lists them)
1 not applicable, so never judged: level_shift
1 not tried: inf_pos
"""
FULL = """
fault          gate              prices
toxic_return   MISSED 1 of 12
dup_ts_exact   caught 38
level_shift    not applicable 5
inf_pos        ·
legal_extreme  passed 7          FALSE ALARM 1 of 3, waived
"""


def _text(told, **options):
    lines = matrix_lines(told, **{"width": 80, "color": False, "full": False, **options})
    return "\n".join(line.rstrip() for line in lines)


def test_what_is_wrong_has_a_row_and_the_rest_a_count():
    """The short form shows misses and false alarms, and counts everything else."""
    assert _text(matrix()) == SHORT.strip()


def test_the_full_form_has_a_row_for_every_fault():
    """With -v nothing is left out, what was not tried included."""
    assert _text(matrix(), full=True) == FULL.strip()


def test_when_nothing_is_wrong_it_is_one_line():
    """A green run adds one line to what pytest prints."""
    told = Matrix(tried=(tried("gate", counts={name: {Sight.CAUGHT: 9} for name in ("a", "b")}),), seed=1)
    assert _text(told) == "2 caught wherever judged: 18 judgements (-v lists them)"


def test_there_is_nothing_to_show_without_faults():
    """A suite of settings and ledgers has no matrix."""
    assert _text(Matrix(tried=(tried("settings"),), seed=1)) == ""


def test_many_contracts_stand_below_each_other():
    """No line is wider than the terminal, and every contract is there."""
    told = Matrix(
        tried=tuple(tried(f"contract-{place}", counts={"nan_cell": {Sight.MISSED: 1}}) for place in range(12)), seed=1
    )
    for width in (40, 80, 200):
        lines = _text(told, width=width, full=True).splitlines()
        assert max(map(len, lines)) <= width, (width, lines)
        assert sum("contract-" in word for line in lines for word in line.split()) == 12


def test_colours_are_there_when_asked_for_and_only_then():
    """Colours are escape codes, and without them there is none."""
    assert "\x1b[" in _text(matrix(), color=True)
    assert "\x1b" not in _text(matrix())


def test_a_hostile_name_moves_no_cursor():
    """Controls and marks of direction in a label are shown as escapes."""
    text = _text(hostile_matrix(), width=200, full=True)
    assert not set(text) & set("\x00\x1b\u202e\ud800\u2066"), text
    assert "\\x1b[31m" in text
