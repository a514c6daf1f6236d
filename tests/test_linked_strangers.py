"""Whose a record is when its number was spoilt twice or is a parent's or a stranger's: small worlds told row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.departments import CAR, MEDICAL, REGISTER, SCHOOL, TAX, Departments, number

TITLE, FUND = "不动产_权利人", "公积金_缴存"


@pytest.fixture
def office(tmp_path: Path) -> Departments:
    return Departments(tmp_path)


def is_of(office: Departments, record: str, own: str) -> bool:
    return office.who(record) == office.who(f"{REGISTER}#R-{own}")


def test_a_child_without_a_name_is_not_the_mother(office: Departments) -> None:
    mother = office.person("王小丽", "1990-05-06", 42, "H1", "户主")
    child = office.person("李子昂", "2017-09-10", 31, "H1", "子女", mother_id_number=mother)
    office.row(MEDICAL, "Y1", mother, name="王小丽之子", birth="2017-09-10")
    office.row(MEDICAL, "Y2", mother, name="王小丽之子")
    office.row(MEDICAL, "Y3", child, name="王小丽(之子)")
    office.row(MEDICAL, "Y4", mother, name="王小丽")
    office.link()
    assert is_of(office, f"{MEDICAL}#Y1", child) and office.tier(f"{MEDICAL}#Y1") == "L3"
    assert not is_of(office, f"{MEDICAL}#Y2", mother), "whose cost it is nobody can tell, but not hers"
    assert is_of(office, f"{MEDICAL}#Y3", child) and office.tier(f"{MEDICAL}#Y3") == "L1"
    assert is_of(office, f"{MEDICAL}#Y4", mother) and office.tier(f"{MEDICAL}#Y4") == "L1"


@pytest.mark.parametrize(("name", "told"), [("萧晓龙", "晓龙肖"), ("欧阳修远", "修远欧阳"), ("张伟", "伟张")])
def test_a_surname_written_last(office: Departments, name: str, told: str) -> None:
    own = office.person(name, "1980-03-04", 11, "H1")
    office.row(TAX, "T1", own, name=told)
    office.row(MEDICAL, "Y1", name=told, birth="1980-03-04", sex="1")
    office.link()
    assert is_of(office, f"{TAX}#T1", own) and office.tier(f"{TAX}#T1") == "L1"
    assert is_of(office, f"{MEDICAL}#Y1", own)


def test_a_strangers_number_does_not_speak_against_name_and_birth(office: Departments) -> None:
    """Whoever uses a stranger's number lives elsewhere: that says nothing about who it is."""
    own = office.person("郭秀凤", "2003-07-04", 46, "H1")
    for place in range(25):
        office.person("郭秀凤", f"19{60 + place}-01-02", 22, f"W{place}")
    stranger = office.person("梁德建", "1967-09-15", 89, "H2")
    office.row(SCHOOL, "S1", stranger, name="郭秀凤", birth="2003-07-04")
    office.link()
    assert is_of(office, f"{SCHOOL}#S1", own) and office.tier(f"{SCHOOL}#S1") == "L3"


def spoilt_twice(own: str) -> list[str]:
    """Two wrong digits, two exchanged over one, one wrong and two exchanged, one wrong and one lost."""
    return [
        own[:4] + "9" + own[5:9] + ("7" if own[9] != "7" else "8") + own[10:],
        own[:9] + own[11] + own[10] + own[9] + own[12:],
        own[0] + own[2] + own[1] + own[3:16] + ("5" if own[16] != "5" else "6") + own[17],
        own[:5] + "9" + own[6:12] + own[13:],
    ]


@pytest.mark.parametrize("kind", range(4))
def test_a_number_spoilt_twice(office: Departments, kind: int) -> None:
    own = office.person("董国志", "1971-04-28", 815, "H1")
    office.person("董国志", "1975-06-09", 222, "H2")
    twin = office.person("董国强", "1971-04-28", 817, "H1")
    office.row(CAR, "C1", spoilt_twice(own)[kind], name="董国志")
    office.row(CAR, "C2", spoilt_twice(own)[kind], name="赵明月")
    office.row(CAR, "C3", spoilt_twice(twin)[kind], name="董国强")
    office.link()
    assert is_of(office, f"{CAR}#C1", own) and is_of(office, f"{CAR}#C3", twin)
    assert office.tier(f"{CAR}#C2") == "L0"


def test_what_is_left_of_a_number_cut_off(office: Departments) -> None:
    own = office.person("耿玉林", "1930-06-16", 538, "H1")
    office.person("耿玉林", "1931-07-17", 532, "H2")
    rare = number("1972-04-01", 196, area="513421")
    office.row(REGISTER, f"R-{rare}", rare, name="曹春梅", birth="1972-04-01", home="H3", register_status="正常")
    office.person("曹春梅", "1975-05-02", 196, "H4")
    office.row(TAX, "T1", own[:14], name="耿玉林")
    office.row(TAX, "T2", own[:6], name="耿玉林")
    office.row(TAX, "T3", "5.13421E+17", name="曹春梅")
    office.link()
    assert is_of(office, f"{TAX}#T1", own) and is_of(office, f"{TAX}#T3", rare)
    assert office.tier(f"{TAX}#T2") == "L0"


