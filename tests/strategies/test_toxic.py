"""The answer key of a toxic frame is exact."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from toxiframe.strategies import (
    FAULTS,
    DuplicateTimestamp,
    Evidence,
    ExtremeReturn,
    Layer,
    NanBlock,
    NanCell,
    Needs,
    PadZeroHoliday,
    PadZeroWeekend,
    Response,
    SparseHistory,
    Spot,
    fault_named,
    frames_for,
    histories,
    ohlcv,
    poison,
    possible_faults,
    replay,
    returns_matrices,
    tidy_returns,
    toxic_frames,
)
from toxiframe.strategies.edits import Cells, ColumnAdded, Retyped, RowsMoved, Stamped

from tests.quality.shrunk import smallest
from tests.reference.policy import JUDGED, POLICY
from tests.strategies.answer_key import assert_key_is_exact, same_frame
from tests.strategies.gate_rules import drops_and_warnings, expected_of

# deadline=None: the first example of a process pays imports and caches.
ordinary = settings(deadline=None, max_examples=150)
small = returns_matrices(max_rows=40, max_assets=6)
crowded = toxic_frames(small, min_faults=2, max_faults=6)
cases = toxic_frames(small) | crowded
judged = tuple(fault for fault in FAULTS if fault.name in JUDGED)
TAXONOMY = (
    # structure
    "nan_cell", "nan_block", "nan_leading", "nan_trailing", "nan_nonsession", "nan_all", "inf_pos", "inf_neg",
    "dup_ts_exact", "dup_ts_conflict", "dup_ts_nan", "dup_ts_rounded", "dup_value_legal", "unsorted", "tz_naive",
    "tz_mixed", "tz_label_shift", "dst_fold", "dst_gap", "ts_offgrid", "epoch_unit", "ts_resolution", "dtype_string",
    "sentinel", "dup_column", "name_drift", "col_order_swap",
    # values
    "toxic_return", "ret_below_-1", "bad_tick_spike", "level_shift", "unit_100x_cell", "unit_100x_block",
    "unit_percent", "log_vs_simple", "sign_flip", "zero_price", "stale_flatline", "const_column", "noise_quantise",
    "volume_zero_move", "volume_spike", "ohlc_violation", "partial_last_bar", "lookahead_shift", "freq_mix", "revision",
    # calendar
    "pad_zero_weekend", "pad_zero_holiday", "pad_ffill_price", "pad_near_zero", "pad_mixed_genesis", "missing_session",
    "sparse_history", "extra_session", "crypto_gap", "half_row",
    # corporate actions and identity
    "split_missing_block", "split_missing_row", "split_double", "split_event_dup", "div_adj_missing", "div_unit",
    "div_phantom", "div_dup", "div_date", "cg_double_count", "adj_negative", "cross_symbol", "series_copy",
    "ticker_reuse", "redenomination", "survivorship",
)  # fmt: skip
"""The names of the taxonomy, sections 1.2 to 1.5."""

CONTROLS = (
    "nan_leading", "nan_nonsession", "dup_value_legal", "ts_resolution", "legal_extreme", "legal_zero_run",
    "flat_fund_bar", "sunday_session", "round_the_clock_weekend", "fx_sunday_evening", "unscheduled_closure",
    "noise_quantise_float32",
)  # fmt: skip

ONCE = (
    "unsorted", "tz_naive", "tz_mixed", "dtype_string", "epoch_unit", "ts_offgrid", "tz_label_shift",
    "tz_label_shift_few", "dst_gap", "ts_resolution", "missing_session",
)  # fmt: skip
"""Faults that take all labels, or all that is tolerated, so that a frame cannot have them twice."""

bases = {
    "wide": small,
    "tidy": tidy_returns(max_rows=25, max_assets=4),
    "bars": ohlcv(max_rows=25, max_assets=2),
    "one bar": ohlcv(max_rows=25, max_assets=1, flat=True),
    "own": histories(pd.DataFrame({"id": [1, 2, 3, 4], "qty": [1.5, 2.5, 0.0, 4.0], "who": ["a", "b", None, "d"]})),
}


@pytest.mark.parametrize("overlap", [False, True], ids=["apart", "overlapping"])
@pytest.mark.parametrize("base", bases)
def test_every_difference_has_exactly_one_label(base, overlap):
    """Replaying the injections gives the frame bit for bit, and each difference has exactly one label, which is true.

    With up to six faults a frame, of all that the base has a place for, doubled, moved and removed rows among them.
    """

    # deadline=None: the first example of a process pays imports and caches.
    @settings(deadline=None, max_examples=150)
    @given(toxic_frames(bases[base], max_faults=6, overlap=overlap))
    def drawn(case):
        untouched = case.clean.copy(deep=True)
        same_frame(replay(case.clean, case.injections), case.frame)
        assert_key_is_exact(case)
        same_frame(case.clean, untouched)

    drawn()


@pytest.mark.parametrize("base", ["wide", "bars"])
def test_faults_overlap_where_they_may(base):
    """With overlap some cell is written twice, and the earlier injection says that it is masked."""
    strategy = toxic_frames(bases[base], min_faults=3, max_faults=6, overlap=True)
    case = smallest(strategy, lambda case: any(injection.masked for injection in case.injections), seed=0).example
    assert_key_is_exact(case)


@ordinary
@given(cases)
def test_the_order_of_the_injections_does_not_matter(case):
    """Where faults do not overlap, their injections make the same frame in any order."""
    same_frame(replay(case.clean, case.injections[::-1]), case.frame)


@ordinary
@given(cases)
def test_labels_are_those_of_the_toxic_frame(case):
    """Rows are positions in the toxic frame, timestamps their labels there, and assets columns of either frame."""
    for injection in case.injections:
        if injection.rows:
            assert list(injection.timestamps) == case.frame.index[list(injection.rows)].tolist(), f"{injection}"
            assert str(injection.timestamps[0])[:10] in str(injection), f"{injection}"
        assert set(injection.assets) <= {*case.frame.columns, *case.clean.columns}, f"{injection}"
        assert len(injection.rows) == len(set(injection.rows)), f"{injection}: {injection.rows}"
        assert injection.rows or injection.columns or injection.before, f"{injection} is nowhere"


@ordinary
@given(cases)
def test_twins_say_what_their_name_says(case):
    """An exact twin repeats its row as it is in the toxic frame, another contradicts it, an empty one comes first."""
    for injection in case.injections:
        if not isinstance(injection.fault, DuplicateTimestamp):
            continue
        (row,) = injection.rows
        if any(isinstance(other.edit, RowsMoved | Stamped | Retyped) for other in case.injections):
            continue  # its row may be anywhere, and have another label
        empty = injection.fault.twin == "nan"
        # Whoever adds a column copies it as it is in the clean frame.
        own = slice(None) if case.column_origin is None else case.column_origin >= 0
        original = case.frame.iloc[row + 1 if empty else row - 1].to_numpy()[own]
        twin = case.frame.iloc[row].to_numpy()[own]
        assert case.frame.index[row] == case.frame.index[row + 1 if empty else row - 1], f"{case!r}"
        differ = ~((original == twin) | (pd.isna(original) & pd.isna(twin)))
        match injection.fault.twin:
            case "exact":
                assert not differ.any(), f"{original} {twin}"
            case "conflict":
                assert differ.sum() == 1, f"{original} {twin}"
                assert not pd.isna(twin[differ]).any(), f"{original} {twin}"
            case "nan":
                assert pd.isna(twin).all(), f"{twin}"
                assert differ.any(), f"{original} {twin}"


def _hides_others(edit):
    return isinstance(edit, Retyped | ColumnAdded | RowsMoved) or (isinstance(edit, Cells) and edit.dtype is not None)


@settings(ordinary, max_examples=150)
@given(toxic_frames(small, faults=judged) | toxic_frames(small, faults=judged, min_faults=2, max_faults=6))
def test_faults_break_the_policy_as_they_declare(case):
    """The gate of the reference pipeline reports what the injections declare, no less and, index apart, no more."""
    found, rejected = drops_and_warnings(case.frame)
    expected = expected_of(case.injections)
    responses = [POLICY.get(injection.name, injection.response) for injection in case.injections]
    assert rejected == (Response.RAISE in responses), f"{case!r}"
    if not rejected:
        assert found == expected, f"found {found}, expected {expected}: {case!r}"
        return
    if any(_hides_others(injection.edit) for injection in case.injections):
        return  # without a UTC index, with text for numbers or with an asset twice, the tiers judge less
    # A doubled row is counted with the others, so that a tolerated hole may become an intolerable one.
    worse = {(asset, "coverage") for asset, rule in expected if rule == "missing_session"}
    missed = {(asset, rule) for asset, rule in expected - found if (asset, "coverage") not in found & worse}
    assert missed == set(), f"{missed} is hidden by the doubled rows: {case!r}"


@ordinary
@given(cases)
def test_clean_frame_stays_clean(case):
    """Placing faults changes neither the clean frame nor its labels: it passes the gate without a word."""
    found, rejected = drops_and_warnings(case.clean)
    assert (found, rejected) == (set(), False), f"{case!r}"
    assert case.clean.index.is_unique, f"{case.clean.index}"


@ordinary
@given(cases)
def test_blast_radius_covers_every_change(case):
    """An asset outside the blast radius has the same rows and the same bits as before."""
    for asset in sorted(set(case.clean.columns) - case.blast_radius):
        same_frame(case.frame[[asset]], case.clean[[asset]])
        assert len(case.frame) == len(case.clean), f"{case!r}"


@pytest.mark.parametrize("least", [0, 1, 2])
@pytest.mark.parametrize("fault", possible_faults(small), ids=lambda fault: fault.name)
def test_there_are_as_many_faults_as_asked_for(fault, least):
    """With one fault to choose from, every frame carries it as often as asked for, or the request is refused."""
    base = returns_matrices(max_rows=40, max_assets=4)
    if least == 2 and fault.name in ONCE:
        with pytest.raises(InvalidArgument, match=r"no place on a frame of .*, at least 2 at once"):
            toxic_frames(base, faults=[fault], min_faults=2, max_faults=2)
        return

    @settings(deadline=None, max_examples=25)  # the first example of a process pays imports and caches
    @given(toxic_frames(base, faults=[fault], min_faults=least, max_faults=2))
    def drawn(case):
        assert least <= len(case.injections) <= 2, f"{case!r}"
        assert {injection.fault for injection in case.injections} <= {fault}, f"{case!r}"

    drawn()


def test_frames_that_never_have_a_place_are_refused_with_the_reason():
    """A search in vain over frames of the user's own ends with what the fault needs, not with a filter."""
    quiet = st.just(pd.DataFrame({"BINANCE:A": [0.1]}, index=pd.DatetimeIndex(["2024-07-04"], tz="UTC")))

    # deadline=None: the first example of a process pays imports. generate only: an error is not worth shrinking.
    @settings(deadline=None, max_examples=25, phases=[Phase.generate])
    @given(toxic_frames(quiet, faults=[PadZeroHoliday()]))
    def drawn(case):
        raise AssertionError(case)

    with pytest.raises(InvalidArgument, match=r"PadZeroHoliday\(\) needs Needs\(holidays=1\)"):
        drawn()


