"""Files that keep a frame, and how they are drawn."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from hypothesis import strategies as st

__all__ = ["Csv", "Feather", "Format", "Parquet", "formats", "parquet_options"]

_ZSTD_LEVELS = (1, 3, 9, 19, 22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parquet:
    """Parquet as pyarrow writes it.

    ``codec``: ``zstd``, ``snappy`` or ``none``. ``level``: the level of ZSTD, 1 to 22; None for the others.
    ``row_group``: rows in one group. ``page``: the version of data pages, ``1.0`` or ``2.0``.
    """

    codec: Literal["zstd", "snappy", "none"] = "zstd"
    level: int | None = 3
    row_group: int = 1_048_576
    dictionary: bool = True
    page: str = "1.0"

    def keeps(self, frame: pd.DataFrame) -> bool:
        """Return True: Parquet keeps whatever pyarrow takes."""
        del frame
        return True

    def trip(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame as it reads from the file it was written to."""
        buffer = io.BytesIO()
        options: dict[str, Any] = {
            "compression_level": self.level,
            "row_group_size": self.row_group,
            "use_dictionary": self.dictionary,
            "data_page_version": self.page,
        }
        codec = None if self.codec == "none" else self.codec
        frame.to_parquet(buffer, engine="pyarrow", compression=codec, **options)
        buffer.seek(0)
        return pd.read_parquet(buffer, engine="pyarrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feather:
    """Feather version 2, which is an Arrow file. ``codec``: ``zstd``, ``lz4`` or ``uncompressed``."""

    codec: str = "zstd"

    def keeps(self, frame: pd.DataFrame) -> bool:
        """Return True: Feather keeps whatever pyarrow takes."""
        del frame
        return True

    def trip(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame as it reads from the file it was written to."""
        import pyarrow as pa  # noqa: PLC0415 - only this format needs pyarrow by name
        from pyarrow import feather  # noqa: PLC0415 - as above

        buffer: Any = io.BytesIO()
        feather.write_feather(pa.Table.from_pandas(frame), buffer, compression=self.codec)
        buffer.seek(0)
        return feather.read_table(buffer).to_pandas()


@dataclass(frozen=True, slots=True, kw_only=True)
class Csv:
    """CSV of a matrix of floats over UTC timestamps, read with every digit; it loses the dtypes of all else."""

    def keeps(self, frame: pd.DataFrame) -> bool:
        """Return whether the frame is float64 with text names over a UTC index in whole nanoseconds."""
        index = frame.index
        return (
            isinstance(index, pd.DatetimeIndex)
            and index.tz is not None
            and index.name is None
            and len(frame) > 0
            and all(dtype == np.dtype(np.float64) for dtype in frame.dtypes)
        )

    def trip(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame as it reads from the file it was written to."""
        text = frame.to_csv()
        read = pd.read_csv(io.StringIO(text), index_col=0, float_precision="round_trip", dtype=_float_columns(frame))
        index = pd.DatetimeIndex(pd.to_datetime(read.index, utc=True, format="ISO8601"))
        index.name = None
        return read.set_axis(index)


def _float_columns(frame: pd.DataFrame) -> dict[Any, Any]:
    return dict.fromkeys(frame.columns, np.float64)


Format = Parquet | Feather | Csv


def parquet_options() -> st.SearchStrategy[Parquet]:
    """Draw how a Parquet file is written: codec, ZSTD level, row groups, dictionary, data page version."""
    shared: dict[str, st.SearchStrategy[Any]] = {
        "row_group": st.sampled_from([1_048_576, 1, 2, 7, 31]),
        "dictionary": st.booleans(),
        "page": st.sampled_from(["1.0", "2.0"]),
    }
    zstd = st.builds(Parquet, codec=st.just("zstd"), level=st.sampled_from(_ZSTD_LEVELS), **shared)
    other = st.builds(Parquet, codec=st.sampled_from(["snappy", "none"]), level=st.none(), **shared)
    return st.one_of(zstd, other)


def formats() -> st.SearchStrategy[Format]:
    """Draw a file format and its options."""
    feather = st.builds(Feather, codec=st.sampled_from(["zstd", "lz4", "uncompressed"]))
    return st.one_of(parquet_options(), feather, st.just(Csv()))
