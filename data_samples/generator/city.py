"""Makes a city: out/inbox/<batch>/<department>/<extract>.<csv|xlsx|parquet> and out/truth/*.parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_samples.generator import (
    applications,
    authorisations,
    benefits,
    care,
    evidence,
    hardship,
    holdings,
    incomes,
    plan,
    population,
    stories,
    welfare,
    work,
)  # fmt: skip
from data_samples.generator.dirt import profile
from data_samples.generator.further.registry import FROM_LINKS, MADE, open_further
from data_samples.generator.ledger import Ledger
from data_samples.generator.life import course
from data_samples.generator.post import PostOffice
from data_samples.generator.state import Town
from data_samples.generator.streams import Streams
from schemas.contract import extracts as contracts

FIRST_BATCH = date(2017, 12, 31)
LEAST_PERSONS, MOST_BATCHES = 300, 104
EVERY = "all"
STORY_ENTRY = 10**9  # their rows in extracts whose rows are numbered by person or household
DELIVERED = tuple(
    sorted(
        [name for name, contract in contracts().items() if contract.status in ("required", "delivered")]
        + ["民政_核对授权书", "民政_救助发放", "医保_大病登记"]
        + ["民政_儿童与照护", "住建_公房租赁", "社区_入户调查"]
    )
)
ALL = tuple(sorted([*DELIVERED, *MADE, FROM_LINKS]))


def make(
    out: Path,
    persons: int,
    seed: int,
    batches: int = 1,
    extracts: Iterable[str] | None = None,
    progress: Callable[[str], None] | None = None,
    dirt: Path | None = None,
) -> None:
    """Writes a made-up city of exactly `persons` persons; the same arguments give the same bytes.

    extracts: names to deliver, or `all`; without it the 25 of the sample. dirt: a file shaped like dirt.toml that says
    where the shares differ. batches: twice a week from 2017-12-31 on, at most a year.

    Raises:
        ValueError: fewer than 300 persons, an extract that the generator does not make, a number of batches outside
            1 to 104, or an unknown share of dirt.
    """
    chosen = set(DELIVERED if extracts is None else extracts)
    if EVERY in chosen:
        chosen = chosen - {EVERY} | set(ALL)
    unknown = sorted(chosen - set(ALL))
    if unknown:
        raise ValueError(f"造不出 {unknown[0]},能造的是 {'、'.join(ALL)}")
    if not chosen:
        raise ValueError("一个提取也没有选")
    if persons < LEAST_PERSONS:
        raise ValueError(f"一座城至少 {LEAST_PERSONS} 人")
    if not 1 <= batches <= MOST_BATCHES:
        raise ValueError(f"批次数为 1 至 {MOST_BATCHES}")
    tell = progress or (lambda _: None)
    shares = profile.read(dirt)
    tell(f"{persons} persons, seed {seed}")
    town = build(seed, persons, FIRST_BATCH, chosen)
    office = PostOffice(out, chosen, shares, goes_on=batches > 1, tell=tell)
    office.first(town)
    dates = course.batch_dates(FIRST_BATCH, batches)
    for nth in range(1, batches):
        course.step(town, nth, dates[nth - 1], dates[nth])
        office.then(town)
    office.close()
    tell("truth")


def build(seed: int, persons: int, as_of: date, chosen: set[str]) -> Town:
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
    schemas = {name: frame.schema for name, frame in clean.items()}
    for name, rows in stories.story_records(cast, schemas, as_of).items():
        clean[name] = _with(clean[name], rows)
    told = list(stories.story_applications(cast, planned.height))
    planned, declared = applications.with_stories(world, planned, declared, told)
    authorised = authorisations.authorise(streams, planned, declared, as_of)
    banked = pl.col("person").is_in(authorisations.may_ask(authorised, "银行", as_of).tolist())
    clean["银行_账户余额"] = clean["银行_账户余额"].filter(banked)
    clean["民政_救助申请"] = declared.applications
    clean["民政_申请家庭成员"] = declared.members
    clean["民政_核对授权书"] = authorised.filter(pl.col("flaw").is_null() | (pl.col("flaw") != "missing"))
    town = Town(streams, world, cast, busy, planned, declared, authorised, paid, Ledger(clean), as_of, as_of)
    open_further(town, chosen)
    return town


def _with(frame: pl.DataFrame, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The frame and further rows, NULL where a row has no value."""
    if not rows:
        return frame
    filled = [
        {name: row.get(name) if name != "entry" else STORY_ENTRY + nth for name in frame.columns}
        for nth, row in enumerate(rows)
    ]
    return pl.concat([frame, pl.DataFrame(filled, schema=frame.schema)])
