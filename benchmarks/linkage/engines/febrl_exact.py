"""FEBRL by equality alone: the same soc_sec_id, or without one the same name and birth date."""

from __future__ import annotations

from pathlib import Path

import polars as pl


def link(task: Path) -> pl.DataFrame:
    records = pl.read_parquet(task / "records.parquet")
    key = ["soc_sec_id"] if "soc_sec_id" in records.columns else ["surname", "given_name", "date_of_birth"]
    alone = pl.lit("record ") + pl.col("record_key").cast(pl.String)
    return records.select("record_key", cluster=pl.coalesce(pl.concat_str(*key, separator=" "), alone))
