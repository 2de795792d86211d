"""The audit ledger: chained under concurrent writers, mended after a torn write, and no edit goes unseen."""

from __future__ import annotations

import hashlib
import io
import json
import multiprocessing
import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toxiframe.pipeline.errors import LedgerError
from toxiframe.pipeline.evidence.ledger import AuditLedger, read, verify
from toxiframe.pipeline.evidence.ledger_check import check_lines
from toxiframe.pipeline.evidence.ledger_lines import GENESIS, encode

WRITERS, EACH = 4, 25

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
BODY = st.dictionaries(TEXT, JSON, max_size=4)


def written(path: Path, records: int = 4) -> bytes:
    """Write a ledger of a few records, unsealed, and return its bytes."""
    ledger = AuditLedger.create(path)
    for number in range(records):
        ledger.append("event", {"number": number, "text": "ü\n\u2028"})
    return path.read_bytes()


def append_from_a_process(path: Path, writer: int, start: object) -> None:
    """Append with a ledger of this process' own, once all processes are up."""
    ledger = AuditLedger.open(path)
    start.wait()
    for number in range(EACH):
        ledger.append("event", {"writer": writer, "number": number})


def numbers_by_writer(path: Path) -> dict[int, list[int]]:
    """Return what each writer has in the ledger, in the order of the ledger."""
    found: dict[int, list[int]] = {}
    for entry in read(path):
        found.setdefault(entry.body["writer"], []).append(entry.body["number"])
    return found


def test_a_record_is_hashed_over_the_bytes_on_the_line(tmp_path):
    """The hash of a record is the SHA-256 of its line before the hash, and `prev` the hash of the line before."""
    path = tmp_path / "audit.jsonl"
    first, second = written(path, 2).splitlines()
    for line, prev in ((first, GENESIS), (second, json.loads(first)["hash"])):
        record, _, stated = line.rpartition(b',"hash":"')
        assert hashlib.sha256(record).hexdigest() == stated[:64].decode(), line
        assert json.loads(line)["prev"] == prev, line


def test_equal_records_have_equal_bytes(tmp_path):
    """The ledger adds no clock, process id or name of its own: two ledgers of the same records are the same file."""
    assert written(tmp_path / "one.jsonl") == written(tmp_path / "two.jsonl")


def test_the_order_of_keys_does_not_count(tmp_path):
    """Bodies that differ in the order of their keys alone have one spelling and one hash."""
    heads = set()
    for name, body in (("one", {"a": 1, "b": {"c": 2, "d": 3}}), ("two", {"b": {"d": 3, "c": 2}, "a": 1})):
        heads.add(AuditLedger.create(tmp_path / f"{name}.jsonl").append("event", body).hash)
    assert len(heads) == 1, heads


def test_threads_that_share_a_ledger_lose_nothing(tmp_path):
    """Concurrent appends of threads, through one instance and through several, keep the chain and each order."""
    path = tmp_path / "audit.jsonl"
    shared = AuditLedger.create(path)

    def work(writer: int) -> None:
        ledger = shared if writer % 2 else AuditLedger.open(path)
        for number in range(EACH):
            ledger.append("event", {"writer": writer, "number": number})

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    assert verify(path).ok, verify(path)
    assert numbers_by_writer(path) == {writer: list(range(EACH)) for writer in range(WRITERS)}


def test_processes_that_share_a_ledger_lose_nothing(tmp_path):
    """Concurrent appends of processes that started at one barrier keep the chain and the order of each."""
    path, spawn = tmp_path / "audit.jsonl", multiprocessing.get_context("spawn")
    AuditLedger.create(path)
    start = spawn.Barrier(WRITERS, timeout=120)
    workers = [
        spawn.Process(target=append_from_a_process, args=(path, writer, start), daemon=True)
        for writer in range(WRITERS)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0] * WRITERS
    assert verify(path).ok, verify(path)
    assert numbers_by_writer(path) == {writer: list(range(EACH)) for writer in range(WRITERS)}


