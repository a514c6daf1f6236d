"""Which delivered records of a person differ between two releases: new, gone, other content, or another person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import duckdb
import polars as pl

from assets.workspace import Workspace
from pipelines.release.statements import literal, made_from, quoted
from pipelines.rerun.queries import query

NOT_CONTENT = {"record_key", "delivered_batch", "delivered_file", "row_number"}
SIDES = ("before", "after")
LINKED = ("linked.record_link", "linked.household_member", "verified.report_member")
SHOWN = 3
MOVED, CONTENT = "改归", "内容有变"


class Records(NamedTuple):
    """What differs, by the subjects (reports, households) that it concerns."""

    changed: Mapping[str, list[str]]
    """Records with other content, as `来源#记录号 内容有变(哪几栏)`."""
    moved: Mapping[str, list[str]]
    """Records of the same content that belong to another person now."""


def records(before: Workspace, after: Workspace, decisions: Iterable[str] = ()) -> Records:
    """Compare the typed records of two batches, extract by extract, and their links.

    `decisions`: extracts that decide about links; they concern whomever a record was moved from or to.
    """
    names = sorted(before.delivered | after.delivered)
    with before.session() as con:
        for side, ws in zip(SIDES, (before, after), strict=True):
            con.execute(" ".join(("create schema", side)))
            for key in LINKED:
                _view(con, f"{side}.{key.split('.')[1]}", ws, key)
        con.execute(made_from("temp table", "subject_person", query("why", "subject_person").sql))
        frames = [_differing(con, before, after, name) for name in names if name not in set(decisions)]
        found = pl.concat(frames, how="vertical_relaxed")
        people = con.sql("from subject_person").pl()
    changed: dict[str, list[str]] = defaultdict(list)
    moved: dict[str, list[str]] = defaultdict(list)
    subjects = people.group_by("person_id").agg("subject_id")
    of_person = dict(zip(subjects["person_id"], subjects["subject_id"].to_list(), strict=True))
    order = ["extract", "record_number"]
    for row in found.sort(*order, nulls_last=True).iter_rows(named=True):
        persons = {row["old_person_id"], row["new_person_id"]} - {None}
        said = f"{row['extract']}#{row['record_number'] or '无记录号'} {row['change']}"
        if row["change"] == MOVED:
            said += f"({row['old_person_id'] or '无'} -> {row['new_person_id'] or '无'})"
        elif row["columns"]:
            said += f"({'、'.join(row['columns'])})"
        into = moved if row["change"] == MOVED else changed
        for subject in {subject for person in persons for subject in of_person.get(person, [])}:
            into[subject].append(said)
    return Records(changed, moved)


def _view(con: duckdb.DuckDBPyConnection, name: str, ws: Workspace, key: str) -> None:
    con.execute(made_from("view", name, f"from read_parquet({literal(ws.path(key))})"))


def _differing(con: duckdb.DuckDBPyConnection, before: Workspace, after: Workspace, extract: str) -> pl.DataFrame:
    """Records of one extract whose content or person differs, with the names of the columns that do."""
    columns = _content_columns(before, after, extract)
    for side, ws in zip(SIDES, (before, after), strict=True):
        path = ws.path(f"standardised.{extract}")
        source = f"read_parquet({literal(path)})" if path.is_file() else None
        _rows(con, f"{side}_row", source, extract, columns)
    found = con.sql(query("why", "record").sql).pl()
    labels = {column.typed_name: column.name for column in before.catalogue[extract].columns}
    names = [labels.get(name, name) for name in columns]
    said = [
        [names[place - 1] for place in places or []] if change == CONTENT else []
        for change, places in found.select("change", "places").iter_rows()
    ]
    return found.drop("places").with_columns(pl.Series("columns", said, dtype=pl.List(pl.String())))


def _rows(con: duckdb.DuckDBPyConnection, name: str, source: str | None, extract: str, columns: list[str]) -> None:
    """extract, record_number, record_key, content (every column as text) of one side."""
    content = "[" + ", ".join(f"{quoted(column)}::varchar" for column in columns) + "]"
    if source is None:
        con.execute(made_from("or replace temp view", name, _EMPTY))
        return
    text = " ".join(
        ("select", literal(extract), "as extract, record_number, record_key,", content, "as content from", source)
    )
    con.execute(" ".join(("create or replace temp view", name, "as", text)))


_EMPTY = """
select null::varchar as extract, null::varchar as record_number, null::bigint as record_key, null::varchar[] as content
where false
"""


def _content_columns(before: Workspace, after: Workspace, extract: str) -> list[str]:
    """Columns that both sides have, without what the landing added."""
    found = [
        list(pl.read_parquet_schema(path)) for ws in (before, after)
        if (path := ws.path(f"standardised.{extract}")).is_file()
    ]  # fmt: skip
    shared = set(found[0]).intersection(*found)
    return [name for name in found[0] if name in shared - NOT_CONTENT]
