"""Small charts as inline SVG. Pure functions of numbers: the same numbers, the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

TIER_COLOURS = ("#b3261e", "#e07b00", "#e3b505", "#7f9bb3")


def interval(
    value: float | None, low: float | None, high: float | None, floor: float | None, ceiling: float | None
) -> str:
    """A rate from 0 to 100 %: its point, its 95 % interval (bar) and its bounds (thin line)."""
    width, height, middle = 220, 22, 11
    parts = [
        _open(width, height, _spoken(value)),
        f'<line x1="0" y1="{middle}" x2="{width}" y2="{middle}" stroke="#d9dfe5"/>',
        *(f'<line x1="{x}" y1="7" x2="{x}" y2="15" stroke="#d9dfe5"/>' for x in (0, 55, 110, 165, 220)),
    ]
    if floor is not None and ceiling is not None:
        parts.append(
            f'<line x1="{_at(floor, width)}" y1="{middle}" x2="{_at(ceiling, width)}" y2="{middle}" '
            'stroke="#8aa4bd" stroke-width="2"/>'
        )
    if low is not None and high is not None:
        span = max((high - low) * width, 1)
        parts.append(f'<rect x="{_at(low, width)}" y="7" width="{span:.1f}" height="8" fill="#2f5d8a" opacity=".45"/>')
    if value is not None:
        parts.append(f'<circle cx="{_at(value, width)}" cy="{middle}" r="4" fill="#1d2733"/>')
    return "".join([*parts, "</svg>"])


def stacked(counts: Sequence[int], largest: int) -> str:
    """Counts side by side in the colours of the tiers; the longest bar of a table fills the width."""
    width, height = 260, 16
    position, parts = 0.0, []
    for count, colour in zip(counts, TIER_COLOURS, strict=True):
        length = width * count / largest if largest else 0
        if length:
            parts.append(f'<rect x="{position:.1f}" y="1" width="{length:.1f}" height="{height - 2}" fill="{colour}"/>')
        position += length
    return "".join([_open(width, height, "、".join(map(str, counts))), *parts, "</svg>"])


def bar(count: int, largest: int, colour: str) -> str:
    """One count as a bar."""
    width, height = 120, 12
    length = max(width * count / largest, 1.5) if largest and count else 0
    return (
        f"{_open(width, height, str(count))}"
        f'<rect x="0" y="1" width="{length:.1f}" height="{height - 2}" rx="2" fill="{escape(colour)}"/></svg>'
    )


def _open(width: int, height: int, spoken: str) -> str:
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg {size} role="img" aria-label="{escape(spoken)}">'


def _at(ratio: float, width: int) -> str:
    return f"{min(max(ratio, 0.0), 1.0) * width:.1f}"


def _spoken(value: float | None) -> str:
    return "无比率" if value is None else f"{value * 100:.2f}%"
