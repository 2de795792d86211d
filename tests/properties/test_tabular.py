"""Tables and wrapping: nothing is lost, and nothing is wider than the terminal that need not be."""

from __future__ import annotations

from toxiframe.properties.tabular import aligned, beside, fitted

ROWS = [["fault", "told"], ["inf", "one two three four five six seven eight"]]


def test_a_last_cell_that_does_not_fit_goes_on_below_itself():
    """It is still one text a row, and without a width it is one line."""
    assert aligned(ROWS) == ["fault  told", "inf    one two three four five six seven eight"]
    assert aligned(ROWS, width=30) == [
        "fault  told",
        "inf    one two three four five\n       six seven eight",
    ]


def test_columns_that_do_not_fit_stand_below_with_the_first_column_again():
    """Every block is as narrow as asked, unless a single column is wider."""
    rows = [["fault", "aaaa", "bbbb", "cccc"], ["inf", "1", "2", "3"]]
    assert beside(rows) == ["fault  aaaa  bbbb  cccc\ninf    1     2     3"]
    assert beside(rows, width=17) == ["fault  aaaa  bbbb\ninf    1     2", "fault  cccc\ninf    3"]
    assert beside(rows, width=3) == ["fault  aaaa\ninf    1", "fault  bbbb\ninf    2", "fault  cccc\ninf    3"]


def test_prose_is_wrapped_below_its_label_and_code_is_not_wrapped():
    """What is to be pasted stays one line, and so does a word that no terminal holds."""
    assert fitted("  wanted  one two three", width=16) == "  wanted  one\n          two\n          three"
    for whole in (
        "  replay  toxiframe probe shop:Orders",
        "  frame   pd.DataFrame({1: [2, 3]})",
        "https://a.example/b/c/d",
    ):
        assert fitted(whole, width=16) == whole
    assert fitted("one two three four", width=None) == "one two three four"
    assert fitted("a\n\nb", width=16) == "a\n\nb"
