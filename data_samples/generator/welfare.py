"""What is paid out: the dibao roll (heads only) and payments month by month."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator.addresses import PARTS, codes
from data_samples.generator.benefits import in_payment, month_index, month_name
from data_samples.generator.incomes import MONTHS_DELIVERED
from data_samples.generator.plan import programmes
from data_samples.generator.population import Population
from data_samples.generator.streams import Streams, chance

CARE_ALLOWANCE, CARED_FOR = 30_000, 0.75


def welfare_records(
    streams: Streams,
    world: Population,
    plan: pl.DataFrame,
    benefits: pl.DataFrame,
    disabled: pl.DataFrame,
    as_of: date,
) -> dict[str, pl.DataFrame]:
    """Clean rows of 民政_低保在册 and 民政_救助发放, each with `person`."""
    return {
        "民政_低保在册": roll(world, benefits, as_of),
        "民政_救助发放": _payments(streams, world, plan, benefits, disabled, as_of),
    }


def this_month(as_of: date) -> int:
    return as_of.year * 12 + as_of.month - 1


def roll(world: Population, benefits: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The dibao roll of that month: person (head), certificate, covered members, benefit; entry = household."""
    now = np.array([this_month(as_of)])
    rows = in_payment(benefits.filter(pl.col("programme") == "dibao"), now).unique(
        "household", keep="last", maintain_order=True
    )
    alive = world.people.filter("present").group_by("household").agg(covered_count=pl.len().cast(pl.Int64))
    return rows.join(alive, on="household", how="inner", maintain_order="left").select(
        "person",
        certificate_number=pl.concat_str(
            pl.lit("DB310"), (pl.col("household") * 7 + 1_000_003).cast(pl.String).str.zfill(8)
        ),
        covered_count="covered_count",
        benefit="amount",
        entry="household",
    )


def _payments(
    streams: Streams,
    world: Population,
    plan: pl.DataFrame,
    benefits: pl.DataFrame,
    disabled: pl.DataFrame,
    as_of: date,
) -> pl.DataFrame:
    """Monthly aid of the last months, and single payments of the year to applicants."""
    rng = streams("payments")
    last = this_month(as_of)
    label = {code: entry["label"] for code, entry in programmes().items()}
    named = pl.col("programme").replace_strict(label, return_dtype=pl.String)
    months = np.arange(last - MONTHS_DELIVERED + 1, last + 1)
    paid = in_payment(benefits, months).select("person", named, "amount", "month")
    once = plan.filter(
        pl.col("programme").is_in(["temporary_aid", "medical_aid", "education_aid"])
        & pl.col("issued").is_not_null() & ~pl.col("is_over") & (pl.col("kind") == "honest")
    )  # fmt: skip
    single = once.select(
        named,
        person=world.homes["first"].gather(once["household"]),
        amount=pl.Series(rng.integers(3, 30, once.height) * 10_000),
        month=pl.col("issued").dt.to_string("%Y-%m"),
    ).select("person", "programme", "amount", "month")
    rows = pl.concat([paid, _care_allowances(rng, world, disabled, months), single])
    home = world.people["household"].gather(rows["person"])
    place = world.homes.select(pl.col(f"reg_{part}").alias(part) for part in PARTS)[home.to_numpy()]
    return rows.with_columns(district_code=codes(place)["district_code"])


def _care_allowances(
    rng: np.random.Generator, world: Population, disabled: pl.DataFrame, months: np.ndarray
) -> pl.DataFrame:
    """The allowance of severely disabled persons, from the month after their certificate."""
    severe = disabled.filter(
        pl.col("disability_level").is_in(["一级", "二级"])
        & world.people["present"].gather(disabled["person"])
        & world.people["story"].gather(disabled["person"]).is_null()
    )
    severe = severe.filter(pl.Series(chance(rng, CARED_FOR, severe.height)))
    at = pl.DataFrame({"at": pl.Series(months, dtype=pl.Int64)})
    return (
        severe.join(at, how="cross", maintain_order="left_right")
        .filter(pl.col("at") > month_index(pl.col("issued_date")))
        .select(
            "person",
            programme=pl.lit("重度残疾人护理补贴"),
            amount=pl.lit(CARE_ALLOWANCE, pl.Int64),
            month=month_name(pl.col("at")),
        )
    )
