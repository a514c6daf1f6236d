"""Why a record is whose it is, and why two are not one: comparisons in words, weights in bits. No name, no id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from pipelines.columns import aligned
from rules.linkage import pairs

READ = (
    "linked.record_link", "linked.link_residual", "linked.link_candidate", "linked.link_weight", "linked.person",
    "linked.identity", "linked.link_review", "standardised.record", "standardised.核对_链接裁定",
)  # fmt: skip
Row = dict[str, Any]

_RECORD = """
select l.record_key, l.extract, l.record_number, l.person_id, l.link_tier,
       coalesce(label_of('link_tier', l.link_tier), l.link_tier) as tier, l.probability, r.first_key,
       label_of('link_residual', r.residual_code) as residual, r.holder_person_id,
       label_of('holder_birth', r.holder_birth) as holder_birth
from linked.record_link as l
left join linked.link_residual as r on r.record_key = l.record_key
"""
_BY_NUMBER = _RECORD + "where evidence_of(l.extract, l.record_number) = $1 order by l.record_key"
_BY_PERSON = (
    _RECORD + "where l.person_id = $1 and r.record_key is not null order by l.extract, l.record_number, l.record_key"
)
_CANDIDATES = """
select candidate_place, candidate_person_id, pattern, is_same_household, bits, probability, needed_probability,
       label_of('link_outcome', outcome_code) as outcome
from linked.link_candidate where first_key = $1 order by candidate_place
"""
_BETWEEN = """
select r.first_key, min(evidence_of(l.extract, l.record_number)) as record, l.person_id
from linked.link_residual as r
join linked.record_link as l on l.record_key = r.record_key
join linked.link_candidate as c on c.first_key = r.first_key
where l.person_id = $1 and c.candidate_person_id = $2
group by r.first_key, l.person_id order by r.first_key
"""
_WEIGHTS = """
select comparison_place, comparison, comparison_label, level_number, level_label, bits
from linked.link_weight where is_same_household = $1 order by comparison_place, level_number
"""
_DECISIONS = """
select decision, decided_date from standardised."核对_链接裁定"
where (evidence_of(extract_a, record_number_a) = $1 and ($2 is null or evidence_of(extract_b, record_number_b) = $2))
or (evidence_of(extract_b, record_number_b) = $1 and ($2 is null or evidence_of(extract_a, record_number_a) = $2))
order by decided_date desc, decision
"""
_REVIEWS = """
select coalesce(label_of('review_reason', v.reason_code), v.reason_code) as reason, v.candidate_person_id
from linked.link_review as v where evidence_of(v.extract, v.record_number) = $1 order by v.record_key
"""
_CELLS = """
select record.*, (select count(*) from linked.identity as i where i.name_text = record.name_text) as bearers,
       (select count(*) from linked.person) as people
