"""The canonical digest: what changes it, what does not, what has none, and its bytes from the specification."""

from __future__ import annotations

import hashlib
import io
import struct

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from toxiframe.pipeline.errors import DigestError
from toxiframe.pipeline.evidence.digest import changed_columns, frame_digest, get_df_hash

from tests.evidence.digest_cases import DIFFERENT, EQUAL, REFUSED, mixed_frame, returns_frame


@pytest.mark.parametrize("case", EQUAL)
def test_representation_does_not_change_the_digest(case):
    """Frames of equal content share their digest, however pandas stores them."""
    one, other = EQUAL[case]()
    assert get_df_hash(one) == get_df_hash(other), (one, other)
    assert changed_columns(frame_digest(one), frame_digest(other)) == ()


@pytest.mark.parametrize("case", DIFFERENT)
def test_content_changes_the_digest(case):
    """Frames of different content have different digests."""
    one, other = DIFFERENT[case]()
    assert get_df_hash(one) != get_df_hash(other), (one, other)


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_canonical_form_is_refused(case):
    """There is no fallback: what the form does not define raises one line that names the place and the rule."""
    make, message = REFUSED[case]
    with pytest.raises(DigestError, match=message) as caught:
        get_df_hash(make())
    assert "\n" not in str(caught.value), str(caught.value)


@pytest.mark.parametrize("policy", [{"rows": "sorted"}, {"columns": "any"}])
def test_an_unknown_policy_is_refused(policy):
    """A misspelt policy is no policy: it raises with the known ones."""
    with pytest.raises(DigestError, match=r"there is no policy .*use one of (ordered, index|named, ordered)"):
        get_df_hash(returns_frame(), **policy)


@pytest.mark.parametrize("dictionary", [True, False])
@pytest.mark.parametrize("row_group", [None, 7])
@pytest.mark.parametrize("level", [1, 3, 9, 19, 22])
@pytest.mark.parametrize("make", [returns_frame, mixed_frame])
def test_parquet_zstd_keeps_the_digest(make, level, row_group, dictionary):
    """A frame read back from ZSTD Parquet has its digest, at every level, row group and encoding."""
    frame, file = make(), io.BytesIO()
    frame.to_parquet(
        file, compression="zstd", compression_level=level, row_group_size=row_group, use_dictionary=dictionary
    )
    back = pd.read_parquet(file)
    assert changed_columns(frame_digest(frame), frame_digest(back)) == (), back.dtypes
    assert get_df_hash(frame) == get_df_hash(back)


@pytest.mark.parametrize("compression", ["zstd", "lz4", "uncompressed"])
def test_feather_keeps_the_digest(compression, tmp_path):
    """A frame read back from Feather has its digest."""
    frame = mixed_frame().reset_index()
    frame.to_feather(tmp_path / "frame.feather", compression=compression)
    assert get_df_hash(frame) == get_df_hash(pd.read_feather(tmp_path / "frame.feather"))


def test_csv_keeps_the_digest_where_it_is_lossless():
    """Floats and texts that went through a round-tripping CSV parser have their digest."""
    frame = returns_frame().reset_index(drop=True)
    back = pd.read_csv(io.StringIO(frame.to_csv(index=False)), float_precision="round_trip")
    assert get_df_hash(frame) == get_df_hash(back)


def test_the_digest_of_two_rows_follows_from_the_specification():
    """The digest of a small frame is the one that plain hashlib gives for the bytes that ARCHITECTURE.md states."""
    frame = pd.DataFrame(
        {"x": ["é", None], "NYSE:A": [-0.0, float("nan")]},
        index=pd.DatetimeIndex(["2024-07-03", "2024-07-05"], tz="America/New_York"),
    )

    def sha(*parts: bytes) -> bytes:
        return hashlib.sha256(b"".join(parts)).digest()

    def u64(number: int) -> bytes:
        return struct.pack("<Q", number)

    def lp(data: bytes) -> bytes:
        return u64(len(data)) + data

    hour, midnight = 3600 * 10**9, 19_907 * 86_400 * 10**9  # New York is 4 hours behind in July
    index = sha(b"dfd1:c", lp(b"ts:utc"), struct.pack("<2q", midnight + 4 * hour, midnight + 52 * hour), u64(2), u64(0))
    floats = sha(b"dfd1:c", lp(b"f8"), bytes(8), bytes.fromhex("000000000000f87f"), u64(2), u64(0))
    lengths, body = sha(b"dfd1:l", struct.pack("<2q", 2, 0)), sha(b"dfd1:b", b"\xc3\xa9")
    text = sha(b"dfd1:c", lp(b"utf8"), lengths, body, sha(b"dfd1:n", u64(1)), u64(2), u64(1))
    root = sha(
        b"dfd1:root",
        lp(b"rows=ordered;columns=named"),
        *(u64(2), u64(1), lp(b"n"), index),
        *(u64(2), lp(b"sNYSE:A"), floats, lp(b"sx"), text),
    )
    assert get_df_hash(frame) == f"dfd1-sha256:{root.hex()}"
    assert dict(frame_digest(frame).columns) == {"x": text.hex(), "NYSE:A": floats.hex()}


