"""`hedui replay`: makes a release again from what it recorded, and says whether every table and file is the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipelines.refusals import BadInput
from pipelines.release.checker import check
from pipelines.release.publish import publish
from pipelines.release.statements import literal, quoted
from pipelines.release.warehouse import FILE as WAREHOUSE
from pipelines.rerun.recorded import Recorded, attached, published
from pipelines.rerun.workshop import Recipe, Tell, altered, lost, make, workshop

INGREDIENTS = {
    "key_fingerprint": "密钥", "rulebook": "规则手册", "contracts_digest": "送达约定与代码表", "code_digest": "程序",
    "versions": "工具版本", "inputs": "送达",
}  # fmt: skip


class Replayed(NamedTuple):
    """What making a release again showed, as lines for people."""

    lines: list[str]
    is_identical: bool


def replay(
    release: Recorded, tell: Tell, key_file: Path | None = None, memory: str = "8GiB", day: datetime.date | None = None
) -> Replayed:
    """Make a release again and compare every stage table, warehouse table and file with what was released.

    With `day`, make what the release's own deliveries and rules say of an earlier day, and compare that with the
    release that was published for it.

    Raises:
        BadInput: not the key of the release, or nothing was published for that day.
        RunFailed: a stage broke.
    """
    then = release if day in (None, release.as_of) else _released_for(release, day)
    recipe = replace(Recipe.of(release).until(then.batch, then.as_of), previous=then.previous)
    head = f"重做 {then.name}: 批次 {recipe.batch},截至 {recipe.as_of}"
    head += "" if then is release else f";送达与规则取自 {release.name}"
    gone = lost(release.out, recipe.deliveries)
    if gone:
        why = "不能重做: 下列送达的内容已不在 state/landed(已清除或应要求遗忘)"
        return Replayed([head, why, *(f"  {name}" for name in gone)], False)
    findings = [f"发布被改动 {finding}" for finding in check(then.folder)]
    findings += [f"接收的内容被改动 {name}" for name in altered(release.out, then.manifest["kept"]["landed"])]
    with workshop(release.out, recipe, release.key(key_file), memory) as ws:
        make(ws, tell)
        tell("published.release")
        again = publish(ws)
        before, after = _parts(then.manifest), _parts(again.manifest)
        findings += [
            f"{kind} {name} {_rows(then, again.path, name) if kind == '仓库表' else '与发布时不同'}"
            for kind in before
            for name in _differing(before[kind], after[kind])
        ]
        findings += [f"成分 {said}" for said in _ingredients(then.manifest, again.manifest)] if findings else []
    compared = "、".join(f"{kind} {len(names)}" for kind, names in before.items())
    verdict = f"不同 {len(findings)} 处" if findings else "一致,逐字节相同"
    return Replayed([head, *(f"  {finding}" for finding in findings), f"{verdict}(比较了{compared})"], not findings)


def _released_for(release: Recorded, day: datetime.date | None) -> Recorded:
    """The newest release of the newest batch that was published for a day."""
    there = [known for known in published(release.out) if known.name != release.name]
    found = [known for known in there if known.as_of == day]
    if not found:
        days = "、".join(sorted({str(known.as_of) for known in there})) or "没有别的发布"
        raise BadInput("E-AS-OF", f"没有截至 {day} 的发布可比;截至日有: {days}")
    return max(found, key=lambda known: (known.batch, known.name))


def _parts(manifest: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What is compared, by kind: name -> digest."""
    return {
        "中间表": manifest["kept"]["stages"],
        "仓库表": {name: table["digest"] for name, table in manifest["tables"].items()},
        "文件": {name: file["sha256"] for name, file in manifest["outputs"].items()},
    }


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]


def _ingredients(then: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[str]:
    """Which ingredients are not those of then: the program and the tools are today's."""
    for name, label in INGREDIENTS.items():
        if then[name] != again[name]:
            yield f"{label}与当时不同"


def _rows(then: Recorded, again: Path, table: str) -> str:
    """How many rows of a warehouse table are only in the release, and only in what was made again."""
    con = duckdb.connect()
    try:
        attached(con, then, "released")
        con.execute(" ".join(("attach", literal(again / WAREHOUSE), "as again (read_only)")))
        released, made = f"released.{quoted(table)}", f"again.{quoted(table)}"
        only = " ".join(("(select count(*) from (from", "{}", "except all from", "{}", "))"))
        counts = con.sql(" ".join(("select", only.format(released, made), ",", only.format(made, released)))).fetchone()
    except duckdb.Error:
        return "列与发布时不同,或不可读"
    finally:
        con.close()
    return f"仅在发布中 {counts[0]:,} 行,仅在重做中 {counts[1]:,} 行" if counts else ""
