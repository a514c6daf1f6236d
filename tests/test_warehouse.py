"""What analysts open: every table explained, digests that an outsider recomputes, views that answer their questions."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.release.publish import Release
from pipelines.release.statements import quoted
from pipelines.release.warehouse import published_tables
from schemas.tables import tables
from tests.release_case import STREETS, two_batches


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    return two_batches(tmp_path_factory.mktemp("series") / "out")


@pytest.fixture
def warehouse(series: tuple[Release, Release]) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect(str(series[1].path / "warehouse.duckdb"), read_only=True)
    yield con
    con.close()


def test_an_outsider_recomputes_every_digest_in_primary_key_order(
    series: tuple[Release, Release], warehouse: duckdb.DuckDBPyConnection
) -> None:
    manifest = json.loads((series[1].path / "manifest.json").read_text(encoding="utf-8"))
    known = tables()
    for name, entry in manifest["tables"].items():
        key = known[name].primary_key if name in known else ()
        order = ["order by", ", ".join(f"{column} nulls first" for column in key)] if key else []
        query = ["select to_json(this_row)::varchar from", quoted(name), "as this_row", *order]
        lines = warehouse.execute(" ".join(query)).fetchall()
        text = "".join(line + "\n" for (line,) in lines)
        assert (len(lines), hashlib.sha256(text.encode()).hexdigest()) == (entry["rows"], entry["digest"]), name
    assert {f"{table.key()}" for table in published_tables()} <= set(manifest["tables"])
    assert not any(known[name].is_private for name in manifest["tables"] if name in known)


def test_everything_in_the_warehouse_is_explained_in_chinese(warehouse: duckdb.DuckDBPyConnection) -> None:
    silent = warehouse.execute(
        """
        select schema_name || '.' || table_name || '.' || column_name, comment from duckdb_columns()
        where not internal and coalesce(comment, '') not similar to '.*[一-鿿].*'
        union all
        select schema_name || '.' || table_name, comment from duckdb_tables()
        where coalesce(comment, '') not similar to '.*[一-鿿].*'
        union all
        select schema_name || '.' || view_name, comment from duckdb_views()
        where not internal and coalesce(comment, '') not similar to '.*[一-鿿].*'
        """
    ).fetchall()
    assert silent == []


def test_links_to_review_come_by_what_hangs_on_them(series: tuple[Release, Release]) -> None:
    con = duckdb.connect(str(series[1].path / "warehouse.duckdb"), read_only=True)
    shown = con.execute(
        "select tier, review_place, reason_label, reason_code from analyst.link_review where sample_number is null"
    ).fetchall()
    assert con.execute("select count(*) from linked.link_review").fetchall() == [(len(shown),)]
    drawn = con.execute("select review_place from analyst.link_review where sample_number is not null").fetchall()
    assert con.execute("select count(*) from linked.link_sample").fetchall() == [(len(drawn),)]
    places = [place for (place,) in drawn] + [place for _, place, _, _ in shown]
    assert places == list(range(1, len(places) + 1)), "drawn pairs come first"
    tiers = [tier or "z" for tier, _, _, _ in shown]
    assert tiers == sorted(tiers) and all(label != code for _, _, label, code in shown)
    con.close()


def test_the_warehouse_opens_under_any_name_with_old_clients(series: tuple[Release, Release], tmp_path: Path) -> None:
    copy = tmp_path / "someone's copy.duckdb"
    shutil.copy(series[1].path / "warehouse.duckdb", copy)
    con = duckdb.connect(str(copy), read_only=True)
    tags = con.execute("select tags from duckdb_databases() where path = ?", [str(copy)]).fetchall()
    assert tags[0][0]["storage_version"] == "v1.4.0+"
    assert con.execute("select count(*) from analyst.line_health").fetchall() == [(50,)]
    assert con.execute("select yuan(131600), param('dibao_standard')::integer").fetchall() == [("1,316.00", 97000)]
    con.close()


def test_history_says_what_was_known_when(warehouse: duckdb.DuckDBPyConnection) -> None:
    for table, rows in (("household_tier", 12), ("household_score", 12), ("alert", 12), ("programme_rate", 18)):
        by_batch = ["select known_at, valid_at::varchar, count(*) from", quoted(f"history.{table}"), "group by all"]
        found = warehouse.execute(" ".join([*by_batch, "order by all"])).fetchall()
        assert found == [("2017-12-31", "2017-12-31", rows), ("2018-01-31", "2018-01-31", rows)], table


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return con.execute(query).fetchall()


def test_rates_by_area_name_programme_unit_and_direction(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select programme_label, rate_kind_label, official_label, area_level, area_label, numerator, denominator, "
        "unit_label, excluded_count, is_small_sample from analyst.programme_rate_by_area "
        "where programme_code = 'dibao' and area_code in ('city', '310104001') and rate_kind = 'difference' order by 4",
    )
    assert found == [
        ("最低生活保障", "差异率", "差异率", "city", "上海市", 50, 258, "份", 4, False),
        ("最低生活保障", "差异率", "差异率", "street", "310104001", 50, 258, "份", 4, False),
    ]


def test_who_moved_tier_and_why(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select household_id, tier_before, tier, movement_label, indicators_gained, indicators_now_unknown "
        "from analyst.tier_movement order by household_id limit 2",
    )
    assert found == [("H000", "tier_1", "tier_2", "下降", [], []), ("H001", "tier_2", "tier_1", "上升", [], [])]


def test_unclaimed_aid_by_programme(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select programme_code, rule_code, street_code, alert_count, household_count, open_count "
        "from analyst.unclaimed_by_programme",
    )
    assert found == [("dibao", "W13", STREETS[0], 3, 3, 3)]


def test_households_within_a_tenth_of_the_line(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select report_id, line_fen, above_line_fen, round(line_ratio, 4) from analyst.near_the_line "
        "where programme_code = 'dibao' order by report_id limit 2",
    )
    assert found == [("R-SQ0000", 194_000, -4_000, 0.9794), ("R-SQ0002", 194_000, -3_998, 0.9794)]


def test_line_health_tells_held_and_missing(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select extract, is_missing, accepted_count, held_count, rows_accepted, quarantined_ratio "
        "from analyst.line_health where extract in ('银行_账户余额', '税务_个人所得', '证券_持仓')",
    )
    assert ("银行_账户余额", False, 2, 0, 14, 0.1) in found
    assert ("税务_个人所得", True, 0, 2, 0, None) in found
    assert ("证券_持仓", True, 0, 0, None, None) in found


def test_duplicate_and_zero_aid(warehouse: duckdb.DuckDBPyConnection) -> None:
    duplicate = rows(warehouse, "select household_id, rule_codes, alert_ids from analyst.duplicate_aid")
    assert duplicate == [("H003", ["W23"], ["A0003"]), ("H007", ["W23"], ["A0007"])]
    zero = rows(warehouse, "select distinct is_aid_known, count(*) from analyst.zero_aid group by all")
    assert zero == [(False, 10)]


def test_workload_by_street_and_committee(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select sum(open_count), sum(red_count), sum(orange_count), sum(overdue_count), sum(open_report_count), "
        "count(*) from analyst.workload",
    )
    assert found == [(11, 3, 6, 2, 1, 6)], "two of a month ago that nobody visited are open and overdue"


def test_the_manifest_accounts_for_rows_and_money(series: tuple[Release, Release]) -> None:
    manifest = json.loads((series[0].path / "manifest.json").read_text(encoding="utf-8"))
    account = manifest["reconciliation"]["rows"]["银行_账户余额"]
    places = ("rows_accepted", "rows_quarantined", "rows_duplicate", "rows_blank", "rows_total_line")
    assert account["rows_read"] == sum(account[place] for place in places) == 10
    assert account["rows_standardised"] == 7
    assert manifest["reconciliation"]["money"]["银行_账户余额"]["balance_fen"]["standardised_fen"] == 70_000
    assert manifest["rulebook"]["mark"] is None
    assert "T" not in manifest["as_of"]
    assert {entry["decision"] for entry in manifest["inputs"]} == {"accepted", "held"}