def test_zeros_of_a_spreadsheet_that_make_a_valid_number(office: Departments) -> None:
    """One in eleven numbers that end in three zeros has the right check digit, and is still nobody's."""
    birth = next(f"1961-06-{day:02d}" for day in range(1, 28) if number(f"1961-06-{day:02d}", 700).endswith("0"))
    own = office.person("谢浩", birth, 733, "H1")
    lone = number("1950-01-01", 100)
    for place in range(3):
        office.row(TAX, f"T{place}", own[:15] + "000", name="谢浩", shared="E1")
    office.row(TAX, "T9", lone, name="钱无人")
    office.link()
    assert all(is_of(office, f"{TAX}#T{place}", own) for place in range(3))
    assert office.tier(f"{TAX}#T9") == "L1"


def test_hearsay_gives_nobody_to_the_less_likely_of_two(office: Departments) -> None:
    """Two are called 李磊 and were born that day. Who works with one of them is not given to the other because
    somebody without a number was."""
    one = office.person("李磊", "1984-10-27", 55, "H1", address="阳曲路760弄5号101室")
    other = office.person("李磊", "1984-10-27", 59, "H2", address="大统路12号3室")
    office.row(TAX, "T1", one, name="李磊", shared="E1")
    office.row(TAX, "T2", number("1990-01-01", 1), name="赵明", shared="E1")
    office.row(MEDICAL, "Y1", name="李磊", birth="1984-10-27", sex="1", address="大统路12号3室")
    office.row(TAX, "T3", name="李磊", birth="1984-10-27", sex="1", shared="E1")
    office.link()
    assert is_of(office, f"{MEDICAL}#Y1", other)
    assert not is_of(office, f"{TAX}#T3", other)


def test_who_owns_the_place_where_one_of_that_name_lives(office: Departments) -> None:
    own = office.person("邓红霞", "1976-08-25", 110, "H1", address="上海市静安区阳曲路760弄5号101室")
    stray = office.person("田卫东", "1968-03-02", 747, "H3")
    office.row(TITLE, "B1", name="邓红霞", address="阳曲路七百六十弄5号101室")
    office.row(TITLE, "B2", name="邓红霞", address="共和新路88号")
    office.row(TITLE, "B3", stray, name="田卫东", address="共和新路88号")
    office.link()
    assert is_of(office, f"{TITLE}#B1", own) and office.tier(f"{TITLE}#B2") == "L0"
    said = {row["person_id"]: row["address"] for row in office.rows("linked.identity")}
    assert said[office.who(f"{TITLE}#B3")] is None, "what one owns is not where one lives"


def test_a_name_among_hundreds_of_colleagues(office: Departments) -> None:
    own = office.person("郭秀凤", "2003-07-04", 46, "H1")
    office.row(TAX, "T1", own, name="郭秀凤", shared="E1")
    for place in range(100):
        office.row(TAX, f"C{place}", number(f"1990-01-{1 + place % 28:02d}", place), name=f"赵{place}", shared="E1")
    office.row(MEDICAL, "Y1", name="郭秀凤")
    office.row(FUND, "F1", name="郭秀凤", shared="E1")
    office.link()
    assert is_of(office, f"{FUND}#F1", own) and office.tier(f"{MEDICAL}#Y1") == "L0"


def test_a_mask_that_shows_next_to_nothing_joins_nobody(office: Departments) -> None:
    office.row(TAX, "T1", "3****************9", name="黄春梅")
    office.row(MEDICAL, "Y1", "3****************9", name="黄春梅")
    office.link()
    assert office.who(f"{TAX}#T1") != office.who(f"{MEDICAL}#Y1")


def test_a_birthday_written_a_day_early_in_the_month_before(office: Departments) -> None:
    own = office.person("郭桂春", "1980-12-01", 320, "H1")
    office.row(MEDICAL, "Y1", own, name="李大全", birth="1980-11-30")
    office.row(MEDICAL, "Y2", own, name="李大全", birth="1980-10-30")
    office.link()
    assert is_of(office, f"{MEDICAL}#Y1", own) and office.tier(f"{MEDICAL}#Y1") == "L2"
    assert not is_of(office, f"{MEDICAL}#Y2", own)


@pytest.mark.parametrize(
    ("birth", "his"),
    [("1961-09-30", True), ("1959-09-30", True), ("1962-09-30", False), ("1958-09-30", False), ("1962-04-17", True)],
)
def test_a_like_name_with_another_birthday(office: Departments, birth: str, his: bool) -> None:
    """A slip of one year is a slip; two years and another day are a relative who used the number."""
    own = office.person("陈建国", "1960-04-17", 31, "H1")
    office.row(MEDICAL, "Y1", own, name="陈健国", birth=birth)
    office.link()
    assert (is_of(office, f"{MEDICAL}#Y1", own) and office.tier(f"{MEDICAL}#Y1") == "L1") == his
