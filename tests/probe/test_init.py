"""``toxiframe init``: what it writes runs, and what was there is not touched."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

TEST, WORKFLOW = "tests/test_tight_properties.py", ".github/workflows/toxiframe.yml"


def _pytest(home, file: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CI", "TOXIFRAME"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--toxiframe-profile=fast", "-m", "property"]
    return subprocess.run([*command, file], cwd=home.folder, env=kept, capture_output=True, text=True, check=False)


def test_what_it_writes_is_green_and_stays_so_only_while_the_contract_does(home):
    """The test holds today, and fails once a check is taken out of the schema."""
    said = home.run("init {here}:Tight")
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        f"wrote    {TEST}",
        f"wrote    {WORKFLOW}",
        f"next     python -m pytest -m property {TEST}",
    ]
    done = _pytest(home, TEST)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout, done.stdout
    module = home.folder / f"{home.module}.py"
    module.write_text(module.read_text(encoding="utf-8").replace("unique_column_names=True,", ""), encoding="utf-8")
    done = _pytest(home, TEST)
    assert done.returncode == 1, done.stdout
    assert "property responds · fault dup_column" in done.stdout, done.stdout


def test_a_second_run_changes_nothing(home):
    """Files that are there are named and keep every byte; one that is missing is still written."""
    (home.folder / "tests").mkdir()
    mine = home.folder / TEST
    mine.write_text("# mine\n", encoding="utf-8")
    first = home.say("init {here}:Tight")
    assert (first.code, first.out.splitlines()[:2]) == (
        0,
        [f"wrote    {WORKFLOW}", f"kept     {TEST}: it was there already, and is as it was"],
    )
    workflow = (home.folder / WORKFLOW).read_bytes()
    second = home.say("init {here}:Tight")
    assert (second.code, second.out.count("kept ")) == (0, 2), second.out
    assert mine.read_text(encoding="utf-8") == "# mine\n"
    assert (home.folder / WORKFLOW).read_bytes() == workflow


def test_what_gets_through_today_is_listed_and_not_asked_for(home):
    """Holes are comments, so that the first run is green, and the next step is plain."""
    assert home.say("init {here}:gate").code == 0
    text = (home.folder / "tests/test_gate_properties.py").read_text(encoding="utf-8")
    comment, _, asked = text.partition("faults=[")
    assert "tz_naive" in comment, text
    assert "tz_naive" not in asked, text
    assert '"toxic_return",' in asked, text
    assert '"dup_ts_exact",' in asked, text
    compile(text, "test_gate_properties.py", "exec")


def test_a_contract_that_catches_nothing_gets_a_test_that_fails(home):
    """Nothing to be green about is told as such, and not hidden behind an empty list."""
    assert home.say("init {here}:as_it_is").code == 0
    text = (home.folder / "tests/test_as_it_is_properties.py").read_text(encoding="utf-8")
    assert "Nothing is answered today, so this fails until something is." in text, text
    done = _pytest(home, "tests/test_as_it_is_properties.py")
    assert done.returncode == 1, done.stdout


@pytest.mark.parametrize(
    ("file", "installs"),
    [("requirements.txt", "-r requirements.txt toxiframe"), ("pyproject.toml", ". toxiframe"), (None, "toxiframe")],
)
def test_the_workflow_installs_the_project_and_keeps_what_failed(home, file, installs):
    """It is read as GitHub reads it: install, restore, try, and save even when red."""
    yaml = pytest.importorskip("yaml", reason="pyyaml comes with the extras")
    if file is not None:
        (home.folder / file).write_text("", encoding="utf-8")
    (home.folder / "tests").mkdir()
    (home.folder / TEST).touch()
    assert home.say("init {here}:Tight").code == 0
    read = yaml.safe_load((home.folder / WORKFLOW).read_text(encoding="utf-8"))
    assert read["permissions"] == {"contents": "read"}
    steps = read["jobs"]["properties"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    assert runs[0] == f"python -m pip install {installs}"
    assert runs[-1] == "python -m pytest -m property"
    [restore] = [step for step in steps if step.get("uses", "").startswith("actions/cache/restore@")]
    [save] = [step for step in steps if step.get("uses", "").startswith("actions/cache/save@")]
    assert save["if"] == "always()"
    assert save["with"]["key"] == restore["with"]["key"]
    assert restore["with"]["key"].startswith(restore["with"]["restore-keys"])


def test_what_cannot_be_probed_is_not_started(home):
    """No file is left behind, and the one line says why."""
    said = home.say("init {here}:NOTHING")
    assert (said.code, said.out) == (2, "")
    assert "is a dict, which is no contract" in said.err, said.err
    assert not (home.folder / "tests").exists()
