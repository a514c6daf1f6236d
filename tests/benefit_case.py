"""Households for the tests of benefit amounts, told as an official would: `母:38:工资2139 子:10`."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from assets.verified import benefits
from tests.world import World

FLAGS = {"重残": "is_severely_disabled", "重病": "is_seriously_ill", "残疾": "is_disabled", "特困": "is_tekun",
         "无业": "is_jobless"}  # fmt: skip
FACTS = {
    "单亲": ["single_parent"], "失独": ["lost_only_child"], "高中": ["studying", "studying=高中"],
    "小学": ["studying", "studying=小学"], "一级": ["disability=肢体一级"],
    "二级": ["disability=肢体二级"], "失业": ["registered_unemployed"],
    "受灾": ["struck_by_event"], "大学": ["studying", "studying=大学"],
}  # fmt: skip
AMOUNTS = {"工资": "wage_parts", "其他": "other_parts", "新增": "new_wage_parts",
           "扣减": "deductible_parts",
           "自报": "declared_parts", "零工": "stated_wage_parts"}  # fmt: skip
OF_HOUSEHOLD = {"申报": "declared_income_fen", "年支出": "annual_spending_fen", "原补": "previous_benefit_fen",
                "赡养": "unprovable_fen", "年医疗": "annual_medical_fen"}  # fmt: skip
SUPPORTER = ("income_fen", "household_size", "supported_count", "agreed_fen")
SEXES = {"男": "1", "女": "2"}
Row = dict[str, Any]


def fen(text: str) -> int:
    return int(Decimal(text) * 100)


def member(case_id: str, text: str) -> Row:
    """`name:age:words`; words are 工资/经营/其他/新增/扣减/自报/零工 with yuan, 照护 with a level, 男/女, flags, facts.

    A supporter is 子女 with the monthly fen of their household, its members, whom they support, what was agreed."""
    name, age, *words = text.split(":")
    row: Row = dict.fromkeys(FLAGS.values(), False)
    row |= {"case_id": case_id, "person_id": f"{case_id}/{name}", "age": None if age == "?" else int(age),
            "wage_parts": 0, "other_parts": 0, "deductible_parts": None, "new_wage_parts": None, "care_level": None,
            "sex_code": None, "labour_parts": None, "declared_parts": None, "stated_wage_parts": None,
            "supporters": None, "facts": []}  # fmt: skip
    for word in words:
        if word in FACTS:
            row["facts"] = [*row["facts"], *FACTS[word]]
        elif word in SEXES:
            row["sex_code"] = SEXES[word]
        elif word.startswith("子女"):
            told = [int(number) if number else None for number in word[2:].split("/")]
            row["supporters"] = [*(row["supporters"] or []), dict(zip(SUPPORTER, told, strict=True))]
        elif word.startswith("经营"):
            row |= {"other_parts": row["other_parts"] + fen(word[2:]), "labour_parts": fen(word[2:])}
        elif word.startswith("照护"):
            row["care_level"] = int(word[2:])
        else:
            row |= {FLAGS[word]: True} if word in FLAGS else {AMOUNTS[word[:2]]: fen(word[2:])}
    if row["labour_parts"] is not None:
        row["labour_parts"] += row["wage_parts"]
    return row


def household(case_id: str, day: datetime.date, text: str) -> Row:
    """Words of the household: 农村, 未查全, 渐退6, 原补2470, 申报300, 年支出24000."""
    row: Row = {"case_id": case_id, "day": day, "parts_per_fen": 1, "is_income_complete": "未查全" not in text,
                "is_rural": "农村" in text, "taper_month": None} | dict.fromkeys(OF_HOUSEHOLD.values())  # fmt: skip
    row["programme_code"] = None
    for word in text.split():
        if word.startswith("渐退"):
            row["taper_month"] = int(word[2:])
        for name, column in OF_HOUSEHOLD.items():
            if word.startswith(name):
                row[column] = fen(word.removeprefix(name))
    return row


def frames(cases: list[Row], members: list[Row]) -> dict[str, pl.DataFrame]:
    whole, flag, text = pl.Int64(), pl.Boolean(), pl.String()
    return {
        "benefit_case": pl.DataFrame(
            cases,
            schema={"case_id": text, "day": pl.Date(), "programme_code": text, "parts_per_fen": whole,
                    "is_income_complete": flag, "is_rural": flag, "taper_month": pl.Int32(),
                    "declared_income_fen": whole, "annual_spending_fen": whole, "previous_benefit_fen": whole,
                    "unprovable_fen": whole, "annual_medical_fen": whole},
        ),
        "benefit_member": pl.DataFrame(
            members,
            schema={"case_id": text, "person_id": text, "age": pl.Int32(), "wage_parts": whole, "other_parts": whole,
                    "deductible_parts": whole, "new_wage_parts": whole, "care_level": pl.Int32(),
                    "sex_code": text, "labour_parts": whole,
                    "declared_parts": whole, "stated_wage_parts": whole,
                    "supporters": pl.List(pl.Struct(dict.fromkeys(SUPPORTER, whole))),
                    "facts": pl.List(text)} | dict.fromkeys(FLAGS.values(), flag),
        ),
    }  # fmt: skip


def amounts(
    folder: Path,
    cases: list[Row],
    members: list[Row],
    bureau: Path | None = None,
    result: str = "benefit",
    programmes: Collection[str] | None = None,
) -> list[Row]:
    """The rows of a relation of the seam for told households: `benefit` or `trace`."""
    world = World(folder, as_of=datetime.date(2018, 12, 31), bureau=bureau)
    with world.ws.session() as con:
        for name, frame in frames(cases, members).items():
            con.register(name, frame.to_arrow())
        benefits.lay(world.ws, con, programmes)
        if result == "trace":
            none = "select '' as report_id, '' as limit_name, '' as limit_item, false as is_exceeded where false"
            con.sql(none).create("report_limit")
            benefits.follow(world.ws, con)
        rows: list[Row] = con.sql("from " + result).pl().to_dicts()
        return rows
