"""`hedui what-if`: a release's caseload under a supposed parameter; nothing is published, no release is touched."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from assets.workspace import Workspace
from pipelines.refusals import BadInput
from pipelines.release.files import write_csv
from pipelines.release.statements import literal, made_from, quoted
from pipelines.rerun.affected import changed_parameters, remake
from pipelines.rerun.queries import answer, printed, query
from pipelines.rerun.recorded import Recorded
from pipelines.rerun.workshop import (
    MADE,
    Recipe,
    Tell,
    borrow,
    frozen,
    furnished,
    lost,
    make,
    stage_files,
    workshop,
)
from rules.files import RulebookError, RuleFiles
from rules.parameters import load_parameters
from rules.rulebook import Rulebook
from rules.suppose import CannotSuppose, Supposition, read_supposition

COMPARED = ("verified.report", "verified.programme_rate", "tiered.household_tier", "published.alert")
SECTIONS = ("gain", "cost", "conclusion", "tier", "circle", "rate", "alert", "household")
MOST = 10
"""Households printed; all of them go to the CSV."""


def what_if(
    release: Recorded, words: Sequence[str], tell: Tell, start: datetime.date | None = None,
    key_file: Path | None = None, memory: str = "8GiB", to: Path | None = None,
) -> list[str]:  # fmt: skip
    """Lines for people: who gains, who loses, tiers, cost, rates and alerts under the suppositions `name=value`.

    With `to`, every table is written there as CSV.

    Raises:
        BadInput: a supposition makes no sense, the deliveries are gone, or the key is another one.
        RunFailed: a stage broke.
    """
    with supposed(release, words, tell, start, key_file, memory) as (before, after, made, changed):
        lines = [f"设想  以发布 {release.name} 的对象为准,截至 {release.as_of};不发布,不改动任何发布"]
        lines += _changes(before, after)
        lines.append(f"重算  {len(made)} 张表,其中 {len(changed)} 张与发布不同")
        with after.session() as con:
            _opened(con, before, after)
            for section in SECTIONS if changed else ():
                label, frame = answer(con, "what_if", section)
                lines += printed(label, frame, MOST if section == "household" else None)
                _kept(to, label, frame)
        if not changed:
            lines.append("没有任何一户、一份报告、一条告警因此改变")
    return lines


@contextmanager
def supposed(
    release: Recorded, words: Sequence[str], tell: Tell, start: datetime.date | None = None,
    key_file: Path | None = None, memory: str = "8GiB",
) -> Iterator[tuple[Workspace, Workspace, list[str], list[str]]]:  # fmt: skip
    """The release's stages as they were and as supposed, the tables made anew and those that came out otherwise."""
    recipe, key = Recipe.of(release), release.key(key_file)
    with workshop(release.out, recipe, key, memory) as before:
        assert before.bureau is not None
        suppositions = _read(words, release, before.bureau, start)
        stand(before, release, tell)
        place = furnished(before.out.with_name("supposed"), release.out, recipe, before.bureau, key, memory)
        borrow(place, before.path("landed.delivery").parent.parent)
        after = replace(place, supposed=suppositions)
        made, changed = remake(after, before, stage_files(release.manifest), MADE, tell)
        yield before, after, made, changed


def stand(ws: Workspace, release: Recorded, tell: Tell) -> None:
    """Fill a release's workshop with its stages: as they lie in the state folder, else made again.

    Raises:
        BadInput: they were overwritten since, and a delivery's content is gone.
    """
    stages = frozen(release.out, release)
    if stages is not None:
        borrow(ws, stages)
        return
    gone = lost(release.out, release.deliveries)
    if gone:
        raise BadInput("E-GONE", f"不能重做 {release.name}: 送达的内容已不在 state/landed: {'、'.join(gone)}")
    make(ws, tell)


def _read(
    words: Sequence[str], release: Recorded, bureau: Path, start: datetime.date | None
) -> tuple[Supposition, ...]:
    """The suppositions, and a rulebook that holds together under them."""
    known = load_parameters(RuleFiles(bureau))
    try:
        found = tuple(read_supposition(word, known, release.as_of, start) for word in words)
        book = Rulebook(bureau, found)
        _ = book.parameters, book.indicators, book.score
    except CannotSuppose as error:
        raise BadInput("E-WHAT-IF", str(error)) from None
    except RulebookError as error:
        raise BadInput("E-WHAT-IF", f"这样设想,规则不再自洽: {error}") from None
    return found


def _changes(before: Workspace, after: Workspace) -> Iterator[str]:
    """Every parameter that differs on the as-of day, also through the one it is a multiple of: old -> new."""
    for name in changed_parameters(before.rulebook, after.rulebook):
        parameter = after.rulebook.parameters[name]
        then, now = (book.parameters[name].on(after.as_of) for book in (before.rulebook, after.rulebook))
        shown = [value.shown() if value else "未定" for value in (then, now)]
        if shown[0] != shown[1]:
            yield f"  {name} {parameter.label}: {shown[0]} -> {shown[1]} {parameter.unit}"


def _opened(con: duckdb.DuckDBPyConnection, before: Workspace, after: Workspace) -> None:
    """Both states side by side as the schemas `before` and `after`, and the households that differ."""
    for schema, ws in (("before", before), ("after", after)):
        con.execute(" ".join(("create schema", schema)))
        for key in COMPARED:
            source = f"read_parquet({literal(ws.path(key))})"
            con.execute(" ".join(("create view", quoted(f"{schema}.{key.split('.')[1]}"), "as from", source)))
    for name in ("newest", "household"):
        con.execute(made_from("temp table", name, query("what_if", name).sql))


def _kept(to: Path | None, label: str, frame: pl.DataFrame) -> None:
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
        joined = [pl.col(name).list.join("、") for name, kind in frame.schema.items() if kind == pl.List]
        write_csv(frame.with_columns(joined), to / f"{label.split('(')[0]}.csv")
