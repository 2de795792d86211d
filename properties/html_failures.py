"""A failure on the page: what was wanted and got, the frame, where it came from, and how to see it again."""

from __future__ import annotations

from .html_frames import frame_table
from .html_plots import plots
from .html_text import Html, el, joined, short
from .matrix import Tried
from .shown import Shown

__all__ = ["failure_article"]

_WORDS = 600  # characters of what a subject said


def failure_article(number: int, tried: Tried, failure: Shown) -> Html:
    """Return one failure; ``number`` counts from 1 and makes its anchor."""
    name = f"f{number}"
    return el(
        "article",
        el(
            "h3",
            short(tried.label),
            " · ",
            el("span", tried.property),
            el("span", "waived" if tried.waiver else "failed", class_=f"tag {'waived' if tried.waiver else 'missed'}"),
            id=f"{name}-h",
        ),
        el("p", tried.guarantee, class_="guarantee"),
        _faults(failure),
        _verdict(tried, failure),
        _frames(failure),
        _code(failure),
        _replays(failure),
        id=name,
        class_="failure",
        aria_labelledby=f"{name}-h",
        data_waived=bool(tried.waiver),
        tabindex="-1",
    )


def _faults(failure: Shown) -> Html:
    if not failure.faults:
        return Html()
    entries = [
        el(
            "li",
            el("b", str(number)),
            el("code", short(fault, _WORDS)),
            " to blame" if len(failure.faults) > 1 and fault.partition("(")[0] == failure.blamed else "",
        )
        for number, fault in enumerate(failure.faults, start=1)
    ]
    return el("ul", *entries, class_="faults", aria_label="faults in the frame")


def _verdict(tried: Tried, failure: Shown) -> Html:
    pairs = [("wanted", failure.wanted), ("got", failure.got)]
    pairs += [("waived", tried.waiver)] if tried.waiver else []
    pairs += [("found", ", ".join(failure.facts))] if failure.facts else []
    rows = [joined(el("dt", name), el("dd", short(value, _WORDS), class_=name)) for name, value in pairs]
    told = "\n".join([*failure.told, *failure.cause.splitlines()])
    return joined(el("dl", *rows), el("pre", told, tabindex="0") if told else "")


def _frames(failure: Shown) -> Html:
    if failure.toxic is None:
        return Html()
    if failure.clean is None or not failure.faults:
        return frame_table(failure.toxic, "the frame")
    toxic = frame_table(failure.toxic, "toxic frame")
    clean = frame_table(failure.clean, "clean frame, which it was made of", gone=True)
    lost = bool(failure.clean.marks)  # what is gone can only be seen in the clean frame
    beside = el("details", el("summary", "the clean frame"), clean, open=lost)
    return joined(el("div", toxic, plots(failure.clean, failure.toxic), class_="beside"), beside)


def _code(failure: Shown) -> Html:
    if not failure.code:
        return Html()
    return el("details", el("summary", "the frame as code"), _copied(failure.code, "the frame as code"))


def _replays(failure: Shown) -> Html:
    if not failure.replays:
        return Html()
    lines = [el("li", _copied(line, "this command")) for line in failure.replays]
    return joined(el("h4", "see it again"), el("ul", *lines, class_="replays"))


def _copied(text: str, what: str) -> Html:
    button = el("button", "copy", el("span", f" {what}", class_="aside"), type="button", class_="copy", hidden=True)
    return el("div", el("code", text, tabindex="0"), button, class_="copied")
