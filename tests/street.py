"""A street for tests of single rows: families of one case, each with some rows of its own, settled in one world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.families import Case, settle_street, verify

Row = dict[str, Any]
Told = Mapping[str, Mapping[str, Sequence[Row]]]
"""Family -> extract -> its rows, told as if it lived alone: what is numbered is named after the family here."""


class Street:
    """Families in one world, each with a name and some rows of its own beside its case; settled at once."""

    def __init__(self, folder: Path, told: Told, case: Case, bureau: Path | None = None) -> None:
        self.world = settle_street(folder, dict.fromkeys(told, case), bureau, is_judged=False)
        identity = self.world.rows("linked.identity")
        self.world.put("linked.identity", [{**row, "id_number": f"{row['person_id']}号"} for row in identity])
        for extract in dict.fromkeys(extract for rows in told.values() for extract in rows):
            rows = [_of(name, row) for name, mine in told.items() for row in mine.get(extract, ())]
            self.world.deliver(extract, rows)
        verify(self.world)

    def report(self, name: str) -> Row:
        return next(r for r in self.world.rows("verified.report") if r["application_number"] == f"{name}申一")

    def item(self, name: str, code: str) -> Row:
        mine, rows = self.report(name)["report_id"], self.world.rows("verified.report_item")
        return next(r for r in rows if (r["report_id"], r["item_code"], r["person_id"]) == (mine, code, None))

    def evidence(self, name: str, extract: str) -> list[Row]:
        mine, rows = self.report(name)["report_id"], self.world.rows("verified.evidence")
        return [row for row in rows if (row["subject_id"], row["extract"]) == (mine, extract)]

    def reasons(self, name: str, extract: str) -> list[str | None]:
        return sorted(str(row["reason_not_counted"]) for row in self.evidence(name, extract))


NAMED = ("person", "application_number", "household_number", "id_number", "query_number", "objection_number",
         "policy_number", "contract_number", "title_number", "property_address", "employer_number")  # fmt: skip


def _of(name: str, row: Row) -> Row:
    return {key: name + value if key in NAMED and value is not None else value for key, value in row.items()}
