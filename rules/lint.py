"""The lint on rule SQL: refuses what lies about missing data, looks at a clock or hides a number."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from rules.syntax import nodes, parser

FORBIDDEN = {
    "greatest": "skips NULL; use larger()", "least": "skips NULL; use smaller()",
    "now": "reads a clock; use as_of()", "current_date": "reads a clock; use as_of()",
    "today": "reads a clock; use as_of()", "current_timestamp": "reads a clock; use as_of()",
    "get_current_timestamp": "reads a clock; use as_of()", "random": "is not repeatable",
    "first": "depends on the order of rows", "last": "depends on the order of rows",
    "any_value": "depends on the order of rows", "arbitrary": "depends on the order of rows",
    "jaro_winkler_similarity": "compares bytes, not characters", "levenshtein": "compares bytes, not characters",
    "damerau_levenshtein": "compares bytes, not characters", "jaccard": "compares bytes, not characters",
}  # fmt: skip
CLOCKS = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}
NUMBERS = {-1, 0, 1, 12}
PARAMETER_WORDS = ("param", "param_text", "param_on", "param_at", "param_text_on", "param_step_on", "in_list")


class Reading(NamedTuple):
    """What a rule's SQL refers to."""

    tables: frozenset[str]
    parameters: frozenset[str]
    columns: frozenset[str]
    findings: tuple[str, ...]


@cache
def read(sql: str) -> Reading:
    """Tables (`schema.name`), parameters and columns that one select refers to, and what the lint finds wrong.

    Raises:
        ValueError: the text is not exactly one select statement.
    """
    row: tuple[str] | None = parser().execute("select json_serialize_sql(?)", [sql]).fetchone()
    tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True, "error_message": "empty"}
    if tree.get("error"):
        raise ValueError(f"is not one select: {tree.get('error_message', 'unknown')}")
    if len(tree["statements"]) != 1:
        raise ValueError("holds more than one statement")
    tables: set[str] = set()
    parameters: set[str] = set()
    columns: set[str] = set()
    findings: list[str] = []
    node: dict[str, Any]
    for node in nodes(tree["statements"][0]):
        kind, name = node.get("type"), str(node.get("function_name", "")).lower()
        if kind == "BASE_TABLE" and node.get("schema_name"):
            tables.add(f"{node['schema_name']}.{node['table_name']}")
        elif kind == "COLUMN_REF":
            columns.add(node["column_names"][-1])
            if node["column_names"][-1].lower() in CLOCKS:
                findings.append(f"{node['column_names'][-1]} reads a clock; use as_of()")
        elif kind == "STAR" and not _inside_count(node):
            findings.append("select * hides which columns are meant; list them")
        elif kind == "VALUE_CONSTANT":
            number = _number(node)
            if number is not None and number not in NUMBERS:
                findings.append(f"the number {number:g} belongs into a parameter")
        elif name:
            if name in FORBIDDEN:
                findings.append(f"{name}() {FORBIDDEN[name]}")
            if name in PARAMETER_WORDS:
                parameters.update(_texts(node["children"][:1]))
        if kind == "OPERATOR_COALESCE" and any(_number(child) == 0 for child in node["children"]):
            findings.append("coalesce(x, 0) turns missing into zero; say what missing means")
    return Reading(frozenset(tables), frozenset(parameters), frozenset(columns), tuple(dict.fromkeys(findings)))


def _inside_count(node: dict[str, Any]) -> bool:
    return bool(node.get("expr")) or node.get("class") != "STAR"


def _number(node: dict[str, Any]) -> float | None:
    if node.get("type") == "VALUE_CONSTANT":
        value = node["value"]
        if value.get("is_null") or value["type"]["id"] in ("VARCHAR", "BOOLEAN", "DATE"):
            return None
        raw = value.get("value")
        scale = (value["type"].get("type_info") or {}).get("scale", 0)
        return float(raw) / 10**scale if isinstance(raw, int | float) else None
    if node.get("type") == "OPERATOR_CAST":
        return _number(node["child"])
    return None


def _texts(children: list[dict[str, Any]]) -> list[str]:
    return [
        child["value"]["value"]
        for child in children
        if child.get("type") == "VALUE_CONSTANT" and child["value"]["type"]["id"] == "VARCHAR"
    ]
