"""What the documentation says is so: its examples run, and its tables are those of the code."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from tests.docs.blocks import blocks, run

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
ON_RAY = {"settings.md"}
MADE = runpy.run_path(str(ROOT / "scripts" / "make_docs.py"))["PAGES"]


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.ray] * (name in ON_RAY)) for name in PAGES if name not in MADE],
)
def test_every_example_of_a_page_runs(name, tmp_path):
    """A reader who copies a page block by block gets what the page shows."""
    shown = list(blocks((ROOT / "docs" / name).read_text(encoding="utf-8")))
    assert shown, f"{name} shows nothing"
    for block in shown:
        run(block, tmp_path)


def test_the_code_of_the_readme_runs(tmp_path):
    """What the README shows as Python is Python that runs."""
    shown = [block for block in blocks((ROOT / "README.md").read_text(encoding="utf-8")) if block.language == "python"]
    assert len(shown) > 1, shown
    for block in shown:
        run(block, tmp_path)


def test_the_walk_through_of_the_readme_is_what_a_reader_gets(tmp_path):
    """The schema that the README shows is let through what the README shows, frame and advice included."""
    shown = list(blocks((ROOT / "README.md").read_text(encoding="utf-8")))
    [schema] = [block for block in shown if block.name == "shop.py"]
    [probing] = [block for block in shown if block.text.startswith("$ toxiframe probe shop:Orders")]
    assert "add     column 'amount'" in probing.text, probing.text
    for block in (schema, probing):
        run(block, tmp_path)


@pytest.mark.parametrize("name", MADE)
def test_a_table_is_that_of_the_code(name):
    """A page made from the code is what the code makes of it today."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == MADE[name](), "run scripts/make_docs.py"


@pytest.mark.parametrize("name", [*(f"docs/{name}" for name in PAGES), "README.md", "ARCHITECTURE.md"])
def test_every_link_leads_somewhere(name):
    """A relative link names a file that is there."""
    page = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    lost = [link for link in links if not (page.parent / link).exists()]
    assert not lost, f"{name} links to {lost}"
