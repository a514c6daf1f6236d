"""A tiny world for tests: typed tables put in place row by row, so that a case is told in a few lines."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from assets.workspace import Workspace
from schemas.standardised import polars_columns
from schemas.tables import tables

KEY = b"a key of thirty-two bytes, tests"


@cache
def shipped(as_of: datetime.date) -> dict[str, Any]:
    """What every workspace of a day without a bureau's folder reads alike: the rules, the extracts, the words."""
    lasting = Workspace(out=Path(), batch=str(as_of), as_of=as_of)
    parts = ("rulebook", "catalogue", "_standing", "_words", "_folder_of_words")
    return {name: getattr(lasting, name) for name in parts}


class World:
    """A workspace in a temporary folder; `put` writes the rows of one table, cells that are not named are NULL."""

    def __init__(self, folder: Path, as_of: datetime.date = datetime.date(2017, 12, 31), bureau: Path | None = None):
        self.ws = Workspace(out=folder, batch=str(as_of), as_of=as_of, bureau=bureau, key=KEY, threads=1)
        if bureau is None:
            # what ships does not change while tests run: reading it costs more than a family's tables
            vars(self.ws).update(shipped(as_of))
        self._next_key = 0

    def put(self, key: str, rows: list[dict[str, Any]]) -> None:
        """Rows of `stage.table` or `standardised.<extract>`; an extract put with no rows counts as delivered."""
        schema = self._schema(key)
        unknown = {name for row in rows for name in row} - set(schema)
        assert not unknown, f"{key} has no column {unknown}"
        path = self.ws.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        frame = pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
        frame.write_parquet(path)

    def deliver(self, extract: str, rows: list[dict[str, Any]]) -> None:
        """Rows of one extract, each linked at L1 to `person` (or at `tier`): typed rows and their links."""
        typed, links = [], self._links()
        for row in rows:
            self._next_key += 1
            number = row.get("record_number", f"{extract}-{self._next_key}")
            named = {name: value for name, value in row.items() if name not in ("person", "tier")}
            keys = {"record_key": self._next_key, "record_number": number}
            typed.append({"delivered_batch": self.ws.batch, **named, **keys})
            if "person" in row:
                links.append(
                    {"record_key": self._next_key, "extract": extract, "record_number": number,
                     "person_id": row["person"], "link_tier": row.get("tier", "L1"), "probability": 1.0}
                )  # fmt: skip
        self.put(f"standardised.{extract}", typed)
        self.put("linked.record_link", links)

    def people(self, rows: list[dict[str, Any]]) -> None:
        """Persons by id: birth_date, sex_code, register household …; alive and registered unless said otherwise."""
        self.put(
            "linked.person",
            [
                {"person_id": r["person_id"], "birth_year": r["birth_date"].year, "sex_code": r.get("sex_code", "0"),
                 "is_registered": r.get("is_registered", True), "is_deceased": r.get("deceased_date") is not None}
                for r in rows
            ],
        )  # fmt: skip
        known = self._schema("linked.identity")
        self.put(
            "linked.identity",
            [{"sex_code": "0", **{name: value for name, value in r.items() if name in known}} for r in rows],
        )

    def rows(self, key: str) -> list[dict[str, Any]]:
        return pl.read_parquet(self.ws.path(key)).to_dicts()

    def _links(self) -> list[dict[str, Any]]:
        path = self.ws.path("linked.record_link")
        return pl.read_parquet(path).to_dicts() if path.exists() else []

    def _schema(self, key: str) -> dict[str, pl.DataType]:
        known = tables().get(key)
        if known is not None:
            return known.polars_schema()
        return polars_columns(self.ws.catalogue[key.removeprefix("standardised.")])