def test_only_faults_that_the_users_own_data_have_a_place_for_are_drawn_by_default():
    """Of a schema and of a history it is known beforehand what they have a place for, as of our own frames."""
    orders = pa.DataFrameSchema({"id": pa.Column(int, unique=True), "qty": pa.Column(float, pa.Check.ge(0))})
    for base in (frames_for(orders), bases["own"]):
        names = {fault.name for fault in possible_faults(base)}
        assert {"nan_cell", "dtype_string", "dup_column", "dup_ts_exact"} <= names, f"{names}"
        assert names.isdisjoint({"pad_zero_holiday", "toxic_return", "split_double", "nan_leading"}), f"{names}"
    # What is asked for by name is taken: a window may have a place that the whole has not.
    assert possible_faults(bases["own"], [PadZeroHoliday()]) == (PadZeroHoliday(),)


def test_wide_prices_are_poisoned_as_prices():
    """A history of closes that is said to hold prices takes the faults of prices, and none that is about returns."""
    days = pd.date_range("2024-06-24", periods=30, tz="UTC")
    closes = pd.DataFrame({"BINANCE:A": np.linspace(100.0, 130.0, 30)}, index=days)
    told, untold = (possible_faults(histories(closes), holds=holds) for holds in ("prices", None))
    assert {"zero_price"} <= {fault.name for fault in told} - {fault.name for fault in untold}, f"{told}"
    assert "toxic_return" not in {fault.name for fault in told}, f"{told}"

    @settings(deadline=None, max_examples=60)  # the first example of a process pays imports and caches
    @given(toxic_frames(histories(closes), faults=[fault_named("zero_price")], holds="prices"))
    def drawn(case):
        assert (case.frame.to_numpy() <= 0.0).any(), f"{case!r}"

    drawn()


