"""Makes ``docs/faults.md`` and ``docs/properties.md`` from the code; a test holds the files to it.

.venv/bin/python scripts/make_docs.py
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from pathlib import Path

from toxiframe.properties import PROPERTIES, Property
from toxiframe.strategies import FAULTS, Fault, Response

DOCS = Path(__file__).parents[1] / "docs"

_KINDS = {
    "contract": ("Contract", "anything that judges a frame: a pandera schema or model, or a callable"),
    "digest": ("Digest", "a callable frame -> digest, or a `DigestSubject`"),
    "settings": (
        "Settings",
        "a `SettingsSubject`: how to get, set and reset them, and how work is spawned ([a page](settings.md))",
    ),
    "merge": ("Merge", "a `MergeSubject`: how the trails of parallel shards become one"),
    "ledger": ("Ledger", "a `LedgerSubject`: how records are written, read and verified ([by processes](ledgers.md))"),
    "trace": ("Trace", "a `TraceSubject`: what does some work and returns every span of it"),
    "pipeline": ("Pipeline", "a `PipelineSubject`: one computation, run in ways that must not make a difference"),
    "race": ("Race", "a `RaceSubject`: any object that threads share, and what they do to it ([a page](races.md))"),
}


def faults_page() -> str:
    """Return the page that says what each fault means."""
    judged = [fault for fault in FAULTS if fault.response is not Response.PASS]
    legal = [fault for fault in FAULTS if fault.response is Response.PASS]
    lines = [
        "# What each fault means",
        "",
        "Made from the code by `scripts/make_docs.py`. The response is what a contract must do by default; its owner",
        "declares another with `policy={...}`. Evidence is the least that shows the fault: a fault whose evidence no",
        "single frame holds is only asked about where the policy names it.",
        "",
        f"## Faults ({len(judged)})",
        "",
        *_fault_table(judged),
        "",
        f"## Legal controls ({len(legal)})",
        "",
        "They look wrong and are not. Flagging one is a false alarm.",
        "",
        *_fault_table(legal),
    ]
    return "\n".join(lines) + "\n"


def _fault_table(faults: Iterable[Fault]) -> list[str]:
    head = ["| fault | class | layer | response | evidence | what it is |", "|---|---|---|---|---|---|"]
    return head + [
        f"| `{fault.name}` | `{type(fault).__name__}` | {fault.layer} | {fault.response} | {fault.evidence} "
        f"| {_first_sentence(type(fault))} |"
        for fault in faults
    ]


def properties_page() -> str:
    """Return the page that says what each property means."""
    lines = [
        "# What each property means",
        "",
        "Made from the code by `scripts/make_docs.py`. A binding runs every property of its subjects that they have",
        "the capabilities for; `properties=[...]` names some. Each is proved on the planted bugs of `make score`.",
    ]
    for kind, (title, subject) in _KINDS.items():
        found = [entry for entry in PROPERTIES.values() if entry.kind == kind]
        if found:
            lines += ["", f"## {title}: `{kind}=`", "", f"The subject is {subject}.", "", *_property_table(found)]
    return "\n".join(lines) + "\n"


def _property_table(found: Iterable[Property]) -> list[str]:
    head = ["| property | what must hold | needs |", "|---|---|---|"]
    return head + [f"| `{entry.name}` | {_cell(entry.guarantee)} | {_needs(entry)} |" for entry in found]


def _needs(entry: Property) -> str:
    return ", ".join(f"`{need}`" for need in entry.needs) or "nothing else"


def _first_sentence(kind: type) -> str:
    text = inspect.getdoc(kind) or ""
    return _cell(" ".join(text.split("\n\n")[0].split()))


def _cell(text: str) -> str:
    return text.replace("``", "`").replace("|", "\\|")


PAGES = {"faults.md": faults_page, "properties.md": properties_page}
"""File -> what makes its text."""


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
