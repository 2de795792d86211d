"""The pandera check that would have caught a fault: built, added to the schema, and kept only if it does."""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ..strategies import runnable_value
from ..strategies.edits import Cells, ColumnAdded, Retyped, RowsAdded, RowsMoved, Stamped
from ..strategies.reading import read
from .probe_answers import Answer, Judgement, accepted
from .probe_subject import ProbeSubject

__all__ = ["Remedy", "remedy_for"]

_POWERS = 15  # of ten, beyond which nobody has bounds
_AFTER_EPOCH = pd.Timestamp("1980-01-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A change of a schema, as code.

    ``where``: what it is added to. ``model``: how a model says it. ``add``: puts it into a schema of the caller's own.
    """

    where: str
    code: str
    model: str
    add: Callable[[Any], None]

    def told(self, *, model: bool) -> str:
        """Return one line of advice, in the words of a schema or of a model."""
        if model:
            return self.model if self.where in ("schema", "index") else f"{self.where}: {self.model}"
        return f"{self.where}: {self.code}"


def remedy_for(subject: ProbeSubject, judged: Judgement) -> Remedy | None:
    """Return the first change that makes the schema refuse the toxic frame, and accept the clean one and all data.

    None for a fault that was not let through, for a contract that is no schema, and where no such change is known.
    """
    if judged.answer is not Answer.LET_THROUGH or subject.schema is None:
        return None
    return next((remedy for remedy in _candidates(subject, judged) if _helps(subject, judged, remedy)), None)


def _helps(subject: ProbeSubject, judged: Judgement, remedy: Remedy) -> bool:
    schema = copy.deepcopy(subject.schema)
    try:
        remedy.add(schema)
    except (KeyError, TypeError, ValueError):  # a column that the output of a pipeline has not, a dtype without order
        return False
    contract = subject.judged_by(schema)
    if accepted(contract, judged.case.frame) is not None:
        return False
    legal = [judged.case.clean] if subject.data is None else [judged.case.clean, subject.data]
    return all(accepted(contract, frame) is not None for frame in legal)


def _candidates(subject: ProbeSubject, judged: Judgement) -> Iterator[Remedy]:
    case = judged.case
    [injection] = case.injections
    match injection.edit:
        case ColumnAdded():
            yield _attribute("unique_column_names")
            yield _attribute("strict")
        case RowsAdded():
            yield from _unique(case.clean)
        case RowsMoved():
            yield from _sorted(case.clean)
        case Stamped():
            yield from _times(case.clean)
            yield from _unique(case.clean)
            yield from _sorted(case.clean)
        case Retyped(place=(kind, position)):
            if kind == "index":
                yield _index(f'pa.Index("{case.clean.index.dtype}")', dtype=str(case.clean.index.dtype))
            elif kind == "column":
                yield _dtype(case.clean, case.clean.columns[position])
        case Cells(columns=columns):
            for position in columns.tolist():
                yield from _values(subject, judged, position)
            yield from _bars(case.clean)
        case _:
            yield _attribute("strict")


def _attribute(name: str) -> Remedy:
    return Remedy(
        where="schema",
        code=f"{name}=True",
        model=f"class Config: {name} = True",
        add=lambda schema: setattr(schema, name, True),
    )


def _values(subject: ProbeSubject, judged: Judgement, position: int) -> Iterator[Remedy]:
    """Yield checks of one column, the plainest first."""
    name = judged.case.clean.columns[position]
    toxic = judged.case.frame.iloc[:, int(judged.case.injections[0].columns[0])]
    if toxic.isna().any():
        yield Remedy(
            where=f"column {name!r}",
            code="nullable=False",
            model="pa.Field(nullable=False)",
            add=lambda schema: _not_null(schema, name),
        )
    yield _dtype(judged.case.clean, name)
    if not pd.api.types.is_numeric_dtype(judged.case.clean.iloc[:, position]):
        return
    import pandera.pandas as pa  # noqa: PLC0415 - takes a second; a schema has imported it

    bounds: list[tuple[str, float]] = [("lt", np.inf), ("gt", -np.inf)]
    [injection] = judged.case.injections
    if subject.data is not None and name in subject.data.columns and len(injection.after) == 1:
        bounds += _bounds(subject.data[name], float(injection.after[0]))
    for kind, bound in bounds:
        code = runnable_value(bound)
        yield _check(name, f"pa.Check.{kind}({code})", getattr(pa.Check, kind)(bound), f"pa.Field({kind}={code})")


def _bounds(column: pd.Series, toxic: float) -> Iterator[tuple[str, float]]:
    """Yield bounds that all data keep and a value does not: powers of ten, the loosest first, and then zero."""
    if not np.isfinite(toxic):
        return
    low, high = float(column.min()), float(column.max())
    for power in range(_POWERS, -_POWERS, -1):
        size = 10.0**power
        if high <= size < toxic:
            yield "le", size
        if toxic < -size <= low:
            yield "ge", -size
    if toxic < 0 <= low:
        yield "ge", 0.0


def _check(name: Hashable, code: str, check: Any, model: str | None = None) -> Remedy:
    def add(schema: Any) -> None:
        schema.columns[name].checks.append(check)

    return Remedy(where=f"column {name!r}", code=code, model=model or f"@pa.check({name!r}) with {code}", add=add)


def _not_null(schema: Any, name: Hashable) -> None:
    schema.columns[name].nullable = False


def _dtype(clean: pd.DataFrame, name: Hashable) -> Remedy:
    dtype = str(clean[name].dtype)

    def add(schema: Any) -> None:
        changed = schema.update_column(name, dtype=dtype, coerce=False)
        schema.columns[name] = changed.columns[name]
        schema.coerce = False

    code = f'dtype="{dtype}", coerce=False'
    return Remedy(where=f"column {name!r}", code=code, model=f"a field of {dtype}, coerce=False", add=add)


def _unique(clean: pd.DataFrame) -> Iterator[Remedy]:
    """Yield keys: the index, then a column that has each value once, then whole rows."""
    if not isinstance(clean.index, (pd.RangeIndex, pd.MultiIndex)):
        yield _index("pa.Index(..., unique=True)", unique=True)
    names = list(clean.columns)

    def together(schema: Any) -> None:
        schema.unique = names

    yield Remedy(where="schema", code=f"unique={names!r}", model=f"class Config: unique = {names!r}", add=together)


def _sorted(clean: pd.DataFrame) -> Iterator[Remedy]:
    import pandera.pandas as pa  # noqa: PLC0415 - as above

    reading = read(clean)
    code = "pa.Check(lambda times: times.is_monotonic_increasing)"
    check = pa.Check(_rises)
    if reading.stamps is None:
        return
    if reading.place[0] == "index":
        yield _index(f"pa.Index(..., {code})", check=check)
    elif reading.place[0] == "column":
        yield _check(clean.columns[reading.place[1]], code, check)


def _times(clean: pd.DataFrame) -> Iterator[Remedy]:
    import pandera.pandas as pa  # noqa: PLC0415 - as above

    reading = read(clean)
    if reading.stamps is None:
        return
    bound = _AFTER_EPOCH if reading.stamps.tz is None else _AFTER_EPOCH.tz_localize(reading.stamps.tz)
    zone = "" if bound.tz is None else f', tz="{bound.tz}"'
    code = f'pa.Check.ge(pd.Timestamp("{bound.date()}"{zone}))'
    if reading.place[0] == "index":
        yield _index(f"pa.Index(..., {code})", check=pa.Check.ge(bound))
    elif reading.place[0] == "column":
        yield _check(clean.columns[reading.place[1]], code, pa.Check.ge(bound))


def _index(code: str, *, dtype: str | None = None, unique: bool = False, check: Any = None) -> Remedy:
    def add(schema: Any) -> None:
        import pandera.pandas as pa  # noqa: PLC0415 - as above

        if schema.index is None:
            schema.index = pa.Index(dtype)
        index = schema.index
        if not isinstance(index, pa.Index) or isinstance(index, pa.MultiIndex):
            msg = "the schema has no plain index"
            raise TypeError(msg)
        index.unique = index.unique or unique
        if dtype is not None:
            schema.index = pa.Index(dtype, index.checks, unique=index.unique, name=index.name)
        if check is not None:
            index.checks.append(check)

    return Remedy(where="index", code=code, model=code, add=add)


def _bars(clean: pd.DataFrame) -> Iterator[Remedy]:
    """Yield what ties the prices of a bar together, where the frame holds the bars of one asset."""
    reading = read(clean)
    if reading.kind != "fields" or len(reading.fields) != 1:
        return
    names = {field: clean.columns[position] for field, position in reading.fields[0].items()}
    if not {"open", "high", "low", "close"} <= set(names):
        return
    ends = [names["open"], names["close"]]

    def high(bars: pd.DataFrame) -> pd.Series:
        return bars[names["high"]].ge(bars[ends].max(axis=1))

    def low(bars: pd.DataFrame) -> pd.Series:
        return bars[names["low"]].le(bars[ends].min(axis=1))

    for check, code in ((high, f"ge(bars[{ends!r}].max(axis=1))"), (low, f"le(bars[{ends!r}].min(axis=1))")):
        told = f"pa.Check(lambda bars: bars[{names[check.__name__]!r}].{code})"
        yield Remedy(
            where="schema",
            code=told,
            model=f"@pa.dataframe_check with {told}",
            add=partial(_add_check, check),
        )


def _add_check(check: Callable[[pd.DataFrame], pd.Series], schema: Any) -> None:
    import pandera.pandas as pa  # noqa: PLC0415 - as above

    schema.checks.append(pa.Check(check))


def _rises(times: Any) -> bool:
    return bool(times.is_monotonic_increasing)
