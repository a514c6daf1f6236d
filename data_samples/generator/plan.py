"""Who applies to which programme, in what state, and how honestly: decided before incomes, so that they can fit."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import polars as pl

from data_samples.generator.population import Population
from data_samples.generator.streams import Flags, Ints, Streams, between, chance, some_of, weighted

# what an application hides or overstates; "open" is a case that never came to a conclusion
KINDS = (
    "honest", "under_income", "under_deposit", "over_income", "over_deposit", "left_out", "under_vehicle",
    "under_dwelling", "under_security",
)  # fmt: skip
KIND_WEIGHTS = (0.0, 0.32, 0.2, 0.12, 0.06, 0.12, 0.07, 0.06, 0.05)
STATES = ("撤回", "终止", "核对中", "受理")
CONCLUDED = 0.93
LEAST = 20
BURDENED = 0.07  # of honest poor applicants: several hardships at once
AGAIN = {"dibao": ("medical_aid", "temporary_aid", "education_aid"), "medical_aid": ("temporary_aid", "dibao")}
ORDER = (
    "tekun", "illness_expenditure_poverty", "disability_living_subsidy", "elderly_service_subsidy", "education_aid",
    "employment_aid", "shared_ownership_housing", "low_rent_housing", "rural_house_renovation", "temporary_aid",
    "medical_aid", "dibao",
)  # fmt: skip


@cache
def programmes() -> dict[str, dict[str, Any]]:
    text = (resources.files("data_samples") / "generator" / "programmes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def application_count(persons: int) -> int:
    """About 3 in a hundred persons, as in the big city, and some hundreds more so that a small one has rates."""
    return round(0.03 * persons + 250 * min(1.0, persons / 3000))


def decide(streams: Streams, world: Population, persons: int, as_of: date) -> pl.DataFrame:
    """One row an application: household, programme, kind, is_over, per_head (yuan), state, accepted, issued, is_first.

    `per_head` is the income the household's own records shall show; only the first application of a household sets it.
    """
    total = application_count(persons)
    pools = _pools(world)
    free = free_households(world)
    rows: list[pl.DataFrame] = []
    for code in ORDER:
        entry = programmes()[code]
        count = max(entry.get("least", LEAST), round(total * entry["share"]))
        if persons < 1500:
            count = max(1, count * persons // 3000)
        chosen = some_of(streams(f"apply_{code}"), np.flatnonzero(free & pools[entry["pool"]]), count)
        free[chosen] = False
        rows.append(_rows(streams, code, chosen, is_first=True))
    rows.append(_second_applications(streams, rows))
    plan = _feasible(world, pl.concat(rows))
    accepted, issued = _dates(streams, plan.height, as_of)
    plan = plan.with_columns(accepted=accepted, issued=issued)
    is_open = pl.col("state").is_in(["核对中", "受理"])
    return (
        plan.with_columns(
            accepted=pl.when(is_open).then(pl.lit(as_of) - pl.duration(days=pl.int_range(pl.len()) % 9 + 1))
            .otherwise("accepted").cast(pl.Date),
            issued=pl.when(pl.col("state") == "已出证").then("issued"),
        )
        .sort("accepted", "household", "programme")
        .with_row_index("application")
        .with_columns(pl.col("application").cast(pl.Int64))
    )  # fmt: skip


def _feasible(world: Population, plan: pl.DataFrame) -> pl.DataFrame:
    """Where a household cannot do what was drawn (nobody to leave out, hardly any income), it does something else."""
    people = world.people
    may_be_left_out = people.filter(
        pl.col("present") & pl.col("registered") & (pl.col("age") >= 19) & (pl.col("relation") != "户主")
    )["household"].implode()
    first = plan.filter("is_first").select("household", first_per_head="per_head")
    size = world.homes.select("household", "size")
    fallback = pl.when("is_first").then(pl.lit("under_deposit")).otherwise(pl.lit("over_deposit"))
    poor = pl.col("first_per_head") * pl.col("size") < 800
    return (
        plan.join(first, on="household", how="left", maintain_order="left")
        .join(size, on="household", how="left", maintain_order="left")
        .with_columns(
            kind=pl.when((pl.col("kind") == "left_out") & ~pl.col("household").is_in(may_be_left_out))
            .then(pl.lit("under_income"))
            .otherwise("kind")
        )
        .with_columns(
            kind=pl.when(pl.col("kind").is_in(["under_income", "over_income"]) & poor).then(fallback)
            .when(~pl.col("is_first") & ~pl.col("kind").is_in(["honest", "left_out", "under_income", "over_deposit"]))
            .then(pl.when(poor).then(pl.lit("over_deposit")).otherwise(pl.lit("under_income")))
            .otherwise("kind"),
            per_head="first_per_head",
        )
        .drop("first_per_head", "size")
    )  # fmt: skip


def free_households(world: Population) -> Flags:
    """Households that may apply: local, not registered across households, head alive and registered, no story."""
    heads = world.people[world.homes["first"].clip(0).to_numpy()]
    usable = heads["registered"] & heads["present"] & heads["story"].is_null()
    usable &= heads["household"] == world.homes["household"]
    return (usable & ~world.homes["outsider"] & ~world.homes["tangled"]).to_numpy()


def burdened_households(streams: Streams, plan: pl.DataFrame) -> Ints:
    """Households in which several hardships meet: nobody earns, somebody is severely disabled, somebody is ill."""
    poor = plan.filter(
        pl.col("programme").is_in(["dibao", "medical_aid", "temporary_aid"])
        & (pl.col("kind") == "honest") & pl.col("is_first") & ~pl.col("is_over")
    )["household"].to_numpy()  # fmt: skip
    return some_of(streams("burdened"), np.unique(poor), round(BURDENED * len(poor)))


def _pools(world: Population) -> dict[str, Flags]:
    alive = world.people.filter("present")
    size = world.homes.height

    def having(rows: pl.DataFrame) -> Flags:
        flags = np.zeros(size, dtype=bool)
        flags[rows["household"].to_numpy()] = True
        return flags

    anyone = np.ones(size, dtype=bool)
    return {
        "any": anyone, "ill": anyone, "disabled": anyone,
        "elderly": having(alive.filter(pl.col("age") >= 61)),
        "pupil": having(alive.filter(pl.col("age").is_between(7, 17))),
        "working": having(alive.filter(pl.col("age").is_between(23, 54))),
        "elderly_alone": (world.homes["kind"] == "elderly_alone").to_numpy(),
    }  # fmt: skip


def _rows(streams: Streams, code: str, chosen: Ints, is_first: bool) -> pl.DataFrame:
    """Applications of one programme: states first, then which of the concluded differ and which are above the line."""
    rng = streams(f"declare_{code}_{is_first}")
    entry = programmes()[code]
    size = len(chosen)
    order = np.argsort(rng.random(size), kind="stable")
    concluded = np.zeros(size, dtype=bool)
    concluded[order[: max(1, int(size * entry.get("concluded", CONCLUDED) + 0.5))]] = True
    among = order[: int(concluded.sum())]
    over = np.zeros(size, dtype=bool)
    over[among[: int(entry["over_share"] * len(among) + 0.5)]] = is_first
    differs = np.zeros(size, dtype=bool)
    differs[among[: int(entry["difference"] * len(among) + 0.5)]] = True
    kind = np.where(differs, weighted(rng, KIND_WEIGHTS, size), 0)
    kind = np.where(over & differs, np.where(chance(rng, 0.7, size), 1, 2), kind)
    span = [np.where(over, entry["over"][end], entry["per_head"][end]) for end in (0, 1)]
    state = np.where(concluded, 4, weighted(rng, [4, 2, 3, 1], size))
    return pl.DataFrame(
        {
            "household": chosen,
            "programme": [code] * size,
            "kind": pl.Series(list(KINDS), dtype=pl.String).gather(kind),
            "is_over": over,
            "per_head": between(rng, span[0], span[1], size),
            "state": pl.Series([*STATES, "已出证"], dtype=pl.String).gather(state),
            "is_first": [is_first] * size,
        },
        schema_overrides={"programme": pl.String, "is_first": pl.Boolean},
    )


def _second_applications(streams: Streams, rows: list[pl.DataFrame]) -> pl.DataFrame:
    """Some poor households apply to a second programme as well."""
    found = []
    for first, others in AGAIN.items():
        at_first = next(frame for frame in rows if frame.height and frame["programme"][0] == first)
        honest = at_first.filter((pl.col("kind") == "honest") & ~pl.col("is_over"))["household"].to_numpy()
        for other in others:
            rng = streams(f"again_{first}_{other}")
            chosen = some_of(rng, honest, int(0.06 * at_first.height))
            honest = np.setdiff1d(honest, chosen)
            found.append(_rows(streams, other, chosen, is_first=False))
    return pl.concat(found)


def _dates(streams: Streams, size: int, as_of: date) -> tuple[pl.Series, pl.Series]:
    """Acceptance over the year up to `as_of`, the report about 11 working days (15 days) later."""
    rng = streams("dates")
    start = as_of - timedelta(days=355)
    accepted = np.datetime64(start).astype(np.int64) + rng.integers(0, 325, size)
    weekday = (accepted + 3) % 7
    accepted += np.where(weekday >= 5, 7 - weekday, 0)
    issued = accepted + np.maximum(5, np.round(rng.normal(15.5, 3.5, size))).astype(np.int64)
    weekday = (issued + 3) % 7
    issued += np.where(weekday >= 5, 7 - weekday, 0)
    return (pl.Series(days).cast(pl.Int32).cast(pl.Date) for days in (accepted, issued))  # type: ignore[return-value]
