"""The caseload map of the cliff as inline SVG: households by income, and what aid is worth at each income."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 260, 46, 14, 30
TENTHS = 30
BAR, CURVE, LINE, INK = "#8aa4bd", "#b3261e", "#1f6f54", "#1d2733"


def cliff_figure(frame: pl.DataFrame, smallest: int) -> str:
    """Bars: households per tenth of the standard (rounded to `smallest`); curve: aid as a share of the standard.

    `frame`: tenth (0 … 29), households, near, value_ratio, marginal_ratio.
    """
    rows = frame.to_dicts()
    if not any(row["households"] for row in rows):
        return ""
    shown = [row["households"] // smallest * smallest for row in rows]
    near = sum(row["near"] for row in rows)
    highest = max(1.0, *(row["value_ratio"] or 0.0 for row in rows))
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img" aria-label="{escape(_spoken(rows))}">',
        *_bars(shown, max(*shown, 1)),
        *_lines((1.0, "低保线"), (rows[0]["marginal_ratio"] or 2.0, "边缘线")),
        _curve(rows, highest),
        *_axis(),
        "</svg>",
    ]
    words = (
        f"横轴为家庭收入相当于低保标准的倍数;柱为收入已查全的户数(不足 {smallest} 户不画),红线为同档家庭每月待遇合计"
        f"(现金与专项救助折算,最高处为标准的 {highest:.0%})。红线陡降处即悬崖,回升处是收入豁免造成的反向悬崖。"
        f"离某条线不到一成的有 {near // smallest * smallest:,} 户左右;折算数额未核实,金额是试算,不是决定。"
    )
    return f'<h2>悬崖: 多挣一元,会不会更少</h2><div class="scroll">{"".join(parts)}</div><p class="muted">{words}</p>'


def _spoken(rows: Sequence[Mapping[str, Any]]) -> str:
    return f"{len(rows)} 档收入的户数与待遇合计"


def _x(ratio: float) -> str:
    return f"{LEFT + (WIDTH - LEFT - 10) * ratio * 10 / TENTHS:.1f}"


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


def _bars(shown: Sequence[int], largest: int) -> list[str]:
    width = (WIDTH - LEFT - 10) / TENTHS - 2
    return [
        f'<rect x="{_x(tenth / 10)}" y="{_y(count / largest):.1f}" width="{width:.1f}" '
        f'height="{_y(0) - _y(count / largest):.1f}" fill="{BAR}"/>'
        for tenth, count in enumerate(shown)
        if count
    ]


def _lines(*marks: tuple[float, str]) -> list[str]:
    return [
        f'<line x1="{_x(ratio)}" y1="{TOP}" x2="{_x(ratio)}" y2="{_y(0):.1f}" stroke="{LINE}" stroke-dasharray="4 3"/>'
        f'<text x="{_x(ratio)}" y="{TOP - 3}" font-size="11" text-anchor="middle" fill="{LINE}">{label}</text>'
        for ratio, label in marks
        if ratio * 10 < TENTHS
    ]


def _curve(rows: Sequence[Mapping[str, Any]], highest: float) -> str:
    points = " ".join(
        f"{_x((row['tenth'] + 0.5) / 10)},{_y(row['value_ratio'] / highest):.1f}"
        for row in rows
        if row["value_ratio"] is not None
    )
    return f'<polyline points="{points}" fill="none" stroke="{CURVE}" stroke-width="2"/>'


def _axis() -> list[str]:
    base = f'<line x1="{LEFT}" y1="{_y(0):.1f}" x2="{WIDTH - 10}" y2="{_y(0):.1f}" stroke="{INK}"/>'
    return [
        base,
        *(
            f'<text x="{_x(ratio)}" y="{HEIGHT - 12}" font-size="11" text-anchor="middle" fill="{INK}">'
            f"{ratio:g} 倍</text>"
            for ratio in (0, 0.5, 1, 1.5, 2, 2.5, 3)
        ),
    ]
