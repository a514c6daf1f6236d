"""Clean rows of 证券_保险现金价值, 不动产_网签备案, 住建_房屋安全 and 公安_实有人口."""

from __future__ import annotations

import numpy as np
import polars as pl

from data_samples.generator import addresses
from data_samples.generator.addresses import PARTS, codes
from data_samples.generator.identifiers import padded, scattered
from data_samples.generator.incomes import days_before
from data_samples.generator.ledger import ENTRY
from data_samples.generator.state import Town
from data_samples.generator.streams import chance, weighted
from data_samples.generator.work import PUPIL

INSURED, INSURED_APPLICANT = 0.05, 0.02
SIGNED = 0.004
ASSESSED = 0.03  # of dwellings
KNOWN_TO_POLICE, STUDENT_AWAY = 0.965, 0.15


def policies(town: Town) -> pl.DataFrame:
    """person, policy_number, cash_value (fen), as_of_date; applicants' are small."""
    rng, people = town.streams("policies"), town.people
    planned = town.work["is_planned"].to_numpy()
    grown = (people["present"] & people["story"].is_null() & (people["age"] >= 22)).to_numpy()
    at = np.flatnonzero(grown & chance(rng, np.where(planned, INSURED_APPLICANT, INSURED), people.height))
    value = np.where(
        planned[at], rng.integers(20_000, 600_000, len(at)), rng.lognormal(np.log(2_500_000), 0.9, len(at))
    )
    return pl.DataFrame(
        {
            "person": at,
            "policy_number": padded("P", scattered(town.streams, "policy_numbers", len(at), 10**11, 10**12), 12),
            "cash_value": value.astype(np.int64),
            "as_of_date": [town.as_of] * len(at),
        }
    )


def contracts_signed(town: Town) -> pl.DataFrame:
    """person, contract_number, property_address, filed_date, price: purchases not yet registered, of the better off."""
    rng, people = town.streams("contracts_signed"), town.people
    wealthy = (town.work["wage"] > 900_000).to_numpy()
    wealthy &= (people["present"] & people["story"].is_null()).to_numpy()
    at = np.flatnonzero(wealthy & chance(rng, SIGNED * 5, people.height))
    return signed_by(town, at, days_before(town.as_of, rng.integers(5, 300, len(at))), "first")


def signed_by(town: Town, person: np.ndarray, filed: pl.Series, name: str) -> pl.DataFrame:
    """Purchases of these persons filed on these days."""
    rng = town.streams(f"signed_by_{name}")
    place = addresses.places(town.streams, f"bought_{name}", len(person), town.people.height)
    return pl.DataFrame(
        {
            "person": person,
            "contract_number": padded(
                "沪网", scattered(town.streams, f"contract_{name}", len(person), 10**8, 10**9), 9
            ),
            "property_address": addresses.written(place, np.ones(len(person), dtype=np.int64)),
            "filed_date": filed,
            "price": rng.integers(150, 900, len(person)) * 1_000_000,
        }
    )


def safety(town: Town) -> pl.DataFrame:
    """One assessed dwelling a row, names nobody: person -1, household (who lives there), address, title, grade."""
    rng = town.streams("safety")
    house = town.people["household"]
    owned = town.records["不动产_权利人"].filter((pl.col("use") == "住宅") & ~pl.col("is_hidden"))
    owned = owned.with_columns(household=house.gather(owned["person"])).unique(
        "household", keep="first", maintain_order=True
    )
    rented = town.records["住建_公房租赁"]
    rented = rented.with_columns(household=house.gather(rented["person"]), title_number=pl.lit(None, pl.String))
    columns = ("household", "property_address", "title_number")
    homes = pl.concat([owned.select(columns), rented.select(columns)])
    told = town.homes.filter(pl.col("kind") == "story")["household"]
    homes = homes.filter(~pl.col("household").is_in(told.implode()))
    homes = homes.filter(pl.Series(chance(rng, ASSESSED, homes.height)))
    grade = weighted(rng, [35, 40, 18, 7], homes.height)
    return homes.with_columns(
        person=pl.lit(-1, pl.Int64),
        grade=pl.Series(["A", "B", "C", "D"]).gather(grade),
        assessed_date=days_before(town.as_of, rng.integers(30, 1_500, homes.height)),
    )


def residents(town: Town) -> pl.DataFrame:
    """Where everybody lives, as the police know it: person, street_code, committee_code, registered_date."""
    people = town.people
    draw = town.streams("known_to_the_police").random(people.height)  # the same for a person whenever it is asked
    student = (people["age"].is_between(18, 22) & (town.work["status"] == PUPIL)).to_numpy()
    known = draw < np.where(student, 1 - STUDENT_AWAY, KNOWN_TO_POLICE)
    known |= people["story"].is_not_null().to_numpy()
    at = np.flatnonzero(known & people["present"].to_numpy())
    home = people["household"].to_numpy()[at]
    where = codes(town.homes.select(pl.col(f"res_{part}").alias(part) for part in PARTS)[home])
    return pl.DataFrame(
        {
            "person": at,
            "street_code": where["street_code"],
            "committee_code": where["committee_code"],
            "registered_date": town.homes["settled"].gather(home),
            ENTRY: at,
        }
    )
