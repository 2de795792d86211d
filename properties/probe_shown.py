"""A survey as text: the table of faults, a block for each that went wrong, and one line at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from ..strategies import runnable_value
from .blocks import frame_code
from .probe_answers import Answer, Judgement
from .probe_findings import Finding, Survey
from .tabular import aligned, fitted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["show"]

_STYLES = {
    Answer.CRASHED: "bold red",
    Answer.LET_THROUGH: "bold red",
    Answer.FALSE_ALARM: "bold red",
    Answer.DROPPED: "yellow",
    Answer.CAUGHT: "green",
    Answer.PASSED: "green",
}
_ABSENT = 6  # faults without a place that are named
_EXCUSED = {Answer.LET_THROUGH: " that are not held against it"}
_CHECKS = 2  # that a row names
_CELLS = 4  # that a block names


def show(survey: Survey, console: Console) -> None:
    """Print a survey."""
    rows = [_row(finding) for finding in survey.every]
    for line in _table(rows, console.width):
        console.print(line, soft_wrap=True)
    if survey.absent:
        told = list(survey.absent[:_ABSENT])
        more = len(survey.absent) - len(told)
        told += [f"and {more} more"] if more else []
        what = f"not applicable: {len(survey.absent)}, for want of a place in clean frames ({', '.join(told)})"
        console.print()
        for line in wrap(what, console.width):
            console.print(line, soft_wrap=True)
    for finding in survey.every:
        if finding.wrong and finding.smallest is not None:
            console.print()
            _block(survey, finding, finding.smallest, console)
    console.print()
    for line in wrap(_conclusion(survey), console.width):
        console.print(line, style="bold", soft_wrap=True)


def _row(finding: Finding) -> tuple[str, Answer, str, str]:
    answer = finding.answers[0]
    cases = f"{finding.counts[answer]}/{finding.cases}" if finding.cases else "-"
    return finding.name, answer, cases, _by(finding)


def _table(rows: Sequence[tuple[str, Answer, str, str]], width: int) -> Iterator[Text]:
    """Yield the rows of the table; what does not fit into the last column is wrapped."""
    from rich.text import Text  # noqa: PLC0415 - help texts load nothing

    titles, *texts = aligned([("fault", "answer", "cases", "by"), *rows], width=width)
    start = titles.index("answer")
    yield Text(titles, "bold")
    for text, (_, answer, _, _) in zip(texts, rows, strict=True):
        line = Text(text)
        line.stylize(_STYLES.get(answer, ""), start, start + len(answer))
        yield line


def _by(finding: Finding) -> str:
    if finding.error is not None:
        return finding.error
    told: list[str] = []
    for answer in finding.answers:
        what = _names(finding.by.get(answer, Counter())) or _names(finding.places.get(answer, Counter()))
        if answer is Answer.LET_THROUGH and finding.excuse:
            what = finding.excuse
        if answer is Answer.NOT_TRIED:
            what = "no time was left"
        if answer is Answer.NOT_APPLICABLE:
            what = "no frame had a place"
        first = answer is finding.answers[0]
        told.append(what if first else f"{answer} {finding.counts[answer]}" + (f": {what}" if what else ""))
    cut = [f"after {finding.frames} frames its time was up"] if finding.cut else []
    return "; ".join([*filter(None, told), *cut])


def _names(counted: Counter[str]) -> str:
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [name for name, _ in ranked[:_CHECKS]]
    more = [f"{len(ranked) - _CHECKS} more"] if len(ranked) > _CHECKS else []
    return ", ".join(named + more)


def _block(survey: Survey, finding: Finding, judged: Judgement, console: Console) -> None:
    from rich.text import Text  # noqa: PLC0415 - help texts load nothing

    fault = ", ".join(map(str, judged.case.injections)) or finding.name
    shape = "{}x{}".format(*judged.case.frame.shape)
    what = str(judged.answer).upper()
    counted = f"{finding.counts[judged.answer]} of {finding.cases} cases"
    name = f"{what} {survey.label} · {fault}"
    told = f"{name}      {counted}, {'shrunk to ' if finding.shrunk else ''}{shape}"
    head = Text(fitted(told, width=console.width))
    head.stylize("bold", 0, len(name))
    head.stylize(_STYLES[judged.answer], 0, len(what))
    console.print(head, soft_wrap=True)
    for name, lines in (
        ("frame", [frame_code(judged.case.frame)]),
        ("guilty", _guilty(judged)),
        ("got", judged.told[:1]),
        ("at", (judged.cause or "").splitlines()),
        ("add", [finding.remedy] if finding.remedy else ()),
        ("replay", [finding.replay]),
    ):
        for line in lines:
            console.print(fitted(f"  {name:<7} {line}", width=console.width), soft_wrap=True)


def _guilty(judged: Judgement) -> Sequence[str]:
    """Return the cells or rows that the fault has changed, for those who do not see it at once."""
    case = judged.case
    if not case.injections:
        return ()
    [injection] = case.injections
    rows, columns = injection.rows, injection.columns
    if len(injection.before) == len(injection.after) == len(rows) * len(columns) > 0:
        places = [(row, column) for row in rows for column in columns]
        cells = [
            f"{case.frame.columns[column]}[{row}] = {_value(after)}, was {_value(before)}"
            for (row, column), before, after in zip(places, injection.before, injection.after, strict=True)
        ]
    elif rows:
        cells = [f"row {row}" for row in rows]
    else:
        cells = [f"column {column}, {case.frame.columns[column]!r}" for column in columns]
    more = [f"{len(cells) - _CELLS} more"] if len(cells) > _CELLS else []
    return [", ".join(cells[:_CELLS] + more)] if cells else ()


def _value(value: object) -> str:
    try:
        return runnable_value(value)
    except TypeError:  # somebody's own object
        return str(value)


def _conclusion(survey: Survey) -> str:
    tried = [one for one in survey.findings if one.answers[0] is not Answer.NOT_TRIED]
    wrong = Counter(one.wrong[0] for one in tried if one.wrong)
    right = Counter(one.answers[0] for one in tried if not one.wrong)
    told = [f"{wrong[answer]} {answer}" for answer in Answer if wrong[answer]]
    told += [f"{right[answer]} {answer}{_EXCUSED.get(answer, '')}" for answer in Answer if right[answer]]
    parts = [f"{len(tried)} fault{'s' * (len(tried) != 1)}: {', '.join(told)}" if told else "no fault was tried"]
    clean = survey.clean
    refused = clean.cases - clean.counts[Answer.PASSED] - clean.counts[Answer.NOT_APPLICABLE]
    if refused:
        parts.append(f"{refused} of {clean.cases} clean frames refused, so what was caught may prove nothing")
    untried = len(survey.findings) - len(tried)
    if untried and not survey.interrupted:
        parts.append(f"{untried} not tried in {survey.max_time:g} s: raise --max-time")
    stopped = [f"interrupted, {untried} not tried"] if survey.interrupted else []
    return "; ".join([*stopped, *parts, f"seed {survey.seed}"])
