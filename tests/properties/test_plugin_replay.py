"""Saved failures: replayed by id, explained when stale, promoted, and read from CI."""

from __future__ import annotations

import hashlib
import json
import shlex
import shutil
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis.database import DirectoryBasedExampleDatabase, choices_to_bytes
from toxiframe.properties.databases import shared_database
from toxiframe.properties.errors import BindError
from toxiframe.properties.promoted import Counterexample
from toxiframe.properties.saved import Note, Notes

from tests.properties.subjects import FAILING, FLAGGED, HOLDING

FOUND = "found   in the example database, not by the seed"


@pytest.fixture(scope="module")
def kept():
    """Return where the one run that the tests of this module start from is kept."""
    return {}


@pytest.fixture
def failed(suite, kept, tmp_path_factory):
    """Return a suite that has failed on CI, on two workers, and the id of what it saved."""
    if not kept:
        suite.write("test_it.py", FLAGGED)
        done = suite.run("-n", "2", "--toxiframe-seed=7", env={"CI": "true"})
        assert done.counted("failed") == 1, done.text
        [line] = done.replays("toxiframe")
        kept["id"], kept["root"] = line.removeprefix("toxiframe replay "), tmp_path_factory.mktemp("kept") / "suite"
        kept["text"] = done.text
        shutil.copytree(suite.root, kept["root"])
    else:
        shutil.copytree(kept["root"], suite.root, dirs_exist_ok=True)
    return suite


def _toxiframe(suite, *arguments: str):
    return suite.python("-m", "toxiframe.properties", *arguments)


def _notes(suite) -> Notes:
    return Notes(suite.root / "toxiframe-examples")


def test_what_ci_saved_is_replayed_first_and_by_id_wherever_the_test_has_moved(failed, kept):
    """CI=true on two workers saves choices and words; another run tries them first, and its line works when pasted."""
    found, problems = _notes(failed).read()
    assert (list(found), problems) == ([kept["id"]], [])
    note = found[kept["id"]]
    assert (note.label, note.property, note.told.split("(")[0]) == (
        "gate",
        "responds",
        "gate · property responds · fault toxic_return",
    )
    (failed.root / "deep").mkdir()
    (failed.root / "test_it.py").rename(failed.root / "deep" / "test_elsewhere.py")
    failed.write("pytest.ini", "[pytest]\naddopts = --strict-markers -n 2\n")  # replay wants one process all the same
    again = failed.run("--toxiframe-seed=8")
    assert FOUND in again.text, again.text
    [line] = again.replays("toxiframe")
    assert line == f"toxiframe replay {kept['id']}", "the id stays, though the test has moved"
    assert f"make replay ID={kept['id']}" in again.replays("make"), again.text
    assert not again.replays("pytest"), "the seed does not lead there"
    done = _toxiframe(failed, *shlex.split(line)[1:])
    assert done.code == 1, done.text
    assert f"FAILED    {kept['id']}  gate · property responds · fault toxic_return(NYSE:A, " in done.text, done.text
    assert "  wanted  DROP NYSE:A      got  accepted" in done.text, done.text
    assert done.lines[-1] == "1 saved failure: 1 failed", done.text


def test_what_is_fixed_is_said_to_be_and_deleted(failed, kept):
    """FIXED and exit code 0, nothing left to replay after it; an old version's choices prove nothing, and exit 2."""
    failed.write("fixed", "")
    note = _notes(failed).get(kept["id"])
    assert note is not None
    # What an upgrade of Hypothesis does: the same choices, another case.
    old = {**{name: getattr(note, name) for name in note.__slots__}, "case": "0" * 16, "hypothesis": "6.100.0"}
    _notes(failed).write(Note(**old))
    stale = _toxiframe(failed, "replay")
    assert stale.code == 2, stale.text
    assert "stale: its choices make another case now: it was saved by Hypothesis 6.100.0, and this is" in stale.text
    _notes(failed).write(note)
    done = _toxiframe(failed, "replay", "--path", "test_it.py")
    assert (done.code, done.lines[-2:]) == (
        0,
        [f"FIXED     {kept['id']}  gate · responds", "1 saved failure: 1 fixed"],
    ), done.text
    assert _notes(failed).read() == ({}, [])
    again = _toxiframe(failed, "replay")
    assert (again.code, again.lines[-1]) == (0, "no saved failure to replay"), again.text


def test_a_promoted_failure_is_tried_by_every_run_without_the_database(failed, kept):
    """A file of the case itself, tried before anything is drawn; when the subject is fixed it holds."""
    done = _toxiframe(failed, "promote", kept["id"])
    file = f"tests/counterexamples/gate-responds-{kept['id']}.json"
    assert (done.code, done.lines[-2]) == (0, f"PROMOTED  {kept['id']}  gate · responds: {file} (it fails)"), done.text
    shutil.rmtree(failed.root / "toxiframe-examples")
    told = json.loads((failed.root / file).read_text(encoding="utf-8"))
    (failed.root / file).write_text(json.dumps({**told, "hypothesis": "5.0.0"}), encoding="utf-8")
    again = failed.run("--toxiframe-seed=8")
    assert again.counted("failed") == 1, again.text
    assert f"found   in {file}, where it was promoted" in again.text, again.text
    assert "wanted  DROP NYSE:A      got  accepted" in again.text, again.text
    assert not failed.saved, "nothing was drawn"
    failed.write("fixed", "")
    assert failed.run("--toxiframe-seed=8").code == 0
    (failed.root / file).write_text("{}", encoding="utf-8")
    damaged = failed.run()
    assert damaged.code == 4, damaged.text
    assert f"{file} is no counterexample (format None" in damaged.text, damaged.text


