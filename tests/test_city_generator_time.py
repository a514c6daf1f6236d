"""The made-up city as it goes on: what later batches deliver, and the truth of it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from data_samples.generator.city import make
from schemas.contract import extracts
from tests.city_files import cells, truth


def test_later_batches_add_correct_and_repeat_under_the_same_record_numbers(tmp_path: Path) -> None:
    make(tmp_path, 12_000, 5, batches=5)
    batches = sorted(path.name for path in (tmp_path / "inbox").iterdir())
    assert batches == ["2017-12-31", "2018-01-03", "2018-01-07", "2018-01-10", "2018-01-14"]
    change = truth(tmp_path, "change")
    assert {"death", "application", "conclusion", "correction", "month"} <= set(change["kind"])
    register = extracts()["公安_户籍人口"]
    first, last = (
        {
            row["record_number"]: row
            for row in cells(tmp_path / "inbox" / batch / "公安" / "公安_户籍人口.parquet", register)
        }
        for batch in (batches[0], batches[-1])
    )
    assert first.keys() == last.keys()
    moved = {number for number in first if first[number] != last[number]}
    noted = set(change.filter(pl.col("extract") == "公安_户籍人口")["record_number"])
    assert noted <= moved
    for number in moved - noted:  # who moved house has a new address and nothing else
        assert {column for column in first[number] if first[number][column] != last[number][column]} == {"address"}
    rows = extracts()["人社_参保缴费"]
    numbers = [
        {row["record_number"] for row in cells(path, rows)} for path in sorted(tmp_path.rglob("人社_参保缴费.csv"))
    ]
    corrected = change.filter(pl.col("kind") == "correction")["record_number"]
    assert set(corrected) == numbers[0] & set.union(*numbers[1:])
    record = truth(tmp_path, "record")
    assert record.height == record.select("extract", "record_number").n_unique()
