"""Moves: households move in the city, some take their register entry along, some grown persons leave for good."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator import addresses
from data_samples.generator.addresses import PARTS
from data_samples.generator.life.bodies import days_between, usual, within
from data_samples.generator.state import Town
from data_samples.generator.streams import Streams, chance

MOVES, REGISTERS_MOVE = 0.035, 0.3  # of households a year; of those who move
LEAVES = 0.006  # of grown children a year


def move(town: Town, streams: Streams, before: date) -> None:
    """Changes addresses; where a household lived before stays known as its old address."""
    rng, homes = streams("moves"), town.homes
    days = (town.as_of - before).days
    lived_in = (homes["size"] > 0) & (homes["kind"] != "story")
    goes = lived_in.to_numpy() & within(rng, MOVES, days, homes.height)
    if goes.any():
        place = addresses.places(streams, "moves", homes.height, town.people.height)
        along = pl.Series(goes & chance(rng, REGISTERS_MOVE, homes.height) & ~homes["tangled"].to_numpy())
        gone = pl.Series(goes)
        settled = days_between(rng, before, town.as_of, homes.height)
        changed = {f"old_{part}": pl.when(gone).then(f"res_{part}").otherwise(f"old_{part}") for part in PARTS}
        changed |= {f"res_{part}": pl.when(gone).then(place[part]).otherwise(f"res_{part}") for part in PARTS}
        changed |= {f"reg_{part}": pl.when(along).then(place[part]).otherwise(f"reg_{part}") for part in PARTS}
        town.settle(
            homes=homes.with_columns(
                **changed,
                settled=pl.when(gone).then(settled).otherwise("settled"),
                separated=pl.when(along).then(False).when(gone).then(True).otherwise("separated"),
            )
        )
    _leave(town, rng, before, days)


def _leave(town: Town, rng: np.random.Generator, before: date, days: int) -> None:
    people = town.people
    grown = (people["registered"] & (people["relation"] == "子女") & people["age"].is_between(19, 40)).to_numpy()
    goes = pl.Series(usual(town) & grown & within(rng, LEAVES, days, people.height))
    if goes.any():
        day = days_between(rng, before, town.as_of, people.height)
        town.settle(
            people=people.with_columns(
                moved_out=pl.when(goes).then(day).otherwise("moved_out"), present=pl.col("present") & ~goes
            )
        )
