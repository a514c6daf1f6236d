"""What a release holds, as the lines that `hedui run` prints: counts and rates, nothing of a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from assets.linked.told import line_of as line_of_links
from assets.tiered.standing import NOT_WRITTEN
from assets.workspace import Workspace
from pipelines.columns import aligned
from schemas.codes import Code, code_lists

TABLES = (
    "landed.delivery",
    "linked.person",
    "linked.household",
    "verified.programme_rate",
    "verified.published_rate",
    "tiered.household_tier",
    "published.alert",
    "published.rule_status",
)

MOST = 6
Rows = list[dict[str, Any]]


def lines_of(ws: Workspace, release: Path) -> Iterator[str]:
    """The lines, section by section."""
    lists = code_lists(ws.bureau)
    imprint = ws.rulebook.imprint
    outdated = ";参数待更新" if ws.rulebook.is_outdated(ws.as_of) else ""
    with ws.session(*TABLES) as con:
        yield f"发布  {release}"
        yield f"批次  {ws.batch},截至 {ws.as_of}"
        yield f"规则  {imprint.name},核对至 {imprint.reviewed_until}(摘要 {ws.rulebook.digest[:8]}){outdated}"
        yield from _deliveries(_rows(con, _DELIVERIES), lists["delivery_decision"])
        yield f"链接质量  {line_of_links(ws)}"
        yield from _rates(_rows(con, _RATES), lists["programme"])
        yield from _tiers(_rows(con, _TIERS), lists["tier"])
        yield from _alerts(_rows(con, _ALERTS), lists["alert_rule"], lists["level"])
        yield from _not_computable(_rows(con, _NOT_COMPUTABLE))
    unverified = [
        parameter
        for parameter in ws.rulebook.parameters.values()
        if (value := parameter.on(ws.as_of)) is not None and value.status == "unverified"
    ]
    yield ""
    yield f"未核实参数  {len(unverified)} 个(hedui rules list 逐个列出)"


_DELIVERIES = """
select decision, count(*) as files, sum(rows_accepted)::bigint as accepted,
       sum(rows_quarantined)::bigint as quarantined,
       list(coalesce(reason, file_name) order by department, file_name) as reasons
from landed.delivery group by decision
"""
_RATES = """
select r.programme_code, r.rate_kind, r.official_label, r.numerator, r.denominator, r.rate, r.wilson_low,
       r.wilson_high, r.is_small_sample, r.period, p.printed_rate, p.printed_count, p.is_possible, p.nearest_below,
       r.excluded_withdrawn + r.excluded_ended + r.excluded_unauthorised + r.excluded_objection + r.excluded_missing
         as excluded
from verified.programme_rate as r
left join verified.published_rate as p on p.programme_code = r.programme_code
where r.area_code = 'city' and r.is_cumulative and r.unit = 'report' and r.official_label is not null
order by r.programme_code
"""
_TIERS = "select tier, count(*) as households from tiered.household_tier group by tier"
_ALERTS = """
select rule_code, level, count(*) as alerts
from published.alert group by rule_code, level order by rule_code, level
"""
_NOT_COMPUTABLE = """
select rule_kind, rule_code, missing from published.rule_status
where status = 'not_computable' order by rule_kind, rule_code
"""


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> Rows:
    found = con.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _label(entries: Mapping[str, Code], code: str) -> str:
    return entries[code].label if code in entries else code


def _deliveries(rows: Rows, decisions: Mapping[str, Code]) -> Iterator[str]:
    by_code = {row["decision"]: row for row in rows}
    counts = [f"{entry.label} {by_code[code]['files']} 份" for code, entry in decisions.items() if code in by_code]
    accepted = sum(row["accepted"] or 0 for row in rows)
    quarantined = sum(row["quarantined"] or 0 for row in rows)
    yield f"送达  {'、'.join(counts) or '0 份'};接收 {accepted:,} 行,隔离 {quarantined:,} 行"
    for code in ("refused", "held"):
        for reason in by_code.get(code, {"reasons": []})["reasons"]:
            yield f"      {decisions[code].label}: {reason}"


def _rates(rows: Rows, programmes: Mapping[str, Code]) -> Iterator[str]:
    if not rows:
        return
    order = {code: place for place, code in enumerate(programmes)}
    rows = sorted(rows, key=lambda row: order.get(row["programme_code"], len(order)))
    yield ""
    yield f"各项目核对结果(单位: 份,{rows[0]['period']} 年累计),与 2017 年公布数并列"
    head = ("项目", "指标", "比率", "分子/分母", "95% 区间", "未计入", "公布", "公布户数", "")
    yield from aligned([head, *(_rate(row, programmes) for row in rows)], right=(2, 3, 5, 6, 7))


def _rate(row: Mapping[str, Any], programmes: Mapping[str, Code]) -> Sequence[str]:
    is_counted = row["rate"] is not None
    return (
        _label(programmes, row["programme_code"]),
        row["official_label"],
        f"{row['rate']:.1%}" if is_counted else "-",
        f"{row['numerator']}/{row['denominator']}",
        f"{row['wilson_low']:.1%} - {row['wilson_high']:.1%}" if is_counted else "-",
        str(row["excluded"]),
        "-" if row["printed_rate"] is None else f"{row['printed_rate']:.2%}",
        "-" if row["printed_count"] is None else f"{row['printed_count']:,}",
        ";".join(_remarks(row)),
    )


def _remarks(row: Mapping[str, Any]) -> Iterator[str]:
    if row["is_small_sample"]:
        yield "小样本"
    if row["is_possible"] is False:
        yield f"公布率不可能: 无整数分子(分母 {row['nearest_below']} 才可能)"


def _tiers(rows: Rows, tiers: Mapping[str, Code]) -> Iterator[str]:
    households = {row["tier"]: row["households"] for row in rows}
    yield ""
    yield "关注等级  " + "、".join(f"{entry.label} {households.get(code, 0):,} 户" for code, entry in tiers.items())


def _alerts(rows: Rows, rules: Mapping[str, Code], levels: Mapping[str, Code]) -> Iterator[str]:
    yield ""
    yield f"告警  {sum(row['alerts'] for row in rows):,} 条"
    table = [
        (row["rule_code"], _label(rules, row["rule_code"]), _label(levels, row["level"]), f"{row['alerts']:,}")
        for row in rows
    ]
    yield from (f"  {line}" for line in aligned(table, right=(3,)))


def _not_computable(rows: Rows) -> Iterator[str]:
    waiting = [row for row in rows if NOT_WRITTEN not in row["missing"]]
    missing = Counter(name for row in waiting for name in row["missing"])
    most = [f"{name}({count})" for name, count in sorted(missing.items(), key=lambda pair: (-pair[1], pair[0]))]
    yield ""
    yield f"不可计算的规则  {len(rows)} 条(published.rule_status 逐条列出)"
    if most:
        yield f"  缺来源 {len(waiting)} 条: {'、'.join(most[:MOST])}{' 等' if len(most) > MOST else ''}"
    if len(rows) > len(waiting):
        yield f"  {NOT_WRITTEN} {len(rows) - len(waiting)} 条"
