"""The report as one static page: no network, no other file, and nothing in it runs but its own script."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path

from .html_failures import failure_article
from .html_matrix import SLUGS, matrix_table, property_table
from .html_text import Html, el, joined, short
from .json_files import put
from .matrix import Matrix
from .matrix_lines import versions
from .outcomes import Sight

__all__ = ["page", "write_html"]

_WORDS = 600  # characters of a warning


def write_html(matrix: Matrix, path: Path | str) -> Path:
    """Write a matrix and its failures as one page, in place by one rename, and return the file.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    return put(Path(path), page(matrix), mode=0o644)


def page(matrix: Matrix) -> str:
    """Return a matrix and its failures as one page."""
    style, script = _asset("report.css"), _asset("report.js")
    # Hashes, and not 'unsafe-inline': should markup ever get past the escaping, it runs nothing and loads nothing.
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    verdict = _verdict(matrix)
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("title", f"Toxiframe: {verdict}"),
        el("style", Html(style)),
    )
    body = el(
        "body",
        el("a", "to the failures", href="#failures", class_="skip"),
        _header(matrix, verdict),
        el("main", _controls(), _faults(matrix), _failures(matrix), _properties(matrix), _warnings(matrix)),
        el("footer", " · ".join(f"{name} {version}" for name, version in versions().items())),
        el("script", Html(script)),
    )
    return f"<!DOCTYPE html>\n{el('html', head, body, lang='en')}\n"


def _asset(name: str) -> str:
    return (files("toxiframe.properties") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _verdict(matrix: Matrix) -> str:
    wrong = sum(each.status.is_red for each in matrix.tried)
    count = len(matrix.tried)
    return f"all {count} properties hold" if not wrong else f"{wrong} of {count} properties do not hold"


def _header(matrix: Matrix, verdict: str) -> Html:
    counted = matrix.counted()
    share = matrix.detection
    facts = [
        ("detection", "\N{EN DASH}" if share is None else f"{_percent(share)}", "of faults that had to be caught"),
        ("missed", str(counted[Sight.MISSED]), "pairs of fault and contract"),
        ("false alarms", str(counted[Sight.FALSE_ALARM]), "pairs of fault and contract"),
        ("cases", f"{matrix.cases:,}", f"in {matrix.seconds:,.1f} s"),
        ("seed", str(matrix.seed), f"profile {matrix.profile}" if matrix.profile else ""),
    ]
    tiles = [el("div", el("dt", name), el("dd", short(value), el("small", note))) for name, value, note in facts]
    places = [("faults", "faults", bool(matrix.faults)), (_failed(matrix), "failures", True)]
    places += [("properties", "properties", True), ("warnings", "warnings", bool(matrix.warnings))]
    links = [el("li", el("a", words, href=f"#{place}")) for words, place, there in places if there]
    return el(
        "header",
        el("p", "Toxiframe", class_="mark"),
        el("h1", verdict.capitalize()),
        el("nav", el("ul", *links), aria_label="parts of the report"),
        el("dl", *tiles, class_="tiles"),
    )


def _failed(matrix: Matrix) -> str:
    count = len(matrix.failures)
    return "1 failure" if count == 1 else f"{count} failures"


def _percent(share: float) -> str:
    # Rounded down: a share that is not all must not look like all.
    return "100 %" if share == 1 else f"{int(share * 1000) / 10:.1f} %"


def _controls() -> Html:
    choices = [("", "all")] + [(SLUGS[sight], str(sight)) for sight in Sight]
    radios = [
        el(
            "label",
            el("input", type="radio", name="sight", value=value, checked=value == ""),
            el("span", words),
        )
        for value, words in choices
    ]
    return el(
        "form",
        el("label", "Search faults and failures", for_="search"),
        el("input", type="search", id="search", autocomplete="off", spellcheck="false", placeholder="press /"),
        el("fieldset", el("legend", "Show faults that were"), *radios),
        el("p", id="count", role="status", aria_live="polite"),
        id="controls",
        role="search",
        hidden=True,
    )


def _faults(matrix: Matrix) -> Html:
    if not matrix.faults:
        return Html()
    anchors: dict[tuple[str, str], str] = {}
    for number, (tried, failure) in enumerate(matrix.failures, start=1):
        if failure.blamed:
            anchors.setdefault((failure.blamed, tried.label), f"f{number}")
    table = matrix_table(matrix, anchors)
    region = el("div", table, class_="scroll", tabindex="0", role="region", aria_label="faults and contracts")
    return el("section", el("h2", "Faults by contracts", id="faults"), region, aria_labelledby="faults")


def _failures(matrix: Matrix) -> Html:
    found = [failure_article(number, *pair) for number, pair in enumerate(matrix.failures, start=1)]
    none = el("p", "Nothing got through, and nothing clean was objected to.", class_="none")
    return el(
        "section", el("h2", "Failures", id="failures", tabindex="-1"), *(found or [none]), aria_labelledby="failures"
    )


def _properties(matrix: Matrix) -> Html:
    region = el("div", property_table(matrix), class_="scroll", tabindex="0", role="region", aria_label="properties")
    return el("section", el("h2", "Properties", id="properties"), region, aria_labelledby="properties")


def _warnings(matrix: Matrix) -> Html:
    if not matrix.warnings:
        return Html()
    lines = el("ul", *(el("li", short(warning, _WORDS)) for warning in matrix.warnings), class_="warnings")
    return joined(el("section", el("h2", "Warnings", id="warnings"), lines, aria_labelledby="warnings"))
