"""Every published count is counted again from its rows, by other means: rates, turnaround, replies, caseloads."""

from __future__ import annotations

import datetime
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from rules.calendar import calendar_rows
from rules.files import RuleFiles
from tests.conftest import Run
from tests.test_report_papers import DAY, Families

Row = dict[str, Any]
Read = Callable[[str], list[Row]]
NUMBER = {day: number for day, _, number in calendar_rows(RuleFiles())}
Z, SMALL, LIMIT = 1.96, 10, 30
EXCLUDED = ("withdrawn", "ended", "unauthorised", "objection", "missing")


def told() -> Families:
    """Four families: asked and answered, objected, issued in three years."""
    families = Families()
    years = {"一": 2020, "二": 2021, "三": 2021, "四": 2022}
    for place, (name, year) in enumerate(years.items()):
        families.family(name, 800 if name == "二" else 0)
        families.add("人社_养老待遇", name, month="2021-12", pension_fen=80_000)
        filed = families.rows["民政_救助申请"][-1]
        filed |= {"accepted_date": datetime.date(min(year, 2021), 3, 2 + place),
                  "issued_date": datetime.date(year, 4, 6 + place)}  # fmt: skip
        for line, status in (("银行", "已回复"), ("税务", "无记录"), ("公安", "未回复")):
            families.rows.setdefault("核对_查询回执", []).append(
                {"query_number": name + line, "application_number": name, "id_number": name, "line": line,
                 "status": status, "asked_date": datetime.date(2021, 3, 10),
                 "replied_date": None if status == "未回复" else datetime.date(2021, 3, 12 + place)}
            )  # fmt: skip
    families.rows["核对_异议登记"] = [
        {"application_number": "二", "objection_number": "异", "item_code": "asset_deposit", "status": "不成立",
         "raised_date": datetime.date(2021, 3, 10), "decided_date": datetime.date(2021, 3, 17)}
    ]  # fmt: skip
    for person in families.persons:
        person["id_number"] = person["person_id"]
    return families


