"""Many families in one world: who is who on the papers of one application, what receipts prove, what may be deducted,
how long a benefit is kept after a job is found, and which standard a village has."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.families import verify
from tests.world import World

Row = dict[str, Any]
DAY, BORN = datetime.date(2021, 12, 31), datetime.date(1950, 3, 1)
ACCEPTED = datetime.date(2021, 11, 10)
YEAR = [f"2021-{month:02}" for month in range(1, 13)]
DELIVERED = (
    "公安_户籍人口", "税务_个人所得", "税务_扣缴明细", "人社_养老待遇", "银行_账户余额", "证券_持仓", "不动产_权利人",
    "车管_机动车", "医保_费用结算", "民政_核对授权书", "民政_殡葬火化", "民政_低保成员", "民政_救助申请",
    "民政_申请家庭成员", "核对_异议登记",
)  # fmt: skip


class Families:
    """Told family by family, settled at once. An application has the number of its applicant."""

    def __init__(self, day: datetime.date = DAY) -> None:
        self.day = day
        self.persons: list[Row] = []
        self.names: dict[str, str] = {}
        self.rows: dict[str, list[Row]] = {extract: [] for extract in DELIVERED}
        self.facts: list[Row] = []

    def person(self, name: str, home: str, **more: Any) -> None:
        self.persons.append({"person_id": name, "birth_date": BORN, "sex_code": "1", "name_text": name,
                             "register_household_number": home} | more)  # fmt: skip
        if more.get("is_registered", True):
            self.add("公安_户籍人口", name, register_household_number=home, register_status="正常")

    def add(self, extract: str, person: str, **row: Any) -> None:
        self.rows[extract].append({"person": person, **row})

    def family(
        self, name: str, income: int = 0, tier: str = "L1", members: int = 1, signed: str = "L1", is_listed: bool = True
    ) -> None:
        """An applicant who declares an income (yuan a month) and nothing else; every line is authorised."""
        self.person(name, name)
        self.add(
            "民政_救助申请", name, tier="L3", application_number=name, programme="最低生活保障", case_status="已出证",
            accepted_date=min(ACCEPTED, self.day), declared_member_count=members, declared_income_fen=income * 100,
            declared_deposits_fen=0, declared_securities_fen=0, declared_dwelling_count=0, declared_vehicle_count=0,
        )  # fmt: skip
        if is_listed:
            self.add("民政_申请家庭成员", name, tier=tier, application_number=name, relation="本人",
                     declared_income_fen=income * 100)  # fmt: skip
        self.sign(name, name, signed)

    def sign(self, application: str, person: str, tier: str = "L1") -> None:
        self.add("民政_核对授权书", person, tier=tier, application_number=application, scope="全部",
                 signed_date=datetime.date(2014, 1, 5), valid_to_date=datetime.date(2022, 6, 30))  # fmt: skip

    def wages(self, person: str, yuan: int, months: list[str], tier: str = "L1") -> None:
        for month in months:
            self.add("税务_扣缴明细", person, tier=tier, month=month, income_kind="工资薪金所得", income_fen=yuan * 100)

    def settle(self, folder: Path) -> World:
        world = World(folder, as_of=self.day)
        world.people(self.persons)
        for extract, rows in self.rows.items():
            world.deliver(extract, rows)
        homes = [{"household_id": p["person_id"], "person_id": p["person_id"]} for p in self.persons
                 if not p.get("deceased_date")]  # fmt: skip
        world.put("linked.household", [{"household_id": p["person_id"], "basis": "roll", "member_count": 1}
                                       for p in self.persons])  # fmt: skip
        world.put("linked.household_member", homes)
        world.put("verified.fact", [{"is_known": True, "evidence": []} | fact for fact in self.facts])
        links = world.rows("linked.record_link")
        world.put(
            "standardised.record",
            [{"record_key": row["record_key"], "extract": row["extract"], "record_number": row["record_number"],
              "name_text": self.names.get(row["person_id"], row["person_id"])} for row in links],
        )  # fmt: skip
        verify(world)
        return world


def everyone() -> Families:
    told = Families()
    for name, tier, signed in (("甲", "L3", "L1"), ("乙", "L3", "L3")):
        told.family(name, tier=tier, signed=signed)
        told.add("银行_账户余额", name, account_number=f"账{name}", balance_fen=9_000_000, as_of_date=DAY)
    told.family("丙")
    told.person("丙的父亲", "丙")
    told.add("民政_殡葬火化", "丙的父亲", tier="L3")
    told.family("丁", members=2)
    told.person("丁的儿子", "丁")
    told.person("别的证件号", "无", is_registered=False)
    told.names["别的证件号"] = "丁的儿子"
    told.add("民政_申请家庭成员", "别的证件号", application_number="丁", relation="子女", declared_income_fen=0)
    told.sign("丁", "丁的儿子")
    for name, is_totalled in (("戊", True), ("己", False)):
        told.family(name, 1000)
        told.wages(name, 2000, YEAR[:5])
        told.wages(name, 2000, YEAR[5:], "L3")
        if is_totalled:
            told.add("税务_个人所得", name, year=2021, income_kind="工资薪金所得", income_fen=2_400_000)
    for name, is_totalled in (("庚", True), ("辛", False)):
        told.family(name, 2000)
        told.wages(name, 2000, YEAR[:6])
        if is_totalled:
            told.add("税务_个人所得", name, year=2021, income_kind="工资薪金所得", income_fen=2_400_000)
    for name, spent, is_ill in (("壬", 6000, True), ("癸", 6000, False), ("子", 24000, True)):
        told.family(name, 1000)
        told.add("人社_养老待遇", name, month="2021-12", pension_fen=100_000)
        told.add("医保_费用结算", name, year=2021, claim_kind="住院", self_paid_fen=spent * 100)
        told.facts += [{"fact_code": "serious_illness", "person_id": name}] * is_ill
    for name, signed in (("卯", "L1"), ("辰", "L3")):
        told.family(name, signed=signed, is_listed=False)
        told.add("银行_账户余额", name, account_number=f"账{name}", balance_fen=9_000_000, as_of_date=DAY)
    told.family("巳", 2000, is_listed=False)
    told.family("午", 2000)
    for name in ("巳", "午"):
        told.person(f"{name}的妻子", name)
        told.add("民政_申请家庭成员", f"{name}的妻子", application_number=name, relation="配偶", declared_income_fen=0)
        told.sign(name, f"{name}的妻子")
        told.add("人社_养老待遇", f"{name}的妻子", month="2021-12", pension_fen=4_000)
    for name, use in (("申", "残疾人专用"), ("酉", "非营运")):
        told.family(name)
        told.rows["民政_救助申请"][-1]["declared_vehicle_count"] = 1
        told.add("车管_机动车", name, plate=f"牌{name}", status="正常", use=use)
    for name, income in (("丑", 1500), ("寅", 0)):
        told.family(name, income)
        told.wages(name, 6000, YEAR[9:])
        told.facts += [
            {"fact_code": "newly_employed", "person_id": name, "value": "2021-10",
             "valid_from": datetime.date(2021, 10, 1)},
            {"fact_code": "on_roll", "household_id": name, "value": "133000"},
        ]  # fmt: skip
    for name, months in (("戌", YEAR[2:]), ("亥", YEAR)):
        told.family(name, 1500)
        told.wages(name, 6000, months)
        told.facts += [
            {"fact_code": "newly_employed", "person_id": name, "value": "2021-10",
             "valid_from": datetime.date(2021, 10, 1)},
            {"fact_code": "on_roll", "household_id": name, "value": "133000"},
        ]  # fmt: skip
    told.family("未", 2600, members=2)
    told.wages("未", 3000, YEAR)
    told.person("未的母亲", "未")
    told.add("民政_申请家庭成员", "未的母亲", application_number="未", relation="父母", declared_income_fen=0)
    told.sign("未", "未的母亲")
    told.add("核对_异议登记", "未", application_number="未", objection_number="异未", item_code="income", status="成立",
             corrected_value="2600.00",
             raised_date=datetime.date(2021, 11, 20), decided_date=datetime.date(2021, 12, 1))  # fmt: skip
    return told


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return everyone().settle(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="module")
def reports(world: World) -> dict[str, Row]:
    return {row["application_number"]: row for row in world.rows("verified.report")}


def test_one_sure_paper_of_an_application_says_who_it_is(reports: dict[str, Row]) -> None:
    """The row of the member is linked by probability; the authorisation he signed carries his valid number."""
    assert reports["甲"]["under_declared"] and reports["甲"]["exceeds_limit"]
    assert not reports["乙"]["under_declared"] and reports["乙"]["conclusion"] == "under_review"
    assert reports["卯"]["under_declared"] and reports["卯"]["exceeds_limit"], "no row of a member, a sure signature"
    assert not reports["辰"]["under_declared"] and reports["辰"]["conclusion"] == "under_review"


def test_nobody_is_left_out_who_may_be_dead_or_listed_under_a_wrong_number(
    reports: dict[str, Row], world: World
) -> None:
    assert [(reports[name]["member_count"], reports[name]["has_difference"]) for name in ("丙", "丁")] == [
        (1, False), (2, False),
    ]  # fmt: skip
    listed = pl.DataFrame(world.rows("verified.report_member")).filter(pl.col("application_number") == "丁")
    assert set(listed.select("person_id", "is_declared", "link_tier").iter_rows()) == {
        ("丁", True, "L1"), ("丁的儿子", True, "L3"),
    }  # fmt: skip


def test_a_sure_total_of_the_year_proves_its_receipts(reports: dict[str, Row]) -> None:
    """Seven of twelve receipts are linked by probability; without the year's total nothing adverse is said."""
    assert reports["戊"]["proven_income_fen"] == 200_000 and reports["戊"]["under_declared"]
    assert reports["己"]["proven_income_fen"] == 83_333 and not reports["己"]["under_declared"]
    assert reports["戊"]["verified_income_fen"] == reports["己"]["verified_income_fen"] == 200_000


