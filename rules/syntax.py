"""Reads a select as text: what it returns, which columns it reads, which words it quotes; it runs nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb


@cache
def parser() -> duckdb.DuckDBPyConnection:
    """One empty DuckDB for all rule files: opening one costs more than parsing."""
    return duckdb.connect()


@cache
def result_columns(sql: str) -> tuple[str, ...]:
    """Names of the columns that one select returns, in order.

    Raises:
        ValueError: a column has no name (an expression without `as`).
    """
    node = _tree(sql)["node"]
    while node["type"] == "SET_OPERATION_NODE":
        node = node["left"] if node.get("left") else node["children"][0]
    names = []
    for column in node["select_list"]:
        name = column.get("alias") or (column.get("column_names") or [""])[-1]
        if not name:
            raise ValueError("有一列没有名称;用 as 起名")
        names.append(name)
    return tuple(names)


@cache
def quoted_words(sql: str) -> frozenset[str]:
    """Every text constant of a select, e.g. the fact codes and extracts that it names."""
    return frozenset(
        str(node["value"]["value"])
        for node in nodes(_tree(sql))
        if node.get("type") == "VALUE_CONSTANT"
        and node["value"]["type"]["id"] == "VARCHAR"
        and not node["value"].get("is_null")
    )


@cache
def columns_read(sql: str) -> frozenset[tuple[str, str]]:
    """(`schema.table`, column) pairs that a select names, by alias; a bare name belongs to the only table in sight."""
    return frozenset(_read(_tree(sql), {}))


Scope = dict[str, str]


def _read(value: Any, scope: Scope) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for child in value:
            yield from _read(child, scope)
    elif isinstance(value, dict):
        if value.get("type") == "SELECT_NODE":
            own = dict(_tables(value.get("from_table")))
            scope = {**scope, **own, **({"": next(iter(own.values()))} if len(own) == 1 else {"": ""})}
        elif value.get("type") == "COLUMN_REF":
            *alias, column = value["column_names"]
            table = scope.get(alias[-1] if alias else "", "")
            if table:
                yield table, column
        for child in value.values():
            yield from _read(child, scope)


def _tables(node: Any) -> Iterator[tuple[str, str]]:
    """(alias, `schema.table`) of the base tables in a FROM; steps and subqueries stand for no table."""
    if not isinstance(node, dict):
        return
    if node.get("type") == "BASE_TABLE":
        named = f"{node['schema_name']}.{node['table_name']}" if node.get("schema_name") else ""
        yield node.get("alias") or node["table_name"], named
    elif node.get("type") == "JOIN":
        yield from _tables(node["left"])
        yield from _tables(node["right"])
    elif node.get("type") == "SUBQUERY":
        yield node.get("alias") or "", ""


def _tree(sql: str) -> dict[str, Any]:
    row: tuple[str] | None = parser().execute("select json_serialize_sql(?)", [sql]).fetchone()
    tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if tree.get("error"):
        raise ValueError(f"SQL 读不成一个 select(DuckDB: {tree.get('error_message', '空')})")
    first: dict[str, Any] = tree["statements"][0]
    return first


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every node of a parsed statement, outer ones first."""
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from nodes(child)
