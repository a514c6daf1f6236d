"""Households of all kinds: who lives with whom, how old, who is whose child. Names and numbers come later."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from data_samples.generator.streams import Flags, Ints, Streams, chance, weighted

RELATIONS = ("户主", "配偶", "子女", "父母", "其他")
HEAD, SPOUSE, CHILD, PARENT, OTHER = range(5)


@dataclass(frozen=True)
class Bodies:
    """Persons in household order; every array has one entry per person, links are row numbers or -1."""

    household: Ints
    kind: Ints
    relation: Ints
    male: Flags
    birth_days: Ints
    father: Ints
    mother: Ints
    spouse: Ints
    twin_of: Ints
    outsider: Flags


@cache
def kinds() -> tuple[dict[str, Any], ...]:
    text = (resources.files("data_samples") / "generator" / "households.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["household"])


def settle(streams: Streams, persons: int, as_of: date) -> Bodies:
    """Exactly `persons` persons in households; the last household is cut to fit."""
    rng = streams("households")
    sizes = np.array([1 + len(kind["members"]) for kind in kinds()])
    drawn = weighted(rng, [kind["share"] for kind in kinds()], persons)
    count = int(np.searchsorted(np.cumsum(sizes[drawn]), persons)) + 1
    drawn = drawn[:count]
    starts = np.concatenate([[0], np.cumsum(sizes[drawn])])
    total = int(starts[-1])
    columns = {name: np.full(total, -1, dtype=np.int64) for name in ("age", "father", "mother", "spouse", "twin_of")}
    relation, male, outsider = np.zeros(total, np.int64), np.zeros(total, bool), np.zeros(total, bool)
    for number, kind in enumerate(kinds()):
        _fill(rng, kind, starts[:-1][drawn == number], columns, relation, male, outsider)
    household = np.repeat(np.arange(count), sizes[drawn])
    birth = _birth_days(rng, columns["age"], as_of)
    twin = columns["twin_of"] >= 0
    birth[twin] = birth[columns["twin_of"][twin]]
    keep = slice(0, persons)
    cut = {name: np.where(array[keep] < persons, array[keep], -1) for name, array in columns.items() if name != "age"}
    return Bodies(
        household[keep], np.repeat(drawn, sizes[drawn])[keep], relation[keep], male[keep], birth[keep],
        cut["father"], cut["mother"], cut["spouse"], cut["twin_of"], outsider[keep],
    )  # fmt: skip


def _fill(
    rng: np.random.Generator, kind: dict[str, Any], heads: Ints, columns: dict[str, Ints],
    relation: Ints, male: Flags, outsider: Flags,
) -> None:  # fmt: skip
    """Writes all households of one kind; `heads` are the rows of their heads."""
    size = len(heads)
    age, father, mother, spouse, twin_of = (columns[n] for n in ("age", "father", "mother", "spouse", "twin_of"))
    low, high = kind["head"]
    age[heads] = rng.integers(low, high + 1, size)
    if kind.get("older_are_fewer"):
        younger = np.minimum(age[heads], rng.integers(low, high + 1, size))
        age[heads] = np.where(chance(rng, 0.7, size), younger, age[heads])
    male[heads] = ~chance(rng, kind.get("female_head", 0.35), size)
    away = chance(rng, kind["outsiders"], size)
    outsider[heads] = away
    partner = np.full(size, -1, dtype=np.int64)
    for place, member in enumerate(kind["members"], start=1):
        row = heads + place
        relation[row] = RELATIONS.index(member["relation"])
        outsider[row] = away
        low, high = member["offset"]
        age[row] = age[heads] + rng.integers(low, high + 1, size)
        match relation[row[0]] if size else HEAD:
            case 1:
                partner = row
                male[row] = ~male[heads]
                spouse[row], spouse[heads] = heads, row
            case 2:
                age[row] = np.where(age[row] < 0, rng.integers(0, 3, size), age[row])
                male[row] = chance(rng, 0.52, size)
                father[row] = np.where(male[heads], heads, partner)
                mother[row] = np.where(male[heads], partner, heads)
                _twins(rng, member, row, age, twin_of)
            case 3:
                _grandparent(bool(member.get("pair")), heads, row, age, male, father, mother, spouse)
            case 4:
                age[row] = np.where(age[row] < 0, rng.integers(0, 3, size), age[row])
                male[row] = chance(rng, 0.52, size)


def _twins(rng: np.random.Generator, member: dict[str, Any], row: Ints, age: Ints, twin_of: Ints) -> None:
    born_together = chance(rng, member.get("twin", 0.0), len(row))
    age[row] = np.where(born_together, age[row - 1], np.maximum(0, np.minimum(age[row], age[row - 1] - 1)))
    first_is_newborn = ~born_together & (age[row - 1] == 0)
    age[row[first_is_newborn] - 1] = 2
    if "twin" in member:
        twin_of[row] = np.where(born_together, row - 1, -1)


def _grandparent(
    second: bool, heads: Ints, row: Ints, age: Ints, male: Flags, father: Ints, mother: Ints, spouse: Ints
) -> None:
    """The head's mother first; her husband second, about her age."""
    male[row] = second
    if second:
        age[row] = age[row - 1] + (age[row] % 5)
        spouse[row], spouse[row - 1] = row - 1, row
        father[heads] = row
    else:
        mother[heads] = row


def _birth_days(rng: np.random.Generator, age: Ints, as_of: date) -> Ints:
    """Days since 1970-01-01 of a birthday that gives the age in full years on `as_of`."""
    end = np.datetime64(as_of).astype(np.int64)
    return end - (age * 365.2425).astype(np.int64) - 2 - rng.integers(0, 361, len(age))
