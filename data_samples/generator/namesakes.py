"""How hard it is to see whose a delivered record is, by what it still shows and by who else is called the same."""

from __future__ import annotations

import numpy as np
import polars as pl

from data_samples.generator.population import Population
from data_samples.generator.streams import Ints
from schemas.contract import Extract

DIFFICULTIES = ("id", "id_other_name", "name_and_more", "unique_name", "ambiguous")
KEEPS_NAME = ("spaced", "variant", "dotted", "traditional", "noted")


class Namesakes:
    """Counts of persons with the same name, kept until the city grows."""

    def __init__(self) -> None:
        self.size = -1
        self.count: Ints = np.empty(0, dtype=np.int64)

    def of(self, world: Population) -> Ints:
        """How many persons of the city bear the name of each person."""
        if self.size != world.people.height:
            self.size = world.people.height
            counted = world.people.select(pl.len().over("name")).to_series()
            self.count = counted.to_numpy().astype(np.int64)
        return self.count

    def difficulty(self, world: Population, contract: Extract, rows: pl.DataFrame) -> pl.Series:
        """One of DIFFICULTIES per row.

        id: a right or normalisable number and the own name; id_other_name: such a number and a name that differs;
        name_and_more: no such number, but the own name with the right birth date or, where the extract has one, an
        address or a telephone; unique_name: only the own name, which nobody else bears; ambiguous: the rest.
        """
        usable = pl.col("id_state").is_in(["right", "normalisable"])
        own_name = (pl.col("name_state") == "right") | pl.col("name_state").is_in(list(KEEPS_NAME))
        dated = pl.col("birth_state").is_in(["right"])
        placed = pl.lit(contract.has("address") or contract.has("phone"))
        alone = pl.Series(self.of(world)[rows["person"].to_numpy()] == 1) if rows.height else pl.Series([], dtype=bool)
        known = pl.Series(DIFFICULTIES)
        return rows.select(
            pl.when(usable & own_name).then(pl.lit(known[0]))
            .when(usable).then(pl.lit(known[1]))
            .when(own_name & (dated | placed)).then(pl.lit(known[2]))
            .when(own_name & alone).then(pl.lit(known[3]))
            .otherwise(pl.lit(known[4]))
            .alias("difficulty")
        )["difficulty"]  # fmt: skip
