"""SQL of this package: whole statements live in .sql files; here are the few that must list a table's columns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple


class Statement(NamedTuple):
    """One select from a file, and what its first line says of it in Chinese."""

    name: str
    label: str
    sql: str


@cache
def statement(folder: str, name: str) -> Statement:
    """The select in pipelines/release/<folder>/<name>.sql."""
    text = (resources.files("pipelines.release") / folder / f"{name}.sql").read_text(encoding="utf-8")
    first = text.split("\n", 1)[0]
    return Statement(name, first.removeprefix("-- "), text.rstrip().rstrip(";"))


@cache
def statements(folder: str) -> tuple[Statement, ...]:
    """All selects of a folder by name."""
    entries = (entry.name for entry in (resources.files("pipelines.release") / folder).iterdir())
    return tuple(statement(folder, name.removesuffix(".sql")) for name in sorted(entries) if name.endswith(".sql"))


def quoted(name: str) -> str:
    """An identifier; `stage.table` becomes two."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split(".", 1))


def literal(text: str | Path) -> str:
    """A text constant, for the places where DuckDB takes no bound parameter."""
    return "'" + str(text).replace("'", "''") + "'"


def listed(names: Iterable[str]) -> str:
    return ", ".join(quoted(name) for name in names)


def made_from(kind: str, name: str, query: str) -> str:
    """`create <kind> <name> as <query>`, kind being table, view, temp table or temp view."""
    return " ".join(("create", kind, quoted(name), "as", query))


def filled_by(table: str, columns: Iterable[str], source: str) -> str:
    """Insert the named columns of a source into a table, in the order of the source."""
    return " ".join(("insert into", quoted(table), "by name select", listed(columns), "from", source))


def commented(kind: str, name: str, text: str) -> str:
    """`comment on table|view|column …`; `name` is already quoted."""
    return " ".join(("comment on", kind, name, "is", literal(text)))
