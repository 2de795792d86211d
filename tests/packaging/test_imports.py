"""Which package may import which, and what stays unloaded until it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("strategies", "properties", "pipeline")
ALLOWED = {"strategies": {"strategies"}, "properties": {"properties", "strategies"}, "pipeline": {"pipeline"}}
HEAVY = ("pandas", "numpy", "pandera", "pyarrow", "ray", "mlflow", "opentelemetry", "exchange_calendars", "sqlalchemy")
EXTRAS = ("ray", "mlflow", "opentelemetry", "exchange_calendars", "pydantic_settings", "sqlalchemy", "alembic")


def _imported(file: Path) -> set[str]:
    """Return the packages of ours that a file imports, at any depth and also inside functions."""
    inside = file.relative_to(ROOT).parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names: list[tuple[str, ...]] = []
        if isinstance(node, ast.Import):
            names = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = tuple((node.module or "").split(".")) if node.module else ()
            base = ("toxiframe", *inside[: len(inside) - node.level]) if node.level else ()
            names = [(*base, *module, alias.name) for alias in node.names]
        found |= {name[1] for name in names if len(name) > 1 and name[0] == "toxiframe"}
    return found & set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_layers_are_one_way(package):
    """Strategies know nothing of properties, and the pipeline knows neither, in any file and any function."""
    strangers = {
        str(file.relative_to(ROOT)): _imported(file) - ALLOWED[package]
        for file in (ROOT / package).rglob("*.py")
        if _imported(file) - ALLOWED[package]
    }
    assert not strangers, strangers


def test_the_layer_test_sees_relative_and_nested_imports(tmp_path, monkeypatch):
    """The reader above finds an upward import however it is written, so the test before can fail."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "strategies" / "deep").mkdir(parents=True)
    file = tmp_path / "strategies" / "deep" / "x.py"
    for line in (
        "from ...properties import a",
        "def f():\n    import toxiframe.pipeline.flow",
        "from ... import pipeline",
    ):
        file.write_text(line, encoding="utf-8")
        assert _imported(file) & {"properties", "pipeline"}, line


def _loaded(script: str) -> set[str]:
    program = f"{script}\nimport sys\nprint('LOADED', *sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split()[1:])


def _main(package: str, *arguments: str) -> str:
    return f"""
import contextlib
from toxiframe.{package}.cli import main
with contextlib.suppress(SystemExit):
    main({list(arguments)!r})
"""


@pytest.mark.parametrize(
    "script",
    [
        "import toxiframe.properties.plugin",
        _main("properties", "--help"),
        _main("pipeline", "--help"),
        _main("pipeline", "flow", "--help"),
    ],
    ids=["pytest plugin", "toxiframe --help", "toxiframe-pipeline --help", "toxiframe-pipeline flow --help"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(script):
    """Help texts and the pytest plugin load none of the heavy packages."""
    assert not _loaded(script) & set(HEAVY)


def test_the_base_install_needs_no_extra():
    """With every package of every extra missing, all of strategies and properties still imports."""
    modules = [
        ".".join(["toxiframe", *file.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__")
        for package in ("strategies", "properties")
        for file in sorted((ROOT / package).rglob("*.py"))
        if file.name != "__main__.py"
    ]
    blocker = (
        "import importlib, sys\n"
        f"for name in {EXTRAS!r}: sys.modules[name] = None\n"
        f"for name in {modules!r}: importlib.import_module(name)"
    )
    assert "toxiframe" in _loaded(blocker)