@pytest.mark.parametrize("above", [0.0, 0.25, 5.0, 1e300])
def test_parameters_reach_the_frame(above):
    """A fault with a parameter of its own is injected with it."""

    @settings(deadline=None, max_examples=50)  # the first example of a process pays imports and caches
    @given(toxic_frames(faults=[ExtremeReturn(above=above)]))
    def drawn(case):
        for injection in case.injections:
            assert injection.fault == ExtremeReturn(above=above), f"{injection.fault!r}"
            assert above < injection.after[0] < np.inf, f"{injection.after}"

    drawn()


@settings(ordinary, max_examples=80)
@given(
    toxic_frames(
        returns_matrices(max_rows=80, max_assets=3),
        faults=[
            NanCell(share=0.2, allowance=0),
            NanBlock(share=0.2, allowance=0),
            SparseHistory(share=0.2, allowance=0),
        ],
    )
)
def test_allowances_are_kept_or_broken_as_declared(case):
    """A NanCell stays within its own allowance of sessions since genesis, a block and a sparse history exceed it."""
    for injection in case.injections:
        (asset,) = injection.assets
        expected = case.clean[asset].notna().sum()
        missing = len(injection.rows)
        tolerated = isinstance(injection.fault, NanCell)
        assert bool(missing <= np.floor(0.2 * expected)) is tolerated, f"{missing} of {expected}: {injection}"
        assert pd.notna(case.frame.loc[case.clean[asset].first_valid_index(), asset]), f"genesis moved: {case!r}"


