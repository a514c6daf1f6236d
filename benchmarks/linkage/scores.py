"""How an engine is judged. Everything counts exactly; no pair is sampled.

Frames: `found` record_key, cluster; `truth` record_key, person, is_usable, is_register; `ids` record_key, id_number.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl


class Pairs(NamedTuple):
    """Pairs of records said to be one person, truly one person, and both; with the usual shares."""

    said: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.said + self.true) if self.said + self.true else 1.0


def pairs(found: pl.DataFrame, truth: pl.DataFrame) -> Pairs:
    """Over all pairs of records."""
    every = truth.join(found, on="record_key")
    return Pairs(_within(every, ["cluster"]), _within(every, ["person"]), _within(every, ["cluster", "person"]))


def pairs_without_id(found: pl.DataFrame, truth: pl.DataFrame) -> Pairs:
    """Over the pairs of which at least one record has no usable id: all pairs less those of two records with one."""
    usable = truth.filter("is_usable")
    every, with_ids = pairs(found, truth), pairs(found, usable)
    return Pairs(*(whole - part for whole, part in zip(every, with_ids, strict=True)))


def _within(every: pl.DataFrame, groups: list[str]) -> int:
    sizes = every.group_by(groups).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())


def missed(found: pl.DataFrame, truth: pl.DataFrame) -> int:
    """Records of a registered person that are not with that person's register entry."""
    entries, others = _entries(found, truth)
    own = others.join(entries.select("person", entry="cluster").unique(), on="person")
    together = own.group_by("record_key").agg((pl.col("cluster") == pl.col("entry")).any().alias("is_found"))
    return int((~together["is_found"]).sum())


def false_links(found: pl.DataFrame, truth: pl.DataFrame) -> int:
    """Records that are with the register entry of somebody else."""
    entries, others = _entries(found, truth)
    met = others.join(entries.select("cluster", holder="person").unique(), on="cluster")
    return met.filter(pl.col("person") != pl.col("holder"))["record_key"].n_unique()


def _entries(found: pl.DataFrame, truth: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    every = truth.join(found, on="record_key")
    return every.filter("is_register"), every.filter(~pl.col("is_register"))


def id_conflicts(found: pl.DataFrame, truth: pl.DataFrame, ids: pl.DataFrame) -> int:
    """Clusters that hold two different valid ids, each written on a record of its true holder."""
    own = truth.filter("is_usable").join(ids.drop_nulls("id_number"), on="record_key").join(found, on="record_key")
    return int((own.group_by("cluster").agg(pl.col("id_number").n_unique())["id_number"] > 1).sum())


def row(found: pl.DataFrame, truth: pl.DataFrame, ids: pl.DataFrame) -> dict[str, float | int | None]:
    """Every measure by the name it has in results and tables."""
    overall, hard = pairs(found, truth), pairs_without_id(found, truth)
    has_register = bool(truth["is_register"].any())
    return {
        "precision": round(overall.precision, 5),
        "recall": round(overall.recall, 5),
        "F1": round(overall.f1, 5),
        "F1 without usable id": round(hard.f1, 5) if not truth["is_usable"].all() else None,
        "missed": missed(found, truth) if has_register else None,
        "false links": false_links(found, truth) if has_register else None,
        "id conflicts": id_conflicts(found, truth, ids),
    }
