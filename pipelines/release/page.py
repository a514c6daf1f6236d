"""report/index.html: one self-contained page on a release. Counts and rates only, no identity, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from assets.workspace import Workspace
from pipelines.privacy.permissions import group_folder
from pipelines.release.charts import TIER_COLOURS, bar, interval, stacked
from pipelines.release.cliff_figure import cliff_figure
from pipelines.release.link_page import links
from pipelines.release.statements import statements

Frames = Mapping[str, pl.DataFrame]
SHOWN_STREETS = 40
SMALLEST_CELL = 5
"""Counts of households by street below this are not shown, and the others are rounded to it: no difference of two
cells gives a single family away."""
_BROAD = 6
"""Tables of more columns than this scroll sideways on a phone instead of folding their words."""
_TIERS = ("一级(红)", "二级(橙)", "三级(黄)", "四级(关注)")


def write_page(ws: Workspace, path: Path, manifest: Mapping[str, Any]) -> None:
    """Write the page from the warehouse that lies beside its folder."""
    con = duckdb.connect(str(path.parent.parent / "warehouse.duckdb"), read_only=True)
    try:
        frames = {query.name: con.execute(query.sql).pl() for query in statements("page")}
    finally:
        con.close()
    group_folder(path.parent)
    path.write_text(render(ws, frames, manifest), encoding="utf-8")


def render(ws: Workspace, frames: Frames, manifest: Mapping[str, Any]) -> str:
    """The page as HTML; `frames` are the results of the queries in page/ by name."""
    style = (resources.files("pipelines.release") / "page" / "style.css").read_text(encoding="utf-8")
    outdated = '<span class="mark">参数待更新</span>' if manifest["rulebook"]["mark"] else ""
    head = (
        f"<h1>核对批次报告 {escape(ws.batch)}</h1>"
        f'<p class="muted">{escape(manifest["rulebook"]["name"])} · 数据截至 {ws.as_of} · '
        f"发布 {escape(manifest['release'])} {outdated}</p>"
    )
    body = "".join(
        (
            head,
            _headline(frames["headline"].row(0, named=True)),
            _both_sides(frames["alerts"]),
            _rates(frames["rates"]),
            _published(frames["published"]),
            _tiers(frames["tiers"]),
            cliff_figure(frames["cliffs"], SMALLEST_CELL),
            _deliveries(frames["deliveries"]),
            _not_computable(frames["not_computable"]),
            _parameters(frames["parameters"]),
            _links(frames["links"]),
            links(frames),
            _FOOTER,
        )
    )
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>核对批次报告 {escape(ws.batch)}</title><style>\n{style}</style></head>\n<body>{body}</body></html>\n"
    )


_FOOTER = (
    "<footer><p>本页只陈述核对所见与工作量,不作批准、拒绝、停发或追回的决定;差异不等于隐瞒。"
    "未知不当作零: 部门数据没有送达,有关指标按未知处理,等级不因此降低。</p>"
    "<p>差异率 = 有实质差异的已下结论报告 / 已下结论的报告;检出率 = 核实后超出准入标准的 / 已下结论的报告;单位为份。"
    "区间为 95% Wilson 区间;上下界把未计入的报告全部当作否或是。分母小于 10 的不显示比率。</p></footer>"
)


def _headline(row: Mapping[str, Any]) -> str:
    cards = (
        (f"{row['rows_accepted']:,}", f"接收记录(另有 {row['rows_quarantined']:,} 行隔离)"),
        (f"{row['files_accepted']:,} / {row['files']:,}", f"接收文件({row['files_not_accepted']} 个暂挂或拒收)"),
        (f"{row['persons']:,} 人", f"{row['households']:,} 户"),
        (f"{row['concluded']:,} 份", f"已下结论的报告,共 {row['reports']:,} 份"),
        (
            f"{row['tier_1']:,} / {row['tier_2']:,} 户",
            f"一级(红)/二级(橙);三级 {row['tier_3']:,}、四级 {row['tier_4']:,}",
        ),
        (f"{row['multiple']:,} 户", f"多重困难家庭(平均数据覆盖率 {row['coverage'] * 100:.0f}%)"),
        (f"{row['help_alerts']:,} 条", "帮扶告警(应享未享等)"),
        (f"{row['check_alerts']:,} 条", "核实告警(先核实)"),
    )
    return (
        '<div class="cards">'
        + "".join(f'<div class="card"><b>{b}</b><span>{s}</span></div>' for b, s in cards)
        + "</div>"
    )


def _both_sides(alerts: pl.DataFrame) -> str:
    """Under-coverage and over-payment side by side, equally large."""
    largest = max(alerts["alerts"].to_list(), default=0)
    sides = (("+", "该帮的: 应享未享与新困难", "help", "#1f6f54"), ("-", "该核的: 可能多领或重复", "check", "#8a4b08"))
    parts = []
    for direction, title, kind, colour in sides:
        rows = alerts.filter(pl.col("direction") == direction)
        lines = (
            (f"{row['rule_code']} {row['rule']}", _n(row["alerts"]), _n(row["households"]), str(row["first_due_date"]),
             bar(row["alerts"], largest, colour))
            for row in rows.iter_rows(named=True)
        )  # fmt: skip
        table = _table(("规则", "条", "户", "最早期限", ""), lines, numbers=(1, 2), raw=(4,), words=(3,))
        body = table if rows.height else "<p>本次没有。</p>"
        parts.append(f'<section class="{kind}"><h3>{title}({_n(int(rows["alerts"].sum()))} 条)</h3>{body}</section>')
    neutral = int(alerts.filter(pl.col("direction") == "0")["alerts"].sum())
    note = f'<p class="muted">另有中性告警(复核逾期等){_n(neutral)} 条。</p>' if neutral else ""
    return f'<h2>两个方向,同样要紧</h2><div class="pair">{"".join(parts)}</div>{note}'


def _rates(rates: pl.DataFrame) -> str:
    rows, kinds = [], []
    for row in rates.iter_rows(named=True):
        is_shown = not row["is_small_sample"] and row["rate"] is not None
        chart = (
            interval(*(row[name] for name in ("rate", "wilson_low", "wilson_high", "bound_low", "bound_high")))
            if is_shown
            else '<span class="muted">小样本,不显示</span>'
        )
        split = f"{row['adverse_count']:,} / {row['favourable_count']:,} / {row['neutral_count']:,}"
        counts = f"{row['numerator']:,} / {row['denominator']:,}"
        rows.append(
            (row["programme_label"] if row["is_official"] else "", row["rate_kind_label"],
             f"{row['rate'] * 100:.2f}%" if is_shown else "—", counts if is_shown else "<10",
             _range(row, "wilson") if is_shown else "—", _range(row, "bound") if is_shown else "—", chart,
             split if is_shown else "—", _n(row["excluded_count"]))
        )  # fmt: skip
        kinds.append("" if row["is_official"] else "other")
    legend = (
        '<div class="legend"><span>● 比率</span><span><i style="background:#97aec4"></i>95% 区间</span>'
        '<span><i style="background:#8aa4bd;height:2px;vertical-align:.25rem"></i>上下界</span>'
        "<span>刻度 0、25、50、75、100%</span><span>灰行为该项目的另一种比率</span></div>"
    )
    header = ("项目", "比率", "", "分子/分母(份)", "95% 区间", "上下界", "", "不利/有利/中性", "未计入")
    table = _table(header, rows, numbers=(2, 3, 4, 5, 7, 8), raw=(6,), words=(0, 1), kinds=kinds)
    return f"<h2>各项目差异率与检出率(全市累计)</h2>{legend}{table}" if rows else ""


def _range(row: Mapping[str, Any], name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "—" if low is None or high is None else f"{low * 100:.1f}–{high * 100:.1f}%"


def _published(frame: pl.DataFrame) -> str:
    """Official rates of the past beside the counts they were printed with."""
    if not frame.height:
        return ""
    verdicts = {True: "可以", False: "不可能", None: "户数为约数,无法检验"}
    rows = []
    for row in frame.iter_rows(named=True):
        nearest = [f"{row[name]:,}" for name in ("nearest_below", "nearest_above") if row[name] is not None]
        hint = f"最近的可能分母 {' 或 '.join(nearest)}" if row["is_possible"] is False and nearest else ""
        rate, count = f"{row['printed_rate'] * 100:.2f}%", _n(row["printed_count"])
        rows.append((row["programme"], row["official_label"], rate, count, verdicts[row["is_possible"]], hint))
    impossible = frame.filter(pl.col("is_possible").eq(False)).height
    title = f"<h2>官方公布的 {escape(str(frame['period'][0]))} 年比率与印出的户数</h2>"
    note = f'<p class="muted">其中 {impossible} 个比率不可能由印出的户数算出: 没有任何整数分子四舍五入后等于它。</p>'
    header = ("项目", "名称", "公布的比率", "印出的户数", "能否算出", "")
    return title + note + _table(header, rows, numbers=(2, 3), words=(0, 1, 4))


def _tiers(tiers: pl.DataFrame) -> str:
    if not tiers.height:
        return ""
    names = [f"tier_{number}" for number in range(1, 5)]
    largest = int(tiers.select(pl.sum_horizontal(names).max()).item())
    rows = [
        (row["street"], *(_coarse(row[name]) for name in names), stacked([_bar(row[name]) for name in names], largest))
        for row in tiers.head(SHOWN_STREETS).iter_rows(named=True)
    ]
    legend = "".join(
        f'<span><i style="background:{colour}"></i>{label}</span>'
        for label, colour in zip(_TIERS, TIER_COLOURS, strict=True)
    )
    rest = tiers.height - SHOWN_STREETS
    note = f"其余 {rest} 个街镇见仓库 analyst.workload。" if rest > 0 else ""
    table = _table(("街镇", *_TIERS, ""), rows, numbers=(1, 2, 3, 4), raw=(5,), words=(0,))
    return (
        f'<h2>各街镇的关注等级(户)</h2><div class="legend">{legend}</div>{table}'
        f'<p class="muted">户数取整到 {SMALLEST_CELL},不足 {SMALLEST_CELL} 户的不显示确数。{note}</p>'
    )


def _coarse(count: int) -> str:
    if count == 0:
        return "0"
    return f"<{SMALLEST_CELL}" if count < SMALLEST_CELL else f"{_bar(count):,}"


def _bar(count: int) -> int:
    """The rounded count; what is not shown exactly has no exact bar either."""
    if 0 < count < SMALLEST_CELL:
        return SMALLEST_CELL // 2
    return (count + SMALLEST_CELL // 2) // SMALLEST_CELL * SMALLEST_CELL


def _deliveries(frame: pl.DataFrame) -> str:
    counts = (
        "files",
        "accepted",
        "held",
        "refused",
        "rows_read",
        "rows_accepted",
        "rows_quarantined",
        "rows_duplicate",
    )
    rows = [
        (row["department"], *(_n(row[name]) if row["files"] else "—" for name in counts), row["missing"] or "—")
        for row in frame.iter_rows(named=True)
    ]
    header = ("部门", "文件", "接收", "暂挂", "拒收", "读到行", "接收行", "隔离行", "重复行", "应送未送")
    return f"<h2>各部门送达</h2>{_table(header, rows, numbers=range(1, 9), words=(0,))}"


def _not_computable(frame: pl.DataFrame) -> str:
    if not frame.height:
        return "<h2>不能计算的规则</h2><p>所有规则都有所需的数据。</p>"
    rows = [(row["kind"], row["rule_code"], row["label"], row["missing"]) for row in frame.iter_rows(named=True)]
    title = f"<h2>不能计算的规则({frame.height} 条)</h2><p class='muted'>所需数据没有送达;按未知处理,不作推测。</p>"
    return title + _table(("类别", "代码", "规则", "缺"), rows, words=(0, 1))


def _parameters(frame: pl.DataFrame) -> str:
    if not frame.height:
        return "<h2>来源未核实的参数</h2><p>本次报告没有用到。</p>"
    untested = frame.filter(pl.col("shown") == "不设").height
    rows = [
        (row["programme"], row["label"], f"{row['shown']} {row['unit'] or ''}", row["basis"], _n(row["reports"]))
        for row in frame.filter(pl.col("shown") != "不设").iter_rows(named=True)
    ]
    title = f"<h2>报告用到的、来源未核实的参数({frame.height} 项)</h2>"
    note = f'<p class="muted">另有 {untested} 项限额未查到规定,按不设处理(不作比较)。</p>' if untested else ""
    return title + note + _table(("项目", "参数", "取值", "依据", "报告(份)"), rows, numbers=(4,), words=(0,))


def _links(frame: pl.DataFrame) -> str:
    total = int(frame["records"].sum()) if frame.height else 0
    largest = max(frame["records"].to_list(), default=0)
    rows = [
        (row["link_tier"], row["label"], _n(row["records"]), f"{row['records'] / total * 100:.2f}%",
         bar(row["records"], largest, "#2f5d8a"))
        for row in frame.iter_rows(named=True)
    ]  # fmt: skip
    note = '<p class="muted">不利的发现只凭 L1;L2、L3 只用于帮扶与提问。</p>'
    return (
        f"<h2>记录归人的把握</h2>{_table(('层级', '含义', '记录', '占比', ''), rows, numbers=(2, 3), raw=(4,))}{note}"
    )


def _table(
    header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = (), raw: Sequence[int] = (),
    words: Sequence[int] = (), kinds: Sequence[str] = (),
) -> str:  # fmt: skip
    """An HTML table; columns in `raw` hold our own markup, all others are escaped."""
    classes = {**dict.fromkeys(words, "word"), **dict.fromkeys(numbers, "n")}

    def cell(tag: str, position: int, text: str) -> str:
        kind = f' class="{classes[position]}"' if position in classes else ""
        return f"<{tag}{kind}>{text if position in raw and tag == 'td' else escape(str(text))}</{tag}>"

    lines = []
    for number, row in enumerate(rows):
        kind = f' class="{kinds[number]}"' if kinds and kinds[number] else ""
        lines.append(f"<tr{kind}>{''.join(cell('td', place, text) for place, text in enumerate(row))}</tr>")
    top = "".join(cell("th", place, text) for place, text in enumerate(header))
    kind = "wide broad" if len(header) > _BROAD else "wide"
    return f'<div class="{kind}"><table><thead><tr>{top}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'


def _n(count: int) -> str:
    return f"{count:,}"