def test_a_tail_torn_at_any_byte_is_set_aside_and_recorded(tmp_path):
    """Wherever the last write was cut, the records before it verify, and the torn bytes are kept and named."""
    whole = written(tmp_path / "audit.jsonl", 3)
    last = whole.rindex(b"\n", 0, -1) + 1
    for cut in range(last, len(whole)):
        path = tmp_path / f"cut-{cut}" / "audit.jsonl"
        path.parent.mkdir()
        path.write_bytes(whole[:cut])
        torn = whole[last:cut]
        before = verify(path)
        assert (before.ok, before.count) == (not torn, 2), (cut, before)
        entry = AuditLedger.open(path).append("event", {"after": True})
        assert entry.seq == (3 if torn else 2), (cut, entry)
        assert path.read_bytes().startswith(whole[:last]), cut
        assert verify(path).ok, (cut, verify(path))
        mended = [entry.body for entry in read(path) if entry.kind == "torn_tail"]
        aside = sorted(path.parent.glob("audit.jsonl.torn-*"))
        assert [file.read_bytes() for file in aside] == ([torn] if torn else []), cut
        digest = hashlib.sha256(torn).hexdigest()
        expected = {"bytes": len(torn), "file": "audit.jsonl.torn-1", "sha256": digest}
        assert mended == ([expected] if torn else []), cut


def test_a_tail_torn_under_an_open_ledger_is_set_aside_too(tmp_path):
    """A write of somebody else that was cut short is not glued to the next record, and a second one gets a new file."""
    path = tmp_path / "audit.jsonl"
    ledger = AuditLedger.create(path)
    for torn in (b'{"body":', b'{"kind"'):
        ledger.append("event", {})
        with path.open("ab") as file:
            file.write(torn)
    ledger.append("event", {})
    assert verify(path).ok, verify(path)
    assert [entry.kind for entry in read(path)] == ["event", "torn_tail", "event", "torn_tail", "event"]
    assert (tmp_path / "audit.jsonl.torn-2").read_bytes() == b'{"kind"'


def test_every_flipped_bit_is_found(tmp_path):
    """Any single bit that is flipped anywhere makes the ledger fail, on the line it is on."""
    whole = written(tmp_path / "audit.jsonl", 3)
    for position in range(len(whole)):
        line = whole.count(b"\n", 0, position) + 1
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[position] ^= 1 << bit
            check, _ = check_lines(io.BytesIO(flipped))  # what verify does with a file, 6,000 times without the disk
            assert not check.ok, (position, bit)
            assert (check.line, check.count) == (line, line - 1), (position, bit, check)


@pytest.mark.parametrize(
    ("tamper", "line", "problem"),
    [
        (lambda lines: [*lines[:1], *lines[2:]], 2, "record 2 stands where record 1 belongs"),
        (lambda lines: lines[1:], 1, "record 1 stands where record 0 belongs"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 2, "record 2 stands where record 1 belongs"),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3, "record 1 stands where record 2 belongs"),
        (lambda lines: [lines[0].replace(b'"number":0', b'"number":9'), *lines[1:]], 1, "was altered"),
        (lambda lines: [*lines[:2], b"\n", *lines[2:]], 3, "no ledger record"),
        (lambda lines: [*lines, b"{}\n"], 5, "no ledger record"),
    ],
)
def test_tampering_is_found_on_its_line(tmp_path, tamper, line, problem):
    """Records removed, moved, doubled, edited or added by hand are reported with the line where the chain breaks."""
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b"".join(tamper(written(path).splitlines(keepends=True))))
    check = verify(path)
    assert (check.ok, check.line) == (False, line), check
    assert problem in str(check.problem), check
    with pytest.raises(LedgerError, match=f"audit.jsonl line {line}: "):
        read(path)


