"""Every table against its own schema, through Great Expectations. Counts come out, values never do.

Great Expectations takes seconds to import, so that happens inside the first check and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import dagster as dg
import pyarrow.parquet as pq

from assets.workspace import Workspace
from schemas.codes import CodeLists, code_lists
from schemas.table import Expectation, Table

CONTRACT = "contract"
CHECKED = "checked"
FILLED = "expect_column_values_to_not_be_null"
UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")


class Outcome(NamedTuple):
    """One expectation: what was asked, of how many rows, and how many break it."""

    asked: str
    rows: int
    unexpected: int
    is_critical: bool
    is_met: bool

    def __str__(self) -> str:
        return f"{self.asked}: {self.unexpected:,} / {self.rows:,}"


def contract_of(key: dg.AssetKey) -> dg.AssetCheckSpec:
    """The check of one table; where it fails critically, nothing is made from the table, the release included."""
    return dg.AssetCheckSpec(
        CONTRACT,
        asset=key,
        description="主键唯一、必填不空、代码在册、比率在 0 与 1 之间(只计数,不示值)",
        blocking=True,
    )


def result_of(outcomes: Sequence[Outcome], seconds: float, key: dg.AssetKey | None = None) -> dg.AssetCheckResult:
    """What Dagster is told of a table: counts. `key` says which of a step's tables it is."""
    failed = [outcome for outcome in outcomes if not outcome.is_met]
    is_critical = any(outcome.is_critical for outcome in failed)
    return dg.AssetCheckResult(
        passed=not failed,
        asset_key=key,
        check_name=CONTRACT,
        severity=dg.AssetCheckSeverity.ERROR if is_critical else dg.AssetCheckSeverity.WARN,
        description="; ".join(str(outcome) for outcome in failed) or f"{len(outcomes)} 项全部符合",
        metadata={
            "expectations": len(outcomes),
            "failed": len(failed),
            "rows": max((outcome.rows for outcome in outcomes), default=0),
            "seconds": round(seconds, 3),
            "unexpected": dg.MetadataValue.json({outcome.asked: outcome.unexpected for outcome in failed}),
        },
    )


def outcomes_of(ws: Workspace, table: type[Table], lists: CodeLists | None = None) -> list[Outcome]:
    """Every expectation of a table on its rows of this batch, in the order of the schema.

    Raises:
        FileNotFoundError: the table was not made for this batch.
    """
    expectations = table.expectations(lists or code_lists(ws.bureau))
    gx, definition = _great_expectations()
    with _view(ws, table) as rows:
        batch = definition.get_batch()
        counts = dict.fromkeys(map(_asked, expectations), 0)
        if expectations and _validated(gx, batch, [_all_at_once(gx, expectations)])[CONTRACT]:
            counts |= _validated(gx, batch, [_built(gx, each) for each in expectations])
    return [
        Outcome(asked, rows, counts[asked], each.is_critical, counts[asked] == 0)
        for each, asked in zip(expectations, map(_asked, expectations), strict=True)
    ]


def _validated(gx: Any, batch: Any, built: Sequence[Any]) -> dict[str, int]:
    """What was asked -> how many rows (or keys) break it.

    Raises:
        RuntimeError: Great Expectations could not tell.
    """
    suite = gx.ExpectationSuite(name=CONTRACT, expectations=built)
    counts: dict[str, int] = {}
    for result in batch.validate(suite, result_format=_COUNTS_ONLY).results:
        asked, found = result.expectation_config.meta["asked"], result.result
        if "unexpected_count" not in found and "observed_value" not in found:
            raise RuntimeError(f"{asked}: Great Expectations returned no count")
        counts[asked] = int(found.get("unexpected_count", found.get("observed_value")) or 0)
    return counts


_COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}


def _all_at_once(gx: Any, expectations: Sequence[Expectation]) -> Any:
    """All that is asked of a table as one expectation, nearly always met: one by one they cost most of a check."""
    conditions = [broken for broken in map(_broken, expectations) if broken]
    queries = [f"({_repeated(each)} limit 1)" for each in expectations if each.type in UNIQUE]
    if conditions:
        queries.append(" ".join(("(select 1 as copies from {batch} where", " or ".join(conditions), "limit 1)")))
    query = " union all ".join(queries)
    return gx.expectations.UnexpectedRowsExpectation(unexpected_rows_query=query, meta={"asked": CONTRACT})


def _broken(expectation: Expectation) -> str | None:
    """When one row breaks an expectation; None for one that is about several rows. An empty cell breaks only FILLED."""
    if expectation.type in UNIQUE:
        return None
    column, arguments = _quoted(expectation.arguments["column"]), expectation.arguments
    if expectation.type == FILLED:
        return f"{column} is null"
    if "value_set" in arguments:
        known = ", ".join("'" + str(value).replace("'", "''") + "'" for value in arguments["value_set"])
        return f"{column} not in ({known})"
    return f"{column} not between {arguments['min_value']} and {arguments['max_value']}"


def _asked(expectation: Expectation) -> str:
    columns = expectation.arguments.get("column_list") or [expectation.arguments["column"]]
    return f"{expectation.type}({', '.join(columns)})"


def _built(gx: Any, expectation: Expectation) -> Any:
    common = {
        "severity": "critical" if expectation.is_critical else "warning",
        "meta": {"asked": _asked(expectation)},
    }
    if expectation.type in UNIQUE:
        return gx.expectations.UnexpectedRowsExpectation(unexpected_rows_query=_repeated(expectation), **common)
    implementation = gx.expectations.registry.get_expectation_impl(expectation.type)
    return implementation(**expectation.arguments, **common)


def _repeated(expectation: Expectation) -> str:
    """Keys that occur more than once. Great Expectations' own check never sees a key with an empty part repeat."""
    columns = expectation.arguments.get("column_list") or [expectation.arguments["column"]]
    key = ", ".join(_quoted(column) for column in columns)
    return " ".join(("select count(*) as copies from {batch} group by", key, "having count(*) > 1"))


def _quoted(column: str) -> str:
    return '"' + column + '"'


@contextmanager
def _view(ws: Workspace, table: type[Table]) -> Iterator[int]:
    """The table's Parquet as a view in the database that Great Expectations is connected to; yields its row count."""
    path = ws.path(table.key())
    if not path.is_file():
        raise FileNotFoundError(f"{table.key()} was not made for {ws.batch}")
    con = import_module("assets.buffered").connection()
    con.execute("set memory_limit = ?", [ws.duckdb_memory])
    con.execute("set threads = ?", [ws.threads])
    con.execute("set temp_directory = ?", [str(ws.state / "spill")])
    con.from_parquet(str(path)).create_view(CHECKED, replace=True)
    yield pq.read_metadata(path).num_rows


@cache
def _great_expectations() -> tuple[Any, Any]:
    """The library, and the view `checked` as the one batch that it knows: to tell it of a table costs more than to
    check one. Its context leaves nothing on disk and tells nobody."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    gx = import_module("great_expectations")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql("hedui", connection_string=import_module("assets.buffered").URL)
    import_module("assets.buffered").connection().execute(f"create or replace view {CHECKED} as select 1 as one")
    return gx, source.add_table_asset(CHECKED, table_name=CHECKED).add_batch_definition_whole_table(CONTRACT)
