"""Settles the families of told/*.toml in the city: people, homes, records, applications and expected alerts.

How to tell one: homes lie in a street of the city (its place in the list of streets; register_street where the
register says another). The first person of a home is its head; register_home is in whose register somebody is entered.
Records name an extract, a person and values by term, amounts in yuan; months repeats a record month by month. An
application declares the members it names, yuan a month; totals that it does not name are 0. alerts say what must, or
must not, be raised.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import polars as pl

from data_samples.generator import identifiers
from data_samples.generator.addresses import COMMITTEES, PARTS, ROADS, written
from data_samples.generator.households import RELATIONS
from data_samples.generator.population import Population

Story = dict[str, Any]


@cache
def stories() -> tuple[Story, ...]:
    folder = resources.files("data_samples") / "generator" / "told"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(story for file in files for story in tomllib.loads(file.read_text(encoding="utf-8"))["story"])


def story_persons() -> int:
    return sum(len(story["people"]) for story in stories())


def number_of(person: dict[str, Any]) -> str:
    """The invented citizen number of a story's person; odd sequence for men."""
    sequence = int(person["sequence"]) * 2 + int(person["male"])
    return identifiers.completed(f"{person['area']}{person['born']:%Y%m%d}{sequence % 1000:03d}")


class Cast:
    """Row numbers of the stories' persons and homes in a city."""

    def __init__(self, world: Population) -> None:
        self.first_person = world.people.height
        self.first_home = world.homes.height
        self.person: dict[tuple[str, str], int] = {}
        self.home: dict[tuple[str, str], int] = {}
        self.address: dict[tuple[str, str], str] = {}
        self.register_number: dict[tuple[str, str], str] = {}
        self.home_of: dict[tuple[str, str], int] = {}
        for story in stories():
            for home in story["homes"]:
                self.home[story["code"], home["alias"]] = self.first_home + len(self.home)
            for home in story["homes"]:
                for person in (one for one in story["people"] if one["home"] == home["alias"]):
                    self.person[story["code"], person["alias"]] = self.first_person + len(self.person)


def settle(world: Population, as_of: date) -> tuple[Population, Cast]:
    """The city with the stories' families at its end."""
    cast = Cast(world)
    people = pl.DataFrame(list(_people(cast, as_of)), schema=world.people.schema).sort("person")
    homes = pl.DataFrame(list(_homes(cast)), schema=world.homes.schema).sort("household")
    places = homes.select(pl.col(f"res_{part}").alias(part) for part in PARTS)
    full = written(places, np.zeros(homes.height, dtype=np.int64))
    for key, person in cast.person.items():
        home = people["household"][person - cast.first_person] - cast.first_home
        cast.address[key], cast.register_number[key] = full[home], homes["register_number"][home]
        cast.home_of[key] = home + cast.first_home
    return Population(pl.concat([world.people, people]), pl.concat([world.homes, homes])), cast


def _people(cast: Cast, as_of: date) -> Iterator[dict[str, Any]]:
    for story in stories():
        code = story["code"]
        for one in story["people"]:
            born: date = one["born"]
            home = cast.home[code, one["home"]]
            register = cast.home[code, one.get("register_home", one["home"])]
            yield {
                "person": cast.person[code, one["alias"]],
                "household": home,
                "relation": one["relation"],
                "name": one["name"],
                "former_name": None,
                "id_number": number_of(one),
                "male": one["male"],
                "birth_date": born,
                "age": as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day)),
                **{kin: cast.person.get((code, one.get(kin, "")), -1) for kin in ("father", "mother", "spouse")},
                "registered": True,
                "story": code,
                "former_id_number": None,
                "died": one.get("died"),
                "death_registered": one.get("death_registered"),
                "cremated": one.get("cremated"),
                "moved_out": None,
                "present": "died" not in one,
                "register_household": register,
                "register_due": None,
                "register_relation": one.get("register_relation", one["relation"]),
            }


