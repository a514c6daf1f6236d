"""Where a published row comes from: its sentences, items, source records and parameters. No name, no id number."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl

from assets.workspace import Workspace
from pipelines import link_trace
from pipelines.columns import aligned
from pipelines.refusals import BadInput
from pipelines.release.storage import RELEASES, current, sha256_of
from pipelines.trace_queries import FINDERS, QUERIES, READ

Row = dict[str, Any]


class Subject(NamedTuple):
    """What an id stands for."""

    kind: str
    id: str


def lines_of(out: Path, wanted: str, bureau: Path | None = None) -> Iterator[str]:
    """Everything that the current release knows about a report, application, household, person or alert.

    Raises:
        BadInput: there is no release, or it knows no such id.
    """
    ws = published_workspace(out, bureau)
    with ws.session(*READ, *link_trace.READ) as con:
        said = [{"fact_code": code, "label": fact.label} for code, fact in ws.rulebook.facts.items()]
        con.register("fact_said", pl.DataFrame(said).to_arrow())
        subjects = [Subject(*found) for query in FINDERS for found in con.execute(query, [wanted]).fetchall()]
        if not subjects:
            raise BadInput("E-ID", f"发布 {current(out)} 里没有这个编号: {wanted}")
        yield from _heading(ws)
        for subject in subjects:
            yield ""
            yield from _TOLD[subject.kind](con, subject.id)


def lines_between(out: Path, one: str, other: str, bureau: Path | None = None) -> Iterator[str]:
    """Why two persons or two delivered records (`extract#record_number`) are one person, or are not.

    Raises:
        BadInput: there is no release, or it knows one of them not.
    """
    ws = published_workspace(out, bureau)
    with ws.session(*READ, *link_trace.READ) as con:
        for wanted in (one, other):
            found = {kind for query in FINDERS for kind, _ in con.execute(query, [wanted]).fetchall()}
            if not found & {"person", "record"}:
                raise BadInput("E-ID", f"发布 {current(out)} 里没有这个人或这条记录: {wanted}")
        yield from _heading(ws)
        yield ""
        yield from link_trace.between(con, one, other)


def published_workspace(out: Path, bureau: Path | None) -> Workspace:
    """The workspace of the release that CURRENT names.

    Raises:
        BadInput: there is no release.
    """
    asked = _manifest(out)
    if asked is None:
        raise BadInput("E-RELEASE", f"{out} 里还没有发布")
    day = datetime.date.fromisoformat(asked["as_of"])
    return Workspace(out=out, batch=asked["batch"], as_of=day, bureau=bureau)


def _manifest(out: Path) -> dict[str, Any] | None:
    """The manifest of the release that CURRENT names; None where there is none."""
    path = out / RELEASES / (current(out) or "-") / "manifest.json"
    found: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    return found


def _heading(ws: Workspace) -> Iterator[str]:
    """Which release is told of; and a warning where its tables were made anew since, by a run that did not publish."""
    yield f"发布 {current(ws.out)},截至 {ws.as_of}"
    kept = (_manifest(ws.out) or {}).get("kept", {}).get("stages", {})
    paths = [ws.path(key) for key in (*READ, *link_trace.READ)]
    known = {path: kept.get(f"{path.parent.name}/{path.stem}") for path in paths}
    if any(digest and (not path.is_file() or sha256_of(path) != digest) for path, digest in known.items()):
        yield "注意: 这一批在发布之后又算过而没有发布,以下取自新算的表,可能与发布不同;hedui replay CURRENT 按记录重做"


def _rows(con: duckdb.DuckDBPyConnection, query: str, subject: str) -> list[Row]:
    found = con.execute(QUERIES[query], [subject])
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _report(con: duckdb.DuckDBPyConnection, report_id: str) -> Iterator[str]:
    (report,) = _rows(con, "report", report_id)
    yield f"核对报告 {report_id}"
    yield f"申请 {report['application_number']} · {report['programme']} · 户 {report['household_id'] or '未定'}"
    yield f"结论 {report['conclusion']}" + (f" · {report['direction']}" if report["has_difference"] else "")
    doubt = "" if report["income_is_complete"] else ";收入未查全,没有查到不等于没有"
    yield f"核实月收入 {report['verified']} 元,申报 {report['declared']} 元{doubt}"
    if report["limits_exceeded"]:
        yield f"超过 {'、'.join(report['limits_exceeded'])}"
    if report["sources_missing"]:
        yield f"未送达的来源 {'、'.join(report['sources_missing'])},有关项目按不知道处理"
    yield from _table(con, "逐项对照", "item", report_id, right=(2, 3, 4, 5))
    yield from _table(con, "来源记录", "source", report_id, right=(4,))
    yield from _table(con, "所用参数", "parameter", report_id)


def _household(con: duckdb.DuckDBPyConnection, household_id: str) -> Iterator[str]:
    (row,) = _rows(con, "household", household_id)
    yield f"户 {household_id} · {row['member_count']} 人 · 依据 {row['basis']} · 街镇 {row['street_code']}"
    if row["tier"]:
        yield f"{row['tier']} · {row['circle']} · 街镇内第 {row['rank_in_street']} 位"
    if row["score_low"] is not None:
        yield f"评分 {row['score_low']} 至 {row['score_high']},已知 {row['coverage_ratio']:.0%}"
    yield from _table(con, "成员", "member", household_id)
    yield from _table(con, "指标", "indicator", household_id, right=(0,))
    yield from _table(con, "事实", "facts_of_household", household_id)
    yield from _table(con, "标签", "tag", household_id)
    yield from _table(con, "告警", "alerts_of_household", household_id)
    yield from _table(con, "报告", "reports_of_household", household_id)


def _person(con: duckdb.DuckDBPyConnection, person_id: str) -> Iterator[str]:
    (person,) = _rows(con, "person", person_id)
    said = [f"{person['birth_year']} 年生" if person["birth_year"] else "出生年不详", person["sex"] or "性别未知"]
    said += ["在本地户籍" if person["is_registered"] else "不在本地户籍"] + (["已故"] if person["is_deceased"] else [])
    yield f"人 {person_id} · {' · '.join(said)}"
    yield from _table(con, "户", "households_of_person", person_id)
    yield from _table(con, "来源记录", "link", person_id)
    doubtful = list(link_trace.residual_of(con, person_id))
    yield from (["[凭概率归入的记录]", *doubtful] if doubtful else [])
    yield from _table(con, "事实", "fact", person_id)
    yield from _table(con, "报告", "reports_of_person", person_id)


def _alert(con: duckdb.DuckDBPyConnection, alert_id: str) -> Iterator[str]:
    (alert,) = _rows(con, "alert", alert_id)
    yield f"告警 {alert_id} · {alert['rule_code']} {alert['rule']} · {alert['level']} · {alert['direction']}"
    yield alert["sentence"]
    yield f"建议 {alert['suggested_action']};{alert['disposition']},{alert['due_date']} 前"
    yield f"户 {alert['household_id'] or '未定'} · 人 {alert['person_id'] or '全户'} · {alert['status']}"
    yield f"来源记录 {_text(alert['evidence']) or '无'}"


_TOLD: dict[str, Callable[[duckdb.DuckDBPyConnection, str], Iterator[str]]] = {
    "report": _report,
    "household": _household,
    "person": _person,
    "alert": _alert,
    "record": link_trace.record,
}


def _table(
    con: duckdb.DuckDBPyConnection, title: str, query: str, subject: str, right: Sequence[int] = ()
) -> Iterator[str]:
    """A section: the query's own column names as its heading; nothing where there are no rows."""
    rows = _rows(con, query, subject)
    if rows:
        yield f"[{title}]"
        shown = [[_text(value) for value in row.values()] for row in rows]
        yield from (f"  {line}" for line in aligned([list(rows[0]), *shown], right))


def _text(value: Any) -> str:
    if value is None:
        return "-"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