def test_receipts_short_of_the_year_s_total_show_no_over_declaration(reports: dict[str, Row]) -> None:
    assert (reports["庚"]["over_declared"], reports["辛"]["over_declared"]) == (False, True)
    assert not reports["庚"]["has_difference"]


def test_what_nobody_was_told_to_earn_is_not_declared_too_much(reports: dict[str, Row], world: World) -> None:
    """The applicant has no row of his own: what the total says beyond the others may be his."""
    households = {r["report_id"]: r for r in world.rows("verified.report_value")
                  if r["item_code"] == "income" and r["person_id"] is None}  # fmt: skip
    assert not households[reports["巳"]["report_id"]]["is_whole"] and not reports["巳"]["over_declared"]
    assert not reports["午"]["over_declared"], "he declares an income that no register knows"


def test_what_illness_costs_is_deducted_and_never_below_nothing(reports: dict[str, Row], world: World) -> None:
    """Of 1,000 a month, 6,000 a year leaves 500; 24,000 leaves nothing, and the standard of 1,330 is the most."""
    found = {name: (reports[name]["countable_income_fen"], reports[name]["benefit_fen"]) for name in ("壬", "癸", "子")}
    assert found == {"壬": (50_000, 83_000), "癸": (100_000, 33_000), "子": (0, 133_000)}
    lines = [row for row in world.rows("verified.benefit_trace") if row["case_id"] == "R-子"]
    assert max(lines, key=lambda row: row["step_number"])["running_fen"] == 133_000


