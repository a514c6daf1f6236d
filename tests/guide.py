"""Whole families of a city's guide as the files that departments deliver: one line tells one family."""

from __future__ import annotations

import csv
import datetime
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl

from rules.linkage import ids
from schemas.contract import Extract, extracts

Row = dict[str, Any]
DAY = datetime.date(2018, 12, 31)
TOWN, VILLAGE = "310106", "310151"
EVEN = {
    "民政_救助申请", "民政_申请家庭成员", "公安_户籍人口", "人社_参保缴费", "医保_费用结算", "银行_账户余额",
    "税务_个人所得", "人社_养老待遇", "证券_持仓", "不动产_权利人", "车管_机动车", "市监_企业人员",
}  # fmt: skip
"""Delivered even where nobody of the guide has a row."""
KINDS = {"肢体": "4", "智力": "5"}
LEVELS = {"一级": "1", "二级": "2", "三级": "3", "四级": "4"}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
OPEN = {"address": "青山路1号"}


class Guide:
    """The families of one golden table; `deliver` writes their inbox."""

    def __init__(self, families: list[dict[str, str]]) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.applications: list[str] = []
        for place, family in enumerate(families):
            self._family(place, family)

    def _family(self, place: int, family: dict[str, str]) -> None:
        number, people = f"QS2018{place:04d}", family["成员"].split()
        self.applications.append(number)
        told = [self._member(number, place, order, text) for order, text in enumerate(people)]
        first = told[0]
        self._add(
            "民政_救助申请", first, application_number=number, programme=family["项目"],
            declared_member_count=len(told), declared_income=sum(p["declared"] for p in told),
            declared_deposits=sum(p["deposit"] for p in told), declared_securities=0, declared_dwelling_count=0,
            declared_vehicle_count=sum(p["vehicles"] for p in told),
            accepted_date=datetime.date(2018, 12, 3), issued_date=datetime.date(2018, 12, 20), case_status="已出证",
            street_code=(VILLAGE if "农村" in family["家庭"] else TOWN) + "101",
        )  # fmt: skip
        for person in told:
            self._add("民政_申请家庭成员", person, application_number=number, relation=person["relation"],
                      declared_income=person["declared"])  # fmt: skip

    def _member(self, application: str, place: int, order: int, text: str) -> Row:
        """`名:关系:性别:生日:词…`; words are

        工资/经营/自负 a year, 养老/失业/赡养/自报 a month, 存款, 车价 with its first year, 残疾, 重病, 在读, 受灾,
        子女 with their household's month, its members, whom they support, what was agreed.
        """
        name, relation, sex, born, *words = text.split(":")
        sequence = f"{place * 10 + order:02d}"[-2:] + ("1" if sex == "男" else "2")
        body = f"{310100 + place // 10}{born.replace('-', '')}{sequence}"
        person: Row = {
            "name": SURNAMES[place % len(SURNAMES)] + name, "id_number": body + ids.check_character(body), "sex": sex,
            "birth_date": datetime.date.fromisoformat(born), "relation": relation, "declared": 0, "deposit": 0,
            "vehicles": 0,
        }  # fmt: skip
        self._add("公安_户籍人口", person, register_household_number=f"H{place:04d}", register_status="正常",
                  address=f"青山路{place + 1}号")  # fmt: skip
        for word in words:
            self._word(application, person, word[:2], word[2:])
        return person

    def _word(self, application: str, person: Row, word: str, said: str) -> None:
        if word in ("工资", "经营"):
            kind = {"工资": "工资薪金所得", "经营": "经营所得"}[word]
            self._add("税务_个人所得", person, income_kind=kind, year=2018, income=said)
            person["declared"] += int(said) // 12
        elif word == "养老":
            self._add("人社_养老待遇", person, benefit_kind="城镇职工养老金", pension=said, month="2018-12")
            person["declared"] += int(said)
        elif word == "失业":
            self._add("人社_失业登记", person, registered_date=datetime.date(2018, 9, 3), unemployment_benefit=said,
                      status="登记失业")  # fmt: skip
            person["declared"] += int(said)
        elif word == "赡养":
            self._add("民政_申报明细", person, application_number=application, item_code="income_support",
                      declared_value=said)  # fmt: skip
            person["declared"] += int(said)
        elif word == "自报":
            person["declared"] += int(said)
        elif word == "存款":
            self._add("银行_账户余额", person, account_number=f"A{person['id_number']}", balance=said, as_of_date=DAY)
            person["deposit"] += int(said)
        elif word == "车价":
            price, year = said.split("/")
            self._add("车管_机动车", person, plate=f"沪{person['id_number'][-6:]}", status="正常", price=price,
                      first_registered_date=datetime.date(int(year), 12, 31))  # fmt: skip
            person["vehicles"] += 1
        elif word == "自负":
            self._add("医保_费用结算", person, claim_kind="住院", year=2018, cost=said, paid_by_fund=0, self_paid=said)
        elif word == "残疾":
            number = person["id_number"] + KINDS[said[:2]] + LEVELS[said[2:]]
            self._add("残联_持证残疾人", person, disability_certificate_number=number, disability_kind=said[:2],
                      disability_level=said[2:], issued_date=datetime.date(2015, 1, 1))  # fmt: skip
        elif word == "重病":
            self._add("医保_大病登记", person, serious_disease="恶性肿瘤", registered_date=datetime.date(2018, 3, 1))
        elif word == "在读":
            self._add("教育_学籍", person, stage=said, status="在读")
        elif word == "受灾":
            self._add("应急_灾害事故", person, event="火灾", event_date=datetime.date(2018, 11, 1))
        elif word == "子女":
            income, size, count, agreed = said.split("/")
            self._add("民政_赡养人", {"name": "子" + person["name"], "id_number": None}, relation="子女", ability="有",
                      dependant_id_number=person["id_number"], supporter_income=income, supporter_household_size=size,
                      supported_count=count, agreed_support=agreed)  # fmt: skip
        else:
            raise ValueError(f"unknown word {word}")

    def _add(self, extract: str, person: Row, **said: Any) -> None:
        self.rows[extract].append({**person, **said, "record_number": f"{extract}-{len(self.rows[extract])}"})

    def deliver(self, inbox: Path) -> None:
        """Every extract as its contract says, and a manifest of what each department sent."""
        sent: dict[str, list[Row]] = defaultdict(list)
        for name in sorted({*EVEN, *self.rows}):
            contract = extracts()[name]
            folder = inbox / str(DAY) / contract.department
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{name}.{contract.format}"
            _write(path, contract, self.rows[name])
            sent[contract.department].append({"file": path.name, "rows": len(self.rows[name])})
        for department, files in sent.items():
            text = json.dumps({"department": department, "files": files}, ensure_ascii=False)
            (inbox / str(DAY) / department / "manifest.json").write_text(text, encoding="utf-8")


def _write(path: Path, contract: Extract, rows: list[Row]) -> None:
    header = [column.name for column in contract.columns]
    lines = [[_cell(row.get(c.term), c.date or contract.date_format) for c in contract.columns] for row in rows]
    if contract.format == "parquet":
        pl.DataFrame(lines, schema=dict.fromkeys(header, pl.String()), orient="row").write_parquet(path)
        return
    with path.open("w", encoding=contract.encoding, newline="") as file:
        csv.writer(file, delimiter=contract.separator).writerows([header, *lines])


def _cell(value: Any, date_format: str) -> str | None:
    return value.strftime(date_format) if isinstance(value, datetime.date) else None if value is None else str(value)
