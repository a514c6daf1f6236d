"""The people of the city: bodies, names, numbers, register, residence and death, as two frames."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from data_samples.generator import addresses, households, identifiers, names
from data_samples.generator.households import HEAD, PARENT, RELATIONS, SPOUSE, Bodies
from data_samples.generator.streams import Flags, Ints, Streams, chance, some_of

LIVES_ELSEWHERE = 0.13  # whole households; persons registered with others come on top
REGISTERED_WITH_OTHERS = 0.02
COLLECTIVE, COLLECTIVE_SIZE = 0.25, 40  # of those: in collective entries of many
NON_LOCAL_SPOUSE = 0.05
MOVED_OUT = 0.03  # of grown children in the register
MIGRANT_ID = 0.16  # registered here today, first number issued elsewhere
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Population:
    """people: one row a person, `person` = row number. homes: one row a household, `household` = row number."""

    people: pl.DataFrame
    homes: pl.DataFrame

    def first_two(self) -> tuple[Ints, Ints]:
        """The first and the second person (row numbers) of each household, -1 where there is none."""
        return self._first_two

    @cached_property
    def _first_two(self) -> tuple[Ints, Ints]:
        house = self.people["household"].to_numpy()
        order = np.argsort(house, kind="stable")
        sorted_house = house[order]
        starts = np.flatnonzero(np.r_[True, sorted_house[1:] != sorted_house[:-1]])
        first, second = (np.full(self.homes.height, -1, dtype=np.int64) for _ in range(2))
        first[sorted_house[starts]] = order[starts]
        nexts = starts + 1
        real = nexts < len(order)
        real[real] = sorted_house[nexts[real]] == sorted_house[starts[real]]
        second[sorted_house[starts[real]]] = order[nexts[real]]
        return first, second


def populate(streams: Streams, persons: int, as_of: date) -> Population:
    """`persons` persons with names, valid numbers, households, register entries and deaths up to `as_of`."""
    bodies = households.settle(streams, persons, as_of)
    born = identifiers.EPOCH + bodies.birth_days.astype("timedelta64[D]")
    year = born.astype("datetime64[Y]").astype(np.int64) + 1970
    outsider, registered = _registered(streams, bodies)
    local_number = registered & ~chance(streams("migrant_id"), MIGRANT_ID, persons)
    area = identifiers.first_area(streams, bodies.birth_days, local_number)
    number = identifiers.citizen_numbers(streams, area, bodies.birth_days, bodies.male, bodies.twin_of)
    named = names.full_names(streams, _families(streams, bodies), bodies.household, bodies.male, year)
    age = (np.datetime64(as_of).astype(np.int64) - bodies.birth_days) // 365.2425
    people = pl.DataFrame(
        {
            "person": np.arange(persons),
            "household": bodies.household,
            "relation": pl.Series(RELATIONS).gather(bodies.relation),
            "name": named["name"],
            "former_name": named["former_name"],
            "id_number": number,
            "male": bodies.male,
            "birth_date": pl.Series(born.astype("datetime64[ms]")).cast(pl.Date),
            "age": age.astype(np.int64),
            "father": bodies.father,
            "mother": bodies.mother,
            "spouse": bodies.spouse,
            "registered": registered,
            "story": pl.Series([None] * persons, dtype=pl.String),
            "former_id_number": identifiers.former_numbers(streams, area, bodies.birth_days, bodies.male, number),
        }
    ).with_columns(_deaths(streams, age, as_of))
    homes = _homes(streams, bodies, outsider, persons, as_of)
    people = people.with_columns(_moved_out(streams, people, as_of)).with_columns(
        present=pl.col("died").is_null() & pl.col("moved_out").is_null()
    )
    people = people.with_columns(_register_entries(streams, people, homes)).with_columns(
        register_due=pl.lit(None, pl.Date)
    )
    tangled = people.filter(pl.col("register_household") != pl.col("household"))
    both = pl.concat([tangled["household"], tangled["register_household"]]).unique()
    return Population(people, homes.with_columns(tangled=pl.col("household").is_in(both.implode())))


def _registered(streams: Streams, bodies: Bodies) -> tuple[Flags, Flags]:
    """(outsider household, in the register) per person; some spouses are from elsewhere and stay unregistered."""
    rng = streams("registered")
    foreign = (bodies.relation == SPOUSE) & chance(rng, NON_LOCAL_SPOUSE, len(bodies.household))
    return bodies.outsider, ~bodies.outsider & ~foreign


def _families(streams: Streams, bodies: Bodies) -> Ints:
    """Surname indexes: own by default, the father's for children, the head's for the head's father."""
    family = names.surnames(streams, len(bodies.household))
    has_grandfather = (bodies.relation == PARENT) & bodies.male
    first = np.searchsorted(bodies.household, bodies.household)
    family[has_grandfather] = family[first[has_grandfather]]
    from_mother = chance(streams("mothers_name"), 0.05, len(family))
    line = np.where((bodies.father >= 0) & ~from_mother, bodies.father, bodies.mother)
    child = (line >= 0) & (bodies.relation != HEAD)
    family[child] = family[line[child]]
    return family