def test_a_rewritten_record_breaks_the_chain_behind_it(tmp_path):
    """A record that was edited and hashed anew is betrayed by the next one, which follows another hash."""
    path = tmp_path / "audit.jsonl"
    lines = written(path).splitlines(keepends=True)
    record = lines[1].rpartition(b',"hash":"')[0].replace(b'"number":1', b'"number":7')
    lines[1] = record + b',"hash":"' + hashlib.sha256(record).hexdigest().encode() + b'"}\n'
    path.write_bytes(b"".join(lines))
    check = verify(path)
    assert (check.ok, check.line) == (False, 3), check
    assert "follows" in str(check.problem), check


def test_a_seal_ends_the_ledger(tmp_path):
    """A sealed ledger states its count and head, says that it is sealed, and takes nothing more."""
    path = tmp_path / "audit.jsonl"
    written(path, 2)
    ledger = AuditLedger.open(path)
    before, count = ledger.head, ledger.count
    assert not verify(path).sealed
    assert ledger.seal().body == {"count": count, "head": before}
    assert (verify(path).sealed, verify(path).head, verify(path).count) == (True, ledger.head, ledger.count)
    whole = path.read_bytes()
    for refused in (ledger, AuditLedger.open(path)):
        with pytest.raises(LedgerError, match="was sealed after 2 records: start another"):
            refused.append("event", {})
        with pytest.raises(LedgerError, match="was sealed"):
            refused.seal()
    assert path.read_bytes() == whole


def test_a_seal_that_tells_of_another_ledger_is_found(tmp_path):
    """A seal is believed only if its count and head are those of the records before it."""
    path = tmp_path / "audit.jsonl"
    whole = written(path, 2)
    head = AuditLedger.open(path).head
    for body in ({"count": 3, "head": head}, {"count": 2, "head": GENESIS}, {}):
        path.write_bytes(whole + encode("seal", body, seq=2, prev=head)[1])
        check = verify(path)
        assert (check.ok, check.line, check.sealed) == (False, 3, False), (body, check)
        assert str(check.problem).startswith("the seal says"), check


@pytest.mark.parametrize("extra", [b"x", b"\n", b"{}\n"])
def test_anything_after_the_seal_is_a_problem(tmp_path, extra):
    """Bytes behind the seal make the ledger fail, and it is not opened again."""
    path = tmp_path / "audit.jsonl"
    AuditLedger.create(path).seal()
    path.write_bytes(path.read_bytes() + extra)
    assert (verify(path).ok, verify(path).sealed, verify(path).line) == (False, False, 2), verify(path)
    with pytest.raises(LedgerError, match=r"audit\.jsonl.*(after the seal|damaged)"):
        AuditLedger.open(path)


def test_a_cut_between_records_is_found_by_the_seal_or_by_the_writer(tmp_path):
    """Whole records that vanish leave the ledger unsealed, and a ledger that wrote them refuses to go on."""
    path = tmp_path / "audit.jsonl"
    ledger = AuditLedger.create(path)
    ledger.append_many([("event", {"number": number}) for number in range(3)])
    ledger.append("event", {})
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert (verify(path).ok, verify(path).sealed) == (True, False)
    with pytest.raises(LedgerError, match=r"has 2 records .* and 4 were written .* cut or rewritten"):
        ledger.append("event", {})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"a": float("nan")}, r"the body of 'event'\['a'\] is nan, .*give it as text"),
        ({"a": [1, {"b": float("-inf")}]}, r"\['a'\]\[1\]\['b'\] is -inf"),
        ({1: "x"}, r"has the key 1 of type int, and keys are text: use str\(key\)"),
        ({"a": np.int64(1)}, r"is a int64, .*\.item\(\)"),
        ({"a": {1, 2}}, r"is a set, .*list\(x\)"),
        ({"a": "\ud800"}, r"cannot be written as canonical JSON .*surrogates"),
        ({"a": 10**5000}, r"cannot be written as canonical JSON .*digits"),
        ([1], r"the body of 'event' is a list, and a body is a mapping"),
    ],
)
def test_what_json_cannot_carry_is_refused_with_a_way_out(tmp_path, body, message):
    """NaN, odd keys, other objects and broken text are refused by place and value, and with them their whole batch."""
    ledger = AuditLedger.create(tmp_path / "audit.jsonl")
    with pytest.raises(LedgerError, match=message):
        ledger.append_many([("event", {"fine": 1}), ("event", body)])
    assert verify(tmp_path / "audit.jsonl").count == 0
    assert ledger.append("event", {"a": "nan"}).seq == 0


