"""The wheel: what it installs, under which names, and that all of it imports."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("strategies", "properties", "pipeline")

_NO_LEAK = """
import importlib.util, sys
names = ("strategies", "properties", "pipeline", "tests", "scripts")
print(",".join(name for name in names if importlib.util.find_spec(name)))
"""

_IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    print(name, module.__file__)
"""


def _run(python: Path, script: str, *arguments: str, cwd: Path, path: str | None = None) -> str:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if path:
        variables["PYTHONPATH"] = path
    done = subprocess.run(
        [python, "-c", script, *arguments], cwd=cwd, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Build the wheel from a copy of the sources, so that the build leaves nothing in the working tree."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    out = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*pip, "-w", out, source], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(out.glob("toxiframe-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """Install the wheel, and nothing else, into an empty environment; return its Python."""
    home = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index"]
    done = subprocess.run([*pip, wheel], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return python


def _modules() -> list[str]:
    """Return the import name of every module in the source tree."""
    found: list[str] = []
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            found.append(".".join(["toxiframe", *(parts[:-1] if parts[-1] == "__init__" else parts)]))
    return found


def test_no_generic_top_level_name_leaks(installed, tmp_path):
    """After installing the wheel, a quant's own `strategies` or `pipeline` is not shadowed by ours."""
    assert _run(installed, _NO_LEAK, cwd=tmp_path).strip() == ""


def test_every_module_of_the_wheel_imports(installed, tmp_path):
    """Every module of the source tree is in the wheel and imports from there, the locked dependencies beside it."""
    modules = [name for name in _modules() if not name.endswith("__main__")]
    assert len(modules) > 40, modules
    found = _run(installed, _IMPORT_ALL, *modules, cwd=tmp_path, path=sysconfig.get_paths()["purelib"])
    places = dict(line.split(" ", 1) for line in found.splitlines())
    assert set(places) == set(modules)
    strangers = {name: place for name, place in places.items() if not place.startswith(str(installed.parents[1]))}
    assert not strangers, f"imported from elsewhere: {strangers}"


def test_the_wheel_holds_every_data_file_and_nothing_of_the_repository_beside(wheel):
    """Profiles, prices, snapshots, type markers and licences travel; tests, scripts and caches do not."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert f"toxiframe/{file.relative_to(ROOT)}" in names, f"{file} is missing from the wheel"
    beside = {name for name in names if not name.startswith(("toxiframe/", "toxiframe-"))}
    assert not beside, f"the wheel holds more than toxiframe: {beside}"
    assert any(name.endswith("licenses/pipeline/data/LICENSE-skfolio.txt") for name in names)
