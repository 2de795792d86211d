"""The seed of a session: shown, the same everywhere, and never forced on tests that are no properties."""

from __future__ import annotations

import json
import re

import pytest

from tests.properties.subjects import FAILING, HOLDING, INPUTS


@pytest.mark.parametrize("arguments", [(), ("-q",), ("-q", "-n", "2"), ("-n", "2")], ids=" ".join)
def test_every_run_shows_its_seed(suite, arguments):
    """The seed is printed once, in quiet mode and with workers too."""
    suite.write("test_it.py", HOLDING)
    done = suite.run(*arguments)
    assert done.code == 0, done.text
    shown = [line for line in done.lines if line.startswith("toxiframe: seed ")]
    assert len(shown) == 1, done.text


def test_a_quiet_suite_without_properties_stays_as_quiet_as_it_was(suite):
    """Nothing is added to the output of a quiet run that has no property, or that only lists tests."""
    suite.write("test_it.py", "def test_nothing(): pass")
    assert "toxiframe" not in suite.run("-q").text
    suite.write("test_it.py", HOLDING)
    assert "toxiframe" not in suite.run("-q", "--collect-only").text


def _inputs(suite, *arguments: str, env: dict[str, str] | None = None) -> dict[str, list[list[int]]]:
    done = suite.run(*arguments, "test_inputs.py", env=env)
    assert done.code == 0, done.text
    return json.loads((suite.root / "seen.json").read_text(encoding="utf-8"))


def test_our_seed_gives_the_inputs_of_hypothesis_own_and_keeps_the_database(suite):
    """--toxiframe-seed, --hypothesis-seed with and without the plugin: three runs, one list of inputs."""
    suite.write("test_inputs.py", INPUTS)
    suite.write("pytest.ini", "[pytest]\nmarkers = property: ours\n")
    cases = "--toxiframe-examples=100"  # as many as Hypothesis tries by itself
    ours = _inputs(suite, "--toxiframe-seed=5", cases)["marked"]
    plain = _inputs(suite, "--hypothesis-seed=5", cases)["marked"]
    without = _inputs(suite, "--hypothesis-seed=5", "-p", "no:toxiframe")["marked"]
    assert len(ours) >= 50, f"only {len(ours)} inputs were drawn"
    assert ours == plain == without, (ours[:5], plain[:5], without[:5])


def test_a_given_seed_keeps_the_database_on(suite):
    """With either seed option a failing property is saved, which plain Hypothesis would not do."""
    suite.write("test_it.py", FAILING)
    for option in ("--toxiframe-seed=5", "--hypothesis-seed=5"):
        for file in suite.saved:
            file.unlink()
        assert suite.run(option).counted("failed") == 1
        assert suite.saved, f"{option} saved nothing"


def test_every_worker_gets_the_seed_of_the_session(suite):
    """With pytest-xdist the workers try what one process tries under the seed that the header shows."""
    suite.write(
        "test_inputs.py",
        INPUTS.replace("seen.json", "{os.getpid()}.seen")
        .replace("import json", "import json, os")
        .replace('Path("', 'Path(f"'),
    )
    done = suite.run("-n", "2", "--dist", "loadfile")
    assert done.code == 0, done.text
    [spread] = [json.loads(file.read_text(encoding="utf-8")) for file in suite.root.glob("*.seen")]
    suite.write("test_inputs.py", INPUTS)
    assert _inputs(suite, f"--toxiframe-seed={done.seed}")["marked"] == spread["marked"]


def test_tests_without_the_marker_keep_their_own_seed_and_settings(suite):
    """Only properties get our seed, our profile and our database; the rest of a suite is as it was."""
    suite.write("test_inputs.py", INPUTS)
    runs = [_inputs(suite, "--toxiframe-seed=5", "--toxiframe-examples=7") for _ in range(2)]
    assert [len(run["marked"]) for run in runs] == [7, 7], "the option is for properties"
    assert [len(run["plain"]) for run in runs] == [100, 100], "and for no other test"
    assert runs[0]["marked"] == runs[1]["marked"]
    assert runs[0]["plain"] != runs[1]["plain"], "an unmarked test must draw its own seed"
    assert not suite.saved


def test_settings_of_a_users_own_property_stay(suite):
    """A marked test that decides how many cases it wants, and which seed, gets what it decided."""
    suite.write(
        "test_inputs.py",
        INPUTS.replace(
            "@given(st.lists(st.integers()))\n    def test_marked",
            "@seed(3)\n    @settings(max_examples=13)\n    @given(st.lists(st.integers()))\n    def test_marked",
        ).replace("import given, settings", "import given, seed, settings"),
    )
    first, second = (_inputs(suite, f"--toxiframe-seed={number}")["marked"] for number in (1, 2))
    assert len(first) == 13, len(first)
    assert first == second, "its own seed decides"


def test_a_binding_draws_the_same_whatever_else_is_loaded(suite):
    """A property tried alone gets the cases it got in the whole suite, so that the replay line replays."""
    suite.write(
        "test_it.py",
        """
        from pathlib import Path
        from toxiframe.properties import bind

        def digest(frame):
            with Path("drawn.txt").open("a") as file:
                print(frame.to_dict("list"), file=file)

        test_digest = bind("digest", digest=digest, properties=["round_trip"])
        """,
    )
    # Hypothesis mixes numbers and texts of the modules that are loaded into what it draws.
    literals = [1000.25 * number for number in range(300)], [10_007 * number for number in range(300)]
    suite.write("library.py", f"X = {literals!r}\n")
    suite.write("test_many.py", "import library\n\ndef test_x(): pass\n")
    drawn = []
    for chosen in ([], ["test_it.py"]):
        assert suite.run("--toxiframe-seed=3", "-o", "pythonpath=.", *chosen).code == 0
        drawn.append((suite.root / "drawn.txt").read_text(encoding="utf-8").splitlines())
        (suite.root / "drawn.txt").unlink()
    assert len(drawn[0]) >= 100, f"only {len(drawn[0])} frames were drawn"
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("value", ["x", "0", "-3"])
def test_a_bad_number_of_cases_is_refused(suite, value):
    """A budget that is none is a usage error, before anything runs."""
    suite.write("test_it.py", HOLDING)
    done = suite.run(f"--toxiframe-examples={value}")
    assert done.code == 4, done.text
    assert re.search(r"--toxiframe-examples", done.text)
