"""Who receives what: the dibao roll (heads only) and payments month by month, with some that ought not to be."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator.addresses import PARTS, codes
from data_samples.generator.evidence import twelfth
from data_samples.generator.identifiers import padded, scattered
from data_samples.generator.incomes import MONTHS_DELIVERED, month_text
from data_samples.generator.population import Population
from data_samples.generator.streams import Streams, chance, some_of

STANDARD = 97_000  # fen per head and month since 2017-04-01
TEKUN = 127_000
ON_ROLL = 0.62  # of honest dibao applicants, who are re-checked
LIVING_ALLOWANCE, CARE_ALLOWANCE = 33_000, 30_000


def welfare_records(
    streams: Streams,
    world: Population,
    plan: pl.DataFrame,
    incomes: pl.DataFrame,
    disabled: pl.DataFrame,
    as_of: date,
) -> dict[str, pl.DataFrame]:
    """Clean rows of 民政_低保在册 and 民政_救助发放, each with `person`."""
    roll = _roll(streams, world, plan, incomes)
    return {
        "民政_低保在册": roll.drop("household"),
        "民政_救助发放": _payments(streams, world, plan, roll, disabled, as_of),
    }


def _roll(streams: Streams, world: Population, plan: pl.DataFrame, incomes: pl.DataFrame) -> pl.DataFrame:
    rng = streams("roll")
    people = world.people.select("household", "present").hstack(incomes.select("annual_fen", "rate_fen"))
    per_home = (
        people.filter("present")
        .group_by("household")
        .agg(
            covered_count=pl.len().cast(pl.Int64),
            income=twelfth(pl.col("annual_fen").sum()) + pl.col("rate_fen").sum(),
        )
    )
    rechecked = plan.filter(
        (pl.col("programme") == "dibao")
        & ~pl.col("is_over")
        & (pl.col("state") == "已出证")
        & pl.col("is_first")
    )["household"].to_numpy()
    homes = some_of(rng, np.unique(rechecked), int(ON_ROLL * len(rechecked)))
    roll = pl.DataFrame({"household": homes}).join(per_home, on="household", how="left", maintain_order="left")
    benefit = pl.max_horizontal(STANDARD * pl.col("covered_count") - pl.col("income"), pl.lit(5_000))
    return roll.select(
        "household",
        person=world.homes["first"].gather(roll["household"]),
        certificate_number=padded("DB310", scattered(streams, "certificates", roll.height, 10**6, 10**7), 8),
        covered_count="covered_count",
        benefit=(benefit // 1000 * 1000).cast(pl.Int64),
    )


def _payments(
    streams: Streams,
    world: Population,
    plan: pl.DataFrame,
    roll: pl.DataFrame,
    disabled: pl.DataFrame,
    as_of: date,
) -> pl.DataFrame:
    """Monthly aid for the last months, and single payments of the year to applicants."""
    rng = streams("payments")
    tekun = plan.filter(
        (pl.col("programme") == "tekun") & (pl.col("state") == "已出证") & (pl.col("kind") == "honest")
    )
    alive = world.people["present"]
    severe = disabled.filter(
        pl.col("disability_level").is_in(["一级", "二级"]) & alive.gather(disabled["person"])
    )
    severe = severe.filter(pl.Series(chance(rng, 0.75, severe.height)))
    monthly = pl.concat(
        [
            roll.select("person", pl.lit("最低生活保障").alias("programme"), amount="benefit"),
            _paid(tekun, world, "特困人员供养", TEKUN),
            severe.select(
                "person",
                pl.lit("重度残疾人护理补贴").alias("programme"),
                amount=pl.lit(CARE_ALLOWANCE, pl.Int64),
            ),
        ]
    )
    months = month_text(np.arange(13 - MONTHS_DELIVERED, 13), as_of.year)
    regular = monthly.join(months.to_frame("month"), how="cross", maintain_order="left_right")
    once = plan.filter(
        pl.col("programme").is_in(["temporary_aid", "medical_aid", "education_aid"])
        & pl.col("issued").is_not_null() & ~pl.col("is_over") & (pl.col("kind") == "honest")
    )  # fmt: skip
    label = {"temporary_aid": "临时救助", "medical_aid": "医疗救助", "education_aid": "教育救助"}
    single = once.select(
        person=world.homes["first"].gather(once["household"]),
        programme=pl.col("programme").replace_strict(label, return_dtype=pl.String),
        amount=pl.Series(rng.integers(3, 30, once.height) * 10_000),
        month=pl.col("issued").dt.to_string("%Y-%m"),
    )
    rows = pl.concat([regular, single])
    home = world.people["household"].gather(rows["person"])
    place = world.homes.select(pl.col(f"reg_{part}").alias(part) for part in PARTS)[home.to_numpy()]
    return rows.with_columns(district_code=codes(place)["district_code"])


def _paid(rows: pl.DataFrame, world: Population, label: str, amount: int) -> pl.DataFrame:
    return rows.select(
        person=world.homes["first"].gather(rows["household"]),
        programme=pl.lit(label),
        amount=pl.lit(amount, pl.Int64),
    )
