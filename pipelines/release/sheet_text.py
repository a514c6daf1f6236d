"""The words of a 核对证据单: what was declared, what the registers say, what follows and what does not."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipelines.release.paper import padded, paged
from pipelines.release.reference import words
from pipelines.release.sheet_change import changed

Row = dict[str, Any]
_ABSENT = "不设"
_LARGER_OF = re.compile(r"max\(([\d.]+%), ([\d.]+)\)")
_STATUS = {"documented": "有公布文件", "sourced": "有公开来源", "proposal": "本系统建议", "unverified": "【未核实】"}
_RULE = "─" * 38
_DECIDES_NOTHING = (
    "本单只陈述核对所见,不是决定:不批准、不拒绝、不停发、不追回任何救助。",
    "一项差异不等于隐瞒:可能是时间不同、记录有误或算法不同。请先听家庭说明。",
)
_OBJECTION = (
    "家庭认为哪一项不对,可以当场说明,或持证明材料到街道(乡镇)受理窗口提出异议;",
    "提出后该项列为“异议中”,重新核对之前不作为依据,也不计入差异率;记录有误的,由来源部门更正。",
    "对救助决定不服的,可依法申请行政复议或提起行政诉讼。",
)


class Asked(NamedTuple):
    """The day a page speaks of, and whether it lies after the day until which the rules were reviewed."""

    as_of: datetime.date
    is_outdated: bool


class Sheet(NamedTuple):
    """What a page says, before it is set as text or as HTML."""

    title: str
    head: list[str]
    table: list[tuple[str, ...]]
    """Its second section: a header and one row an item (label, declared, verified, difference, tolerance, verdict)."""
    sections: list[tuple[str, list[str]]]
    """Headings with their sentences, in order; the table stands under the one that has none."""
    footer: str


def sheet(
    report: Row, members: list[Row], items: list[Row], sources: list[Row], changes: list[Row], standards: Sequence[str],
    labels: Mapping[str, str], asked: Asked, footer: str,
) -> Sheet:  # fmt: skip
    """One page; rows as the queries lists/sheet_*.sql return them, `labels` of parameters by name.

    `standards`: the lines of `worded` for the parameters that the report used.
    """
    days = f"({report['working_days']} 个工作日)" if report["working_days"] is not None else ""
    missing = "、".join(report["sources_missing"])
    until = report["contest_until"]
    return Sheet(
        f"核对证据单    {report['programme']}",
        [
            f"申请编号 {report['application_number']}    {report['street']} {report['committee']}",
            f"受理 {_day(report['accepted_date'])}    出证 {_day(report['issued_date'])}{days}    "
            f"数据截至 {asked.as_of}",
            f"家庭成员({report['member_count']} 人): " + "、".join(_member(row) for row in members),
        ],
        list(_table(items)),
        [
            ("一、核对所见", list(_findings(report, labels))),
            ("二、申报与核实逐项对照", []),
            ("三、登记数据怎么说", [
                *(_source(row) for row in sources),
                *(() if sources else ("各来源没有查到记录。没有记录不等于没有收入或财产。",)),
                *((f"本次没有送达的来源: {missing};有关项目一律按不知道处理。",) if missing else ()),
            ]),
            ("四、什么会改变这个结论", list(changed(changes))),
            ("五、所用标准与参数", [
                *standards,
                *(("【参数待更新】截至日已过规则手册的核对期,以上标准须先核对再用。",) if asked.is_outdated else ()),
            ]),
            ("六、这张单子不决定什么", list(_DECIDES_NOTHING)),
            ("七、有异议怎么办", [*((f"异议期到 {until};过期提出的,照样受理。",) if until else ()), *_OBJECTION]),
        ],
        footer,
    )  # fmt: skip


def as_text(page: Sheet) -> str:
    """A page as text, broken and cut for A4."""
    lines = [page.title, _RULE, *page.head]
    for heading, sentences in page.sections:
        lines += ["", heading, *(f"  {sentence}" for sentence in sentences)]
        if not sentences:
            lines += [f"  {_aligned(*cells[:-1])}  {cells[-1]}" for cells in page.table]
    return paged([*lines, _RULE, page.footer, ""])


def _member(row: Row) -> str:
    remarks = [row["role"]]
    if row["is_deceased"]:
        remarks.append("登记已故,不计入")
    elif not row["is_declared"]:
        remarks.append("同户在册,申请时未列")
    elif not row["is_counted"]:
        remarks.append("不计入")
    return f"{row['name']}({','.join(remarks)})"


def _findings(report: Row, labels: Mapping[str, str]) -> Iterator[str]:
    yield f"结论: {report['conclusion']}。"
    if report["under_declared"]:
        yield "登记数据高于申报,或有同户成员未列入申请,超出允许的误差。"
    if report["over_declared"]:
        yield "申报高于登记所见: 家庭可能比申报的更困难,应按核实值重算,有利于家庭。"
    if report["exceeds_limit"]:
        names = "、".join(labels.get(name, name) for name in report["limits_exceeded"])
        yield f"核实值达到或超过这些准入标准: {names}。"
    if not report["has_difference"] and not report["exceeds_limit"]:
        yield (
            "申报与登记数据相符,没有发现差异。" if report["income_is_complete"]
            else "查得到的登记数据与申报没有不同;收入没有查全,不等于全部相符。"
        )  # fmt: skip
    if not report["income_is_complete"]:
        yield "收入没有查全: 有劳动年龄成员的收入没有任何来源说明,不能当作零。"
    if report["benefit_fen"] is not None:
        yield f"按核实值和所用标准试算,应补差额为每月 {_yuan(report['benefit_fen'])} 元(试算,不是决定)。"
        if report["ruled_fen"]:
            ruled = _yuan(report["ruled_fen"])
            yield f"其中按当地规定核算的劳动收入、赡养费每月 {ruled} 元,不是登记所见,不是差异,也不说明申报有误。"


def _table(items: list[Row]) -> Iterator[tuple[str, ...]]:
    yield "项目", "申报", "核实", "差异", "容差", "所见"
    for row in items:
        unit = "" if row["is_count"] else "元/月" if row["is_monthly"] else "元/年" if row["is_yearly"] else "元"
        label = "·".join(part for part in (row["item"], row["name"]) if part) + (f"({unit})" if unit else "")
        empty = {"declared": "未设栏", "verified": "不知道", "difference": "—", "tolerance": "—"}
        shown = (_amount(row[name], row["is_count"], word) for name, word in empty.items())
        yield label, *shown, row["verdict"] + (f",{row['direction']}" if row["is_different"] else "")


def _source(row: Row) -> str:
    when = f"{row['as_of_date']} 查询" if row["as_of_date"] else ""
    if row["is_annual"] and row["month_to"]:
        when = f"{row['month_to'][:4]} 年"
    elif row["month_from"]:
        when = " 至 ".join(dict.fromkeys((row["month_from"], row["month_to"])))
    what = [f"{row['records']} 条"]
    if row["amount_fen"] is not None:
        what.append(f"{'合计 ' if row['records'] > 1 else ''}{_yuan(row['amount_fen'])} 元")
    elif row["quantity"] is not None:
        what.append(f"数量 {row['quantity']}")
    counted = "计入" if row["is_counted"] else "不计入"
    reason = words().reasons.get(row["reason"] or "", row["reason"])
    if row["is_exempt"]:
        counted = "列示,不计入标准"
    parts = [row["item"], row["name"], row["extract"].replace("_", " "), when, row["basis"], *what]
    return ",".join(part for part in parts if part) + f": {counted}{f'({reason})' if reason else ''}"


def worded(parameters: Iterable[Row], programme: str) -> Iterator[str]:
    """Parameters as lines: each with its basis and status, then what is not tested and what counts as equal.

    Rows of reference.parameter_in_force; `programme` is the label that need not be said in every line.
    """
    absent, equal = [], []
    for row in parameters:
        label, status = row["label"].removeprefix(programme), _STATUS.get(row["status"], row["status"])
        if row["kind"] == "limit" and row["shown"] == _ABSENT:
            absent.append(f"{label}{'【未核实】' if row['status'] == 'unverified' else ''}")
        elif row["kind"] == "tolerance":
            equal.append(f"{label.removesuffix('容差')}{_tolerance(row['shown'])}")
        else:
            unit = f" {row['unit']}" if row["unit"] not in (None, "文字") else ""
            shown = "、".join(words().values.get(word, word) for word in row["shown"].split("、"))
            yield f"{label}: {shown}{unit};依据 {row['basis']};{status}"
    if absent:
        yield f"没有标准、不作比较: {'、'.join(absent)}"
    if equal:
        yield f"相差多少之内算一致(本系统建议): {'、'.join(equal)}"


def _tolerance(shown: str) -> str:
    """`max(5%, 50)` in words."""
    found = _LARGER_OF.fullmatch(shown)
    if found is None:
        return f" {shown}"
    share, amount = found.groups()
    if share == "0%":
        return "须完全一致" if amount == "0" else f" {amount} 元"
    return f" 申报额的 {share} 或 {amount} 元,取大者"


def _amount(value: int | None, is_count: bool, empty: str) -> str:
    if value is None:
        return empty
    return f"{value:,}" if is_count else _yuan(value)


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else "未记载"


def _aligned(label: str, *cells: str) -> str:
    """A label and right-aligned cells in columns, a Chinese character taking two places."""
    return padded(label, 30) + "".join(padded(cell, 13, is_right=True) for cell in cells)