def _homes(cast: Cast) -> Iterator[dict[str, Any]]:
    for story in stories():
        for home in story["homes"]:
            row = cast.home[story["code"], home["alias"]]
            members = [one for one in story["people"] if one["home"] == home["alias"]]
            assert members[0]["relation"] == RELATIONS[0], f"stories: {story['code']}: the first of a home is its head"
            nth = row - cast.first_home
            yield {
                "household": row,
                "first": cast.person[story["code"], members[0]["alias"]],
                "size": len(members),
                "kind": "story",
                "outsider": False,
                "settled": date(2009, 3, 1),
                "separated": "register_street" in home,
                "phone": f"19800{nth:06d}",
                "register_number": f"9{nth:08d}",
                "tangled": any("register_home" in one for one in members),
                **_place("res", home["street"], nth),
                **_place("old", home["street"], nth + 3),
                **_place("reg", home.get("register_street", home["street"]), nth + 7 * ("register_street" in home)),
            }


def _place(prefix: str, street: int, nth: int) -> dict[str, int]:
    committee = nth % COMMITTEES + 1
    values = (
        street,
        committee,
        street * ROADS + (committee - 1) % ROADS,
        1500 + nth,
        nth % 40 + 1,
        101 + nth % 5 * 100,
    )
    return {f"{prefix}_{part}": value for part, value in zip(PARTS, values, strict=True)}


def story_records(
    cast: Cast, schemas: dict[str, dict[str, pl.DataType]], as_of: date
) -> dict[str, list[dict[str, Any]]]:
    """Records by extract, money in fen; `schemas` are those of the city's own clean records."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in schemas}
    for story in stories():
        for told in story["records"]:
            if told["extract"] not in schemas:
                continue
            record = {key: value for key, value in told.items() if key not in ("extract", "person", "months")}
            row = {term: _in_fen(term, value) for term, value in record.items()}
            row["person"] = cast.person[story["code"], told["person"]]
            if told["extract"] == "残联_持证残疾人":
                row["disability_certificate_number"] = _certificate(story, told)
            if told["extract"] in ("银行_账户余额", "证券_持仓"):
                row["as_of_date"] = as_of
            if "property_address" in schemas[told["extract"]]:
                row["property_address"] = cast.address[story["code"], told["person"]]
            if told["extract"] == "社区_入户调查":
                row["household_number"] = cast.register_number[story["code"], told["person"]]
            if told["extract"] == "住建_房屋安全":  # names nobody, but the dwelling they live in
                row["household"], row["person"] = cast.home_of[story["code"], told["person"]], -1
            if "is_hidden" in schemas[told["extract"]]:
                row.setdefault("is_hidden", False)
            found[told["extract"]] += (
                [{**row, "month": month} for month in told["months"]] if "months" in told else [row]
            )
    return found


MONEY = frozenset(
    ("pension", "income", "contribution_base", "unemployment_benefit", "cost", "paid_by_fund", "self_paid", "balance",
     "market_value", "price", "benefit", "amount", "tuition", "loss", "rent", "annuity", "deposit", "cash_value")
)  # fmt: skip


def _in_fen(term: str, value: Any) -> Any:
    return round(value * 100) if term in MONEY else value


def _certificate(story: Story, told: dict[str, Any]) -> str:
    person = next(one for one in story["people"] if one["alias"] == told["person"])
    kind = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重").index(told["disability_kind"]) + 1
    level = ("一级", "二级", "三级", "四级").index(told["disability_level"]) + 1
    return f"{number_of(person)}{kind}{level}"


def story_applications(cast: Cast, first: int) -> Iterator[dict[str, Any]]:
    """Applications in order: application (row number from `first`), home, declared yuan by person, totals."""
    for story in stories():
        for told in story.get("applications", []):
            declared = {cast.person[story["code"], alias]: yuan for alias, yuan in told["declared"].items()}
            yield {
                **told,
                "application": first,
                "household": cast.home[story["code"], told["home"]],
                "declared": declared,
            }
            first += 1


def story_alerts(cast: Cast) -> list[dict[str, Any]]:
    """What must and must not be raised: rule_code, person, must_fire, level, why."""
    return [
        {
            "rule_code": alert["rule"],
            "person": cast.person[story["code"], alert["person"]],
            "must_fire": alert["must_fire"],
            "level": alert.get("level"),
            "why": alert["why"],
        }
        for story in stories()
        for alert in story.get("alerts", [])
    ]
