"""Makes ``pipeline/data/sp500_closes.parquet`` from the wheel of the package skfolio.

The wheel is only opened as an archive; neither skfolio nor its dependencies are installed::

    pip download --no-deps skfolio==1.12.2 -d build/
    python scripts/make_prices.py build/skfolio-1.12.2-py3-none-any.whl
"""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import zipfile
from pathlib import Path

import pandas as pd

DATA = Path(__file__).resolve().parents[1] / "pipeline" / "data"
MEMBER = "skfolio/datasets/data/sp500_dataset.csv.gz"
SHA256 = "ee21cac28befb1d0a739a9ceb22184f995394726aa0cfde9a21941d1ac04ac0d"
# Where each stock was listed at the end of the data, 2022-12-28.
NASDAQ = {"AAPL", "AMD", "MSFT", "PEP"}


def main(wheel: Path) -> None:
    """Write the prices and the licence they came with."""
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read(MEMBER)
        licence = next(name for name in archive.namelist() if name.endswith("licenses/LICENSE"))
        (DATA / "LICENSE-skfolio.txt").write_bytes(archive.read(licence))
    found = hashlib.sha256(packed).hexdigest()
    if found != SHA256:
        sys.exit(f"{MEMBER} has sha256 {found}, expected {SHA256}: use the wheel of skfolio 1.12.2")
    closes = pd.read_csv(io.BytesIO(gzip.decompress(packed)), index_col=0, float_precision="round_trip")
    # A session's label is its date at midnight UTC, whatever the exchange's clock.
    closes.index = pd.to_datetime(closes.index, format="%Y-%m-%d", utc=True).as_unit("ns").rename("timestamp")
    closes.columns = [f"{'NASDAQ' if ticker in NASDAQ else 'NYSE'}:{ticker}" for ticker in closes.columns]
    closes.to_parquet(DATA / "sp500_closes.parquet", compression="zstd", compression_level=19)
    print(f"{closes.shape[0]} sessions x {closes.shape[1]} assets")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
