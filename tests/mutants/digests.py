"""Digests with the faults that digests of the field have, and one without."""

from __future__ import annotations

import hashlib
import pickle

import pandas as pd
from toxiframe.pipeline.evidence.digest import get_df_hash

from tests.mutants.planted import Suite

__all__ = ["DIGESTS"]


def _sha(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def _rows(frame: pd.DataFrame, *, index: bool = True) -> bytes:
    return pd.util.hash_pandas_object(frame, index=index).to_numpy().tobytes()


def _cells(frame: pd.DataFrame) -> list[list[object]]:
    return [frame.iloc[:, at].tolist() for at in range(frame.shape[1])]


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    floats = [at for at, dtype in enumerate(frame.dtypes) if dtype == "float64"]
    changed = frame.copy()
    for at in floats:
        changed.isetitem(at, frame.iloc[:, at].round(8))
    return changed


_SENSITIVE = {
    "the shape alone": lambda frame: _sha(frame.shape),
    "rounded to eight places": lambda frame: _sha(list(frame.columns), list(frame.index), _cells(_rounded(frame))),
    "row hashes without names": _rows,
    "row hashes without the index": lambda frame: _sha(list(frame.columns), _rows(frame, index=False)),
    "the first rows alone": lambda frame: get_df_hash(frame.iloc[:2]),
    "joined column names": lambda frame: _sha("|".join(map(str, frame.columns)), _rows(frame)),
    "a set of rows": lambda frame: _sha(
        list(frame.columns), sorted(_rows(frame)[at : at + 8] for at in range(0, 8 * len(frame), 8))
    ),
    "everything as float": lambda frame: get_df_hash(
        frame.astype({name: "float64" for name in frame.columns if frame[name].dtype.kind in "biu"})
        if frame.columns.is_unique
        else frame
    ),
    "everything as text": lambda frame: get_df_hash(frame.astype(str)),
    "labels as text": lambda frame: get_df_hash(frame.set_axis([str(name) for name in frame.columns], axis=1)),
    "its printed form": _sha,
    "the same for all empty frames": lambda frame: get_df_hash(frame) if len(frame) else "empty",
    "a new one each time": lambda frame: _sha(id(frame), get_df_hash(frame)),
}
_ROUND_TRIP = {
    "the pickle of the frame": lambda frame: hashlib.sha256(pickle.dumps(frame)).hexdigest(),
    "dtypes and units as they are": lambda frame: _sha(
        frame.dtypes.tolist(), get_df_hash(frame), getattr(frame.index, "unit", "")
    ),
    "the bytes of a file": lambda frame: hashlib.sha256(frame.to_parquet()).hexdigest(),
}

DIGESTS = Suite(kind="digest", bugs={"sensitive": _SENSITIVE, "round_trip": _ROUND_TRIP}, twin=get_df_hash)
