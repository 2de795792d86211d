"""Cases as plain JSON, which hold nothing that runs and nothing of Hypothesis.

A text is code as ``runnable`` writes it and ``read_back`` reads it; a list is a tuple; an object is one of

    {"frame": code}                                         a frame
    {"array": dtype, "shape": [2, 3], "cells": code}        a NumPy array
    {"fault": name, "parameters": {name: code}}             a fault
    {"error": "LookupError"}                                a built-in exception
    {"is": "Place", "row": ..., ...}                        a case, or a part of one, by the name of its class
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any, cast

import numpy as np
import pandas as pd

from ..strategies import Fault, Injection, ToxicFrame, fault_named, read_back, runnable, runnable_value
from ..strategies import edits as edit_module
from .digest_checks import Place, Trip
from .formats import Csv, Feather, Parquet
from .merge_checks import Shards
from .order_checks import Turned
from .programs import Program
from .race_cases import Call, Race
from .trace_subject import Workload
from .zone_checks import Moved

__all__ = ["case_from", "differs", "written_case"]

_EDITS = tuple(getattr(edit_module, name) for name in edit_module.__all__ if name[0].isupper() and name != "Edit")
_KNOWN: dict[str, Any] = {
    known.__name__: known
    for known in (
        *(ToxicFrame, Injection, *_EDITS, Turned, Moved),
        *(Place, Trip, Parquet, Feather, Csv),
        *(Shards, Program, Workload, Call, Race),
    )
}


def written_case(case: object) -> Any:  # noqa: PLR0911 - one for each type
    """Return a case as JSON.

    Raises
    ------
    TypeError
        If a part of it has no form in a file; it is named.
    """
    match case:
        case pd.DataFrame():
            return {"frame": runnable(case)}
        case np.ndarray():
            array = cast("Any", case)
            return {
                "array": str(array.dtype),
                "shape": list(array.shape),
                "cells": runnable_value(array.ravel().tolist()),
            }
        case tuple() if any(not _is_plain(part) for part in cast("tuple[Any, ...]", case)):
            return [written_case(part) for part in cast("tuple[object, ...]", case)]
        case _ if type(case).__name__ in _KNOWN and type(case) is _KNOWN[type(case).__name__]:
            told = {field.name: written_case(getattr(case, field.name)) for field in fields(cast("Any", case))}
            return {"is": type(case).__name__, **told}
        case Fault() if is_dataclass(case):
            own: Any = case
            return {
                "fault": own.name,
                "parameters": {
                    field.name: runnable_value(getattr(own, field.name)) for field in fields(own) if field.init
                },
            }
        case type() if _error_named(case.__name__) is case:
            return {"error": case.__name__}
        case Mapping():
            return runnable_value(dict(cast("Mapping[object, object]", case)))
        case _:
            return runnable_value(case)


def case_from(told: Any, faults: Mapping[str, Fault]) -> Any:  # noqa: PLR0911 - one for each type
    """Return the case that ``written_case`` wrote.

    Parameters
    ----------
    told
        JSON.
    faults
        Name -> fault, for faults that are not in the catalogue or have parameters of their own.

    Raises
    ------
    ValueError
        If a part of it cannot be read; it is named.
    """
    match told:
        case str():
            return read_back(told)
        case list():
            return tuple(case_from(part, faults) for part in cast("list[Any]", told))
        case {"frame": str() as code}:
            return read_back(code)
        case {"array": str() as dtype, "shape": list() as shape, "cells": str() as cells}:
            return _array(dtype, cast("list[int]", shape), read_back(cells))
        case {"fault": str() as name, "parameters": dict() as parameters}:
            known = faults[name] if name in faults else fault_named(name)
            read = {str(key): read_back(code) for key, code in cast("dict[str, str]", parameters).items()}
            return _made(name, partial(replace, cast("Any", known)), read)
        case {"error": str() as name} if _error_named(name) is not None:
            return _error_named(name)
        case {"is": str() as name, **rest} if name in _KNOWN:
            parts = {str(key): case_from(part, faults) for key, part in cast("dict[str, Any]", rest).items()}
            return _made(name, _KNOWN[name], parts)
        case _:
            text = str(cast("object", told))[:60]
            msg = f"{text!r} is no part of a case that this version knows"
            raise ValueError(msg)


def _error_named(name: str) -> type[BaseException] | None:
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def differs(before: Any, after: Any, where: str = "case") -> str | None:  # noqa: PLR0911 - one for each type
    """Return which part of a case did not survive its file, in words; None if all did, to the last bit."""
    match before:
        case pd.DataFrame():
            return _frame_differs(before, after, where)
        case np.ndarray():
            return None if _array_text(before) == _array_text(after) else f"{where} has other values"
        case tuple():
            parts = cast("tuple[Any, ...]", before)
            if not isinstance(after, tuple) or len(cast("tuple[Any, ...]", after)) != len(parts):
                return f"{where} is another tuple"
            pairs = enumerate(zip(parts, cast("tuple[Any, ...]", after), strict=True))
            found = (differs(old, new, f"{where}[{number}]") for number, (old, new) in pairs)
            return next(filter(None, found), None)
        case _ if is_dataclass(before) and not isinstance(before, Fault):
            names = [field.name for field in fields(cast("Any", before))]
            found = (differs(getattr(before, name), getattr(after, name, None), name) for name in names)
            return next(filter(None, found), None)
        case Fault():
            return None if before == after else f"fault {before.name!r} has other parameters"
        case _:
            return None if written_case(before) == written_case(after) else f"{where} has another value"


def _frame_differs(before: pd.DataFrame, after: Any, where: str) -> str | None:
    for position, (old, new) in enumerate(zip(before.dtypes, after.dtypes, strict=True)):
        if old != new:
            return f"column {before.columns[position]!r} of {where} is {old}, and would be {new}"
    for what, old, new in (("index", before.index, after.index), ("columns", before.columns, after.columns)):
        if old.dtype != new.dtype or list(old.names) != list(new.names):
            return (
                f"the {what} of {where}: {old.dtype}, names {list(old.names)}, would be {new.dtype}, {list(new.names)}"
            )
    return None if runnable(before) == runnable(after) else f"{where} has other values"


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(_is_plain(part) for part in cast("tuple[object, ...]", value))
    return not (isinstance(value, pd.DataFrame | pd.Index | np.ndarray) or is_dataclass(value))


def _made(name: str, make: Any, parts: Mapping[str, Any]) -> Any:
    try:
        return make(**parts)
    except TypeError as error:
        msg = f"{name} has other fields now: {error}"
        raise ValueError(msg) from error


def _array(dtype: str, shape: list[int], cells: list[Any]) -> np.ndarray[Any, Any]:
    made = np.empty(len(cells), dtype=object)
    made[:] = cells
    return made.astype(np.dtype(dtype)).reshape(shape)


def _array_text(array: Any) -> str:
    return str(written_case(array))
