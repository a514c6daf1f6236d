"""A city as it is on one day: people and homes, cases, what is paid, and the clean rows of all extracts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from data_samples.generator import stories
from data_samples.generator.applications import Declared
from data_samples.generator.evidence import Records
from data_samples.generator.ledger import Ledger
from data_samples.generator.population import Population
from data_samples.generator.streams import Streams


@dataclass
class Town:
    """Everything that is true of a city on the day `as_of`; changed in place as time goes on.

    work: what each person does and earns (work.py). plan, declared, authorised: cases and what was said. benefits:
    monthly aid (benefits.py). ledger: the clean rows of every extract. begun: the day of the first batch. waiting: what
    is decided and not yet due, as (day, kind, rows). wages: what everybody was paid in each month of this year.
    """

    streams: Streams
    world: Population
    cast: stories.Cast
    work: pl.DataFrame
    plan: pl.DataFrame
    declared: Declared
    authorised: pl.DataFrame
    benefits: pl.DataFrame
    ledger: Ledger
    as_of: date
    begun: date
    waiting: list[tuple[date, str, pl.DataFrame]] = field(default_factory=list)
    wages: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def records(self) -> Records:
        return self.ledger.rows

    @property
    def people(self) -> pl.DataFrame:
        return self.world.people

    @property
    def homes(self) -> pl.DataFrame:
        return self.world.homes

    def settle(self, people: pl.DataFrame | None = None, homes: pl.DataFrame | None = None) -> None:
        """Takes changed people or homes."""
        self.world = Population(self.people if people is None else people, self.homes if homes is None else homes)

    def due(self, kind: str) -> list[pl.DataFrame]:
        """What waited for this day, taken off the list."""
        found = [rows for day, what, rows in self.waiting if what == kind and day <= self.as_of]
        self.waiting = [one for one in self.waiting if not (one[1] == kind and one[0] <= self.as_of)]
        return found
