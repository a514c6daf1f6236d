"""From batch to batch: who is born, dies, moves, marries, loses work, falls ill, applies and is paid."""

from __future__ import annotations

from datetime import date, timedelta

from data_samples.generator.life import (
    bodies,
    cases,
    conclusions,
    couples,
    hardships,
    jobs,
    months,
    moves,
    snapshots,
    wealth,
)
from data_samples.generator.state import Town
from data_samples.generator.streams import Streams


def batch_dates(first: date, count: int) -> list[date]:
    """Two batches a week: Sundays and Wednesdays."""
    return [first + timedelta(days=7 * (nth // 2) + 3 * (nth % 2)) for nth in range(count)]


def step(town: Town, nth: int, before: date, now: date) -> None:
    """Lives from `before` to `now`, the date of batch `nth` (1 is the second batch)."""
    streams = Streams(town.streams.seed + 1_000_003 * nth)
    town.as_of = now
    if nth == 1:
        jobs.begin(town)
    bodies.age(town)
    bodies.deaths(town, streams, before)
    bodies.births(town, streams, before)
    couples.marriages(town, streams, before)
    couples.divorces(town, streams, before)
    moves.move(town, streams, before)
    bodies.enter_register(town)
    jobs.change(town, streams, before)
    hardships.strike(town, streams, before)
    wealth.change(town, streams, before)
    months.pay_wages(town, before)
    conclusions.decide(town, streams, nth)
    cases.apply(town, streams, before)
    conclusions.object_to(town, streams, before)
    months.pass_by(town, streams, before)
    snapshots.renew(town)
