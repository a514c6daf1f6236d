"""The schema `reference` of the warehouse: everything that a reader needs to understand the other tables."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import polars as pl

from assets.workspace import Workspace
from rules.rulebook import Rulebook
from schemas.codes import code_lists
from schemas.glossary import glossary
from schemas.table import comment

AREA_CODES = "reference/areas.csv"
STREETS = "reference/streets.csv"
_LISTS_OF_KINDS = {"alert": "alert_rule", "tag": "tag", "indicator": "indicator", "item": "item"}


class Words(NamedTuple):
    """What words.toml says: table -> what one row is, column -> comment, and labels of codes that have no list."""

    tables: dict[str, str]
    columns: dict[str, str]
    reasons: dict[str, str]
    flags: dict[str, str]
    values: dict[str, str]


@cache
def words() -> Words:
    """The labels of tables and columns that no schema class describes."""
    raw = tomllib.loads((resources.files("pipelines.release") / "words.toml").read_text(encoding="utf-8"))
    return Words(*(raw[section] for section in Words._fields))


def column_comment(name: str) -> str:
    """The Chinese comment of a column: from words.toml, else from the glossary."""
    known = glossary().get(name)
    return words().columns.get(name) or (comment(known) if known else name)


def table_comment(name: str) -> str:
    """What one row of `schema.table` is, from words.toml."""
    return words().tables.get(name, name)


def tables_of_reference(ws: Workspace, seen_areas: Iterable[str], rule_status: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Every table of `reference` by name, each in a fixed order.

    `seen_areas`: street and committee codes that occur; `rule_status`: rows of published.rule_status.
    """
    frames = ws.reference()
    frames["area"] = areas(ws.rulebook, seen_areas)
    frames["rule"] = _rules(ws.rulebook, rule_status)
    frames["term"] = pl.DataFrame(
        [
            {"term": name, "label": term.label, "kind": term.kind, "unit": term.unit, "sensitivity": term.sensitivity,
             "codes": term.codes, "definition": term.definition}
            for name, term in glossary().items()
        ],
        schema=dict.fromkeys(("term", "label", "kind", "unit", "sensitivity", "codes", "definition"), pl.String()),
    )  # fmt: skip
    return frames


def areas(rulebook: Rulebook, seen: Iterable[str]) -> pl.DataFrame:
    """area_code, area_level, label, district_code, district_label of the city and of every area that occurs.

    Labels of streets and committees come from the code lists `street` and `committee` (a bureau's codes/*.toml) and
    from rules/reference/streets.csv (area_code,area_label); an area that nobody names is labelled by its code.
    """
    districts = _labels(rulebook, AREA_CODES)
    lists = code_lists(rulebook.files.bureau)
    names = _labels(rulebook, STREETS)
    for kind in ("street", "committee"):
        names.update({code: entry.label for code, entry in lists.get(kind, {}).items()})
    rows: dict[str, dict[str, Any]] = {"city": _area("city", "city", rulebook.imprint.jurisdiction, None, None)}
    for code in sorted({code for code in seen if code}):
        district = code[:6] if code[:6] in districts else None
        label = districts.get(district) if district else None
        if district:
            rows.setdefault(district, _area(district, "district", label, district, label))
        level = "committee" if len(code) > len("310104001") else "street"
        rows.setdefault(code, _area(code, level, names.get(code, code), district, label))
    return pl.DataFrame(
        [rows[code] for code in sorted(rows)],
        schema=dict.fromkeys(("area_code", "area_level", "label", "district_code", "district_label"), pl.String()),
    )


def _area(code: str, level: str, label: str | None, district: str | None, name: str | None) -> dict[str, Any]:
    return {"area_code": code, "area_level": level, "label": label, "district_code": district, "district_label": name}


def _labels(rulebook: Rulebook, relative: str) -> dict[str, str]:
    if relative not in rulebook.files.list("reference", ".csv"):
        return {}
    frame = pl.read_csv(rulebook.files.path(relative), infer_schema=False, comment_prefix="#")
    return dict(zip(frame["area_code"], frame["area_label"], strict=True))


def _rules(rulebook: Rulebook, status: pl.DataFrame) -> pl.DataFrame:
    """The rules of this run with their labels and whether they could be computed."""
    lists = code_lists(rulebook.files.bureau)

    def label(kind: str, code: str) -> str:
        if kind == "fact" and code in rulebook.facts:
            return rulebook.facts[code].label
        entry = lists.get(_LISTS_OF_KINDS.get(kind, ""), {}).get(code)
        return entry.label if entry else code

    texts = dict.fromkeys(("rule_kind", "rule_code", "label", "status"), pl.String())
    rows = [
        {**row, "label": label(row["rule_kind"], row["rule_code"])}
        for row in status.sort("rule_kind", "rule_code").iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema={**texts, "missing": pl.List(pl.String())})
