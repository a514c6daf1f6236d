"""Makes a city: out/inbox/<batch>/<department>/<extract>.<csv|xlsx|parquet> and out/truth/*.parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data_samples.generator import (
    applications,
    authorisations,
    benefits,
    care,
    delivery,
    evidence,
    hardship,
    holdings,
    incomes,
    later,
    plan,
    population,
    records,
    stories,
    truth,
    welfare,
    work,
)  # fmt: skip
from data_samples.generator.records import Delivered
from data_samples.generator.streams import Streams
from schemas.contract import extracts as contracts

FIRST_BATCH = date(2017, 12, 31)
LEAST_PERSONS = 300
DELIVERED = tuple(
    sorted(
        [name for name, contract in contracts().items() if contract.status in ("required", "delivered")]
        + ["民政_核对授权书", "民政_救助发放", "医保_大病登记"]
        + ["民政_儿童与照护", "住建_公房租赁", "社区_入户调查"]
    )
)


def make(
    out: Path,
    persons: int,
    seed: int,
    batches: int = 1,
    extracts: Iterable[str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Writes a made-up city of exactly `persons` persons; the same arguments give the same bytes.

    Raises:
        ValueError: fewer than 300 persons, an extract that the generator does not make, or `batches` below 1.
    """
    chosen = set(DELIVERED if extracts is None else extracts)
    unknown = sorted(chosen - set(DELIVERED))
    if unknown:
        raise ValueError(f"the generator does not make {unknown[0]}; it makes: {', '.join(DELIVERED)}")
    if not chosen:
        raise ValueError("no extract is chosen")
    if persons < LEAST_PERSONS:
        raise ValueError(f"a city has at least {LEAST_PERSONS} persons")
    if batches < 1:
        raise ValueError("there is at least one batch")
    tell = progress or (lambda _: None)
    tell(f"{persons} persons, seed {seed}")
    city = build(seed, persons, FIRST_BATCH)
    spared = np.flatnonzero(city.world.people["story"].is_not_null().to_numpy())
    links = truth.LinkFile(out / "truth")
    unreadable: list[pl.DataFrame] = []
    kept: dict[str, Delivered] = {}
    for name in DELIVERED:
        contract = contracts()[name]
        sent = records.delivered(city.streams, city.world, contract, city.records[name], FIRST_BATCH, spared)
        if name in chosen:
            links.add(sent.truth)
            unreadable.append(sent.unreadable)
            delivery.write(sent.rows, contract, delivery.batch_folder(out, FIRST_BATCH, contract), sent.extras)
            tell(f"{FIRST_BATCH} {name}: {sent.rows.height} rows")
        if batches > 1:
            kept[name] = later.what_is_needed(name, sent)
    truth.write(city, pl.concat(unreadable), out / "truth")
    changes: list[pl.DataFrame] = []
    for batch, post in later.posts(city, kept, later.batch_dates(FIRST_BATCH, batches)):
        for name in sorted(chosen & set(post.rows)):
            folder = delivery.batch_folder(out, batch, contracts()[name])
            delivery.write(post.rows[name], contracts()[name], folder, later.extras(name, post.rows[name]))
        for link in post.links:
            if link["extract"][0] in chosen:
                links.add(link)
        changes += [change for change in post.changes if change.height and change["extract"][0] in chosen]
        tell(f"{batch}: {sum(rows.height for rows in post.rows.values())} rows")
    links.close()
    truth.write_changes(changes, out / "truth")
    tell("truth")


def build(seed: int, persons: int, as_of: date) -> truth.City:
    """The city in memory: people, homes, plan, clean records and declarations."""
    streams = Streams(seed)
    world, cast = stories.settle(population.populate(streams, persons - stories.story_persons(), as_of), as_of)
    planned = plan.decide(streams, world, persons, as_of)
    busy = work.activities(streams, world, planned)
    clean: evidence.Records = {
        **incomes.income_records(streams, world, busy, as_of),
        **holdings.holding_records(streams, world, busy, planned, as_of),
        **hardship.hardship_records(streams, world, busy, planned, as_of),
    }
    declared = applications.declare(streams, world, planned, clean, as_of)
    paid = benefits.monthly_benefits(streams, world, planned, clean, as_of)
    clean |= welfare.welfare_records(streams, world, planned, paid, clean["残联_持证残疾人"], as_of)
    numbers = declared.applications["application_number"]
    clean |= care.care_records(streams, world, planned, numbers, clean, as_of)
    for name, rows in stories.story_records(
        cast, {name: frame.schema for name, frame in clean.items()}, as_of
    ).items():
        clean[name] = _with(clean[name], rows)
    told = list(stories.story_applications(cast, planned.height))
    planned, declared = applications.with_stories(world, planned, declared, told)
    authorised = authorisations.authorise(streams, planned, declared, as_of)
    banked = pl.col("person").is_in(authorisations.may_ask(authorised, "银行").tolist())
    clean["银行_账户余额"] = clean["银行_账户余额"].filter(banked)
    clean["民政_救助申请"] = declared.applications
    clean["民政_申请家庭成员"] = declared.members
    clean["民政_核对授权书"] = authorised.filter(pl.col("flaw").is_null() | (pl.col("flaw") != "missing"))
    return truth.City(streams, world, cast, planned, declared, authorised, paid, clean, as_of)


def _with(frame: pl.DataFrame, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The frame and further rows, NULL where a row has no value."""
    if not rows:
        return frame
    filled = [{name: row.get(name) for name in frame.columns} for row in rows]
    return pl.concat([frame, pl.DataFrame(filled, schema=frame.schema)])
