"""What an engine is, and how one is run: python -m benchmarks.linkage.protocol ENGINE TASK OUT.

Needs nothing but polars and duckdb, so that it runs in the benchmarks' own environment.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Protocol

import polars as pl


class Link(Protocol):
    """An engine: the function `link` of a module of benchmarks/linkage/engines (or of any module on the path).

    It is given the folder of a task, which holds records.parquet, and nothing of the truth. It returns one row per
    record: record_key (as given) and cluster (int or str); records of one cluster are said to be one person.
    """

    def __call__(self, task: Path) -> pl.DataFrame: ...


def run(engine: str, task: Path, out: Path) -> None:
    """Call an engine and write record_key, cluster (text) sorted by record_key.

    Raises:
        ValueError: a record is missing, unknown or there twice.
    """
    module = engine if "." in engine else f"benchmarks.linkage.engines.{engine}"
    link: Link = import_module(module).link
    found = link(task).select("record_key", pl.col("cluster").cast(pl.String)).sort("record_key")
    asked = pl.read_parquet(task / "records.parquet", columns=["record_key"]).sort("record_key")
    if not found["record_key"].equals(asked["record_key"]) or found["cluster"].null_count():
        raise ValueError(f"{engine} does not put every record into one cluster")
    found.write_parquet(out)


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
