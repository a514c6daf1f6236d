"""What people do and earn in the year before the cut-off: wages, own business, pensions, unemployment, school."""

from __future__ import annotations

import numpy as np
import polars as pl

from data_samples.generator.plan import burdened_households
from data_samples.generator.population import Population
from data_samples.generator.streams import Flags, Ints, Streams, between, chance, weighted

NONE, WAGE, OWN, JOBLESS, RETIRED, PUPIL = range(6)
LOW_WAGE = 230_000  # fen: below it nobody works a full month with a contract
ADULT_FROM, PUPIL_UNTIL = 18, 22
PART_TIME = 0.7  # of earners in poor households: few hours the whole year, the others some months full time


def activities(streams: Streams, world: Population, plan: pl.DataFrame) -> pl.DataFrame:
    """One row a person: status, wage (fen a month), months (1-12), last_month, annual (fen), own (fen a year), pension
    (fen a month), benefit (fen a month), is_employee_pension, employers (1 or 2), is_planned (the household
    applies), is_burdened (its working ages are all jobless for long)."""
    people = world.people
    rng = streams("activities")
    size = people.height
    age, male = people["age"].to_numpy(), people["male"].to_numpy()
    alive = people["present"].to_numpy() & people["story"].is_null().to_numpy()
    status = _status(rng, age, male, alive)
    wealth = rng.lognormal(0.0, 0.45, int(people["household"].max()) + 1)[people["household"].to_numpy()]
    wage = np.maximum(LOW_WAGE, rng.lognormal(np.log(620_000), 0.42, size) * wealth).astype(np.int64) // 100 * 100
    employee = ~chance(rng, 0.15, size)
    pension = np.where(employee, rng.normal(370_000, 75_000, size), between(rng, 82_000, 150_000, size))
    pension = np.maximum(82_000, pension).astype(np.int64) // 10 * 10
    months, last = _months(rng, size)
    frame = {
        "status": status, "wage": wage, "months": months, "last_month": last, "pension": pension, "employee": employee,
        "own": (rng.lognormal(np.log(9_000_000), 0.6, size) * wealth).astype(np.int64) // 100 * 100,
        "benefit": np.where(chance(rng, 0.6, size), np.where(chance(rng, 0.6, size), 166_000, 132_800), 0),
    }  # fmt: skip
    _fit_applicants(streams, world, plan, frame, alive)
    status, wage = frame["status"], frame["wage"]
    annual = frame.get("annual", wage * frame["months"])
    worker = status == WAGE
    return pl.DataFrame(
        {
            "person": np.arange(size),
            "status": status,
            "wage": np.where(worker, wage, 0),
            "months": np.where(worker, frame["months"], 0),
            "last_month": np.where(worker, frame["last_month"], 0),
            "annual": np.where(worker, annual, 0),
            "own": np.where(status == OWN, frame["own"], 0),
            "pension": np.where(status == RETIRED, frame["pension"], 0),
            "is_employee_pension": frame["employee"],
            "benefit": np.where(status == JOBLESS, frame["benefit"], 0),
            "employers": 1 + chance(streams("employers"), 0.07, size),
            "is_planned": people["household"].is_in(plan["household"].unique().implode()),
            "is_burdened": people["household"].is_in(burdened_households(streams, plan).tolist()),
        }
    )


def _status(rng: np.random.Generator, age: Ints, male: Flags, alive: Flags) -> Ints:
    size = len(age)
    retires = np.where(male, 60, np.where(chance(rng, 0.5, size), 50, 55))
    draw = rng.random(size)
    adult = np.select([draw < 0.80, draw < 0.87, draw < 0.915], [WAGE, OWN, JOBLESS], NONE)
    studies = chance(rng, np.where(age < ADULT_FROM, 1.0, 0.55), size) & (age <= PUPIL_UNTIL)
    status = np.where(age >= retires, np.where(chance(rng, 0.97, size), RETIRED, NONE), adult)
    status = np.where((age >= 3) & studies, PUPIL, status)
    status = np.where(age < 3, NONE, status)
    return np.where(alive, status, NONE)


def _months(rng: np.random.Generator, size: int) -> tuple[Ints, Ints]:
    """Months worked and the last month worked: mostly the whole year, some started late, some lost their job."""
    kind = weighted(rng, [0.80, 0.07, 0.13], size)
    count = rng.integers(2, 12, size)
    months = np.where(kind == 0, 12, count)
    last = np.where(kind == 2, count, 12)
    return months, last


def _fit_applicants(
    streams: Streams, world: Population, plan: pl.DataFrame, frame: dict[str, np.ndarray], alive: Flags
) -> None:
    """Makes the evidenced income of each applying household about `per_head` a head (changes `frame` in place)."""
    rng = streams("fit_applicants")
    first = plan.filter("is_first").sort("household")
    people = world.people
    house = people["household"].to_numpy()
    target = np.full(world.homes.height, -1.0)
    target[first["household"].to_numpy()] = first["per_head"].to_numpy() * 100
    burdened = np.zeros(world.homes.height, dtype=bool)
    burdened[burdened_households(streams, plan)] = True
    complete = burdened.copy()
    complete[plan.filter(pl.col("kind") == "over_income")["household"].to_numpy()] = True
    applies = (target[house] >= 0) & alive
    living = np.bincount(house[alive], minlength=world.homes.height)
    wanted = np.where(target >= 0, target * living, 0.0)
    status, age = frame["status"], people["age"].to_numpy()
    # pupils and children stay; of the working ages one earns, the others are jobless, registered or not
    able = applies & np.isin(status, (WAGE, OWN, JOBLESS, NONE)) & (age >= ADULT_FROM) & (age < 60)
    idle = np.where(complete[house] | chance(rng, 0.55, len(age)), JOBLESS, NONE)
    status[able] = idle[able]
    frame["benefit"][able] = 0
    earner = np.full(world.homes.height, len(age), dtype=np.int64)
    may_earn = able & ~burdened[house]
    np.minimum.at(earner, house[may_earn], np.flatnonzero(may_earn))
    has_earner = earner < len(age)
    old = applies & ((status == RETIRED) | (~able & (age >= 60)))
    status[old] = RETIRED
    old_count = np.bincount(house[old], minlength=world.homes.height)
    draw = between(rng, 0.30, 0.95, world.homes.height)
    share = np.where(has_earner & (old_count > 0), draw, 1.0)
    pensions = np.where(old_count > 0, wanted * share / np.maximum(old_count, 1), 0.0)
    cap = between(rng, 65_000, 98_000, world.homes.height)
    pensions = np.where(has_earner, np.minimum(pensions, cap), pensions).astype(np.int64) // 10 * 10
    frame["pension"][old] = pensions[house[old]]
    frame["employee"][old] = frame["pension"][old] > 125_000
    rest = np.maximum(0, wanted - pensions * old_count).astype(np.int64) // 100 * 100
    works = has_earner & (rest >= 8_000)
    who = earner[works]
    monthly = np.maximum(rest[works], LOW_WAGE + rng.integers(0, 500, len(who)) * 100)
    months = np.clip(np.round(rest[works] * 12 / monthly), 1, 12).astype(np.int64)
    months = np.where(chance(rng, PART_TIME, len(who)), 12, months)
    status[who] = WAGE
    annual = frame["wage"] * frame["months"]
    frame["months"][who] = months
    at_end = (months == 12) | chance(rng, 0.75, len(who))
    frame["last_month"][who] = np.where(at_end, 12, months)
    frame["wage"][who] = rest[works] * 12 // months
    annual[:] = frame["wage"] * frame["months"]
    annual[who] = rest[works] * 12
    frame["annual"] = annual
