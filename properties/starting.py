"""``toxiframe init``: a bound test and a workflow in the repository of a user; what was there is not touched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

from ..strategies import Response, fault_named
from .probe_answers import Answer
from .probe_findings import Finding, Survey
from .probe_survey import Watch
from .probing import Asked, probe_faults

__all__ = ["Started", "start"]

_FRAMES, _SECONDS, _SEED = 4, 60.0, 0
_WIDTH = 100
_OF_SCHEMAS = ("accepts_clean", "responds", "pure")
_OF_CALLABLES = ("accepts_clean", "responds", "idempotent", "pure")
"""What a first test asks for: a few seconds of what every contract should do."""

_KEY = "toxiframe-examples-${{ steps.hypothesis.outputs.version }}-"

_TEST = '''\
"""What {named} is held to by toxiframe: python -m pytest -m property {file}"""

from {module} import {name}
from toxiframe.properties import bind

test_{label} = bind(
    "{label}",
    contract={attribute},
{faults}
    # Every property there is for it, where this is left out; toxiframe's docs/properties.md says what each means.
    properties=[{properties}],
)
'''

_WORKFLOW = """\
# Holds contracts to their properties, and keeps what failed for the next run and for a laptop.
name: toxiframe

on:
  push:
  pull_request:
  schedule:
    - cron: "17 3 * * *"

permissions:
  contents: read

jobs:
  properties:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - name: Install
        run: python -m pip install {needs}

      # What one version of Hypothesis saves, another may not be able to read.
      - name: Find out the version of Hypothesis
        id: hypothesis
        run: echo "version=$(python -c 'import hypothesis; print(hypothesis.__version__)')" >> "$GITHUB_OUTPUT"

      # Caches never change once they are saved, so every run saves one of its own and restores the newest.
      - name: Restore the saved failures
        uses: actions/cache/restore@v4
        with:
          path: toxiframe-examples
          key: {key}${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
          restore-keys: {key}

      - name: Try every property
        run: python -m pytest -m property

      # The plain cache action saves nothing when a step before it failed, and that is the run that matters.
      - name: Save the saved failures
        if: always()
        uses: actions/cache/save@v4
        with:
          path: toxiframe-examples
          key: {key}${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}

      - name: Upload the saved failures
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: toxiframe-examples
          path: toxiframe-examples
          if-no-files-found: ignore
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What was written, what was there already, and what comes next; printed as text."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    command: str

    def __str__(self) -> str:
        """Return a line a file, and the command to run."""
        lines = [f"wrote    {name}" for name in self.written]
        lines += [f"kept     {name}: it was there already, and is as it was" for name in self.kept]
        return "\n".join([*lines, f"next     {self.command}"])


def start(subject: str, watch: Watch, *, folder: Path | None = None) -> Started:
    """Write a test that binds a contract, and a workflow that runs it, where neither is there yet.

    The contract is probed first: the test asks for what it gets right today, so that it is green until that changes,
    and lists what gets through as comments.

    Raises
    ------
    BindError
        If the contract cannot be found or tried.
    """
    root = Path.cwd() if folder is None else folder
    module, _, attribute = subject.partition(":")
    label = _label(attribute)
    file = f"tests/test_{label}_properties.py"
    workflow = ".github/workflows/toxiframe.yml"
    missing = [name for name in (file, workflow) if not (root / name).exists()]
    if file in missing:
        asked = Asked(subject=subject, max_time=_SECONDS, cases=_FRAMES, seed=_SEED)
        found = probe_faults(asked, watch)
        text = _TEST.format(
            named=subject,
            module=module,
            name=attribute.partition(".")[0],
            attribute=attribute,
            label=label,
            file=file,
            faults=_faults(found, subject),
            properties=", ".join(f'"{name}"' for name in (_OF_SCHEMAS if found.is_schema else _OF_CALLABLES)),
        )
        _write(root / file, text)
    if workflow in missing:
        _write(root / workflow, _WORKFLOW.format(needs=_needs(root), key=_KEY))
    return Started(
        written=tuple(missing),
        kept=tuple(name for name in (file, workflow) if name not in missing),
        command=f"python -m pytest -m property {file}",
    )


def _label(attribute: str) -> str:
    return re.sub(r"\W+|(?<=[a-z0-9])(?=[A-Z])", "_", attribute).lower().strip("_")


def _faults(found: Survey, subject: str) -> str:
    """Return the argument that names the faults, with what gets through as a comment above it."""
    kept = [one.name for one in found.findings if _answered(one, batch=found.is_schema)]
    open_ = [one.name for one in found.findings if one.wrong]
    lines: list[str] = []
    if open_:
        lines += _commented(f"Not answered today, `toxiframe probe {subject}` says how; add each here once it is:")
        lines += _commented(", ".join(open_))
    if not kept:
        return "\n".join([*lines, *_commented("Nothing is answered today, so this fails until something is.")])
    return "\n".join([*lines, "    faults=[", *(f'        "{name}",' for name in kept), "    ],"])


def _commented(text: str) -> list[str]:
    return [f"    # {line}" for line in fill(text, _WIDTH).splitlines()]


def _answered(finding: Finding, *, batch: bool) -> bool:
    """Whether the contract did, in every case, what the fault asks of it."""
    response = Response(fault_named(finding.name).response)
    wanted = Answer.CAUGHT if batch or response is Response.RAISE else Answer.DROPPED
    return response not in (Response.PASS, Response.WARN) and finding.answers == (wanted,) and not finding.excuse


def _needs(root: Path) -> str:
    """Return what pip installs: the project as it says itself, and toxiframe."""
    if (root / "requirements.txt").is_file():
        return "-r requirements.txt toxiframe"
    return ". toxiframe" if (root / "pyproject.toml").is_file() or (root / "setup.py").is_file() else "toxiframe"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8") as opened:  # what came into being meanwhile is not overwritten either
        opened.write(text)
