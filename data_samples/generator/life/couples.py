"""Marriages and divorces: who moves in with whom, and what the marriage register says."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator import addresses
from data_samples.generator.addresses import PARTS
from data_samples.generator.identifiers import padded
from data_samples.generator.life.bodies import days_between, usual, within
from data_samples.generator.state import Town
from data_samples.generator.streams import Ints, Streams

MARRIES, DIVORCES = 0.05, 0.006  # a year, of the unmarried of 22 to 42, of couples
NEW_FLAT = 0.5  # of newly married couples: a home elsewhere, else with his


def refresh(town: Town) -> None:
    """Heads and sizes of households, and which of them are registered otherwise than they live."""
    people, count = town.people, town.homes.height
    alive = people.filter("present")
    heads = (
        alive.sort((pl.col("relation") == "户主"), "person", descending=[True, False])
        .unique("household", keep="first", maintain_order=True).select("household", head="person")
    )  # fmt: skip
    size = alive.group_by("household").agg(living=pl.len().cast(pl.Int64))
    apart = alive.filter(pl.col("registered") & (pl.col("register_household") != pl.col("household")))
    both = pl.concat([apart["household"], apart["register_household"]]).unique()
    homes = (
        town.homes.join(heads, on="household", how="left", maintain_order="left")
        .join(size, on="household", how="left", maintain_order="left")
        .with_columns(
            first=pl.coalesce("head", "first"), size=pl.coalesce("living", pl.lit(0)).cast(town.homes.schema["size"]),
            tangled=pl.col("tangled") | pl.col("household").is_in(both.implode()),
        ).select(town.homes.columns)
    )  # fmt: skip
    assert homes.height == count
    town.settle(homes=homes)


def new_homes(town: Town, streams: Streams, like: Ints, elsewhere: np.ndarray, moved: pl.Series) -> Ints:
    """New households at the addresses of these, or elsewhere; returns their row numbers."""
    count = town.homes.height
    rows = np.arange(count, count + len(like))
    place = addresses.places(streams, "new_homes", len(like), town.people.height)
    base = town.homes[like]
    away = pl.Series(elsewhere)
    homes = base.with_columns(
        household=pl.Series(rows),
        kind=pl.lit("new"),
        settled=moved,
        separated=pl.lit(True),
        tangled=pl.lit(True),
        phone=padded("198", np.asarray(rows) * 3 + 1, 8),
        register_number=padded("8", rows, 8),
        **{f"old_{part}": base[f"res_{part}"] for part in PARTS},
    ).with_columns(
        pl.when(away).then(place[part]).otherwise(pl.col(f"res_{part}")).alias(f"res_{part}") for part in PARTS
    )
    town.settle(homes=pl.concat([town.homes, homes.select(town.homes.columns).cast(dict(town.homes.schema))]))
    return rows


def marriages(town: Town, streams: Streams, before: date) -> None:
    """Unmarried people of about the same age marry; she moves in with him or both move somewhere new."""
    rng, people = streams("marriages"), town.people
    alone = np.isin(people["household"].to_numpy(), np.flatnonzero((town.homes["size"] == 1).to_numpy()))
    may = usual(town) & people["age"].is_between(22, 42).to_numpy() & (people["spouse"] < 0).to_numpy()
    may &= (people["relation"] == "子女").to_numpy() | alone
    may &= within(rng, MARRIES, (town.as_of - before).days, people.height)
    men, women = (np.flatnonzero(may & (people["male"].to_numpy() == male)) for male in (True, False))
    by_age = people["birth_date"].to_numpy()
    men, women = men[np.argsort(by_age[men], kind="stable")], women[np.argsort(by_age[women], kind="stable")]
    pairs = min(len(men), len(women))
    men, women = men[:pairs], women[:pairs]
    house = people["household"].to_numpy()
    apart = house[men] != house[women]
    men, women = men[apart], women[apart]
    if not len(men):
        return
    day = days_between(rng, before, town.as_of, len(men))
    homes = new_homes(town, streams, house[men], rng.random(len(men)) < NEW_FLAT, day)
    _pair(town, men, women, homes)
    number = padded(f"J3{town.as_of:%y%m%d}", np.arange(len(men)), 6)
    ids = town.people["id_number"]
    for one, other in ((men, women), (women, men)):
        town.ledger.add(
            "民政_婚姻登记",
            pl.DataFrame(
                {"person": one, "event": ["结婚登记"] * len(one), "registered_date": day, "register_number": number,
                 "spouse_id_number": ids.gather(other)},
                schema_overrides={"event": pl.String},
            ),
            "marriage",
        )  # fmt: skip
    refresh(town)


def _pair(town: Town, men: Ints, women: Ints, homes: Ints) -> None:
    people = town.people
    spouse, house = people["spouse"].to_numpy().copy(), people["household"].to_numpy().copy()
    spouse[men], spouse[women] = women, men
    house[men], house[women] = homes, homes
    relation = people["relation"].clone().scatter(men, "户主").scatter(women, "配偶")
    town.settle(people=people.with_columns(spouse=pl.Series(spouse), household=pl.Series(house), relation=relation))


def divorces(town: Town, streams: Streams, before: date) -> None:
    """Couples part; who is not the head moves out alone. The register learns of it only by the divorce."""
    rng, people = streams("divorces"), town.people
    mate = people["spouse"].to_numpy()
    here = usual(town)
    may = here & (mate > np.arange(people.height)) & here[np.maximum(mate, 0)]
    may &= people["household"].to_numpy() == people["household"].to_numpy()[np.maximum(mate, 0)]
    may &= within(rng, DIVORCES, (town.as_of - before).days, people.height)
    one = np.flatnonzero(may)
    if not len(one):
        return
    other = mate[one]
    is_head = (people["relation"] == "户主").to_numpy()
    leaves = np.where(is_head[one], other, one)
    stays = np.where(is_head[one], one, other)
    day = days_between(rng, before, town.as_of, len(one))
    homes = new_homes(town, streams, people["household"].to_numpy()[leaves], np.ones(len(one), dtype=bool), day)
    spouse, house = mate.copy(), people["household"].to_numpy().copy()
    spouse[one], spouse[other], house[leaves] = -1, -1, homes
    relation = people["relation"].clone().scatter(leaves, "户主")
    town.settle(people=people.with_columns(spouse=pl.Series(spouse), household=pl.Series(house), relation=relation))
    number, ids = padded(f"L3{town.as_of:%y%m%d}", np.arange(len(one)), 6), people["id_number"]
    for side, partner in ((leaves, stays), (stays, leaves)):
        town.ledger.add(
            "民政_婚姻登记",
            pl.DataFrame(
                {"person": side, "event": ["离婚登记"] * len(side), "registered_date": day, "register_number": number,
                 "spouse_id_number": ids.gather(partner)},
                schema_overrides={"event": pl.String},
            ),
            "divorce",
        )  # fmt: skip
    refresh(town)