GOLDEN = {  # the same on pandas 2.2.3 and 3.0.6
    "returns": (returns_frame, {}, "c6f20dcf0ab8a1c1250644ccb5b134d8f1d28d5abd39e54c1679572ae61f84be"),
    "returns, rows by index and columns in order": (
        returns_frame,
        {"rows": "index", "columns": "ordered"},
        "cdd989d3a5a66ee183adefd3824675056970325d8f9f35c83e51cce3e9a3f2a8",
    ),
    "mixed": (mixed_frame, {}, "d8313d49def22b2f32a885e99a0b8dd236d77fbeaa403e1a048ecd19a03ad6c6"),
    "nothing": (pd.DataFrame, {}, "e9cb0e991ca37ac27b9bf0a13fe3b74beda5e9ff1a76967f874623ba2ba02c4b"),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_digests_never_change(name):
    """Digests stored by earlier versions stay valid: a change of these is a new form with a new prefix."""
    make, policy, expected = GOLDEN[name]
    assert get_df_hash(make(), **policy) == f"dfd1-sha256:{expected}"


def test_rows_by_index_are_order_free_and_need_a_unique_index():
    """Under rows=index a shuffle keeps the digest, an edit changes it, and twin labels are refused."""
    frame = returns_frame()
    shuffled = frame.sample(frac=1.0, random_state=3)
    assert get_df_hash(frame, rows="index") == get_df_hash(shuffled, rows="index")
    assert get_df_hash(frame) != get_df_hash(shuffled)
    shuffled.iloc[5, 2] += 1e-15
    assert get_df_hash(frame, rows="index") != get_df_hash(shuffled, rows="index")
    with pytest.raises(DigestError, match="occurs more than once"):
        get_df_hash(frame.iloc[[0, 0]], rows="index")


def test_rows_by_index_may_hold_numbers_in_foreign_byte_order():
    """Rows are put in order whichever way their bytes lie, which pandas 2 by itself cannot do."""
    frame, foreign = EQUAL["byte order of one column among others"]()
    assert get_df_hash(foreign, rows="index") == get_df_hash(frame, rows="index")
    assert foreign.dtypes.iloc[2] == np.dtype(">f8"), "the input is not changed"


def test_two_policies_never_share_a_digest():
    """The policy is part of the digest, so digests of two policies cannot be taken for each other."""
    frame = returns_frame()
    digests = {
        get_df_hash(frame, rows=rows, columns=columns)
        for rows in ("ordered", "index")
        for columns in ("named", "ordered")
    }
    assert len(digests) == 4, digests
    assert get_df_hash(frame, columns="ordered") != get_df_hash(frame[frame.columns[::-1]], columns="ordered")


def test_the_input_is_not_changed():
    """Taking a digest writes nothing into the frame, and works on one that cannot be written."""
    frame = returns_frame()
    before = frame.to_numpy(copy=True).tobytes()
    frame_digest(frame)
    assert frame.to_numpy().tobytes() == before


FLOATS = arrays(
    np.float64,
    st.tuples(st.integers(1, 5), st.integers(1, 4)),
    elements=st.floats(allow_nan=True, allow_infinity=True, allow_subnormal=True),
)


@given(data=st.data(), cells=FLOATS)
@settings(deadline=None)  # the first example pays for imports
def test_a_single_cell_is_located(data, cells):
    """Any change of one float, down to one ulp, changes the digest and names exactly that column."""
    row = data.draw(st.integers(0, cells.shape[0] - 1), label="row")
    place = data.draw(st.integers(0, cells.shape[1] - 1), label="column")
    value = data.draw(st.floats(allow_subnormal=True), label="value")
    frame = pd.DataFrame(cells)
    other = frame.copy()
    other.iloc[row, place] = value
    same = cells[row, place] == value or (np.isnan(cells[row, place]) and np.isnan(value))
    expected = () if same else (place,)
    assert changed_columns(frame_digest(frame), frame_digest(other)) == expected
    assert (get_df_hash(frame) == get_df_hash(other)) == bool(same)


@given(cells=FLOATS, payload=st.integers(1, 2**51 - 1), negative=st.booleans())
@settings(deadline=None)  # the first example pays for imports
def test_floats_are_canonical_for_any_bits(cells, payload, negative):
    """The payload and sign of NaN, the sign of zero and the way of storage change no digest."""
    frame = pd.DataFrame(cells)
    bits = cells.copy().view("u8")
    bits[np.isnan(cells)] = (0x7FF8 << 48) | payload | (int(negative) << 63)
    bits[cells == 0.0] = int(negative) << 63
    other = pd.DataFrame(np.asfortranarray(bits.view("f8")))
    arrow = frame.astype("double[pyarrow]")
    assert get_df_hash(frame) == get_df_hash(other) == get_df_hash(arrow)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=4) | st.none()


@given(one=st.lists(TEXT, min_size=1, max_size=5), other=st.lists(TEXT, min_size=1, max_size=5))
@settings(deadline=None)  # the first example pays for imports
def test_texts_are_told_apart(one, other):
    """Two columns of texts share their digest exactly when they hold the same texts at the same places."""
    left, right = (pd.DataFrame({"x": pd.Series(texts, dtype=object)}) for texts in (one, other))
    assert (get_df_hash(left) == get_df_hash(right)) == (one == other)
    assert get_df_hash(left) == get_df_hash(left.astype("string[pyarrow]"))