from standardised.record where record_key = $1
"""
_LEAST_PEOPLE = 20_000


def rows(con: duckdb.DuckDBPyConnection, query: str, *values: Any) -> list[Row]:
    found = con.execute(query, list(values))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def record(con: duckdb.DuckDBPyConnection, number: str) -> Iterator[str]:
    """Everything about where one delivered record (`extract#record_number`) ended and why."""
    for row in rows(con, _BY_NUMBER, number):
        yield from _placed(con, row)


def residual_of(con: duckdb.DuckDBPyConnection, person_id: str) -> Iterator[str]:
    """One line for each record of a person whose own id did not settle it: tier, what agreed, the second best."""
    for row in rows(con, _BY_PERSON, person_id):
        known = rows(con, _CANDIDATES, row["first_key"])
        why = f"{row['link_tier']} · {row['residual']}{_agreed(con, known, person_id)}{_rival(known, person_id)}"
        yield f"  {row['extract']}#{row['record_number']} · {why}"


def between(con: duckdb.DuckDBPyConnection, one: str, other: str) -> Iterator[str]:
    """Why two records or persons are one, or why not."""
    a, b = _resolved(con, one), _resolved(con, other)
    yield f"{one}(人 {a[1]})与 {other}(人 {b[1]}): {'同一人' if a[1] == b[1] else '不是同一人'}"
    if a[0] and b[0]:
        yield from _decided(con, one, other)
        yield from _direct(con, a[0], b[0], is_one=a[1] == b[1])
    found = [
        (row, candidate)
        for first, second in dict.fromkeys(((a[1], b[1]), (b[1], a[1])))
        for row in rows(con, _BETWEEN, first, second)
        for candidate in rows(con, _CANDIDATES, row["first_key"])
        if candidate["candidate_person_id"] == second
        and all(end[0] is None or end[1] != first or end[0]["first_key"] in (None, row["first_key"]) for end in (a, b))
    ]
    for row, candidate in found:
        yield ""
        yield f"[{row['record']} 比 人 {candidate['candidate_person_id']}] {candidate['outcome']}"
        yield from waterfall(con, candidate)
    if not found and a[1] != b[1]:
        yield "配对时没有比较过: 不在同一候选区块,或不在前几名候选之内"


def _resolved(con: duckdb.DuckDBPyConnection, subject: str) -> tuple[Row | None, str]:
    found = rows(con, _BY_NUMBER, subject)
    return (found[0], found[0]["person_id"]) if found else (None, subject)


def _placed(con: duckdb.DuckDBPyConnection, row: Row) -> Iterator[str]:
    number = f"{row['extract']}#{row['record_number']}"
    chance = "" if row["probability"] is None or row["link_tier"] == "L1" else f" · 概率 {_chance(row)}"
    yield f"记录 {number} · 人 {row['person_id']} · {row['link_tier']} {row['tier']}{chance}"
    if row["residual"] is None:
        yield "证件号有效,姓名与持证人相容,直接归于持证人"
    else:
        holder = (
            f";所写证件的持证人 {row['holder_person_id']},出生日期{row['holder_birth']}"
            if row["holder_person_id"]
            else ""
        )
        yield f"证件号为何定不了人: {row['residual']}{holder}"
    for asked in rows(con, _REVIEWS, number):
        other = f",另一人 {asked['candidate_person_id']}" if asked["candidate_person_id"] else ""
        yield f"请人裁定: {asked['reason']}{other}"
    yield from _decided(con, number, None)
    if row["first_key"] is None:
        return
    known = rows(con, _CANDIDATES, row["first_key"])
    if not known:
        yield "没有候选: 姓名、生日、电话、地址、编号都找不到可比的人"
        return
    head = ("候选", "人", "分量(比特)", "概率", "结果")
    told = [
        (str(c["candidate_place"]), c["candidate_person_id"], f"{c['bits']:+.1f}", _chance(c), c["outcome"])
        for c in known
    ]
    yield "[候选]"
    yield from (f"  {line}" for line in aligned([head, *told], (0, 2, 3)))
    yield f"[第 1 名逐项]{_rival(known, row['person_id'])}"
    yield from waterfall(con, known[0])


def _rival(known: Sequence[Row], person_id: str) -> str:
    """The best other person and how far behind, in words."""
    own = next((c for c in known if c["candidate_person_id"] == person_id), None)
    others = [c for c in known if c["candidate_person_id"] != person_id]
    if own is None:
        return f" · 最近的人 {others[0]['candidate_person_id']},{others[0]['outcome']}" if others else " · 没有候选"
    if not others:
        return " · 没有对手"
    return f" · 第二名 {others[0]['candidate_person_id']},差 {own['bits'] - others[0]['bits']:.1f} 比特"


def _agreed(con: duckdb.DuckDBPyConnection, known: Sequence[Row], person_id: str) -> str:
    """What was compared with this person, in words."""
    own = next((c for c in known if c["candidate_person_id"] == person_id), None)
    if own is None:
        return ""
    told, _ = told_levels(rows(con, _WEIGHTS, own["is_same_household"]), own["pattern"])
    return " · " + "、".join(f"{name}: {level}" for name, level, _ in told[1:])


def _chance(candidate: Row) -> str:
    """A probability with three digits; what is nearly certain is not said to be certain."""
    chance = candidate["probability"]
    if chance is None:
        return "-"
    return ">0.999" if chance >= 0.9995 else "<0.001" if chance < 0.0005 else f"{chance:.3f}"


def waterfall(con: duckdb.DuckDBPyConnection, candidate: Row) -> Iterator[str]:
    """Prior, every comparison that spoke with its weight, correction, sum, probability."""
    told, total = told_levels(rows(con, _WEIGHTS, candidate["is_same_household"]), candidate["pattern"])
    told.append(("实测修正", "这种组合实际有多少是同一人", candidate["bits"] - total))
    told.append(("合计", "", candidate["bits"]))
    yield from (f"  {line}" for line in aligned([(a, b, f"{bits:+.1f}") for a, b, bits in told], (2,)))
    alone = _chance({"probability": 1 / (1 + 2.0 ** -max(-50.0, min(50.0, candidate["bits"])))})
    needed = candidate["needed_probability"]
    wanted = "只有姓名相同,不链接" if needed is None else f"链接需要 {needed:g}"
    yield f"  单独看概率 {alone},与对手相争后 {_chance(candidate)};{wanted}"


def told_levels(weights: Sequence[Row], pattern: int) -> tuple[list[tuple[str, str, float]], float]:
    """A pattern in words: (comparison, level, bits) of all that spoke, prior first; and their sum."""
    by_place: dict[int, list[Row]] = {}
    for row in weights:
        by_place.setdefault(row["comparison_place"], []).append(row)
    told, total = [], 0.0
    for place in sorted(by_place, reverse=True):
        at = by_place[place]
        pattern, level = divmod(pattern, len(at)) if place else (pattern, 0)
        total += at[level]["bits"]
        if level or not place:
            told.append((at[level]["comparison_label"], at[level]["level_label"], at[level]["bits"]))
    return told[::-1], total


def _decided(con: duckdb.DuckDBPyConnection, one: str, other: str | None) -> Iterator[str]:
    for row in rows(con, _DECISIONS, one, other):
        yield f"裁定 {row['decided_date']}: {row['decision']}"


def _direct(con: duckdb.DuckDBPyConnection, one: Row, other: Row, is_one: bool) -> Iterator[str]:
    """Two records' own cells compared, whether or not the matcher ever looked at them together."""
    (here,), (there,) = rows(con, _CELLS, one["record_key"]), rows(con, _CELLS, other["record_key"])
    if here["id_number"] and there["id_number"]:
        same = here["id_number"] == there["id_number"]
        if same:
            yield "两条都有有效证件号,相同"
        elif is_one:
            yield "两条都有有效证件号,不同: 其中一条所写的是别人的,或经裁定并为一人"
        else:
            yield "两条都有有效证件号,不同: 未经裁定不并为一人"
    said = pairs.levels(here, there, max(here["bearers"], there["bearers"]), max(here["people"], _LEAST_PEOPLE))
    weights = {(row["comparison"], row["level_number"]): row for row in rows(con, _WEIGHTS, False)}
    told = [weights[name, level] for name, level in said.items() if level and (name, level) in weights]
    yield "[两条记录自己的各栏直接相比]"
    if told:
        lines = [(row["comparison_label"], row["level_label"], f"{row['bits']:+.1f}") for row in told]
        yield from (f"  {line}" for line in aligned(lines, (2,)))
    else:
        yield "  没有两条都填了的栏"
