"""The lint on rule SQL: refuses what lies about missing data, looks at a clock or hides a number."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from rules.syntax import nodes, parser

FORBIDDEN = {
    "greatest": "把缺失当作没有;改用 larger()", "least": "把缺失当作没有;改用 smaller()",
    "now": "看了时钟;改用 as_of()", "current_date": "看了时钟;改用 as_of()",
    "today": "看了时钟;改用 as_of()", "current_timestamp": "看了时钟;改用 as_of()",
    "get_current_timestamp": "看了时钟;改用 as_of()", "random": "每次不同,不能重做",
    "first": "随行的先后而变", "last": "随行的先后而变",
    "any_value": "随行的先后而变", "arbitrary": "随行的先后而变",
    "jaro_winkler_similarity": "比的是字节,不是字", "levenshtein": "比的是字节,不是字",
    "damerau_levenshtein": "比的是字节,不是字", "jaccard": "比的是字节,不是字",
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
    tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True, "error_message": "空"}
    if tree.get("error"):
        raise ValueError(f"SQL 读不成一个 select(DuckDB: {tree.get('error_message', '空')})")
    if len(tree["statements"]) != 1:
        raise ValueError("写了不止一个语句;一个文件一个 select")
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
                findings.append(f"{node['column_names'][-1]} 看了时钟;改用 as_of()")
        elif kind == "STAR" and not _inside_count(node):
            findings.append("select * 看不出要哪些列;请逐一写出")
        elif kind == "VALUE_CONSTANT":
            number = _number(node)
            if number is not None and number not in NUMBERS:
                findings.append(f"数字 {number:g} 要写进参数,用 param('名称')")
        elif name:
            if name in FORBIDDEN:
                findings.append(f"{name}() {FORBIDDEN[name]}")
            if name in PARAMETER_WORDS:
                parameters.update(_texts(node["children"][:1]))
        if kind == "OPERATOR_COALESCE" and any(_number(child) == 0 for child in node["children"]):
            findings.append("coalesce(x, 0) 把缺失变成零;写明缺失是什么意思")
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
