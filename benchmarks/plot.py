"""Draws results/*.json as SVG: python benchmarks/plot.py, in the benchmarks' own environment (it has matplotlib)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

HERE = Path(__file__).parent
COLOURS = plt.get_cmap("tab20").colors
# no date, and ids that depend on nothing but the drawing
mpl.rcParams.update({"svg.hashsalt": "hedui", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9})


def pipeline(results: dict[int, dict[str, Any]], target: Path) -> None:
    """Stacked bars: CPU seconds of every stage as multiples of the floor, one bar per size of city."""
    sizes = sorted(results)
    names = list(dict.fromkeys(row["stage"] for size in sizes for row in results[size]["stages"]))
    figure, axes = plt.subplots(figsize=(9, 1.2 + 0.9 * (len(sizes) + 1)))
    axes.barh(["floor"], [1], color="black", height=0.6)
    starts = [0.0] * len(sizes)
    for position, name in enumerate(names):
        widths = []
        for size in sizes:
            floor = min(cost["cpu_seconds"] for cost in results[size]["ways"].values())
            widths.append(sum(r["cpu_seconds"] for r in results[size]["stages"] if r["stage"] == name) / floor)
        axes.barh(
            [f"{size:,} persons" for size in sizes], widths, left=starts, label=name, height=0.6,
            color=COLOURS[position % len(COLOURS)],
        )  # fmt: skip
        starts = [start + width for start, width in zip(starts, widths, strict=True)]
    axes.set_xlabel("CPU seconds as multiples of the floor (read every delivered file once, write it as Parquet)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.35 / len(sizes)), ncols=4, frameon=False, fontsize=8)
    figure.savefig(target, metadata={"Date": None}, bbox_inches="tight")


def main() -> None:
    found = json.loads((HERE / "results" / "pipeline.json").read_text(encoding="utf-8"))
    pipeline({int(size): result for size, result in found.items()}, HERE / "results" / "pipeline.svg")


if __name__ == "__main__":
    main()
