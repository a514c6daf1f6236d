"""The part of a 核对证据单 that says what would change its conclusion, and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]


def changed(rows: list[Row]) -> Iterator[str]:
    """Lines from the rows of lists/sheet_change.sql: what must happen together, then what is enough alone."""
    together = [row for row in rows if row["alternative"] == 1]
    alone = [row for row in rows if row["alternative"] != 1]
    if together:
        first = "下面一处成立" if len(together) == 1 else "下面各处同时成立"
        yield f"{first},结论变为“{together[0]['new_conclusion']}”(差一分或一个,结论不变):"
        yield from (f"· {_told(row)}" for row in together)
    if alone:
        yield "下面任何一处成立,结论也会变(差一分或一个,结论不变):"
        yield from (f"· {_told(row)}: {row['new_conclusion']}" for row in alone)
    if not rows:
        yield "没有哪一个数的变动能单独改变结论。"


def _told(row: Row) -> str:
    if row["is_member"]:
        return f"{row['name'] or '该成员'} 不是共同生活的家庭成员" if row["change"] < 0 else f"{row['name']} 计入家庭"
    what = "·".join(part for part in (row["label"], row["name"]) if part)
    direction = "减少" if row["change"] < 0 else "增加"
    measured = "所量的核实合计" if row["target"] == "limit" else "的核实值"
    now = "没有查到" if row["value_now"] is None else _number(row["value_now"], row["is_amount"])
    return (
        f"{what}{measured}由 {now} 变到 {_number(row['value_then'], row['is_amount'])}"
        f"({direction} {_number(abs(row['change']), row['is_amount'])})"
    )


def _number(value: int, is_amount: bool) -> str:
    if not is_amount:
        return f"{value:,}"
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 100:,}.{abs(value) % 100:02d} 元"
