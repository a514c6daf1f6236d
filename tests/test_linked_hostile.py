"""Deliveries nobody would wish for, and review files that contradict themselves: sensible, bounded, nothing lost."""

from __future__ import annotations

import resource
from pathlib import Path

import polars as pl
import pytest

from assets.linked import link
from schemas.standardised import Record
from tests.departments import MEDICAL, REGISTER, TAX, Departments, crowd, number

MANY = 60_000
"""Enough that what grows with the square of it would neither end nor fit."""


@pytest.fixture
def office(tmp_path: Path) -> Departments:
    return Departments(tmp_path)


def flood(office: Departments, **same: str | None) -> pl.DataFrame:
    """Links of MANY rows that say the same; asserts that this takes no more than its share of memory."""
    schema = dict(Record.polars_schema())
    said = {"extract": TAX, "id_status": "missing", **same}
    rows = pl.DataFrame({"record_key": range(MANY)}).with_columns(
        record_number="T" + pl.col("record_key").cast(pl.String),
        **{name: pl.lit(value) for name, value in said.items()},
    )
    blank = [pl.lit(None).alias(name) for name in schema if name not in rows.columns]
    office.put("standardised.record", [])
    rows.with_columns(blank).select(list(schema)).cast(schema).write_parquet(office.ws.path("standardised.record"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    link(office.ws)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1024 * 1024, "KiB more than before"
    return pl.read_parquet(office.ws.path("linked.record_link"))


SAYING_NOTHING = [{"name_text": "张伟"}, {"name_text": None}, {"name_text": "张伟", "id_text": "3.10104E+17"}]
SAYING_ENOUGH = [
    {"name_text": "张伟", "phone": "13800000000"},
    {"name_text": "张伟", "shared_number": "E1", "address": "阳曲路760弄5号101室"},
    {"name_text": "张伟", "id_text": "310106198003040011", "id_status": "bad_checksum"},
]


@pytest.mark.parametrize("same", SAYING_NOTHING)
def test_rows_that_all_say_the_same_nothing(office: Departments, same: dict[str, str | None]) -> None:
    links = flood(office, **same)
    assert links.height == MANY == links["person_id"].n_unique() and set(links["link_tier"]) == {"L0"}


@pytest.mark.parametrize("same", SAYING_ENOUGH)
def test_one_row_delivered_over_and_over(office: Departments, same: dict[str, str | None]) -> None:
    links = flood(office, **same)
    assert links.height == MANY and links["person_id"].n_unique() == 1


def test_everybody_is_called_the_same(office: Departments) -> None:
    for place in range(3000):
        birth = f"{1930 + place % 80}-{1 + place % 12:02d}-{1 + place % 28:02d}"
        own = office.person("张伟", birth, place % 999, f"H{place}")
        office.row(TAX, f"T{place}", own, name="张伟")
        office.row(MEDICAL, f"Y{place}", name="张伟")
    office.link()
    assert len(office.links) == 9000
    assert {office.tier(f"{TAX}#T{place}") for place in range(3000)} == {"L1"}
    assert {office.tier(f"{MEDICAL}#Y{place}") for place in range(3000)} == {"L0"}, "a name says nothing here"


def test_a_register_without_anybody(office: Departments) -> None:
    crowd(office, 5)
    office.records = [row for row in office.records if row["extract"] != REGISTER]
    office.typed[REGISTER].clear()
    office.link()
    assert len(office.links) == len(office.records) > 0
    by_id: dict[str, set[str]] = {}
    for row in office.records:
        if row["id_number"] and office.tier(f"{row['extract']}#{row['record_number']}") == "L1":
            by_id.setdefault(row["id_number"], set()).add(office.who(f"{row['extract']}#{row['record_number']}"))
    assert all(len(people) == 1 for people in by_id.values())
    assert not any(row["is_registered"] for row in office.rows("linked.person"))


def test_decisions_in_a_circle(office: Departments) -> None:
    """The newest are obeyed, what contradicts them is put to a reviewer, and without the file all is as before."""
    own = [office.person("高远", f"198{place}-01-01", 11, f"H{place}") for place in range(3)]
    a, b, c = (f"{REGISTER}#R-{number_}" for number_ in own)
    office.link()
    before = dict(office.links)
    office.decide(a, b, "同一人", "2017-11-03")
    office.decide(b, c, "同一人", "2017-11-02")
    office.decide(a, c, "不同人", "2017-11-01")
    office.link()
    assert office.who(a) == office.who(b) == office.who(c)
    assert "decision_conflict" in office.reviewed().values()
    office.typed["核对_链接裁定"].clear()
    office.link()
    assert office.links == before


def test_decisions_on_records_that_nobody_delivered(office: Departments) -> None:
    own = office.person("高远", "1980-01-01", 11, "H1")
    office.link()
    before = dict(office.links)
    office.decide(f"{REGISTER}#R-{own}", f"{TAX}#nobody", "同一人")
    office.decide(f"{TAX}#nobody", f"{MEDICAL}#nothing", "不同人")
    office.decide("没有的提取#1", f"{REGISTER}#R-{own}", "不同人")
    office.decide(f"{REGISTER}#R-{own}", f"{REGISTER}#R-{own}", "不同人")
    office.link()
    assert office.links == before
    assert office.reviewed() == {f"{REGISTER}#R-{own}": "decision_unknown_record"}


def test_an_id_of_everybody(office: Departments) -> None:
    """One valid number in every row of a department is nobody's; those it stands for are found by what else fits."""
    shared = number("1990-01-01", 999)
    names = [f"赵{sign}山" for sign in "甲乙丙丁戊己庚辛壬癸"]
    own = [office.person(name, "1980-03-04", 100 + place, f"H{place}") for place, name in enumerate(names)]
    for place, name in enumerate(names):
        office.row(TAX, f"T{place}", shared, name=name, birth="1980-03-04")
    office.link()
    assert [office.who(f"{TAX}#T{place}") for place in range(10)] == [office.who(f"{REGISTER}#R-{one}") for one in own]
