"""The part of the page about links: how good they are, and how one is weighed, as a waterfall. Counts only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import polars as pl

from pipelines.link_trace import told_levels
from pipelines.release.charts import interval

Frames = Mapping[str, pl.DataFrame]
_WIDTH, _LINE, _LABELS, _SHOWN = 640, 22, 300, 40


def links(frames: Frames) -> str:
    """The section as HTML; empty where nothing was linked by probability."""
    rows = [
        f'<tr><td>{escape(row["measure"])}</td><td class="n">{row["rate"] * 100:.1f}%</td>'
        f"<td>{interval(row['rate'], row['rate_low'], row['rate_high'], None, None)}</td>"
        f"<td>{escape(row['source'])} {row['tested_count']:,} 次,代表 {row['record_count']:,} 条</td></tr>"
        for row in frames["link_quality"].iter_rows(named=True)
    ]
    table = f'<h2>链接质量</h2><div class="wide"><table><tbody>{"".join(rows)}</tbody></table></div>' if rows else ""
    return table + _typical(frames)


def _typical(frames: Frames) -> str:
    if not frames["link_typical"].height:
        return ""
    row = frames["link_typical"].row(0, named=True)
    weights = frames["link_weight"].filter(pl.col("is_same_household") == row["is_same_household"])
    steps, total = told_levels(weights.to_dicts(), row["pattern"])
    steps.append(("实测修正", "", row["bits"] - total))
    title = f"<h3>最常见的一种概率链接是怎样衡量的({row['records']:,} 种写法)</h3>"
    return title + waterfall(steps)


def waterfall(steps: Sequence[tuple[str, str, float]]) -> str:
    """Steps (comparison, level, bits) as bars that begin where the one before ended, with their sum below."""
    reached, ends = 0.0, []
    for _, _, bits in steps:
        ends.append((reached, reached + bits))
        reached += bits
    ends.append((0.0, reached))
    low, high = min(0.0, *(min(end) for end in ends)), max(0.0, *(max(end) for end in ends))
    unit = (_WIDTH - _LABELS - _SHOWN) / ((high - low) or 1.0)
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_LINE * len(ends)}" width="{_WIDTH}" height="{_LINE * len(ends)}" role="img" '
        f'aria-label="分量合计 {reached:+.1f} 比特">'
    ]
    for place, ((name, level, bits), (start, end)) in enumerate(
        zip([*steps, ("合计", "", reached)], ends, strict=True)
    ):
        top, colour = place * _LINE, "#1d2733" if place == len(steps) else "#2f5d8a" if bits >= 0 else "#b3261e"
        left, width = _LABELS + (min(start, end) - low) * unit, max(abs(end - start) * unit, 1.0)
        words = escape(f"{name} {level}".strip())
        parts.append(
            f'<text x="0" y="{top + 15}" font-size="12">{words}</text>'
            f'<rect x="{left:.1f}" y="{top + 4}" width="{width:.1f}" height="14" fill="{colour}"/>'
            f'<text x="{left + width + 3:.1f}" y="{top + 15}" font-size="11">{bits:+.1f}</text>'
        )
    return "".join([*parts, "</svg>"])
