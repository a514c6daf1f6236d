"""Visits: what caseworkers find when they answer a run's alerts, by the truth of the city.

The pipeline gives the alert numbers, so answers are made after a run: `answers` from its published tables and the
city's truth, `send` into the next batch's inbox.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from data_samples.generator import delivery
from data_samples.generator.dirt import profile
from data_samples.generator.history import at
from data_samples.generator.streams import Streams, weighted
from schemas.contract import extracts as contracts

EXTRACT = "社区_走访反馈"
KNOWN_RULES = ("W04", "W05", "W06", "W21", "W22", "W23", "W24")
TRUE_OF_OTHERS = 0.75  # of alerts whose truth the city does not state
ANSWERED = 0.8  # of alerts
OUTCOMES = ("属实", "不属实", "无法联系", "拒绝", "已迁出", "数据错误")
ACTIONS = ("告知政策并协助申请", "转介就业服务", "转介医疗救助", "列入定期走访", "核实后转民政")


def answers(
    alerts: pl.DataFrame, links: pl.DataFrame, truth: Path, batch: str, visited: date, seed: int
) -> pl.DataFrame:
    """Answers to some alerts: alert_id, visited_date, outcome, action, note.

    alerts: alert_id, rule_code, person_id of a run. links: extract, record_number, person_id of the same run. truth:
    the city's folder; batch: the batch that was run. A right alert is 属实, one about a person of no record is
    数据错误, one about somebody who left is 已迁出.
    """
    rng = Streams(seed)(f"visits_{batch}")
    record = pl.read_parquet(truth / "record.parquet").filter(pl.col("batch") <= batch)
    whose = (
        record.join(links, on=["extract", "record_number"])
        .group_by("person_id", "person").len()
        .sort("len", "person", descending=[True, False])
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", "person")
    )  # fmt: skip
    true = at(truth, "alert", batch).filter("must_fire").select("rule_code", "person", is_true=pl.lit(True))
    left = at(truth, "person", batch).select("person", is_gone=pl.col("moved_out_date").is_not_null())
    rows = (
        alerts.sort("alert_id")
        .join(whose, on="person_id", how="left", maintain_order="left")
        .join(true, on=["rule_code", "person"], how="left", maintain_order="left")
        .join(left, on="person", how="left", maintain_order="left")
    )
    rows = rows.filter(pl.Series(rng.random(rows.height) < ANSWERED))
    draw, size = pl.Series(rng.random(rows.height)), rows.height
    stated = pl.col("rule_code").is_in(list(KNOWN_RULES))
    right = pl.when(stated).then(pl.col("is_true").fill_null(False)).otherwise(draw < TRUE_OF_OTHERS)
    missed = pl.Series(OUTCOMES).gather(np.where(rng.random(size) < 0.7, 2, 3))
    outcome = (
        pl.when(pl.Series(rng.random(size)) < 0.06).then(missed)
        .when(pl.col("is_gone").fill_null(False)).then(pl.lit(OUTCOMES[4]))
        .when(pl.col("person").is_null()).then(pl.lit(OUTCOMES[5]))
        .when(right).then(pl.lit(OUTCOMES[0]))
        .otherwise(pl.lit(OUTCOMES[1]))
    )  # fmt: skip
    action = pl.Series(ACTIONS).gather(weighted(rng, [4, 2, 2, 3, 1], size))
    days = pl.Series(rng.integers(0, 3, size))
    return rows.select(
        "alert_id", visited_date=(pl.lit(visited) - pl.duration(days=days)).cast(pl.Date), outcome=outcome
    ).with_columns(
        action=pl.when(pl.col("outcome") == OUTCOMES[0]).then(action), note=pl.lit(None, pl.String)
    )  # fmt: skip


def send(rows: pl.DataFrame, inbox: Path, batch: date) -> Path:
    """Writes the answers into a batch of an inbox, as the community sends them, and returns the file."""
    contract = contracts()[EXTRACT]
    text = delivery.as_text(rows, contract, pl.Series([False] * rows.height, dtype=pl.Boolean))
    folder = inbox / f"{batch:%Y-%m-%d}" / contract.department
    return delivery.write(text, contract, folder, delivery.Extras({}, []), profile.read().of(EXTRACT))
