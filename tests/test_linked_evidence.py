"""What links a record without a usable id: a name nobody else bears, a list's missing row, what is left of an id."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.linked.linking import whose
from tests.departments import CAR, MEDICAL, REGISTER, SCHOOL, TAX, Departments, crowd, number

INSURED, PENSION = "医保_参保状态", "人社_养老待遇"
SIGNS = "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅晓小海峰志文云飞鹏"


@pytest.fixture
def office(tmp_path: Path) -> Departments:
    return Departments(tmp_path)


def town(office: Departments, bearers: int = 1, strangers: int = 0) -> list[tuple[str, str]]:
    """(name, id) of people in the register, each name borne by `bearers`. A list of all the insured and a department
    with two rows for everybody know name and id only, a third the telephone too. `strangers`, known from one row, bear
    the names of others. The insured row of the first and all but the register row of the eighth are left out."""
    found = []
    for place in range(800):
        sign = place // bearers
        name = "赵" + SIGNS[sign % len(SIGNS)] + SIGNS[sign // len(SIGNS)]
        own = office.person(name, f"19{50 + place % 50}-0{1 + place % 9}-1{place % 7}", place % 999, f"H{place}")
        found.append((name, own))
        if place != 7:
            office.row(TAX, f"T{place}", own, name=name, phone=f"138{place:08d}")
            office.row(MEDICAL, f"Y{place}", own, name=name)
            office.row(MEDICAL, f"Y{place}-2", own, name=name)
        if place not in (0, 7):
            office.row(INSURED, f"S{place}", own, name=name)
    for place in range(strangers):
        other = number(f"19{50 + place % 49}-11-2{place % 7}", place % 999, "340524")
        office.row(MEDICAL, f"Z{place}", other, name=found[20 + place][0])
    return found


def test_a_name_nobody_else_bears_links_where_known_records_prove_it(office: Departments) -> None:
    people = town(office)
    office.row(MEDICAL, "X1", name=people[7][0])
    office.row(MEDICAL, "X2", name="孙无人")
    office.link()
    linked = (office.who(f"{MEDICAL}#X1"), office.tier(f"{MEDICAL}#X1"))
    assert linked == (office.who(f"{REGISTER}#R-{people[7][1]}"), "L3")
    assert office.tier(f"{MEDICAL}#X2") == "L0"


def test_a_name_alone_never_links_where_strangers_bear_the_same(office: Departments) -> None:
    """Twenty people known from one row bear a registered name by chance: so may the one without an id."""
    people = town(office, strangers=20)
    office.row(MEDICAL, "X1", name=people[7][0])
    office.link()
    assert office.tier(f"{MEDICAL}#X1") == "L0"


def test_whose_row_is_missing_from_a_list_of_everybody(office: Departments) -> None:
    people = town(office, bearers=2)
    office.row(INSURED, "X1", name=people[0][0])
    office.row(MEDICAL, "X2", name=people[0][0])
    office.link()
    assert office.who(f"{INSURED}#X1") == office.who(f"{REGISTER}#R-{people[0][1]}")
    assert office.tier(f"{MEDICAL}#X2") == "L0", "two bear the name, and any of them may have been treated"


@pytest.mark.parametrize("shown", ["310106********{tail}", "310106XXXXXXXX{tail}"])
def test_a_masked_id_and_a_name(office: Departments, shown: str) -> None:
    one = office.person("王小明", "1980-03-04", 111, "H1")
    office.person("王小明", "1981-05-06", 222, "H2")
    office.row(TAX, "T1", shown.format(tail=one[14:]), name="王小明")
    office.row(TAX, "T2", shown.format(tail=one[14:]), name="李大刚")
    office.link()
    assert office.who(f"{TAX}#T1") == office.who(f"{REGISTER}#R-{one}")
    assert office.tier(f"{TAX}#T2") == "L0"


def test_digits_a_spreadsheet_left_speak_for_and_against(office: Departments) -> None:
    one = office.person("王小明", "1980-03-04", 111, "H1")
    other = office.person("王小明", "1981-05-06", 222, "H2")
    office.row(TAX, "T1", one[:15] + "000", name="王小明")
    office.row(TAX, "T2", "3.40524E+17", name="王小明")
    office.link()
    assert office.who(f"{TAX}#T1") == office.who(f"{REGISTER}#R-{one}") != office.who(f"{REGISTER}#R-{other}")
    assert office.tier(f"{TAX}#T2") == "L0"


DOOR = "上海市静安区阳曲路760弄5号101室"


@pytest.mark.parametrize(
    ("said", "lodgers"), [({"address": DOOR}, 0), ({"phone": "13812345678"}, 0), ({"address": DOOR}, 9)]
)
def test_who_shares_a_door_or_a_telephone_speaks_for_their_family(
    office: Departments, said: dict[str, str], lodgers: int
) -> None:
    """The wife is known by the door or the telephone, the husband by his register entry only; many behind one door say
    nothing."""
    husband = office.person("王小明", "1980-03-04", 111, "H1")
    wife = office.person("李大芳", "1981-05-06", 222, "H1")
    office.person("王小明", "1975-07-08", 333, "H2")
    office.row(TAX, "T1", wife, name="李大芳", **said)
    for place in range(lodgers):
        office.row(TAX, f"L{place}", number("1990-01-01", place), name=f"赵{SIGNS[place]}", **said)
    office.row(CAR, "C1", name="王小明", **said)
    office.link()
    own = office.who(f"{REGISTER}#R-{husband}")
    assert (office.who(f"{CAR}#C1") == own) == (lodgers == 0)


def test_whose_each_record_is_can_be_asked_without_the_rest(office: Departments) -> None:
    crowd(office, 5)
    office.link()
    links = pl.read_parquet(office.ws.path("linked.record_link")).select("record_key", "person_id")
    assert whose(office.ws).sort("record_key").equals(links.sort("record_key"))


def odd_register(office: Departments, sibling_home: str | None = None) -> str:
    """A person whose name the register spells 田善厌 and three departments 田善庆; the id."""
    own = office.person("田善厌", "1980-03-04", 111, "H1", father_id_number=number("1950-01-01", 9))
    if sibling_home is not None:
        office.person("田善庆", "1983-05-06", 113, sibling_home, father_id_number=number("1950-01-01", 9))
    office.row(TAX, "T1", own, name="田善庆")
    office.row(PENSION, "P1", own, name="田善庆", birth="1980-03-04")
    office.row(CAR, "C1", own, name="田善庆")
    return own


def test_the_register_alone_spells_a_name_otherwise(office: Departments) -> None:
    own = odd_register(office)
    office.link()
    assert {office.tier(record) for record in (f"{TAX}#T1", f"{PENSION}#P1", f"{CAR}#C1")} == {"L1"}
    assert office.reviewed() == {f"{REGISTER}#R-{own}": "register_name_odd"}


@pytest.mark.parametrize("home", ["H1", "H2"])
def test_a_sibling_of_that_name_may_have_borrowed_the_id(office: Departments, home: str) -> None:
    odd_register(office, home)
    office.link()
    assert "L1" not in {office.tier(record) for record in (f"{TAX}#T1", f"{PENSION}#P1", f"{CAR}#C1")}


@pytest.mark.parametrize("said", ["one more spelling", "another birth date", "two departments"])
def test_the_register_is_not_alone(office: Departments, said: str) -> None:
    own = odd_register(office)
    if said == "one more spelling":
        office.row(SCHOOL, "S1", own, name="田善厌")
    elif said == "another birth date":
        office.row(SCHOOL, "S1", own, name="田善庆", birth="1981-03-04")
    else:
        office.records = [row for row in office.records if row["extract"] != CAR]
    office.link()
    assert office.tier(f"{TAX}#T1") != "L1"


def test_a_long_name_is_measured_against_every_accepted_spelling(office: Departments) -> None:
    own = office.person("次仁·艾力", "1980-03-04", 111, "H1")
    for place, name in enumerate(["艾力·次仁", "艾力次仁", "艾力•次仁", "次***"]):
        office.row(TAX, f"T{place}", own, name=name)
    office.row(CAR, "C1", own, name="吐尔逊·肉孜")
    office.link()
    assert [office.tier(f"{TAX}#T{place}") for place in range(4)] == ["L1"] * 4
    assert office.tier(f"{CAR}#C1") == "L2"


def test_a_second_number_is_put_to_a_reviewer(office: Departments) -> None:
    own = office.person("田善庆", "1980-03-04", 111, "H1")
    former = number("1980-03-04", 555)
    office.row(TAX, "T1", former, name="田善庆")
    office.row(CAR, "C1", number("1980-03-04", 558), name="田善庆")
    office.link()
    assert office.who(f"{TAX}#T1") != office.who(f"{REGISTER}#R-{own}"), "two valid ids are never one person by rule"
    review = {row["record_number"]: row for row in office.rows("linked.link_review")}
    assert set(review) == {"T1"} and review["T1"]["reason_code"] == "second_number"
    assert review["T1"]["candidate_person_id"] == office.who(f"{REGISTER}#R-{own}")
    office.decide(f"{TAX}#T1", f"{REGISTER}#R-{own}", "同一人")
    office.link()
    assert office.who(f"{TAX}#T1") == office.who(f"{REGISTER}#R-{own}")
