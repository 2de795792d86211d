"""Contracts of any kind, made to answer with a verdict."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, cast

import pandas as pd

from .errors import BindError
from .verdicts import Verdict

__all__ = ["Contract", "Judge", "contract_of", "is_schema"]

Grain = Literal["asset", "batch"]
Judge = Callable[[pd.DataFrame], Verdict]

_REASONS = 5  # a lazy schema can report every cell
_SHOWN = 60  # characters of a value that is refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Anything that judges a frame.

    ``judge``: gives the verdict; it may raise, which is then reported as what the contract did. ``grain``:
    ``asset`` if it can drop one asset and keep the rest, ``batch`` if all it can do is reject. ``strict``: the same
    contract where it stops at the first offence and rejects the batch for it; None where it has no such form.
    ``schema``: the pandera schema or model that it is, which clean frames can be drawn from.
    """

    judge: Judge
    grain: Grain = "asset"
    strict: Judge | None = None
    schema: object | None = None


class _Schema(Protocol):
    def validate(self, check_obj: pd.DataFrame, *, lazy: bool) -> pd.DataFrame: ...


def contract_of(
    subject: object, *, grain: Grain | None = None, rejects: tuple[type[Exception], ...] = (ValueError,)
) -> Contract:
    """Make a contract of a pandera schema or model, or of a callable that takes a frame.

    Parameters
    ----------
    subject
        A ``Contract``; a pandera ``DataFrameSchema``, or ``DataFrameModel`` class; or a callable that returns a
        ``Verdict``, the frame that flows on, True or None (accepted as passed in), or False (rejected).
    grain
        Whether the contract can drop one asset; by default ``batch`` for schemas and ``asset`` for callables.
    rejects
        What a callable raises to reject a batch, besides pandera's errors. Any other exception is reported
        as a crash of the contract.

    Raises
    ------
    BindError
        If the subject is none of these.
    """
    if isinstance(subject, Contract):
        return subject
    if is_schema(subject):
        schema = cast("_Schema", subject)
        strict = _schema_judge(schema, lazy=False)
        return Contract(judge=_schema_judge(schema, lazy=True), strict=strict, grain=grain or "batch", schema=subject)
    if callable(subject):
        return Contract(judge=_callable_judge(subject, rejects), grain=grain or "asset")
    msg = (
        f"contract={_short(subject)} is a {type(subject).__name__}, which cannot judge a frame: give a pandera schema, "
        "a pandera model, or a callable that takes a frame"
    )
    raise BindError(msg)


def _short(subject: object) -> str:
    text = repr(subject)
    return text if len(text) <= _SHOWN and "\n" not in text else "..."


def is_schema(subject: object) -> bool:
    """Return whether something is a schema or model of pandera's for pandas."""
    # Whoever holds a schema has imported pandera; looking it up costs nobody else the import.
    pandera = sys.modules.get("pandera.pandas")
    if pandera is None:
        return False
    model = isinstance(subject, type) and issubclass(subject, pandera.DataFrameModel)
    return model or isinstance(subject, pandera.DataFrameSchema)


def _schema_judge(schema: _Schema, *, lazy: bool) -> Judge:
    def judge(frame: pd.DataFrame) -> Verdict:
        from pandera.errors import SchemaError, SchemaErrors  # noqa: PLC0415 - takes a second; only schemas need it

        try:
            return Verdict(accepted=schema.validate(frame, lazy=lazy))
        except SchemaErrors as error:
            return Verdict(accepted=None, rejected=_schema_reasons(cast("pd.DataFrame", error.failure_cases)))
        except SchemaError as error:
            return Verdict(accepted=None, rejected=(_line(error),))

    return judge


def _schema_reasons(cases: pd.DataFrame) -> tuple[str, ...]:
    """Return `column: check` once each, in the order found; a schema error without cases is a rejection too."""
    seen: dict[str, None] = {}
    for _, case in cases.iterrows():
        column, check, context = case.get("column"), case.get("check"), case.get("schema_context")
        reason = f"{column}: {check}" if isinstance(column, str) else f"{context}: {check} ({case.get('failure_case')})"
        seen[reason] = None
    reasons = list(seen) or ["schema error"]
    more = len(reasons) - _REASONS
    return (*reasons[:_REASONS], f"{more} more") if more > 0 else tuple(reasons)


def _callable_judge(subject: Callable[..., object], rejects: tuple[type[Exception], ...]) -> Judge:
    def judge(frame: pd.DataFrame) -> Verdict:
        as_given = frame.copy()  # the subject may change its frame, which is for `pure` to report and nobody else
        try:
            answer = subject(frame)
        except Exception as error:
            if isinstance(error, rejects) or _is_schema_error(error):
                return Verdict(accepted=None, rejected=(f"{type(error).__name__}: {_line(error)}",))
            raise
        return _verdict(answer, as_given)

    return judge


def _verdict(answer: object, frame: pd.DataFrame) -> Verdict:
    if isinstance(answer, Verdict):
        return answer
    if isinstance(answer, pd.DataFrame):
        # What is missing was dropped; nothing says why, and `accounting` will say so.
        kept = {str(column) for column in answer.columns}
        gone: Mapping[str, tuple[str, ...]] = {str(name): () for name in frame.columns if str(name) not in kept}
        return Verdict(accepted=answer, dropped=gone)
    if answer is None or answer is True:
        return Verdict(accepted=frame)
    if answer is False:
        return Verdict(accepted=None, rejected=("returned False",))
    msg = (
        f"the contract returned a {type(answer).__name__}; a contract returns a Verdict, a DataFrame, True, False or "
        "None"
    )
    raise BindError(msg)


def _is_schema_error(error: Exception) -> bool:
    errors: Any = sys.modules.get("pandera.errors")
    return errors is not None and isinstance(error, (errors.SchemaError, errors.SchemaErrors))


def _line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else "no message"
