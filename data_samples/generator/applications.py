"""What applicants declare: members, incomes, deposits, dwellings, vehicles, as honestly as the plan says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from data_samples.generator.addresses import PARTS, codes, written
from data_samples.generator.evidence import Records, assets_of_persons, income_of_persons, income_rows, twelfth
from data_samples.generator.plan import programmes
from data_samples.generator.population import Population
from data_samples.generator.streams import Streams, between


@dataclass(frozen=True)
class Declared:
    """applications and members as declared; `people_of` also names who was left out (is_declared false)."""

    applications: pl.DataFrame
    members: pl.DataFrame
    people_of: pl.DataFrame


def declare(
    streams: Streams,
    world: Population,
    plan: pl.DataFrame,
    records: Records,
    as_of: date,
    incomes: pl.DataFrame | None = None,
) -> Declared:
    """Declarations for every planned application, from what the records prove or from true `incomes`."""
    if incomes is None:
        incomes = income_of_persons(income_rows(records, as_of), world.people.height)
    people_of = _people_of(world, plan)
    members = _members(streams, people_of.filter("is_declared"), incomes)
    sums = members.group_by("application").agg(
        declared_income=pl.col("declared_income").sum(), declared_member_count=pl.len().cast(pl.Int64)
    )
    table = (
        plan.join(sums, on="application", how="left", maintain_order="left")
        .join(_assets(streams, people_of, plan, records), on="application", how="left", maintain_order="left")
        .with_columns(person=world.homes["first"].gather(plan["household"]))
    )
    place = world.homes.select(pl.col(f"res_{part}").alias(part) for part in PARTS)[plan["household"].to_numpy()]
    where = codes(place)
    serial = np.argsort(np.argsort(streams("serials").random(plan.height), kind="stable"), kind="stable") + 1
    number = pl.select(
        pl.concat_str(
            where["district_code"],
            plan["accepted"].dt.to_string("%Y%m%d"),
            pl.Series(serial).cast(pl.String).str.zfill(5 if plan.height < 99_999 else 7),
        )
    ).to_series()
    label = {code: entry["label"] for code, entry in programmes().items()}
    applications = table.select(
        "application",
        "person",
        application_number=number,
        programme=pl.col("programme").replace_strict(label, return_dtype=pl.String),
        declared_member_count="declared_member_count",
        declared_income="declared_income",
        declared_deposits="declared_deposits",
        declared_securities="declared_securities",
        declared_dwelling_count="declared_dwelling_count",
        declared_vehicle_count="declared_vehicle_count",
        accepted_date="accepted",
        issued_date="issued",
        address=written(place, np.zeros(plan.height, dtype=np.int64)),
        phone=world.homes["phone"].gather(plan["household"]),
        case_status="state",
        street_code=where["street_code"],
        committee_code=where["committee_code"],
    )
    named = applications.select("application", "application_number")
    members = members.join(named, on="application", how="left", maintain_order="left")
    return Declared(applications, members.drop("kind"), people_of.join(named, on="application", maintain_order="left"))


def _people_of(world: Population, plan: pl.DataFrame) -> pl.DataFrame:
    """application, person, relation, is_declared, kind: members present; a `left_out` one is not declared."""
    people = world.people.select("person", "household", "relation", "age", "present", "registered")
    rows = plan.select("application", "household", "kind").join(people, on="household", maintain_order="left_right")
    rows = rows.filter("present")
    may_go = (
        (pl.col("kind") == "left_out") & pl.col("registered") & (pl.col("age") >= 19) & (pl.col("relation") != "户主")
    )
    last = pl.when(may_go).then("person").max().over("application")
    word = pl.when(pl.col("relation") == "户主").then(pl.lit("本人")).otherwise("relation")
    return rows.select(
        "application", "person", "kind", relation=word, is_declared=(pl.col("person") != last).fill_null(True)
    )


def _members(streams: Streams, rows: pl.DataFrame, incomes: pl.DataFrame) -> pl.DataFrame:
    """Declared income per member (fen): whole yuan near the truth; one member is far off where the plan says so."""
    rng = streams("declared_income")
    proved = rows.join(incomes, on="person", how="left", maintain_order="left").with_columns(
        true=twelfth(pl.col("annual_fen")) + pl.col("rate_fen")
    )
    near = between(rng, 0.985, 1.0149, rows.height)
    exact = rng.random(rows.height) < 0.4
    off = np.where((rows["kind"] == "under_income").to_numpy(), between(rng, 0.3, 0.7, rows.height), 1.0)
    off = np.where((rows["kind"] == "over_income").to_numpy(), between(rng, 1.3, 1.7, rows.height), off)
    most = pl.col("true") == pl.col("true").max().over("application")
    chosen = most & (pl.col("person") == pl.col("person").filter(most).min().over("application"))
    factor = (
        pl.when(chosen & (pl.Series(off) != 1.0))
        .then(pl.Series(off))
        .otherwise(pl.when(pl.Series(exact)).then(1.0).otherwise(pl.Series(near)))
    )
    return proved.with_columns(
        declared_income=((pl.col("true") * factor / 100).round() * 100).cast(pl.Int64)
    ).select("application", "person", "relation", "kind", "declared_income")  # fmt: skip


def _assets(streams: Streams, people_of: pl.DataFrame, plan: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Declared deposits, securities (fen), dwellings, vehicles: what is not hidden; deposits sometimes overstated."""
    rng = streams("declared_assets")
    owned = assets_of_persons(records)
    rows = (
        people_of.filter("is_declared")
        .join(owned, on="person")
        .filter(~pl.col("is_hidden") | ~pl.col("kind").str.starts_with("under"))
        .unique(["application", "item_code", "unit_number"])
    )
    of = pl.col("item_code")
    sums = rows.group_by("application").agg(
        declared_deposits=pl.col("fen").filter(of == "asset_deposit").sum(),
        declared_securities=pl.col("fen").filter(of == "asset_security").sum(),
        declared_dwelling_count=(of == "asset_dwelling").sum().cast(pl.Int64),
        declared_vehicle_count=(of == "asset_vehicle").sum().cast(pl.Int64),
    )
    extra = np.where((plan["kind"] == "over_deposit").to_numpy(), rng.integers(90, 300, plan.height) * 10_000, 0)
    return (
        plan.select("application")
        .join(sums, on="application", how="left", maintain_order="left")
        .fill_null(0)
        .with_columns(
            declared_deposits=(pl.col("declared_deposits") / 10_000).round().cast(pl.Int64) * 10_000 + pl.Series(extra),
            declared_securities=(pl.col("declared_securities") / 10_000).round().cast(pl.Int64) * 10_000,
        )
    )


