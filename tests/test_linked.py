"""Whose a record is: small worlds told row by row, and what holds whatever is delivered."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from pathlib import Path

import pytest

from tests.departments import (
    APPLICATION,
    CAR,
    DECISION,
    MEDICAL,
    MEMBER,
    REGISTER,
    ROLL,
    SCHOOL,
    TAX,
    Departments,
    crowd,
    number,
)


@pytest.fixture
def office(tmp_path: Path) -> Departments:
    return Departments(tmp_path)


def test_a_valid_id_and_a_compatible_name(office: Departments) -> None:
    own = office.person("萧晓龙", "1980-03-04", 11, "H1", former="萧二虎")
    same = ["萧晓龙", "肖曉龍", "萧小龙", "萧晓尤", "萧**", "萧二虎", None]
    for place, name in enumerate(same):
        office.row(TAX, f"T{place}", own, name=name)
    office.link()
    for place in range(len(same)):
        assert (office.who(f"{TAX}#T{place}"), office.tier(f"{TAX}#T{place}")) == (
            office.who(f"{REGISTER}#R-{own}"),
            "L1",
        )
    assert office.rows("linked.person") == [
        {"person_id": office.who(f"{TAX}#T0"), "birth_year": 1980, "sex_code": "1", "is_registered": True,
         "is_deceased": False, "batch": "2017-12-31"}
    ]  # fmt: skip


def test_an_id_borrowed_from_a_parent(office: Departments) -> None:
    father = office.person("张建国", "1975-05-06", 13, "H1", "户主")
    child = office.person("张小雨", "2008-09-10", 22, "H1", "子女")
    office.row(SCHOOL, "S1", father, name="张小雨", birth="2008-09-10", sex="2")
    office.row(SCHOOL, "S2", father, name="张小雨")
    office.row(CAR, "C1", father, name="张建国")
    office.link()
    for record in ("S1", "S2"):
        assert office.who(f"{SCHOOL}#{record}") == office.who(f"{REGISTER}#R-{child}")
        assert office.tier(f"{SCHOOL}#{record}") == "L3"
    assert (office.who(f"{CAR}#C1"), office.tier(f"{CAR}#C1")) == (office.who(f"{REGISTER}#R-{father}"), "L1")


def test_an_id_borrowed_from_a_parent_who_is_registered_elsewhere(office: Departments) -> None:
    father = office.person("张建国", "1975-05-06", 13, "H1", "户主")
    child = office.person("张小雨", "2008-09-10", 22, "H2", "子女", father_id_number=father)
    office.row(SCHOOL, "S1", father, name="张小雨")
    office.link()
    assert office.who(f"{SCHOOL}#S1") == office.who(f"{REGISTER}#R-{child}")


@pytest.mark.parametrize("said", ["1946-11-19", None])
def test_an_id_borrowed_from_a_child_who_is_called_almost_the_same(office: Departments, said: str | None) -> None:
    child = office.person("姜明", "1982-09-02", 51, "H1", "户主")
    father = office.person("姜铭", "1946-11-19", 31, "H1", "父母")
    office.row(TAX, "T1", child, name="姜铭", birth=said)
    office.row(TAX, "T2", child, name="姜铭", birth="1982-09-03")
    office.row(TAX, "T3", child, name="姜明", birth="1946-11-19")
    office.link()
    whose = office.who(f"{REGISTER}#R-{father if said else child}")
    assert (office.who(f"{TAX}#T1"), office.tier(f"{TAX}#T1")) == (whose, "L3" if said else "L1")
    for record in ("T2", "T3"):
        assert (office.who(f"{TAX}#{record}"), office.tier(f"{TAX}#{record}")) == (
            office.who(f"{REGISTER}#R-{child}"),
            "L1",
        )


def test_the_applicants_id_for_all_members(office: Departments) -> None:
    family = [("李强", "1970-01-02", 31), ("赵敏", "1972-03-04", 42), ("李雪", "2000-05-06", 64)]
    own = [office.person(name, birth, sequence, "H7") for name, birth, sequence in family]
    for place, (name, birth, _) in enumerate(family):
        office.row(MEMBER, f"M{place}", own[0], name=name, birth=birth, application="A1")
    office.link()
    for place, owner in enumerate(own):
        assert office.who(f"{MEMBER}#M{place}") == office.who(f"{REGISTER}#R-{owner}")


def test_an_incompatible_name_with_nobody_better_goes_to_review(office: Departments) -> None:
    own = office.person("张建国", "1975-05-06", 13, "H1")
    office.row(TAX, "T1", own, name="刘铁柱")
    office.row(TAX, "T2", own, name="孙大圣", birth="1999-09-09")
    office.link()
    assert (office.who(f"{TAX}#T1"), office.tier(f"{TAX}#T1")) == (office.who(f"{REGISTER}#R-{own}"), "L2")
    assert (office.who(f"{TAX}#T2") != office.who(f"{REGISTER}#R-{own}"), office.tier(f"{TAX}#T2")) == (True, "L0")
    assert office.reviewed() == {f"{TAX}#T1": "name_conflict", f"{TAX}#T2": "other_holder"}


def test_without_an_id(office: Departments) -> None:
    first = office.person("欧阳明月", "1985-06-07", 21, "H1", address="上海市静安区阳曲路760弄5号101室")
    for place in range(8):
        office.person("张伟", f"19{60 + place}-01-0{place + 1}", 11, f"W{place}")
    office.row(MEDICAL, "Y1", name="欧阳明月", birth="1985-06-07")
    office.row(MEDICAL, "Y2", first[:8] + "9" + first[9:], name="欧阳明月")
    office.row(MEDICAL, "Y3", name="张伟")
    office.row(MEDICAL, "Y4", name="张伟")
    office.row(MEDICAL, "Y5", name="张伟", birth="1963-01-04")
    office.row(MEDICAL, "Y6", "999999999999999999", name="欧阳明月")
    office.link()
    for record in ("Y1", "Y2"):
        assert (office.who(f"{MEDICAL}#{record}"), office.tier(f"{MEDICAL}#{record}")) == (
            office.who(f"{REGISTER}#R-{first}"),
            "L3",
        )
    alone = [office.who(f"{MEDICAL}#{record}") for record in ("Y3", "Y4", "Y6")]
    assert len(set(alone)) == 3 and {office.tier(f"{MEDICAL}#{record}") for record in ("Y3", "Y4", "Y6")} == {"L0"}
    assert office.who(f"{MEDICAL}#Y5") == office.who(f"{REGISTER}#R-{number('1963-01-04', 11)}")


def test_twins_stay_apart(office: Departments) -> None:
    elder = office.person("王子涵", "2010-10-10", 21, "H1", "子女")
    younger = office.person("王子萱", "2010-10-10", 23, "H1", "子女")
    office.row(SCHOOL, "S1", name="王子涵", birth="2010-10-10", sex="1")
    office.row(SCHOOL, "S2", name="王子萱", birth="2010-10-10", sex="1")
    office.row(SCHOOL, "S3", name="王*", birth="2010-10-10", sex="1")
    office.link()
    assert office.who(f"{SCHOOL}#S1") == office.who(f"{REGISTER}#R-{elder}") != office.who(f"{REGISTER}#R-{younger}")
    assert office.who(f"{SCHOOL}#S2") == office.who(f"{REGISTER}#R-{younger}")
    assert office.tier(f"{SCHOOL}#S3") == "L0" and office.reviewed() == {f"{SCHOOL}#S3": "near_candidate"}


def test_at_most_one_register_entry(office: Departments) -> None:
    own = office.person("陈晨", "1990-01-01", 15, "H1")
    office.row(REGISTER, "R2", own, name="陈晨", birth="1990-01-01", home="H1", register_status="正常")
    office.row(REGISTER, "R3", own, name="周舟", birth="1991-02-02", home="H2", register_status="正常")
    office.row(REGISTER, "R4", name="陈晨", birth="1990-01-01", home="H3", register_status="正常")
    office.link()
    assert office.who(f"{REGISTER}#R2") == office.who(f"{REGISTER}#R-{own}"), "the same entry twice"
    assert len({office.who(f"{REGISTER}#{record}") for record in ("R2", "R3", "R4")}) == 3
    assert office.reviewed()[f"{REGISTER}#R3"] == "second_register_entry"


def test_an_outsider_is_a_person(office: Departments) -> None:
    outsider = number("1988-08-08", 17, "340524")
    office.row(TAX, "T1", outsider, name="何远")
    office.row(CAR, "C1", outsider, name="何遠")
    office.link()
    assert office.who(f"{TAX}#T1") == office.who(f"{CAR}#C1") and office.tier(f"{TAX}#T1") == "L1"
    assert [row["is_registered"] for row in office.rows("linked.person")] == [False]


def test_a_placeholder_id_belongs_to_nobody(office: Departments) -> None:
    shared = number("1990-01-01", 999)
    for place, name in enumerate(["赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "王八", "冯九", "陈十"]):
        office.row(TAX, f"T{place}", shared, name=name)
    office.link()
    assert len({office.who(f"{TAX}#T{place}") for place in range(10)}) == 10


def test_decisions_are_obeyed(office: Departments) -> None:
    one, other = office.person("高远", "1980-01-01", 11, "H1"), office.person("高源", "1980-01-01", 13, "H2")
    office.row(TAX, "T1", one, name="高远")
    office.row(TAX, "T2", one, name="高远")
    office.row(MEDICAL, "Y1", name="高远")
    office.row(MEDICAL, "Y2", name="高飞", birth="1980-01-01")
    office.link()
    before = dict(office.links)
    office.decide(f"{REGISTER}#R-{one}", f"{REGISTER}#R-{other}", "同一人")
    office.decide(f"{TAX}#T1", f"{TAX}#T2", "不同人")
    office.decide(f"{MEDICAL}#Y1", f"{TAX}#T1", "不同人", "2017-10-01")
    office.decide(f"{MEDICAL}#Y1", f"{TAX}#T1", "同一人", "2017-11-11")
    office.decide(f"{MEDICAL}#Y2", f"{TAX}#T1", "同一人")
    office.decide(f"{MEDICAL}#Y2", f"{TAX}#T1", "不同人")
    office.decide(f"{MEDICAL}#Y2", f"{TAX}#nobody", "同一人")
    office.link()
    person = office.who(f"{REGISTER}#R-{one}")
    assert office.who(f"{REGISTER}#R-{other}") == office.who(f"{TAX}#T1") == office.who(f"{MEDICAL}#Y1") == person
    assert office.who(f"{TAX}#T2") != person and office.who(f"{MEDICAL}#Y2") != person
    assert office.reviewed()[f"{MEDICAL}#Y2"] == "decision_conflict"
    office.typed[DECISION].clear()
    office.link()
    assert office.links == before, "what was decided can be undone"


HOUSEHOLDS = (
    ("A1", "受理", "2017-03-01", ("applicant", "spouse", "child")),
    ("A1", "撤回", "2017-03-01", ("head", "spouse", "child")),
    ("A1", "受理", "2018-03-01", ("head", "spouse", "child")),
)


@pytest.mark.parametrize(("application", "status", "accepted", "roles"), HOUSEHOLDS)
def test_households(office: Departments, application: str, status: str, accepted: str, roles: tuple[str, ...]) -> None:
    family = [
        ("李强", "1970-01-02", 31, "户主"),
        ("赵敏", "1972-03-04", 42, "配偶"),
        ("李雪", "2000-05-06", 64, "子女"),
    ]
    own = [office.person(name, birth, sequence, "H7", relation) for name, birth, sequence, relation in family]
    cancelled = {"register_status": "死亡注销", "cancelled_date": datetime.date(2016, 1, 1)}
    dead = office.person("李老", "1940-01-01", 17, "H7", "父母", **cancelled)
    office.link()
    register = office.rows("linked.household")
    for place, (name, *_) in enumerate(family):
        relation = ("本人", "配偶", "子女")[place]
        office.row(MEMBER, f"M{place}", own[place], name=name, application=application, relation=relation)
    office.row(
        APPLICATION, application, own[0], name="李强", application=application, case_status=status,
        accepted_date=datetime.date.fromisoformat(accepted), street_code="310106011", committee_code="310106011003",
    )  # fmt: skip
    office.link()
    (household,) = office.rows("linked.household")
    members = office.rows("linked.household_member")
    assert sorted(row["role"] for row in members) == sorted(roles) and household["member_count"] == 3
    assert office.who(f"{REGISTER}#R-{dead}") not in {row["person_id"] for row in members}
    assert household["household_id"] == register[0]["household_id"], "a family keeps its id when its basis changes"
    is_live = roles[0] == "applicant"
    assert (household["basis"], household["street_code"]) == (
        ("application", "310106011") if is_live else ("register", "未定街道")
    )


def test_the_roll_makes_a_household_of_those_who_did_not_apply(office: Departments) -> None:
    head = office.person("孙福", "1950-01-02", 31, "H9", "户主")
    office.person("孙寿", "1980-01-02", 33, "H9", "子女")
    office.row(ROLL, "L1", head, name="孙福", certificate_number="DB1")
    office.link()
    (household,) = office.rows("linked.household")
    assert (household["basis"], household["member_count"]) == ("roll", 2)


def partition(office: Departments, renamed: dict[str, str] | None = None) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for record, row in office.links.items():
        groups[row["person_id"]].add((renamed or {}).get(record, record))
    return {frozenset(group) for group in groups.values()}


@pytest.mark.parametrize("seed", [1, 2])
def test_what_holds_whatever_is_delivered(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = Departments(tmp_path / "1"), Departments(tmp_path / "2"), Departments(tmp_path / "3")
    crowd(first, seed)
    written = first.link()
    records = {f"{row['extract']}#{row['record_number']}": row for row in first.records}
    holders, entries = defaultdict(set), defaultdict(set)
    for record, row in first.links.items():
        if row["link_tier"] == "L1":
            holders[row["person_id"]].add(records[record]["id_number"])
        if record.startswith(REGISTER):
            entries[row["person_id"]].add(record)
    assert all(len(numbers - {None}) <= 1 for numbers in holders.values()), "one valid id"
    assert all(len(found) == 1 for found in entries.values()), "one register entry"
    assert len(first.links) == len(first.records), "nothing lost"

    second.records, second.typed = list(first.records), first.typed
    random.Random(7).shuffle(second.records)
    object.__setattr__(second.ws, "threads", 3)
    monkeypatch.setattr("assets.workspace.FEW_ROWS", 0)
    assert second.link() == written, "any order, one thread or three: the same bytes"

    renamed = {}
    for row in first.records:
        before = f"{row['extract']}#{row['record_number']}"
        after = row["record_number"] if row["extract"] == REGISTER else f"Z{random.Random(before).random()}"
        third.records.append({**row, "record_number": after})
        renamed[f"{row['extract']}#{after}"] = before
    third.typed = first.typed
    third.link()
    assert partition(third, renamed) == partition(first), "record numbers decide nothing but ids"

    before = dict(first.links)
    first.row(TAX, "T-new", number("1999-09-09", 9), name="钱新")
    first.link()
    kept = sum(first.links[record]["person_id"] == row["person_id"] for record, row in before.items())
    assert kept == len(before), "a batch more changes nobody's id"


def test_nobody_at_all_and_nobody_with_an_id(tmp_path: Path) -> None:
    """More of the kind in test_linked_hostile.py."""
    empty, without = Departments(tmp_path / "empty"), Departments(tmp_path / "no")
    empty.link()
    assert empty.rows("linked.person") == []
    crowd(without, 3, families=30)
    for row in without.records:
        row.update(id_number=None, id_text=None, id_status="missing")
    without.link()
    assert len(without.links) == len(without.records)
    assert {row["link_tier"] for row in without.links.values()} <= {"L3", "L0"}
