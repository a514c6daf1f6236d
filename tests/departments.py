"""Departments that deliver rows one by one, so that a case of linking is told in a few lines."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

from assets.linked import link
from assets.workspace import Written
from rules.linkage import ids
from tests.world import World

REGISTER, APPLICATION, MEMBER = "公安_户籍人口", "民政_救助申请", "民政_申请家庭成员"
TAX, CAR, SCHOOL, MEDICAL, ROLL = "税务_个人所得", "车管_机动车", "教育_学籍", "医保_费用结算", "民政_低保在册"
DECISION = "核对_链接裁定"
FIELDS = {
    "name": "name_text", "birth": "birth_date", "sex": "sex_code", "phone": "phone", "address": "address",
    "home": "register_household_number", "application": "application_number", "shared": "shared_number",
    "former": "former_name",
}  # fmt: skip


def number(birth: str, sequence: int, area: str = "310106") -> str:
    body = f"{area}{birth.replace('-', '')}{sequence:03d}"
    return body + ids.check_character(body)


class Departments(World):
    """A world in which departments deliver rows: `row(extract, number, id, name=…)`; then `link`."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.records: list[dict[str, Any]] = []
        self.typed: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def row(self, extract: str, record: str, id: str | None = None, **said: Any) -> None:
        reading = ids.canonical(id)
        birth = said.get("birth")
        said = said | ({"birth": datetime.date.fromisoformat(birth)} if birth else {})
        self.records.append(
            {"extract": extract, "record_number": record, "id_text": reading.text, "id_number": reading.number,
             "id_status": reading.status, **{FIELDS[name]: value for name, value in said.items() if name in FIELDS}}
        )  # fmt: skip
        more = {name: value for name, value in said.items() if name not in FIELDS}
        plain = {name: said[name] for name in ("name", "address") if name in said} | {"id_number": reading.number}
        dated = {"birth_date": said["birth"]} if "birth" in said and extract == REGISTER else {}
        linked = {FIELDS[name]: said[name] for name in ("home", "application") if name in said}
        if extract in (REGISTER, APPLICATION, MEMBER, ROLL):
            self.typed[extract].append({"record_number": record, **plain, **dated, **linked, **more})

    def person(self, name: str, birth: str, sequence: int, home: str, relation: str = "其他", **more: Any) -> str:
        """A registered person; the id."""
        own = number(birth, sequence)
        said = {"sex": ids.sex_code(own), "register_status": "正常"} | more
        self.row(REGISTER, f"R-{own}", own, name=name, birth=birth, home=home, relation=relation, **said)
        return own

    def decide(
        self, first: str, second: str, decision: str, date: str = "2017-11-01", number: str | None = None
    ) -> None:
        a, b = first.split("#"), second.split("#")
        self.typed[DECISION].append(
            {"record_number": number or f"D{len(self.typed[DECISION])}", "extract_a": a[0], "record_number_a": a[1],
             "extract_b": b[0], "record_number_b": b[1], "decision": decision,
             "decided_date": datetime.date.fromisoformat(date)}
        )  # fmt: skip

    def link(self) -> list[Written]:
        order = {extract: place for place, extract in enumerate(sorted(self.ws.catalogue))}
        keys, records = {}, sorted(self.records, key=lambda r: (r["extract"], r["record_number"] or ""))
        for place, record in enumerate(records):
            record["record_key"] = order[record["extract"]] * 10**10 + place
            keys[record["extract"], record["record_number"]] = record["record_key"]
        self.put("standardised.record", records)
        for extract, rows in self.typed.items():
            numbered = [
                {"record_key": keys.get((extract, row["record_number"]), place), **row}
                for place, row in enumerate(rows)
            ]
            self.put(f"standardised.{extract}", numbered)
        written = link(self.ws)
        self.links = {f"{r['extract']}#{r['record_number']}": r for r in self.rows("linked.record_link")}
        return written

    def who(self, record: str) -> str:
        return self.links[record]["person_id"]

    def tier(self, record: str) -> str:
        return self.links[record]["link_tier"]

    def reviewed(self) -> dict[str, str]:
        return {f"{r['extract']}#{r['record_number']}": r["reason_code"] for r in self.rows("linked.link_review")}


def crowd(office: Departments, seed: int, families: int = 60) -> dict[str, str]:
    """Families with everyday dirt; few names, so that many share one. Returns whose each record is."""
    rng, owner = random.Random(seed), {}
    for home in range(families):
        surname = rng.choice("王李张")
        for member in range(rng.randint(1, 4)):
            birth = f"{rng.randint(1940, 2015)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
            name = surname + "".join(rng.choice("伟芳敏静丽强磊军") for _ in range(rng.choice((1, 2))))
            own = office.person(name, birth, home * 10 + member, f"H{home}", phone=f"138{rng.randrange(10**8):08d}")
            owner[f"{REGISTER}#R-{own}"] = own
            for copy in range(rng.randint(1, 4)):
                kind, shown = rng.random(), own
                if kind < 0.15:
                    shown = None
                elif kind < 0.3:
                    shown = own[:9] + str((int(own[9]) + 1) % 10) + own[10:]
                elif kind < 0.4:
                    shown = number("1960-06-06", 500 + home)
                owner[f"{TAX}#T{home}-{member}-{copy}"] = own
                office.row(
                    TAX, f"T{home}-{member}-{copy}", shown, name=name, birth=birth if rng.random() < 0.6 else None
                )
    return owner
