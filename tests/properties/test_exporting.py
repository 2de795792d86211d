"""Saved failures on their way between machines."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from toxiframe.properties.cli import main
from toxiframe.properties.saved import Note, Notes, saved_id

KEY, VALUE, OTHER = "0123456789abcdef", "fedcba9876543210", "00000000ffffffff"
NOTE = Note(id="0123abcd", test="t.py::t", label="gate", property="p", told="x", case="", hypothesis="6", created="now")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Stand in a suite with one saved failure."""
    folder = tmp_path / "one" / "toxiframe-examples"
    (folder / KEY).mkdir(parents=True)
    (folder / KEY / VALUE).write_bytes(b"choices")
    (folder / "stray.txt").write_text("x", encoding="utf-8")
    Notes(folder).write(NOTE)
    monkeypatch.chdir(tmp_path / "one")
    return tmp_path


def _run(capsys, *arguments: str) -> tuple[int, str]:
    code = main(arguments)
    shown = capsys.readouterr()
    return code, shown.out + shown.err


@pytest.mark.parametrize("name", ["x.tar.gz", "x.tgz", "x.zip"])
def test_failures_move_and_merge(here, monkeypatch, capsys, name):
    """What one machine saved is added on another, beside what that has; what both have stays as it is."""
    file = str(here / name)
    code, told = _run(capsys, "examples-export", file)
    assert (code, told.split(" of ")[0]) == (0, "2 files"), told
    other = here / "two" / "toxiframe-examples" / KEY
    other.mkdir(parents=True)
    (other / OTHER).write_bytes(b"their own")
    (here / "two" / "deep").mkdir()
    monkeypatch.chdir(here / "two" / "deep")
    code, told = _run(capsys, "examples-import", file)
    assert (code, told.startswith("2 files")) == (0, True), told
    assert {entry.name: entry.read_bytes() for entry in other.iterdir()} == {OTHER: b"their own", VALUE: b"choices"}
    assert Notes(other.parent).read() == ({NOTE.id: NOTE}, [])
    (other / VALUE).write_bytes(b"mine")
    assert "0 files" in _run(capsys, "examples-import", file)[1]
    assert (other / VALUE).read_bytes() == b"mine"


@pytest.mark.parametrize(
    "name", ["../x", f"{KEY}/../../{VALUE}", f"/{KEY}/{VALUE}", "a.py", f"{KEY}/{VALUE}/x", "saved/x.json"]
)
@pytest.mark.parametrize("kind", ["x.tar.gz", "x.zip"])
def test_an_archive_with_anything_else_is_refused_whole(here, capsys, name, kind):
    """One path that is no saved failure, and nothing of the archive is written anywhere."""
    file = here / kind
    good = f"{OTHER}/{VALUE}"
    if kind == "x.zip":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(good, b"1")
            archive.writestr(name, b"1")
    else:
        with tarfile.open(file, "w:gz") as archive:
            for member in (tarfile.TarInfo(good), tarfile.TarInfo(name)):
                archive.addfile(member, io.BytesIO())
    before = sorted(here.rglob("*"))
    code, told = _run(capsys, "examples-import", str(file))
    assert (code, "nothing was imported" in told, told.count("\n")) == (2, True, 1), told
    assert sorted(here.rglob("*")) == before


def test_links_are_refused(here, capsys):
    """A link in an archive could point anywhere."""
    with tarfile.open(here / "x.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo(f"{KEY}/{OTHER}")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(member)
    code, told = _run(capsys, "examples-import", str(here / "x.tar.gz"))
    assert (code, "nothing was imported" in told) == (2, True), told


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.tar.gz", b"nonsense", "cannot be read as tar.gz"),
        ("x.zip", b"nonsense", "cannot be read as zip"),
        ("x.zip", None, "cannot be read as zip"),
        ("x.rar", b"", "end its name in .tar.gz or .zip"),
    ],
)
def test_what_is_no_archive_exits_2(here, capsys, name, content, told):
    """Damaged, missing and unknown archives are one line on standard error."""
    if content is not None:
        (here / name).write_bytes(content)
    code, shown = _run(capsys, "examples-import", str(here / name))
    assert (code, told in shown, shown.count("\n")) == (2, True, 1), shown


def test_an_archive_that_would_fill_the_disk_is_refused(here, capsys):
    """A few bytes that unpack to many are no saved failure."""
    with zipfile.ZipFile(here / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{KEY}/{OTHER}", b"\0" * 2_000_000)
    code, told = _run(capsys, "examples-import", str(here / "x.zip"))
    assert (code, "larger than saved failures are" in told) == (2, True), told


def test_nothing_to_export_says_so(tmp_path, monkeypatch, capsys):
    """Without a saved failure there is no archive."""
    monkeypatch.chdir(tmp_path)
    code, told = _run(capsys, "examples-export", "x.zip")
    assert (code, "nothing to export" in told, list(tmp_path.iterdir())) == (2, True, []), told


def test_workers_write_the_same_note_at_once(tmp_path):
    """Eight writers of one note leave one whole note and nothing else."""
    notes = Notes(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: notes.write(NOTE), range(64)))
    assert notes.read() == ({NOTE.id: NOTE}, [])
    assert [file.name for file in (tmp_path / "saved").iterdir()] == ["0123abcd.json"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 9}', json.dumps({"format": 1, "id": "0123abcd"}), '{"format": 1, "id": "../x"}'],
)
def test_a_damaged_note_is_reported_and_the_others_are_read(tmp_path, text):
    """One file that is no note costs nobody the rest."""
    notes = Notes(tmp_path)
    notes.write(NOTE)
    (tmp_path / "saved" / "ffffffff.json").write_text(text, encoding="utf-8")
    found, [problem] = notes.read()
    assert list(found) == [NOTE.id]
    assert "ffffffff.json is no note of a saved failure" in problem


def test_an_id_follows_from_what_is_saved():
    """Two machines give one failure the same id, and two failures, or two properties, other ones."""
    assert saved_id("gate\0p", b"1") == saved_id("gate\0p", b"1")
    assert len({saved_id("gate\0p", b"1"), saved_id("gate\0p", b"2"), saved_id("gate\0q", b"1")}) == 3