def with_stories(
    world: Population, plan: pl.DataFrame, declared: Declared, told: list[dict[str, Any]]
) -> tuple[pl.DataFrame, Declared]:
    """The plan and the declarations with the stories' applications, told with amounts in yuan, added at their end."""
    rows = [
        {
            "application": one["application"],
            "household": one["household"],
            "programme": one["programme"],
            "kind": "story",
            "is_over": False,
            "per_head": 0.0,
            "state": "已出证",
            "is_first": True,
            "accepted": one["accepted"],
            "issued": one["issued"],
        }
        for one in told
    ]
    more = pl.DataFrame(rows, schema=plan.schema)
    place = world.homes.select(pl.col(f"res_{part}").alias(part) for part in PARTS)[more["household"].to_numpy()]
    where = codes(place)
    addresses = written(place, np.zeros(more.height, dtype=np.int64))
    applied, members = [], []
    for at, one in enumerate(told):
        number = f"{where['district_code'][at]}{one['accepted']:%Y%m%d}9{at:04d}"
        head = int(world.homes["first"][one["household"]])
        applied.append(
            {
                "application": one["application"],
                "person": head,
                "application_number": number,
                "programme": programmes()[one["programme"]]["label"],
                "declared_member_count": len(one["declared"]),
                "declared_income": sum(round(yuan * 100) for yuan in one["declared"].values()),
                "declared_deposits": round(one.get("deposits", 0.0) * 100),
                "declared_securities": round(one.get("securities", 0.0) * 100),
                "declared_dwelling_count": one.get("dwellings", 0),
                "declared_vehicle_count": one.get("vehicles", 0),
                "accepted_date": one["accepted"],
                "issued_date": one["issued"],
                "address": addresses[at],
                "phone": world.homes["phone"][one["household"]],
                "case_status": "已出证",
                "street_code": where["street_code"][at],
                "committee_code": where["committee_code"][at],
            }
        )
        for person, yuan in one["declared"].items():
            relation = world.people["relation"][person]
            members.append(
                {
                    "application": one["application"],
                    "person": person,
                    "relation": "本人" if person == head else relation,
                    "declared_income": round(yuan * 100),
                    "application_number": number,
                }
            )
    added = pl.DataFrame(members, schema=declared.members.schema)
    also = added.select(
        "application",
        "person",
        pl.lit("story").alias("kind"),
        "relation",
        pl.lit(True).alias("is_declared"),
        "application_number",
    )
    return pl.concat([plan, more]), Declared(
        pl.concat([declared.applications, pl.DataFrame(applied, schema=declared.applications.schema)]),
        pl.concat([declared.members, added]),
        pl.concat([declared.people_of, also.select(declared.people_of.columns)]),
    )