def test_a_body_that_contains_itself_is_refused(tmp_path):
    """Circular and bottomless bodies raise the ledger's own error instead of exhausting the stack."""
    body: dict[str, object] = {}
    body["self"] = body
    with pytest.raises(LedgerError, match="nested more than 64 levels deep, or contains itself"):
        AuditLedger.create(tmp_path / "audit.jsonl").append("event", body)


@pytest.mark.parametrize("kind", ["seal", "torn_tail"])
def test_the_ledgers_own_kinds_are_reserved(tmp_path, kind):
    """Nobody but the ledger writes a seal or says where torn bytes went."""
    with pytest.raises(LedgerError, match=f"records of the kind '{kind}' are the ledger's own"):
        AuditLedger.create(tmp_path / "audit.jsonl").append(kind, {})


def test_a_ledger_is_never_overwritten_and_never_made_by_the_way(tmp_path):
    """Creating over a file, opening a missing one and reading it are refused by name."""
    path = tmp_path / "audit.jsonl"
    whole = written(path)
    with pytest.raises(LedgerError, match="exists already and is never overwritten"):
        AuditLedger.create(path)
    assert path.read_bytes() == whole
    with pytest.raises(LedgerError, match="cannot be opened"):
        AuditLedger.open(tmp_path / "missing.jsonl")
    with pytest.raises(LedgerError, match="cannot be made"):
        AuditLedger.create(tmp_path / "missing" / "audit.jsonl")
    check = verify(tmp_path / "missing.jsonl")
    assert (check.ok, check.line) == (False, None), check


def test_a_damaged_ledger_is_not_opened(tmp_path):
    """A ledger that was altered anywhere takes no further record."""
    path = tmp_path / "audit.jsonl"
    path.write_bytes(written(path).replace(b'"number":1', b'"number":8'))
    with pytest.raises(LedgerError, match="line 2: the record was altered"):
        AuditLedger.open(path)


@given(bodies=st.lists(BODY, min_size=1, max_size=5))
@settings(deadline=None)  # every example waits for the disk
def test_what_is_written_verifies_and_reads_back(bodies, tmp_path_factory):
    """For every JSON-able body the ledger verifies, and reading it gives the body that was written."""
    path = tmp_path_factory.mktemp("ledger") / "audit.jsonl"
    entries = AuditLedger.create(path).append_many([("event", body) for body in bodies])
    check = verify(path)
    assert (check.ok, check.count, check.head) == (True, len(bodies), entries[-1].hash), check
    assert [dict(entry.body) for entry in read(path)] == bodies
    assert read(path) == entries


@given(
    noise=st.lists(st.sampled_from([*string.hexdigits, '"', "\n", "{", "}", ",", ":"]), max_size=30),
    at=st.integers(0, 10**6),
)
@settings(deadline=None)  # every example waits for the disk
def test_inserted_noise_is_found(noise, at, tmp_path_factory):
    """Text inserted anywhere makes the ledger fail, and verifying it raises nothing."""
    path = tmp_path_factory.mktemp("ledger") / "audit.jsonl"
    whole = written(path, 2)
    place = at % (len(whole) + 1)
    path.write_bytes(whole[:place] + "".join(noise).encode() + whole[place:])
    assert verify(path).ok == (path.read_bytes() == whole), (place, noise)
