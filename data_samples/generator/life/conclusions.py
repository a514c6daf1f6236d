"""Conclusions of cases and what follows: aid granted, changed or ended, objections decided."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from data_samples.generator import benefits, plan
from data_samples.generator.addresses import PARTS, codes
from data_samples.generator.further import welfare
from data_samples.generator.further.income import YUAN_OF_ITEM
from data_samples.generator.life.means import incomes_now
from data_samples.generator.reports import report_truth
from data_samples.generator.state import Town
from data_samples.generator.streams import Streams, chance

WITHDRAWN, ENDED = 0.04, 0.015
REVOKES = 0.004  # of authorisations of running cases a batch
UPHELD = 0.4
ONCE = ("temporary_aid", "medical_aid", "education_aid")


def decide(town: Town, streams: Streams, nth: int) -> None:
    """Conclusions that are due, and what follows from them."""
    if nth == 1:
        still = town.plan.filter(pl.col("state").is_in(["核对中", "受理"])).select("application")
        town.waiting.append((town.as_of + timedelta(days=4), "conclusion", still))
    _revoke(town, streams)
    due = town.due("conclusion")
    if not due:
        return
    rng = streams("conclusions")
    cases = pl.concat(due)["application"].to_numpy()
    draw = rng.random(len(cases))
    state = np.where(draw < WITHDRAWN, "撤回", np.where(draw < WITHDRAWN + ENDED, "终止", "已出证"))
    told = pl.DataFrame({"application": cases, "new": state}, schema_overrides={"new": pl.String})
    done = pl.col("new") == "已出证"
    town.plan = (
        town.plan.join(told, on="application", how="left", maintain_order="left")
        .with_columns(
            state=pl.coalesce("new", "state"), issued=pl.when(done).then(pl.lit(town.as_of)).otherwise("issued")
        )
        .drop("new")
    )
    for word in ("已出证", "撤回", "终止"):
        some = told.filter(pl.col("new") == word)["application"]
        values = {"case_status": pl.lit(word)}
        if word == "已出证":
            values["issued_date"] = pl.lit(town.as_of)
        town.ledger.change("民政_救助申请", pl.col("application").is_in(some.implode()), values, "conclusion")
    _grant(town, streams, town.plan.filter(pl.col("application").is_in(told.filter(done)["application"].implode())))


def _revoke(town: Town, streams: Streams) -> None:
    """Some withdraw their authorisation while their case runs."""
    rng = streams("revocations")
    running = town.plan.filter(pl.col("state").is_in(["受理", "核对中"]))["application"]
    some = pl.Series(chance(rng, REVOKES, town.authorised.height))
    gone = town.authorised.filter(
        some
        & pl.col("application").is_in(running.implode())
        & pl.col("flaw").is_null()
        & pl.col("revoked_date").is_null()
    )["authorisation_number"]
    hit = pl.col("authorisation_number").is_in(gone.implode())
    town.authorised = town.authorised.with_columns(
        revoked_date=pl.when(hit).then(pl.lit(town.as_of)).otherwise("revoked_date")
    )
    town.ledger.change("民政_核对授权书", hit, {"revoked_date": pl.lit(town.as_of)}, "revocation")


def _grant(town: Town, streams: Streams, cases: pl.DataFrame) -> None:
    """Monthly aid from the next month, or its end; single payments at once."""
    rng = streams("grants")
    have = benefits.means(town.world, town.records, town.as_of, incomes_now(town))
    month = town.as_of.year * 12 + town.as_of.month - 1
    for code, entry in plan.programmes().items():
        some = cases.filter(pl.col("programme") == code).join(have, on="household", maintain_order="left")
        if not some.height or "money" not in entry:
            continue
        some = some.with_columns(
            within=benefits.is_within(code, town.as_of), claims=pl.Series(chance(rng, benefits.CLAIMED, some.height))
        )
        running = (pl.col("programme") == code) & (pl.col("until_month") > month)
        rows = town.benefits.join(
            some.select("household", "within", new_amount=benefits.amount_of(code, town.as_of)).unique("household"),
            on="household", how="left", maintain_order="left",
        )  # fmt: skip
        checked = running & pl.col("within").is_not_null()
        town.benefits = rows.with_columns(
            until_month=pl.when(checked & ~pl.col("within")).then(month).otherwise("until_month"),
            amount=pl.when(checked & pl.col("within")).then("new_amount").otherwise("amount"),
        ).select(town.benefits.columns)
        has = rows.filter(checked)["household"]
        new = some.filter(pl.col("within") & ~pl.col("household").is_in(has.implode()))
        payee = benefits.payee(town.world, new, town.records, code)
        town.benefits = pl.concat(
            [
                town.benefits,
                new.select(
                    "household", "application", pl.lit(code).alias("programme"), payee.alias("person"),
                    amount=benefits.amount_of(code, town.as_of), from_month=pl.lit(month + 1, pl.Int64),
                    until_month=pl.lit(benefits.FOR_EVER, pl.Int64), is_claimed="claims",
                ).select(town.benefits.columns),
            ]
        )  # fmt: skip
    _pay_once(town, rng, cases.filter(pl.col("programme").is_in(list(ONCE)) & (pl.col("kind") == "honest")))


def _pay_once(town: Town, rng: np.random.Generator, cases: pl.DataFrame) -> None:
    label = {code: entry["label"] for code, entry in plan.programmes().items()}
    person = town.homes["first"].gather(cases["household"])
    home = cases["household"].to_numpy()
    place = town.homes.select(pl.col(f"reg_{part}").alias(part) for part in PARTS)[home]
    rows = cases.select(
        person=person,
        programme=pl.col("programme").replace_strict(label, return_dtype=pl.String),
        amount=pl.Series(rng.integers(3, 30, cases.height) * 10_000),
        month=pl.lit(f"{town.as_of:%Y-%m}"),
        district_code=codes(place)["district_code"],
    )
    town.ledger.add("民政_救助发放", rows, "payment")


def object_to(town: Town, streams: Streams, before: date) -> None:
    """New objections to reports, and decisions about earlier ones: some corrected to what was declared."""
    name = "核对_异议登记"
    if not town.ledger.has(name):
        return
    rng = streams("objection_decisions")
    open_now = town.records[name].filter(
        (pl.col("status") == "受理") & (pl.col("raised_date") < town.as_of - timedelta(days=14))
    )
    right = chance(rng, UPHELD, open_now.height) & (open_now["item_code"] != "members").to_numpy()
    said = open_now.join(
        town.declared.applications.drop("person", "application_number"),
        on="application",
        how="left",
        maintain_order="left",
    )
    value = said.select(
        pl.coalesce(*(pl.when(pl.col("item_code") == item).then(text) for item, text in YUAN_OF_ITEM.items()))
    )
    decided = open_now.select("objection_number").with_columns(
        word=pl.Series(np.where(right, "成立", "不成立")), value=value.to_series()
    )
    for word in ("成立", "不成立"):
        some = decided.filter(pl.col("word") == word)
        hit = pl.col("objection_number").is_in(some["objection_number"].implode())
        changed = {"status": pl.lit(word), "decided_date": pl.lit(town.as_of)}
        if word == "成立" and some.height:
            known = dict(some.select("objection_number", "value").iter_rows())
            changed["corrected_value"] = pl.col("objection_number").replace_strict(
                known, default=None, return_dtype=pl.String
            )
        town.ledger.change(name, hit, changed, "objection_decided")
    taken = town.records[name]["application"].to_numpy()
    new = welfare.objections(town, report_truth(town), taken, before, town.as_of, "")
    town.ledger.add(name, new, "objection")
