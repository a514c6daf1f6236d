"""`hedui why-changed A B`: every conclusion, amount, tier and alert that two releases tell differently, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipelines.columns import aligned
from pipelines.refusals import BadInput
from pipelines.release.files import write_csv
from pipelines.release.kept import unpack_rulebook
from pipelines.rerun.evidence import by_evidence
from pipelines.rerun.factors import DECISIONS, KINDS, Factor, Pair, factors
from pipelines.rerun.outcomes import changes, of_release, of_stages, with_outcome
from pipelines.rerun.recorded import Recorded
from pipelines.rerun.records import Records, records
from pipelines.rerun.supposing import stand
from pipelines.rerun.workshop import Recipe, Tell, furnished, lost, workshop
from schemas.codes import code_lists

MOST, MOST_RECORDS = 30, 3
WORDS = {"结论": ("conclusion",), "等级": ("tier", "circle"), "告警": ("level",)}
ORDER = ("结论", "金额", "等级", "告警")
JOINT = "joint"
LABELS = {**KINDS, JOINT: "几项共同"}


class Cause(NamedTuple):
    """Why one thing changed."""

    kind: str
    said: str


class Told(NamedTuple):
    """What why-changed found: the lines, and every change with its cause (kind, subject_id, old, new, cause, said)."""

    lines: list[str]
    changes: pl.DataFrame


def why_changed(
    old: Recorded, new: Recorded, tell: Tell, wanted: str | None = None, key_file: Path | None = None,
    memory: str = "8GiB", to: Path | None = None,
) -> Told:  # fmt: skip
    """Compare two releases; `wanted` narrows it down to one household, report or alert.

    Where both releases can still be made from what they recorded, one change at a time is tried on the older one;
    else causes are read off the evidence. The text says which.

    Raises:
        BadInput: the releases were made with different keys, or know no such household or report.
    """
    if old.manifest["key_fingerprint"] != new.manifest["key_fingerprint"]:
        raise BadInput("E-KEY", "两个发布所用的密钥不同,代号无从对照")
    outcomes = of_release(old), of_release(new)
    changed = _narrowed(changes(*outcomes), outcomes, wanted)
    gone = [*lost(old.out, old.deliveries), *lost(new.out, new.deliveries)]
    if gone:
        found, read = by_evidence(old, new, changed)
        causes = [Cause(*cause) for cause in read]
        method = f"归因方法: 有 {len(set(gone))} 份送达的内容已不在,不能逐项重做,按两个发布所载的证据比对"
    else:
        with _standing(old, new, tell, key_file, memory) as pair:
            found = factors(pair)
            method, causes = _attributed(pair, found, changed)
    changed = changed.with_columns(
        pl.Series("cause", [cause.kind for cause in causes], dtype=pl.String()),
        pl.Series("said", [cause.said for cause in causes], dtype=pl.String()),
    )
    changed = _worded(changed, new)
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        write_csv(changed.rename(_HEADERS), to / "变动原因.csv")
    return Told(list(_lines(old, new, found, method, changed, wanted)), changed)


_HEADERS = {
    "kind": "变动",
    "subject_id": "编号",
    "household_id": "户",
    "old": "原",
    "new": "现",
    "cause": "原因",
    "said": "说明",
}


def _narrowed(changed: pl.DataFrame, outcomes: tuple[pl.DataFrame, pl.DataFrame], wanted: str | None) -> pl.DataFrame:
    if wanted is None:
        return changed
    is_wanted = (
        (pl.col("subject_id") == wanted)
        | (pl.col("household_id") == wanted)
        | (pl.col("subject_id").str.ends_with(f"·{wanted}"))
    )
    if all(outcome.filter(is_wanted).is_empty() for outcome in outcomes):
        raise BadInput("E-ID", f"两个发布里都没有这一户、这份报告或这个人: {wanted}")
    return changed.filter(is_wanted)


@contextmanager
def _standing(old: Recorded, new: Recorded, tell: Tell, key_file: Path | None, memory: str) -> Iterator[Pair]:
    """Both releases with their stages, side by side in one workshop."""
    key = old.key(key_file)
    with workshop(old.out, Recipe.of(old), key, memory) as before:
        stand(before, old, tell)
        bureau = unpack_rulebook(new.rulebook, before.out.with_name("newer"))
        after = furnished(before.out.with_name("newer") / "out", new.out, Recipe.of(new), bureau, key, memory)
        stand(after, new, tell)
        yield Pair(old, new, before, after, tell)


def _attributed(pair: Pair, found: Sequence[Factor], changed: pl.DataFrame) -> tuple[str, list[Cause]]:
    """How it was found out, and the cause of every change."""
    if changed.is_empty():
        return "", []
    about = records(pair.before, pair.after, [DECISIONS])
    if len(found) == 1:
        method = "归因方法: 两个发布只差这一项,全部变动由它而来"
        return method, [_named(found[0], row, about, pair) for row in changed.iter_rows(named=True)]
    tried = [factor for factor in found if factor.alone is not None]
    alone = changed
    for number, factor in enumerate(tried):
        assert factor.alone is not None
        pair.tell(f"{number + 1}/{len(tried)} {KINDS[factor.kind]}")
        made = factor.alone()
        alone = with_outcome(alone, of_stages(made.path("landed.delivery").parent.parent), f"alone_{number}")
    method = f"归因方法: 逐项重做(每次只改一项,共 {len(tried)} 次),与后一发布相同的即为原因"
    return method, [_cause(tried, found, row, about, pair) for row in alone.iter_rows(named=True)]


def _cause(tried: Sequence[Factor], found: Sequence[Factor], row: dict[str, Any], about: Records, pair: Pair) -> Cause:
    """The one change that alone leads to what is said now; else those that move it at all; else all together."""
    alone = [factor for number, factor in enumerate(tried) if row[f"alone_{number}"] == row["new"]]
    if len(alone) == 1:
        return _named(alone[0], row, about, pair)
    movers = alone or [factor for number, factor in enumerate(tried) if row[f"alone_{number}"] != row["old"]]
    if not movers:
        program = [factor for factor in found if factor.kind == "program"]
        movers = program or list(tried)
    if len(movers) == 1:
        return _named(movers[0], row, about, pair)
    causes = [_named(factor, row, about, pair) for factor in movers]
    kinds = {cause.kind for cause in causes}
    how = "其中任一项即足: " if alone else "须合在一起: "
    return Cause(kinds.pop() if len(kinds) == 1 else JOINT, how + " + ".join(cause.said for cause in causes))


def _named(factor: Factor, row: dict[str, Any], about: Records, pair: Pair) -> Cause:
    """A factor as the cause of one change: with the records that concern its household, report or person."""
    if factor.kind not in ("data", "link"):
        return Cause(factor.kind, factor.said)
    subjects = [row["subject_id"], row["household_id"]]
    changed = _of(about.changed, subjects)
    moved = _of(about.moved, subjects)
    if factor.kind == "link":
        return Cause("link", f"{factor.said}: {_few(moved) or '归户随之改变'}")
    if changed:
        return Cause("data", _few(changed))
    if moved:
        return Cause("link", _few(moved))
    return Cause("data", f"{factor.said}(不是本户的记录: 排名、户的组成或同名同址者有变)")


def _of(about: Any, subjects: Sequence[str | None]) -> list[str]:
    return list(dict.fromkeys(said for subject in subjects if subject for said in about.get(subject, [])))


def _few(said: Sequence[str]) -> str:
    more = f" 等 {len(said)} 条" if len(said) > MOST_RECORDS else ""
    return "、".join(said[:MOST_RECORDS]) + more


def _worded(changed: pl.DataFrame, release: Recorded) -> pl.DataFrame:
    """Codes as labels, fen as yuan."""
    lists = code_lists(None)

    def said(kind: str, outcome: str | None) -> str:
        if outcome is None:
            return "无"
        if kind == "金额":
            return f"{int(outcome) / 100:,.2f} 元/月"
        pairs = zip(WORDS[kind], outcome.split("·"), strict=True)
        return "·".join(lists[name][code].label if code in lists[name] else code for name, code in pairs)

    return changed.with_columns(
        pl.Series(side, [said(*pair) for pair in changed.select("kind", side).iter_rows()], dtype=pl.String())
        for side in ("old", "new")
    ).with_columns(pl.col("cause").replace(LABELS))


def _lines(
    old: Recorded, new: Recorded, found: Sequence[Factor], method: str, changed: pl.DataFrame, wanted: str | None
) -> Iterator[str]:
    yield f"比较  {old.name} -> {new.name}" + (f",只看 {wanted}" if wanted else "")
    yield from (f"  {KINDS[factor.kind]}  {factor.said}" for factor in found)
    if not found:
        yield "  送达、规则、参数、日期与程序都相同"
    if changed.is_empty():
        yield "没有变动: 结论、金额、等级、告警都与前一发布相同"
        return
    yield method
    yield ""
    yield "变动,按原因(单位: 结论、金额为份,等级为户,告警为条)"
    counted = Counter(changed.select("cause", "kind").iter_rows())
    rows = [
        [label, *(f"{counted[label, kind]:,}" for kind in ORDER)]
        for label in LABELS.values()
        if any(counted[label, kind] for kind in ORDER)
    ]
    yield from (f"  {line}" for line in aligned([["原因", *ORDER], *rows], range(1, len(ORDER) + 1)))
    yield ""
    shown = changed.sort(pl.col("kind").replace_strict(dict(zip(ORDER, range(4), strict=True))), "subject_id").head(
        MOST
    )
    for row in shown.iter_rows(named=True):
        yield f"{row['kind']} {row['subject_id']}  {row['old']} -> {row['new']}"
        yield f"    {row['cause']}: {row['said']}"
    if changed.height > MOST:
        yield f"…… 共 {changed.height:,} 项,其余写在 --csv"
