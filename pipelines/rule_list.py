"""The parameters in force on a day, one line each, as `hedui rules list` shows them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from pipelines.columns import aligned
from rules.files import RulebookError
from rules.parameters import STATUSES, Parameter
from rules.rulebook import Rulebook

STATUS_WORDS = {"documented": "有据", "sourced": "有源", "proposal": "建议", "unverified": "未核实"}
HEAD = ("名称", "文件", "现值", "单位", "依据", "状态")


def lines_of(bureau: Path | None, as_of: datetime.date | None = None, programme: str | None = None) -> Iterator[str]:
    """A heading, one line per parameter in force, and how many there are of each status.

    Raises:
        RulebookError: the rulebook is wrong, or has no such programme.
    """
    rulebook = Rulebook(bureau)
    day = as_of or rulebook.imprint.reviewed_until
    if programme is not None and programme not in rulebook.programmes:
        known = "、".join(rulebook.programmes)
        raise RulebookError("verification/programmes.toml", programme, f"没有这个项目,只有 {known}")
    chosen = [
        parameter
        for _, parameter in sorted(rulebook.parameters.items())
        if programme is None or parameter.programme == programme
    ]
    yield f"{rulebook.imprint.name},{day} 的现值" + (";参数待更新" if rulebook.is_outdated(day) else "")
    yield from aligned([HEAD, *(_row(parameter, day) for parameter in chosen)])
    in_force = [value.status for parameter in chosen if (value := parameter.on(day)) is not None]
    counts = [f"{STATUS_WORDS[status]}({status}) {in_force.count(status)}" for status in STATUSES]
    yield f"共 {len(chosen)} 个,现行 {len(in_force)} 个: " + "、".join(counts)


def _row(parameter: Parameter, day: datetime.date) -> tuple[str, ...]:
    value = parameter.on(day)
    if value is None:
        return parameter.name, f"rules/{parameter.file}", "当日无值", parameter.unit, "", ""
    return (
        parameter.name,
        f"rules/{parameter.file}",
        value.shown(),
        parameter.unit,
        value.basis,
        f"{STATUS_WORDS[value.status]} {value.status}",
    )
