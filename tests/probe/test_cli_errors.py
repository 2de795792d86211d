"""What cannot be run is one line on standard error that names the way out, and exit code 2."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("probe nothing", "'nothing' does not name a subject: write module:attribute"),
        ("probe shops:Orders", "there is no module 'shops' here or among what is installed: did you mean 'shop'?"),
        (
            "probe pkg.schema:Orders",
            "there is no module 'pkg.schema' here or among what is installed: did you mean 'pkg.schemas'?",
        ),
        (
            "probe needs_ray:x",
            "it needs 'ray_of_nowhere', which is not installed: pip install what provides 'ray_of_nowhere'",
        ),
        ("probe {here}:Order", "has no 'Order': did you mean 'Orders'?"),
        ("probe {here}:NOTHING", "is a dict, which is no contract: name a pandera schema or model, or a callable"),
        ("probe {here}:NOTHING", "; beside it is Impossible, Lenient, Orders, Rows, Tight"),
        (
            "probe {here}:Impossible",
            "column 'amount' of the schema cannot be met: gt(5) and lt(4) leave no float64; relax one",
        ),
        ("probe {here}:Orders --faults inf", "there is no fault 'inf': did you mean 'inf_pos'?"),
        ("probe {here}:Orders --faults dst_fold", "these faults have no place on a frame of"),
        ("probe {here}:Orders --property respond", "did you mean 'responds'?"),
        ("probe {here}:Orders --property responds --data x.csv", "--data are about faults: leave out --property"),
        ("probe {here}:Orders --grain batch", "--grain is about properties: add --property all"),
        ("probe {here}:Orders --frames {here}:SMALL --data x.csv", "--data=x.csv: there is no such file"),
        ("probe {here}:Orders --fail-on let_through", "'let_through' is no answer of a fault"),
        ("probe {here}:Orders --max-examples few", "argument --max-examples: 'few' is no whole number"),
        ("probe {here}:Orders --max-time 0", "0 seconds: more than 0 are needed"),
        ("probe", "the following arguments are required: module:attribute"),
        ("prob", "there is no 'prob': did you mean 'probe'?"),
        ("init {here}:Order", "has no 'Order': did you mean 'Orders'?"),
    ],
)
def test_a_mistake_is_one_line(home, command, message):
    """It says what, the rule and the closest match, and nothing goes to standard output."""
    (home.folder / "shop.py").write_text("", encoding="utf-8")
    (home.folder / "needs_ray.py").write_text("import ray_of_nowhere", encoding="utf-8")
    (home.folder / "pkg").mkdir()
    (home.folder / "pkg" / "__init__.py").write_text("", encoding="utf-8")
    (home.folder / "pkg" / "schemas.py").write_text("", encoding="utf-8")
    said = home.say(command)
    assert (said.code, said.out) == (2, ""), said.out + said.err
    assert message in said.err, said.err
    assert said.err.startswith("error: "), said.err
    assert said.err.count("\n") == 1, said.err


def test_a_missing_extra_names_the_install_that_brings_it(home, monkeypatch):
    """A module that needs what an extra brings is told which one."""
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    (home.folder / f"{home.module}_ray.py").write_text("import ray", encoding="utf-8")
    said = home.say("probe {here}_ray:x")
    assert "it needs 'ray', which is not installed: pip install 'toxiframe[search]'" in said.err, said.err
