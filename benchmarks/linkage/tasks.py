"""Prepares the tasks: records as every engine gets them, and the truth beside them where no engine looks."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import polars as pl

from assets.batches import land_in_order
from assets.standardised.standardise import standardise
from assets.workspace import Workspace
from benchmarks.pipeline import WORK, city
from rules.linkage import addresses, codes

TASKS = WORK / "linkage"
KEY = bytes(32)
USABLE = ("right", "normalisable")
REGISTER = "公安_户籍人口"
FEATURES = ["length", "is_long", "has_wildcard", "folded", "sound", "surname_sound", "given", "parts"]
PLACES = ["c1", "c2", "c3", "c4"]


def truth_of(task: Path) -> Path:
    """Where the truth of a task lies: record_key, person, is_usable (its id was), is_register."""
    return task.with_name(f"{task.name}.truth.parquet")


def workspace(task: Path) -> Workspace:
    """hedui's workspace over a task of a city."""
    inbox = (task / "city").resolve() / "inbox"
    batch = max(path.name for path in inbox.iterdir())
    return Workspace(out=task / "hedui", batch=batch, as_of=datetime.date.fromisoformat(batch), inbox=inbox, key=KEY)


def city_task(persons: int, seed: int) -> Path:
    """A made-up city: every delivered record that names a person, read and normalised by hedui for all engines alike.

    records.parquet: the columns of standardised.record; `birth` (yyyymmdd; of the id where none was delivered); codes
    of the name (characters, sounds, parts; equal where these are) and of the address (the whole of it, the building,
    the gate), so that no engine has to know how Chinese names sound or how addresses are written.
    """
    task = TASKS / f"city-{persons}-{seed}"
    if not truth_of(task).is_file():
        shutil.rmtree(task, ignore_errors=True)
        task.mkdir(parents=True)
        (task / "city").symlink_to(city(persons, seed).resolve())
        ws = workspace(task)
        land_in_order(ws)
        standardise(ws)
        records = pl.read_parquet(ws.path("standardised.record"))
        with_features(records).write_parquet(task / "records.parquet")
        _truth(records, task)
    return task


def with_features(records: pl.DataFrame) -> pl.DataFrame:
    """The records with codes of names and addresses, and the birth date of the id where no other was delivered."""
    names = codes.encode(records["name_text"].drop_nulls().unique().sort().to_list())
    texts = records["address"].drop_nulls().unique().sort()
    of_id = pl.col("id_number").str.slice(6, 8).cast(pl.Int64)
    said = pl.col("birth_date").dt.to_string("%Y%m%d").cast(pl.Int64)
    return (
        records.join(names.select("name_text", *FEATURES, *PLACES), on="name_text", how="left", maintain_order="left")
        .join(addresses.encode(texts).select("address", "door", "building", "gate"), on="address", how="left",
              maintain_order="left")
        .with_columns(birth=pl.coalesce(said, of_id))
    )  # fmt: skip


def _truth(records: pl.DataFrame, task: Path) -> None:
    told = pl.read_parquet(task / "city" / "truth" / "record.parquet")
    both = records.join(told.unique(["extract", "record_number"]), on=["extract", "record_number"])
    both.select(
        "record_key", "person", is_usable=pl.col("id_state").is_in(USABLE), is_register=pl.col("extract") == REGISTER
    ).sort("record_key").write_parquet(truth_of(task))