def test_what_a_report_leaves_out_of_a_limit_the_outlook_leaves_out(reports: dict[str, Row], world: World) -> None:
    """A vehicle for the disabled is no vehicle in either; another one is in both."""
    asked = {row["household_id"]: row["verdict"] for row in world.rows("verified.eligibility_condition")
             if row["programme_code"] == "dibao" and row["condition_code"] == "vehicles"}  # fmt: skip
    assert ("dibao.vehicle_limit" in reports["申"]["limits_exceeded"], asked["申"]) == (False, "met")
    assert ("dibao.vehicle_limit" in reports["酉"]["limits_exceeded"], asked["酉"]) == (True, "not_met")


def test_who_reports_a_job_keeps_the_benefit_for_a_while(reports: dict[str, Row]) -> None:
    """Both are over the line since October; one of them declared the wage afterwards."""
    assert reports["丑"]["exceeds_limit"] and reports["寅"]["exceeds_limit"]
    assert (reports["丑"]["benefit_fen"], reports["寅"]["benefit_fen"]) == (133_000, 0)


def test_receipts_tell_when_a_job_began_before_its_first_contribution(reports: dict[str, Row]) -> None:
    """Both contribute since October. Paid since March, the tenth month keeps half; paid since the first month that was
    delivered, nobody can say that the job is new."""
    assert reports["戌"]["exceeds_limit"] and reports["亥"]["exceeds_limit"]
    assert (reports["戌"]["benefit_fen"], reports["亥"]["benefit_fen"]) == (66_500, 0)


def test_a_corrected_income_keeps_what_is_spared_of_wages(reports: dict[str, Row]) -> None:
    """3,000 of wages, corrected to 2,600: 870 are spared, and two people may have 2,660."""
    found = reports["未"]
    assert (found["verified_income_fen"], found["countable_income_fen"], found["benefit_fen"]) == (
        260_000, 173_000, 93_000,
    )  # fmt: skip


def test_the_order_of_rows_and_people_changes_nothing(reports: dict[str, Row], tmp_path: Path) -> None:
    told = everyone()
    for rows in (told.persons, told.facts, *told.rows.values()):
        rows.reverse()
    found = {row["application_number"]: row for row in told.settle(tmp_path).rows("verified.report")}
    assert found == reports


def test_a_village_has_its_own_standard_until_2015(tmp_path: Path) -> None:
    """2014: 710 in town, 620 in the country; a pension of 650 exceeds only there."""
    told = Families(datetime.date(2014, 12, 31))
    for name, pension in (("城", 500), ("乡", 500), ("城过", 650), ("乡过", 650), ("未写", 500)):
        told.family(name, pension)
        told.add("人社_养老待遇", name, month="2014-12", pension_fen=pension * 100)
        kind = {"城": "城镇", "乡": "农村"}.get(name[0])
        told.add("民政_低保成员", name, certificate_number=name, residence_kind=kind)
    world = told.settle(tmp_path)
    found = {r["application_number"]: (r["benefit_fen"], r["exceeds_limit"]) for r in world.rows("verified.report")}
    assert found == {"城": (21_000, False), "乡": (12_000, False), "城过": (6_000, False), "乡过": (0, True),
                     "未写": (21_000, False)}  # fmt: skip
    limits = {r["report_id"]: r["limit_value"] for r in world.rows("verified.report_limit")
              if r["limit_name"] == "dibao.income_limit"}  # fmt: skip
    assert (limits["R-城"], limits["R-乡"]) == (71_000, 62_000)