@ordinary
@given(st.data())
def test_frames_of_any_other_strategy_can_be_poisoned(data):
    """Frames of the user's own take faults where they have a place for them, and the answer key is as exact."""
    rows = data.draw(st.integers(1, 30), label="rows")
    zone = data.draw(st.sampled_from(["UTC", "Etc/UTC"]), label="zone")
    unit = data.draw(st.sampled_from(["s", "ns"]), label="unit")
    index = pd.date_range("2024-06-25", periods=rows, tz=zone, name="ts").as_unit(unit)
    names = ["NYSE:A", "BINANCE:B", "PRIVATE:C", "BARE"]
    own = pd.DataFrame(np.full((rows, 4), 0.001), index=index, columns=names)
    own.loc[(index.weekday >= 5) | (index.day == 4), "NYSE:A"] = np.nan
    case = data.draw(toxic_frames(st.just(own)), label="case")
    assert case.clean is own, "the clean frame is not the one that was given"
    assert case.injections, f"{case!r}"
    again = replay(own, case.injections)
    same_frame(again, case.frame)


@pytest.mark.parametrize("fault", possible_faults(small), ids=lambda fault: fault.name)
def test_applies_to_says_whether_a_fault_has_a_place(fault):
    """applies_to is true of the frames a fault was put on, and false of frames that no fault can be put on."""
    empty = pd.DataFrame(index=pd.DatetimeIndex([], tz="UTC"))
    for frame in (empty, empty.reset_index(drop=True)):
        assert not fault.applies_to(frame), f"{fault!r} {frame!r}"

    @settings(deadline=None, max_examples=25)  # the first example of a process pays imports and caches
    @given(toxic_frames(small, faults=[fault], max_faults=1))
    def drawn(case):
        assert fault.applies_to(case.clean), f"{case!r}"

    drawn()


