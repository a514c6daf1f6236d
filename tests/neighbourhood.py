"""Cases told in one line each: a mini notation for facts, put into one made-up neighbourhood so that a rule runs once.

"甲 残疾=肢体一级 自2017-12-01; 户 低保在册家庭=60000" says two facts: subject (甲, 乙, 丙 live in the household, 户 is
the household itself, 外 lives elsewhere), label of a fact, indicator or programme, value, days, 不明, tier.
"""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any, NamedTuple

from schemas.codes import code_lists
from tests.world import World

GOLDEN = Path(__file__).parent / "golden"
DAY = datetime.date.fromisoformat
PEOPLE = ("甲", "乙", "丙")
OUTSIDE = "外"
AS_OF = datetime.date(2017, 12, 31)
BORN = datetime.date(1970, 1, 1)


class Told(NamedTuple):
    """One statement of a case."""

    who: str
    label: str
    value: str | None
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    is_known: bool
    tier: str
    number: float | None


def rows(path: str) -> list[dict[str, str]]:
    """A golden table: Chinese headers, one case a row."""
    with (GOLDEN / path).open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert all(None not in row and None not in row.values() for row in found), path
    return found


def statements(text: str) -> list[Told]:
    return [_statement(part.split()) for part in text.split(";") if part.strip()]


def _statement(words: list[str]) -> Told:
    who, (label, _, value), rest = words[0], words[1].partition("="), words[2:]
    days = {word[0]: DAY(word[1:]) for word in rest if word[0] in "自至"}
    number = next((float(word) for word in rest if word[0].isdigit()), None)
    tier = next((word for word in rest if word[0] == "L"), "L1")
    return Told(who, label, value or None, days.get("自"), days.get("至"), "不明" not in rest, tier, number)


def fen(text: str) -> int:
    yuan, _, cents = text.partition(".")
    return int(yuan) * 100 + int(cents or 0)


class Neighbourhood(World):
    """Every case is a household of three of its own; everything is delivered, so that every rule can be computed."""

    def __init__(
        self, folder: Path, cases: list[tuple[str, str]], bureau: Path | None = None, as_of: datetime.date = AS_OF
    ) -> None:
        """`cases`: what is told, and income per head and month in yuan (empty or 不明: not known)."""
        super().__init__(folder, as_of, bureau)
        for extract in self.ws.catalogue:
            self.put(f"standardised.{extract}", [])
        book = self.ws.rulebook
        self._facts = {spec.label: code for code, spec in book.facts.items()}
        self._indicators = {spec.label: code for code, spec in book.indicators.items()}
        self._programmes = {entry.label: code for code, entry in code_lists()["programme"].items()}
        tables: dict[str, list[dict[str, Any]]] = {
            "verified.fact": [], "scored.household_indicator": [], "verified.report": [], "linked.record_link": [],
            "verified.household_income": [], "linked.household": [], "linked.household_member": [],
            "standardised.民政_救助发放": [],
        }  # fmt: skip
        people = []
        for number, (text, income) in enumerate(cases):
            told = statements(text)
            dead = {one.who for one in told if one.label == "已故"}
            home = self.home(number)
            for who in (*PEOPLE, OUTSIDE):
                person = self.person(number, who)
                people.append(
                    {
                        "person_id": person,
                        "birth_date": BORN,
                        "deceased_date": BORN if who in dead else None,
                        "register_household_number": f"册{number}",
                    }
                )
                if who != OUTSIDE:
                    tables["linked.household_member"].append({**home, "person_id": person, "role": "other"})
            tables["linked.household"].append(
                {**home, "basis": "register", "street_code": "甲街道", "committee_code": "甲居委",
                 "register_street_code": "乙街道", "member_count": len(PEOPLE)}
            )  # fmt: skip
            if income:
                is_known = income != "不明"
                tables["verified.household_income"].append(
                    {**home, "income_fen": fen(income) * len(PEOPLE) if is_known else None, "is_complete": is_known,
                     "evidence": [f"收入#{number}"]}
                )  # fmt: skip
            for place, one in enumerate(told):
                self._say(tables, number, place, one)
        self.people(people)
        for key, told_rows in tables.items():
            self.put(key, told_rows)

    @staticmethod
    def home(number: int) -> dict[str, str]:
        return {"household_id": f"户{number:03d}"}

    @staticmethod
    def person(number: int, who: str) -> str:
        return f"{number:03d}{who}"

    def _say(self, tables: dict[str, list[dict[str, Any]]], number: int, place: int, one: Told) -> None:
        source = f"{number}-{place}"
        home = {} if one.who == OUTSIDE else self.home(number)
        if one.label in self._facts:
            person = None if one.who == "户" else self.person(number, one.who)
            value = self.person(number, one.value or "") if one.label == "父母" else one.value
            tables["verified.fact"].append(
                {**home, "person_id": person, "fact_code": self._facts[one.label], "value": value,
                 "valid_from": one.valid_from, "valid_to": one.valid_to, "is_known": one.is_known,
                 "evidence": [f"案例#{source}"]}
            )  # fmt: skip
            tables["linked.record_link"].append(
                {"record_key": number * 100 + place, "extract": "案例", "record_number": source,
                 "person_id": person or "户", "link_tier": one.tier}
            )  # fmt: skip
            if one.label == "享受待遇" and one.valid_to:
                tables["standardised.民政_救助发放"].append(
                    {"record_key": number * 100 + place, "record_number": source, "amount_fen": 1,
                     "programme": code_lists()["programme"][one.value or ""].label, "month": f"{one.valid_to:%Y-%m}"}
                )  # fmt: skip
        elif one.label in self._indicators:
            tables["scored.household_indicator"].append(
                {**home, "indicator_code": self._indicators[one.label], "state": one.value, "points": 0,
                 "value": one.number, "evidence": [f"案例#{source}"], "sentence": ""}
            )  # fmt: skip
        else:
            tables["verified.report"].append(
                {**home, "report_id": f"R-{source}", "application_number": source, "conclusion": one.value,
                 "programme_code": self._programmes[one.label], "issued_date": one.valid_from}
            )  # fmt: skip
