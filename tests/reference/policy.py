"""What the owner of the reference gate declares: which faults it judges, how, and which it does not, with the reason.

The gate sees one frame of wide returns. A fault that takes prices, bars, corporate actions, a second source or an
earlier load to be seen is beyond it; the rest of what it does not judge is named here as well, one reason each.
"""

from __future__ import annotations

from toxiframe.strategies import Evidence, Response

__all__ = ["ELSEWHERE", "JUDGED", "NOT_JUDGED", "POLICY"]

POLICY = {
    "inf_pos": Response.RAISE,  # L0: an infinite value is no number a return can be
    "inf_neg": Response.RAISE,
    "extra_session": Response.WARN,  # calendars miss sessions themselves
}
"""Fault -> the gate's response, where it is another than the fault's own."""

JUDGED = (
    "nan_cell", "nan_block", "nan_all", "nan_trailing", "nan_outage", "half_row", "crypto_gap", "crypto_gap_tolerated",
    "sparse_history",
    "toxic_return", "ret_below_-1", "bad_tick_spike", "unit_100x_block", "sentinel",
    "inf_pos", "inf_neg",
    "dup_ts_exact", "dup_ts_conflict", "dup_ts_nan", "unsorted", "tz_naive", "tz_mixed", "dtype_string", "dup_column",
    "pad_zero_holiday", "pad_zero_weekend", "pad_near_zero", "pad_mixed_genesis", "extra_session",
    "nan_leading", "nan_nonsession", "legal_extreme", "legal_zero_run", "dup_value_legal", "ts_resolution",
    "sunday_session", "round_the_clock_weekend", "noise_quantise_float32",
)  # fmt: skip
"""The faults and legal controls that the gate answers for, in every frame."""

NOT_JUDGED = {
    "dup_ts_rounded": "two instants of one date are two rows to it: it compares timestamps, not dates",
    "freq_mix": "a row between two days is a row to it: it knows no sampling rate",
    "epoch_unit": "timestamps of 1970 are before its calendars begin, where it judges nothing",
    "ts_offgrid": "one label off midnight makes all of them instants, which it then reads in the exchange's own zone",
    "tz_label_shift": "it drops assets for coverage, one by one, and does not reject the batch",
    "tz_label_shift_few": "too few labels to tell a shift from missing and extra sessions",
    "dst_gap": "as ts_offgrid",
    "missing_session": "a session without a row is judged nowhere: it counts rows, not days",
    "name_drift": "it knows no list of names: VENUE:TICKER and the case are all it checks",
    "level_shift": "a jump below the bound of +500 % may be true",
    "unit_percent": "as level_shift",
    "redenomination": "as level_shift",
    "ticker_reuse": "as level_shift",
    "const_column": "nobody has asked for a rule about variance yet",
    "stale_flatline": "zeros in a row are legal in true data: RRC has 68 of them",
    "stale_flatline_long": "as stale_flatline",
    "noise_quantise": "rounded returns are returns",
    "revision": "it keeps no earlier load",
}
"""Fault -> why the gate does not answer for it, though a single frame of returns may show it."""

ELSEWHERE = (Evidence.NOTHING, Evidence.SECOND_SOURCE)
"""Evidence that no single frame holds."""