def test_the_database_of_ci_is_read_and_never_written(failed, kept):
    """With TOXIFRAME_CI_DATABASE a laptop tries first what CI saved; without a network, or on CI, it does not."""
    cache = failed.root / ".hypothesis" / "toxiframe-ci" / "o-r-toxiframe-examples"
    cache.mkdir(parents=True)
    artifact = cache / f"{datetime.now(UTC).isoformat().replace(':', '_')}.zip"
    folder = failed.root / "toxiframe-examples"
    with zipfile.ZipFile(artifact, "w") as archive:
        for file in failed.saved:
            archive.write(file, file.relative_to(folder))
    shutil.rmtree(folder)
    before = artifact.read_bytes()
    done = failed.run("--toxiframe-seed=8", env={"TOXIFRAME_CI_DATABASE": "o/r"})
    assert FOUND in done.text, done.text
    assert f"toxiframe replay {kept['id']}" in done.replays("toxiframe"), done.text
    assert artifact.read_bytes() == before


def test_every_way_to_be_stale_is_explained(suite):
    """Garbage, lost choices, renamed bindings, dropped properties: a run survives, and replay says which is which."""
    suite.write("test_it.py", HOLDING)
    suite.write("test_broken.py", "import no_such_module")
    database = DirectoryBasedExampleDatabase(suite.root / "toxiframe-examples")
    key = _key("merge", "lossless_merge")
    database.save(key, b"\xff garbage")
    database.save(key, choices_to_bytes(()))
    blank = {"test": "t.py::t", "told": "x", "case": "", "hypothesis": "6.100.0", "created": "now"}
    for name, label, holds in (
        ("00000001", "merged", "lossless_merge"),
        ("00000002", "merge", "round_trip"),
        ("00000003", "merge", "lossless_merge"),
        ("00000004", "", ""),
    ):
        _notes(suite).write(Note(id=name, label=label, property=holds, **blank))
    suite.write("toxiframe-examples/saved/00000005.json", "{")
    blank = {"told": "x", "hypothesis": "6.100.0", "created": "now", "id": "00000006"}
    checked_in = Counterexample(label="merged", property="lossless_merge", case="1", **blank)
    checked_in.write(suite.root / "tests" / "counterexamples")
    done = _toxiframe(suite, "replay")
    assert done.code == 2, done.text
    for told in (
        "cannot be read by Hypothesis",
        "stale: its choices make no case any more: the frames or faults of the property have changed since",
        "00000001  merged · lossless_merge: stale: no binding 'merged' was collected: did you mean 'merge'?",
        "00000002  merge · round_trip: stale: binding 'merge' does not run 'round_trip', only lossless_merge",
        "00000003  merge · lossless_merge: stale: its choices are no longer in the database",
        "00000004  t.py::t: stale: no test t.py::t was collected",
        "00000005.json is no note of a saved failure",
        "merged-lossless_merge-00000006.json is of merged · lossless_merge, which no test runs",
        "not collected: test_broken.py",
    ):
        assert told in done.text, f"{told}\n{done.text}"
    run = suite.run("--toxiframe-seed=7", "test_it.py")
    assert run.code == 0, run.text
    assert "cannot be read by Hypothesis" in run.text, run.text
    assert "and is gone" in run.text, run.text


def _key(label: str, holds: str) -> bytes:
    return hashlib.sha256(f"toxiframe\0{label}\0{holds}".encode()).digest()


def test_a_suite_that_cannot_run_exits_2(suite):
    """What pytest itself refuses reaches the user in pytest's words; a text that is no id is refused at once."""
    suite.write("test_it.py", FAILING)
    suite.write("pytest.ini", "[pytest]\naddopts = --no-such-option\n")
    (suite.root / "toxiframe-examples").mkdir()
    done = _toxiframe(suite, "replay")
    assert done.code == 2, done.text
    assert "pytest could not run the suite" in done.text, done.text
    assert "--no-such-option" in done.text, done.text
    suite.write("pytest.ini", "[pytest]\n")
    lost = _toxiframe(suite, "replay", "--path", "test_lost.py")
    assert (lost.code, "test_lost.py" in lost.text) == (2, True), lost.text
    typo = _toxiframe(suite, "replay", "70244DE")
    assert (typo.code, "'70244DE' is no id of a saved failure" in typo.text) == (2, True), typo.text


@pytest.mark.parametrize("named", ["repo", "https://x/y/z", "o/r:", "o/r/s", "../r"])
def test_a_repository_that_is_none_is_refused(tmp_path, named):
    """The variable names owner/repo, or owner/repo:artifact, and says so."""
    with pytest.raises(BindError, match="write owner/repo"):
        shared_database(named, tmp_path)


def test_a_database_of_ci_that_cannot_be_had_is_empty_and_says_why(tmp_path, monkeypatch):
    """Nothing is fetched before a property asks; a machine without a network goes on, and is told once."""
    monkeypatch.delenv("CI", raising=False)
    shared = shared_database("o/r", tmp_path)
    assert shared is not None
    asked = []
    monkeypatch.setattr(shared._artifact, "_get_bytes", asked.append)  # noqa: SLF001 - the network
    assert (asked, shared.problems) == ([], [])
    assert [list(shared.fetch(b"x")), list(shared.fetch(b"y"))] == [[], []]
    assert len(asked) == 1
    assert len(shared.problems) == 1
    assert "o/r:toxiframe-examples, was not read: Couldn't acquire" in shared.problems[0]