def _deaths(streams: Streams, age: Ints, as_of: date) -> list[pl.Expr | pl.Series]:
    """Deaths of the last 18 months: died, and where it is known (register, crematorium, both)."""
    rng = streams("deaths")
    size = len(age)
    risk = np.select([age >= 85, age >= 75, age >= 60, age >= 18], [0.14, 0.06, 0.015, 0.002], 0.0)
    dead = chance(rng, risk, size)
    day = np.datetime64(as_of).astype(np.int64) - rng.integers(6, 540, size)
    where = rng.random(size)
    late = day > np.datetime64(as_of).astype(np.int64) - 35
    known_register = (where < 0.93) & ~(late & (where < 0.5))
    known_crematorium = (where > 0.06) | late
    days = pl.Series("died", np.where(dead, day, 0)).cast(pl.Int32).cast(pl.Date)
    lag = pl.Series(rng.integers(2, 6, size)).cast(pl.Int64)
    nothing = pl.lit(None, dtype=pl.Date)
    return [
        pl.when(pl.Series(dead)).then(days).otherwise(nothing).alias("died"),
        pl.when(pl.Series(dead & known_register)).then(days + pl.duration(days=lag * 4)).otherwise(nothing)
        .alias("death_registered"),
        pl.when(pl.Series(dead & known_crematorium)).then(days + pl.duration(days=lag)).otherwise(nothing)
        .alias("cremated"),
    ]  # fmt: skip


def _moved_out(streams: Streams, people: pl.DataFrame, as_of: date) -> pl.Series:
    """When a grown child left the city for good; the register keeps the entry as 迁出注销."""
    rng = streams("moved_out")
    size = people.height
    grown = people["registered"] & (people["relation"] == "子女") & people["age"].is_between(19, 40)
    gone = (grown & people["died"].is_null()).to_numpy() & chance(rng, MOVED_OUT, size)
    day = np.datetime64(as_of).astype(np.int64) - rng.integers(200, 2_000, size)
    left = pl.Series(np.where(gone, day, 0)).cast(pl.Int32).cast(pl.Date)
    return pl.select(pl.when(pl.Series(gone)).then(left).alias("moved_out")).to_series()


def _homes(streams: Streams, bodies: Bodies, outsider: Flags, persons: int, as_of: date) -> pl.DataFrame:
    """One row a household: size, kind, addresses (res_*, reg_*, before old_*), phone and register number."""
    count = int(bodies.household[-1]) + 1
    first = np.searchsorted(bodies.household, np.arange(count))
    home = addresses.places(streams, "residence", count, persons)
    other = addresses.places(streams, "register", count, persons)
    before = addresses.places(streams, "before", count, persons)
    register, away = addresses.moved(streams, home, other, LIVES_ELSEWHERE)
    return pl.DataFrame(
        {
            "household": np.arange(count),
            "first": first,
            "size": np.bincount(bodies.household, minlength=count),
            "kind": pl.Series([kind["kind"] for kind in households.kinds()]).gather(bodies.kind[first]),
            "outsider": outsider[first],
            "settled": _settled(streams, count, as_of),
            "separated": away,
            "phone": identifiers.padded("199", identifiers.scattered(streams, "phones", count, 0, 10**8), 8),
            "register_number": identifiers.padded(
                "", identifiers.scattered(streams, "register_numbers", count, 10**8, 10**9), 9
            ),
        }
    ).with_columns(
        *(home[name].alias(f"res_{name}") for name in home.columns),
        *(register[name].alias(f"reg_{name}") for name in home.columns),
        *(before[name].alias(f"old_{name}") for name in home.columns),
    )


def _settled(streams: Streams, count: int, as_of: date) -> pl.Series:
    """When each household moved into where it lives."""
    days = streams("settled").integers(30, 9_000, count)
    return pl.Series(np.datetime64(as_of).astype(np.int64) - days).cast(pl.Int32).cast(pl.Date)


def _register_entries(streams: Streams, people: pl.DataFrame, homes: pl.DataFrame) -> list[pl.Series]:
    """register_household and register_relation per person (-1 and NULL outside the register)."""
    rng = streams("register_entries")
    registered = people["registered"].to_numpy()
    house = people["household"].to_numpy()
    size = homes["size"].to_numpy()[house]
    grown = registered & (size > 1) & (people["age"].to_numpy() >= 19) & (people["relation"] != "户主").to_numpy()
    guests = some_of(rng, np.flatnonzero(grown), int(REGISTERED_WITH_OTHERS * registered.sum()))
    hosts = np.flatnonzero(~homes["outsider"].to_numpy())
    where = np.where(registered, house, -1)
    hall = hosts[: max(1, len(guests) // COLLECTIVE_SIZE)]  # entries under which many strangers are registered together
    together = chance(rng, COLLECTIVE, len(guests))
    where[guests] = np.where(
        together, hall[rng.integers(0, len(hall), len(guests))], hosts[rng.integers(0, len(hosts), len(guests))]
    )
    where[guests] = np.where(where[guests] == house[guests], house[guests], where[guests])
    moved = where != np.where(registered, house, -1)
    relation = people["relation"].to_numpy().astype(object)
    relation[moved] = "其他"
    relation[~registered] = None
    return [
        pl.Series("register_household", where),
        pl.Series("register_relation", list(relation), dtype=pl.String),
    ]
