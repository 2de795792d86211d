"""Digests with the faults that digests of the field have, and one without."""

from __future__ import annotations

import hashlib
import pickle

import numpy as np
import pandas as pd
from toxiframe.pipeline.errors import DigestError
from toxiframe.pipeline.evidence.digest import frame_digest, get_df_hash
from toxiframe.properties import DigestSubject

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


def _showing(leak):
    """Return a correct digest that also shows how the content is held."""
    return lambda frame: _sha(
        get_df_hash(frame), leak(frame.iloc[:, np.argsort([str(name) for name in frame.columns])])
    )


def _floats(frame: pd.DataFrame) -> list[np.ndarray]:
    places = [at for at, dtype in enumerate(frame.dtypes) if dtype == "float64"]
    return [np.ascontiguousarray(frame.iloc[:, at].to_numpy(np.float64)) for at in places]


def _zoned(frame: pd.DataFrame) -> list[list[str]]:
    """Print the instants of all columns in their own zones; those of the index are in UTC."""
    return [[str(cell) for cell in frame.iloc[:, at]] for at, dtype in enumerate(frame.dtypes) if dtype.kind == "M"]


def _hidden(frame: pd.DataFrame) -> list[bytes]:
    columns = (frame.iloc[:, at].array for at in range(frame.shape[1]))
    return [column._data.tobytes() for column in columns if isinstance(column, pd.arrays.IntegerArray)]  # noqa: SLF001


def _codes(frame: pd.DataFrame) -> list[bytes]:
    columns = (frame.iloc[:, at].array for at in range(frame.shape[1]))
    return [column.codes.tobytes() for column in columns if isinstance(column, pd.Categorical)]


_CANONICAL = {
    "-0.0 is not 0.0": _showing(lambda frame: [np.signbit(cells).tolist() for cells in _floats(frame)]),
    "NaN by its bits": _showing(
        lambda frame: [cells[np.isnan(cells)].view(np.uint64).tolist() for cells in _floats(frame)]
    ),
    "the wall clock of the index": _showing(lambda frame: [str(label) for label in frame.index]),
    "the wall clock of columns": _showing(_zoned),
    "the unit of the index": _showing(lambda frame: getattr(frame.index, "unit", "")),
    "names of dtypes": _showing(lambda frame: sorted(map(str, frame.dtypes))),
    "columns in their order": lambda frame: get_df_hash(frame, columns="ordered"),
    "what lies under a null": _showing(_hidden),
    "codes of categories": _showing(_codes),
    "None is not NaN": _showing(
        lambda frame: sum(cell is None for at in range(frame.shape[1]) for cell in frame.iloc[:, at].tolist())
    ),
    "memory as it lies": _showing(
        lambda frame: frame.to_numpy().flags.c_contiguous if all(frame.dtypes == "float64") else ""
    ),
    "attributes": _showing(lambda frame: sorted(frame.attrs)),
}


def _columns(frame: pd.DataFrame) -> dict[object, str]:
    return dict(frame_digest(frame).columns)


def _chained(frame: pd.DataFrame) -> dict[object, str]:
    """Go on with the hash of the column before."""
    running, found = hashlib.sha256(), {}
    for label, leaf in frame_digest(frame).columns:
        running.update(leaf.encode())
        found[label] = running.hexdigest()
    return found


def _one_dtype(frame: pd.DataFrame) -> dict[object, str]:
    cells = frame.to_numpy()
    return {label: _sha(cells.dtype, cells[:, at].tolist()) for at, label in enumerate(frame.columns)}


def _zipped(frame: pd.DataFrame) -> dict[object, str]:
    """Sort the labels, and not what belongs to them."""
    leaves = [leaf for _, leaf in frame_digest(frame).columns]
    return dict(zip(sorted(frame.columns, key=str), leaves, strict=True))


def _by_block(frame: pd.DataFrame) -> dict[object, str]:
    """Hash all columns of a dtype at once."""
    blocks = {dtype: get_df_hash(frame.loc[:, list(frame.dtypes == dtype)]) for dtype in set(frame.dtypes)}
    return {label: _sha(label, blocks[dtype]) for label, dtype in frame.dtypes.items()}


_LOCAL = {
    "goes on with the hash of its neighbour": _chained,
    "one dtype for all columns": _one_dtype,
    "labels sorted, digests not": _zipped,
    "all columns of a dtype at once": _by_block,
    "rounded columns": lambda frame: _columns(_rounded(frame)),
    "the number of columns in each": lambda frame: {
        label: _sha(frame.shape[1], leaf) for label, leaf in _columns(frame).items()
    },
    "names of the index alone": lambda frame: dict.fromkeys(frame.columns, get_df_hash(frame[[]])),
}


def _or(fallback):
    """Return a correct digest that swallows its errors."""

    def digest(frame):
        try:
            return get_df_hash(frame)
        except DigestError:
            return fallback(frame)

    return digest


def _silent(_: pd.DataFrame) -> str:
    message = "unsupported content"
    raise TypeError(message)


def _nameless(frame: pd.DataFrame) -> str:
    message = f"cannot digest {', '.join(sorted({type(cell).__name__ for cell in frame.to_numpy().ravel()}))}"
    raise TypeError(message)


def _by_name(frame: pd.DataFrame) -> str:
    """Fetch columns by names that may repeat."""
    return _sha([(name, get_df_hash(frame[name].to_frame())) for name in frame.columns], get_df_hash(frame))


_TOTAL = {
    "falls back to the shape": _or(lambda frame: _sha(frame.shape)),
    "falls back to the printed form": _or(lambda frame: _sha(frame.to_string())),
    "falls back to text": _or(lambda frame: get_df_hash(frame.astype(str))),
    "falls back to what it can digest": _or(lambda frame: get_df_hash(frame.select_dtypes("number"))),
    "refuses without a word": _or(_silent),
    "refuses without the column": _or(_nameless),
    "columns by names that repeat": _by_name,
    "what the library raises": lambda frame: _sha(list(frame.columns), _rows(frame)),
    "sorts labels of several types": lambda frame: _sha(sorted(frame.columns), get_df_hash(frame)),
}


def _with(columns) -> DigestSubject:
    return DigestSubject(digest=get_df_hash, columns=columns)


DIGESTS = Suite(
    kind="digest",
    bugs={
        "sensitive": _SENSITIVE,
        "round_trip": _ROUND_TRIP,
        "canonical": _CANONICAL,
        "local": {bug: _with(columns) for bug, columns in _LOCAL.items()},
        "digest_total": _TOTAL,
    },
    twin=_with(_columns),
)