@pytest.fixture(scope="module", params=["sample", "told"])
def read(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Read:
    if request.param == "told":
        return told().settle(tmp_path_factory.mktemp("told")).rows
    sample: Run = request.getfixturevalue("sample")
    return lambda key: pl.read_parquet(sample.stage(key)).to_dicts()


def periods(day: datetime.date) -> Iterator[tuple[str, bool]]:
    yield f"{day:%Y}", False
    yield f"{day:%Y-%m}", False


def areas(street: str) -> Iterator[str]:
    yield "city"
    if len(street) > 6 and street[:6].isdigit():
        yield street[:6]
    yield street


def test_rates(read: Read) -> None:
    """Reports and households; a household's reports of a period count once."""
    rates = [row for row in read("verified.programme_rate") if row["unit"] != "person"]
    (cut_off,) = {row["cut_off_date"] for row in rates}
    cases: dict[tuple[Any, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in read("verified.report"):
        dated = row["issued_date"] if row["issued_date"] and row["issued_date"] <= cut_off else cut_off
        for period in (*periods(dated), (f"{cut_off:%Y}", True)):
            for area in areas(row["street_code"]):
                for unit, subject in (("report", row["report_id"]), ("household", row["household_id"])):
                    if subject is not None:
                        cases[row["programme_code"], *period, area, unit][subject].append(row)
    assert {key[:5] for key in cases} == {
        (r["programme_code"], r["period"], r["is_cumulative"], r["area_code"], r["unit"]) for r in rates
    }  # fmt: skip
    for rate in rates:
        flag = "has_difference" if rate["rate_kind"] == "difference" else "exceeds_limit"
        names = ("programme_code", "period", "is_cumulative", "area_code", "unit")
        subjects = cases[tuple(rate[name] for name in names)]
        told = [[r for r in rows if r["excluded_reason"] is None] for rows in subjects.values()]
        reasons = [[r["excluded_reason"] for r in rows] for rows in subjects.values()]
        left_out = Counter(min(group) for group in reasons if all(group))
        n, k = sum(map(bool, told)), sum(any(r[flag] for r in rows) for rows in told)
        assert (rate["denominator"], rate["numerator"]) == (n, k), rate
        assert rate["adverse_count"] + rate["favourable_count"] + rate["neutral_count"] == k
        assert {name: rate[f"excluded_{name}"] for name in EXCLUDED} == {name: left_out[name] for name in EXCLUDED}
        assert rate["is_small_sample"] == (n < SMALL)
        gone = left_out.total()
        assert rate["bound_low"] == pytest.approx(k / (n + gone))
        assert rate["bound_high"] == pytest.approx((k + gone) / (n + gone))
        if n:
            p = k / n
            half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
            low, high = ((p + Z * Z / (2 * n) + sign * half) / (1 + Z * Z / n) for sign in (-1, 1))
            shown = (rate["rate"], rate["wilson_low"], rate["wilson_high"])
            assert shown == pytest.approx((p, max(low, 0), min(high, 1)))


def test_turnaround(read: Read) -> None:
    """The day after acceptance is day 1; days between an objection and its decision stop the clock."""
    stopped: dict[str, int] = {}
    reports = {row["report_id"]: row for row in read("verified.report")}
    for row in read("verified.report_objection"):
        case = reports[row["report_id"]]
        end = min(row["decided_date"] or case["issued_date"], case["issued_date"])
        stopped[row["report_id"]] = NUMBER[end] - NUMBER[max(row["raised_date"], case["accepted_date"])]
    cut_off = read("verified.programme_rate")[0]["cut_off_date"]
    groups: dict[tuple[Any, ...], list[tuple[int, int]]] = defaultdict(list)
    for row in reports.values():
        if row["issued_date"] is None or row["accepted_date"] is None or row["issued_date"] > cut_off:
            continue
        days = NUMBER[row["issued_date"]] - NUMBER[row["accepted_date"]]
        assert row["working_days"] == days
        for period in (*periods(row["issued_date"]), (f"{cut_off:%Y}", True)):
            for area in areas(row["street_code"]):
                groups[row["programme_code"], *period, area].append((days, days - stopped.get(row["report_id"], 0)))
    found = read("verified.turnaround")
    assert len(found) == len(groups)
    for row in found:
        pairs = groups[row["programme_code"], row["period"], row["is_cumulative"], row["area_code"]]
        days, net = sorted(pair[0] for pair in pairs), [pair[1] for pair in pairs]
        assert row["report_count"] == len(pairs)
        assert (row["mean_days"], row["median_days"], row["mean_net_days"]) == pytest.approx(
            (statistics.mean(days), statistics.median(days), statistics.mean(net))
        )
        assert row["p90_days"] == days[math.ceil(len(days) * 9 / 10) - 1]
        assert row["over_limit_count"] == sum(n > LIMIT for n in net)


def test_replies(read: Read) -> None:
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in read("verified.source_reply"):
        if row["is_asked"] and row["asked_date"]:
            for period in (f"{row['asked_date']:%Y-%m}", "all"):
                groups[row["line"], period][row["reply_state"]] += 1
    found = {(row["line"], row["period"]): row for row in read("verified.line_reply")}
    assert set(found) == set(groups)
    for key, states in groups.items():
        counts = tuple(found[key][f"{name}_count"] for name in ("asked", "answered", "empty", "silent"))
        assert counts == (states.total(), states["answered"], states["empty"], states["silent"])


def test_the_told_families_show_what_the_sample_does_not(tmp_path: Path) -> None:
    """A report issued after the cut-off is not of next year; cumulated counts begin with the first report."""
    world = told().settle(tmp_path)
    rates = [r for r in world.rows("verified.programme_rate") if r["area_code"] == "city" and r["unit"] == "report"
             and r["rate_kind"] == "difference"]  # fmt: skip
    assert {(r["period"], r["is_cumulative"]) for r in rates if len(r["period"]) == 4} == {
        ("2020", False), ("2021", False), ("2021", True),
    }  # fmt: skip
    whole = {(r["period"], r["is_cumulative"]): r["denominator"] + r["excluded_missing"] for r in rates}
    assert (whole["2020", False], whole["2021", False], whole["2021", True]) == (1, 3, 4)
    assert {row["line"] for row in world.rows("verified.line_reply")} == {"银行", "税务", "公安"} and DAY.year == 2021


def test_caseloads(sample: Run) -> None:
    """Households, persons, times and yuan of each programme, year and month, from the payments themselves."""
    paid = pl.read_parquet(sample.stage("standardised.民政_救助发放"))
    links = pl.read_parquet(sample.stage("linked.record_link")).select("record_key", "person_id")
    homes = pl.read_parquet(sample.stage("linked.household_member")).select("person_id", "household_id")
    labels = pl.read_parquet(sample.stage("published.caseload_statistics"))
    rows = paid.join(links, on="record_key").join(homes, on="person_id", how="left")
    once = ["programme", "person_id", "month", "amount_fen", "district_code"]
    rows = rows.filter(pl.col("month") <= "2017-12").unique(once, keep="any")
    rows = rows.with_columns(pl.col("household_id").fill_null(pl.col("person_id")))
    every = labels.filter(pl.col("residence_kind") == "all")
    assert every.height > 20
    for length in (4, 7):
        mine = rows.with_columns(period=pl.col("month").str.slice(0, length)).group_by("programme", "period").agg(
            household_count=pl.col("household_id").n_unique(), person_count=pl.col("person_id").n_unique(),
            household_times=pl.struct("household_id", "month").n_unique(), person_times=pl.len(),
            amount_fen=pl.col("amount_fen").sum(),
        )  # fmt: skip
        columns = ("period", "household_count", "person_count", "household_times", "person_times", "amount_fen")
        found = every.filter(pl.col("period").str.len_chars() == length)
        assert sorted(found.select(columns).iter_rows()) == sorted(
            mine.filter(pl.col("programme").is_not_null()).select(columns).iter_rows()
        )