@pytest.mark.parametrize("fault", [PadZeroHoliday(), PadZeroWeekend()], ids=lambda fault: fault.name)
def test_padding_needs_an_exchange_that_closes(fault):
    """Crypto trades on every day: padding does not apply, and asking for nothing else is refused at once."""
    base = returns_matrices(venues=["BINANCE"])

    @settings(deadline=None, max_examples=25)  # the first example of a process pays imports and caches
    @given(base)
    def drawn(frame):
        assume(len(frame) > 1)
        assert not fault.applies_to(frame), f"{frame}"
        assert poison(frame, [(fault, Spot())]).injections == (), f"{frame}"

    drawn()
    with pytest.raises(InvalidArgument, match="no place on a frame of"):
        toxic_frames(base, faults=[fault])


@pytest.mark.parametrize(
    "arguments",
    [
        {"faults": []},
        {"faults": ["nan_cell"]},
        {"faults": NanCell()},
        {"min_faults": 1.5},
        {"faults": [NanCell]},
        {"min_faults": 2, "max_faults": 1},
        {"min_faults": -1},
        {"min_faults": 0, "max_faults": 0},
    ],
)
def test_impossible_requests_are_refused_at_once(arguments):
    """A request that makes no sense is refused when the strategy is made."""
    with pytest.raises(InvalidArgument, match=next(iter(arguments))):
        toxic_frames(small, **arguments)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: ExtremeReturn(above=float("nan")), "above=nan"),
        (lambda: ExtremeReturn(above=-1.0), "above=-1.0"),
        (lambda: NanCell(share=0.6), "share=0.6"),
        (lambda: NanBlock(allowance=-1), "allowance=-1"),
        (lambda: NanCell(share=0.0, allowance=0), "no session may be missing"),
        (lambda: DuplicateTimestamp(twin="twice"), "twin='twice'"),
        (lambda: ExtremeReturn(above="5"), r"ExtremeReturn\(above='5'\) is a str: above is a number"),
        (lambda: ExtremeReturn(above=None), "is a NoneType"),
        (lambda: NanCell(allowance=1.5), "allowance is a whole number"),
        (lambda: fault_named("nan_cel"), "did you mean 'nan_cell'"),
        (lambda: fault_named(3), r"fault_named\(3\)"),
    ],
)
def test_impossible_parameters_are_refused(make, told):
    """A fault that cannot be is refused when it is made, with the value and what is allowed."""
    with pytest.raises(ValueError, match=told):
        make()


def test_injections_of_another_frame_are_refused():
    """Replaying injections on a frame they do not belong to fails, and names them."""
    days = pd.date_range("2024-07-01", periods=3, tz="UTC")
    frame = pd.DataFrame({"NYSE:A": [0.001] * 3}, index=days)
    case = poison(frame, [(DuplicateTimestamp(), Spot(row=2))])
    with pytest.raises(ValueError, match="takes the injections"):
        replay(frame, case)
    with pytest.raises(ValueError, match="belongs to another frame"):
        replay(frame.iloc[:1], case.injections)
    with pytest.raises(ValueError, match="belongs to another frame"):
        replay(frame.set_axis(days + pd.Timedelta(days=9)), case.injections)


def test_names_and_declarations_of_the_faults():
    """Every fault has its own name and is found by it, and its declarations are of the vocabulary."""
    names = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names) >= 80, f"{names}"
    for fault in FAULTS:
        assert fault_named(fault.name) == fault, f"{fault!r}"
        assert isinstance(fault.response, Response), f"{fault!r}"
        assert isinstance(fault.layer, Layer), f"{fault!r}"
        assert isinstance(fault.evidence, Evidence), f"{fault!r}"
        assert isinstance(fault.needs, Needs), f"{fault!r}"


def test_the_taxonomy_is_complete():
    """Every fault of sections 1.2 to 1.5 of the taxonomy exists under its name, and the legal controls of 1.6."""
    known = {fault.name for fault in FAULTS}
    assert set(TAXONOMY) <= known, f"missing: {sorted(set(TAXONOMY) - known)}"
    controls = {fault.name for fault in FAULTS if fault.response is Response.PASS}
    assert controls == set(CONTROLS), f"{controls ^ set(CONTROLS)}"
