"""Reads what officials write in golden tables (Chinese words, yuan, ages) into the typed rows of a tiny world."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from rules.explain import parts
from schemas.contract import Extract
from schemas.glossary import Kind
from tests.world import World

GOLDEN = Path(__file__).parent / "golden"
ROLES = {"申请人": "applicant", "户主": "head", "配偶": "spouse", "子女": "child", "父母": "parent", "其他": "other"}
BASES = {"申请": "application", "在册": "roll", "户籍": "register", "": "register"}
SEXES = {"男": "1", "女": "2", "": "0"}
AS_OF = datetime.date(2017, 12, 31)
Row = dict[str, Any]


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a golden CSV by their Chinese headers; a short row is an error of whoever wrote it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(None not in row and None not in row.values() for row in rows), path
    return rows


def value_of(kind: Kind, text: str, person: str = "") -> Any:
    """One cell as the type of its column; yuan become fen; an id cell names a person of the same case."""
    if text == "":
        return None
    match kind:
        case "money":
            return int(Decimal(text) * 100)
        case "date":
            return datetime.date.fromisoformat(text)
        case "count" | "year":
            return int(text)
        case "number" | "ratio":
            return float(text)
        case "id":
            return id_of(f"{person}{text}")
        case _:
            return text


def id_of(person_id: str) -> str:
    """The id number of a made-up person: any 18 characters will do, as long as they are its own."""
    return f"ID {person_id}"


def typed(contract: Extract, cells: dict[str, str], case: str = "") -> Row:
    """Cells by the department's own words as the typed columns of its extract."""
    by_name = {column.name: column for column in contract.columns}
    return {
        by_name[name].typed_name: value_of(by_name[name].typed_as, text, case)
        for name, text in cells.items() if name in by_name
    }  # fmt: skip


class Member(NamedTuple):
    """`名字:女38岁申请人`; `?岁` where the birth date is not known, 无证 at the end where there is no valid id."""

    name: str
    sex: str
    age: int | None
    role: str
    is_identified: bool

    @classmethod
    def read(cls, text: str) -> Member:
        found = re.fullmatch(r"(\S+?):([男女]?)(\d+|\?)岁(申请人|户主|配偶|子女|父母|其他)?(无证)?", text)
        assert found, text
        name, sex, age, role, lacking = found.groups()
        return cls(name, SEXES[sex], None if age == "?" else int(age), ROLES[role or "其他"], not lacking)


FACT = re.compile(
    r"(?P<who>\S+) (?P<label>[^=@~?]+)(=(?P<value>[^@~?]+))?"
    r"(@(?P<start>[\d-]+))?(~(?P<end>[\d-]+))?(?P<doubt>\?)?"
)


def fact(world: World, text: str, subject: str) -> Row:
    """`谁 事实=取值@起~止`, 户 for the household, `?` at the end for what cannot be known; yuan where it is money."""
    found = FACT.fullmatch(text)
    assert found, text
    book = world.ws.rulebook.facts
    by_label = {spec.label: (code, spec) for code, spec in book.items()}
    code, spec = by_label[found["label"]]
    is_money = any(part.column == "value" and part.format == "yuan" for part in parts(spec.sentence))
    value = found["value"]
    if is_money and value is not None:
        value = str(int(Decimal(value) * 100))
    if code == "parent" and value is not None:
        value = subject + value
    day = datetime.date.fromisoformat
    return {
        "fact_code": code, "household_id": subject, "value": value, "is_known": found["doubt"] is None,
        "person_id": None if found["who"] == "户" else subject + found["who"],
        "valid_from": day(found["start"]) if found["start"] else None,
        "valid_to": day(found["end"]) if found["end"] else None, "evidence": [f"{code}#{subject}"],
    }  # fmt: skip


def born(as_of: datetime.date, age: int | None) -> datetime.date | None:
    """The birth date of someone who is exactly so old."""
    return None if age is None else as_of.replace(year=as_of.year - age)


def settle_everyone(world: World, people: Iterable[Row], households: dict[str, Row]) -> None:
    """People (person_id, household_id, role, birth_date, sex_code, is_identified, …) into the linked tables."""
    rows = list(people)
    world.put(
        "linked.person",
        [
            {"person_id": r["person_id"], "birth_year": r["birth_date"].year if r["birth_date"] else None,
             "sex_code": r["sex_code"], "is_registered": True, "is_deceased": r.get("is_deceased", False)}
            for r in rows
        ],
    )  # fmt: skip
    known = (
        "person_id", "birth_date", "sex_code", "address", "street_code", "register_street_code", "deceased_date",
        "register_household_number",
    )  # fmt: skip
    world.put(
        "linked.identity",
        [
            {**{name: r[name] for name in known if name in r},
             "id_number": id_of(r["person_id"]) if r.get("is_identified", True) else None}
            for r in rows
        ],
    )  # fmt: skip
    world.put(
        "linked.household_member",
        [{name: r[name] for name in ("household_id", "person_id", "role")} for r in rows if r["household_id"]],
    )
    world.put(
        "linked.household",
        [
            {"household_id": key, "basis": "register", "street_code": "未定街道", "committee_code": "未定",
             "register_street_code": "未定街道", "member_count": 0, **row}
            for key, row in households.items()
        ],
    )  # fmt: skip


def deliver_nothing_from(world: World, absent: Iterable[str]) -> None:
    """Every extract counts as delivered, without rows, but those absent."""
    gone = set(absent)
    for extract in world.ws.catalogue:
        path = world.ws.path(f"standardised.{extract}")
        if extract not in gone and not path.exists():
            world.put(f"standardised.{extract}", [])
