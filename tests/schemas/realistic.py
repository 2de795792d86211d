"""Five schemas as they are met in practice."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Index, Series

ZURICH = pd.DatetimeTZDtype("ns", "Europe/Zurich")
UTC = pd.DatetimeTZDtype("ns", "UTC")

ORDERS = pa.DataFrameSchema(
    {
        "order_id": pa.Column(int, pa.Check.ge(1), unique=True),
        "placed": pa.Column(UTC, pa.Check.ge(pd.Timestamp("2015-01-01", tz="UTC"))),
        "symbol": pa.Column(str, pa.Check.str_matches(r"^[A-Z]{1,5}$")),
        "side": pa.Column("category", pa.Check.isin(["BUY", "SELL"])),
        "price": pa.Column(float, [pa.Check.gt(0), pa.Check.le(1e6)]),
        "quantity": pa.Column("Int64", pa.Check.in_range(1, 100_000), nullable=True),
        "venue": pa.Column(str, pa.Check.str_length(4, 4), required=False),
        "note": pa.Column(str, pa.Check.str_length(max_value=40), nullable=True),
    },
    strict=True,
    ordered=True,
    name="OrdersSchema",
)


class Bars(pa.DataFrameModel):
    """Daily bars of one symbol."""

    session: Index[pd.DatetimeTZDtype] = pa.Field(dtype_kwargs={"unit": "ns", "tz": "UTC"}, unique=True)
    open: Series[float] = pa.Field(gt=0)
    high: Series[float] = pa.Field(gt=0)
    low: Series[float] = pa.Field(gt=0)
    close: Series[float] = pa.Field(gt=0)
    volume: Series[int] = pa.Field(ge=0)

    @pa.dataframe_check
    def highest(cls, bars: pd.DataFrame) -> Series[bool]:  # noqa: N805 - pandera makes it a class method
        """Say where the high bounds open and close."""
        return bars["high"] >= bars[["open", "close", "low"]].max(axis=1)

    @pa.dataframe_check
    def lowest(cls, bars: pd.DataFrame) -> Series[bool]:  # noqa: N805 - pandera makes it a class method
        """Say where the low bounds open and close."""
        return bars["low"] <= bars[["open", "close"]].min(axis=1)

    @pa.dataframe_check
    def sorted_sessions(cls, bars: pd.DataFrame) -> bool:  # noqa: N805 - pandera makes it a class method
        """Say whether sessions rise."""
        return bars.index.is_monotonic_increasing


TIDY = pa.DataFrameSchema(
    {
        "ts": pa.Column(UTC, pa.Check(lambda ts: ts.is_monotonic_increasing, name="monotone")),
        "symbol": pa.Column(str, pa.Check.isin(["AAPL", "MSFT", "NESN", "BTC", "ETH"])),
        "^ret_[0-9]+d$": pa.Column(float, pa.Check.in_range(-1, 5), regex=True, nullable=True),
    },
    unique=["ts", "symbol"],
    name="TidyReturns",
)

SENSORS = pa.DataFrameSchema(
    {
        "celsius": pa.Column("float32", pa.Check.in_range(-60, 85), nullable=True),
        "humidity": pa.Column("Float64", pa.Check.in_range(0, 1), nullable=True),
        "status": pa.Column("int8", pa.Check.isin([0, 1, 2, 9])),
        "battery": pa.Column("uint16", pa.Check.lt(5000)),
        "firmware": pa.Column("string", pa.Check.str_matches(r"^v\d+\.\d+(\.\d+)?$")),
    },
    index=pa.MultiIndex(
        [pa.Index(str, pa.Check.str_startswith("dev-"), name="device"), pa.Index(ZURICH, name="read_at")],
        unique=["device", "read_at"],
    ),
    name="SensorReadings",
)

CUSTOMERS = pa.DataFrameSchema(
    {
        "email": pa.Column(str, pa.Check.str_matches(r"^[a-z0-9._]+@[a-z]+\.(com|org)$"), unique=True),
        "country": pa.Column(pd.CategoricalDtype(["CH", "DE", "US"])),
        "born": pa.Column(pa.Date, nullable=True),
        "credit": pa.Column(pa.dtypes.Decimal(10, 2), nullable=True),
        "vip": pa.Column("boolean", nullable=True),
        "segment": pa.Column(str, pa.Check.notin(["", "unknown"]), nullable=True),
        "age": pa.Column(float, pa.Check.in_range(18, 120, include_max=False), nullable=True),
    },
    index=pa.Index(int, pa.Check.gt(0), unique=True, name="customer"),
    name="Customers",
)

REALISTIC = {"orders": ORDERS, "bars": Bars, "tidy": TIDY, "sensors": SENSORS, "customers": CUSTOMERS}
