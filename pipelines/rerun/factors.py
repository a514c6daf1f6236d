"""What two releases differ in: deliveries, link decisions, single parameters, rule files, the day, the program."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from assets.workspace import Workspace
from pipelines.rerun.affected import changed_files, remake
from pipelines.rerun.recorded import Recorded
from pipelines.rerun.workshop import MADE, Recipe, Tell, borrow, furnished, make, stage_files
from rules.parameters import Parameter, load_parameters
from rules.suppose import Replaced
from schemas.shipped import BROUGHT

DECISIONS = "核对_链接裁定"
MOST_ALONE = 8
"""So many parameters and rule files are each tried alone; of more, each kind is tried as one."""
KINDS = {"data": "数据", "link": "归人", "parameter": "参数", "rule": "规则", "time": "日期", "program": "程序"}


@dataclass(frozen=True)
class Pair:
    """Two releases with their stages standing side by side, and where to make others."""

    old: Recorded
    new: Recorded
    before: Workspace
    after: Workspace
    tell: Tell

    @property
    def place(self) -> Path:
        return self.before.out.parent


@dataclass(frozen=True)
class Factor:
    """One thing that differs; `alone` makes the old release with only this one changed (None: it cannot be tried)."""

    kind: str
    said: str
    alone: Callable[[], Workspace] | None = None


def factors(pair: Pair) -> list[Factor]:
    """Everything that the two releases differ in, in a fixed order."""
    return [*_deliveries(pair), *_rulebook(pair), *_day(pair), *_program(pair)]


def _files(deliveries: pl.DataFrame) -> pl.DataFrame:
    return deliveries.filter(pl.col("decision").is_in(["accepted", "redelivered"]))


def changed_extracts(pair: Pair) -> list[str]:
    """Extracts of which the two releases rest on different files."""
    known = [
        set(_files(release.deliveries).select("extract", "file_sha256", "decision").unique().iter_rows())
        for release in (pair.old, pair.new)
    ]
    return sorted({extract for extract, *_ in known[0] ^ known[1]})


def _deliveries(pair: Pair) -> Iterator[Factor]:
    changed = changed_extracts(pair)
    others = [name for name in changed if name != DECISIONS]
    is_decision = pl.col("extract").eq_missing(DECISIONS)
    old, new = pair.old.deliveries, pair.new.deliveries
    if others:
        mixed = pl.concat([new.filter(~is_decision), old.filter(is_decision)])
        yield Factor("data", f"送达 {'、'.join(others)}", lambda: _delivered(pair, "data", mixed))
    if DECISIONS in changed:
        decided = pl.concat([old.filter(~is_decision), new.filter(is_decision)])
        yield Factor("link", f"裁定 {DECISIONS}", lambda: _delivered(pair, "link", decided))


def _delivered(pair: Pair, name: str, deliveries: pl.DataFrame) -> Workspace:
    """The old release with other deliveries: everything from the typed records on is made again."""
    recipe = replace(Recipe.of(pair.old), batch=max(pair.old.batch, pair.new.batch), deliveries=deliveries)
    ws = _furnished(pair, name, recipe, pair.before.bureau)
    make(ws, pair.tell)
    return ws


def _day(pair: Pair) -> Iterator[Factor]:
    """Another day, another batch, another release before: what time alone changes."""
    old, new = Recipe.of(pair.old), Recipe.of(pair.new)
    before, after = (recipe.previous.name if recipe.previous else "无" for recipe in (old, new))
    if (old.batch, old.as_of, before) != (new.batch, new.as_of, after):
        said = f"截至 {old.as_of} -> {new.as_of};批次 {old.batch} -> {new.batch};此前的发布 {before} -> {after}"

        def alone() -> Workspace:
            recipe = replace(new, deliveries=old.deliveries, rulebook=old.rulebook)
            ws = _furnished(pair, "time", recipe, pair.before.bureau)
            make(ws, pair.tell)
            return ws

        yield Factor("time", said, alone)


def _rulebook(pair: Pair) -> Iterator[Factor]:
    parameters = list(_parameters(pair))
    files = changed_files(pair.before.rulebook, pair.after.rulebook)
    if len(parameters) + len(files) <= MOST_ALONE:
        for one in parameters:
            yield Factor("parameter", said_of(pair, one), partial(_supposed, pair, [one]))
        for name in files:
            yield Factor("rule", _digests(pair, name), partial(_ruled, pair, [name]))
        return
    if parameters:
        said = ";".join(said_of(pair, one) for one in parameters)
        yield Factor("parameter", said, partial(_supposed, pair, parameters))
    if files:
        yield Factor("rule", ";".join(_digests(pair, name) for name in files), partial(_ruled, pair, files))


def _parameters(pair: Pair) -> Iterator[Replaced]:
    """Parameters that are written otherwise; those that only follow another one are not named."""
    assert pair.before.bureau is not None and pair.after.bureau is not None
    then, now = (load_parameters(ws.rulebook.files) for ws in (pair.before, pair.after))
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield Replaced(name, now.get(name))


def said_of(pair: Pair, one: Replaced) -> str:
    """A parameter with its value then and now on the day of each release."""
    then = pair.before.rulebook.parameters.get(one.name)
    now = pair.after.rulebook.parameters.get(one.name)
    unit = (now or then or Parameter).unit if now or then else ""
    return f"{one.name} {_shown(then, pair.before)} -> {_shown(now, pair.after)} {unit}"


def _shown(parameter: Parameter | None, ws: Workspace) -> str:
    value = parameter.on(ws.as_of) if parameter else None
    return value.shown() if value else "无"


def _digests(pair: Pair, name: str) -> str:
    return f"rules/{name} {_digest(pair.before, name)} -> {_digest(pair.after, name)}"


def _digest(ws: Workspace, name: str) -> str:
    """Eight hex digits over the layers of a rule file, `无` where there is none."""
    layers = [path.read_bytes() for path in _layers(ws, name) if path.is_file()]
    return hashlib.sha256(b"\0".join(layers)).hexdigest()[:8] if layers else "无"


def _layers(ws: Workspace, name: str) -> list[Path]:
    assert ws.bureau is not None
    return [ws.bureau / BROUGHT / "rules" / name, ws.bureau / "rules" / name]


def _supposed(pair: Pair, parameters: list[Replaced]) -> Workspace:
    return _remade(pair, pair.before.bureau, tuple(parameters))


def _ruled(pair: Pair, names: list[str]) -> Workspace:
    """The old rulebook with these files as they are in the new one, layer by layer."""
    assert pair.before.bureau is not None
    bureau = _new(pair.place, "rulebook")
    shutil.copytree(pair.before.bureau, bureau)
    copy = replace(pair.before, bureau=bureau)
    for name in names:
        for target, source in zip(_layers(copy, name), _layers(pair.after, name), strict=True):
            if source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
            else:
                target.unlink(missing_ok=True)
    return _remade(pair, bureau, ())


def _remade(pair: Pair, bureau: Path | None, supposed: tuple[Replaced, ...]) -> Workspace:
    ws = _furnished(pair, "rules", Recipe.of(pair.old), bureau)
    borrow(ws, pair.before.path("landed.delivery").parent.parent)
    after = replace(ws, supposed=supposed)
    remake(after, pair.before, stage_files(pair.old.manifest), MADE, pair.tell)
    return after


def _furnished(pair: Pair, name: str, recipe: Recipe, bureau: Path | None) -> Workspace:
    assert bureau is not None
    place = _new(pair.place, name)
    return furnished(place, pair.old.out, recipe, bureau, pair.before.key, pair.before.memory)


def _new(folder: Path, name: str) -> Path:
    """A path below a folder that nothing has yet."""
    return next(path for number in range(1, 1000) if not (path := folder / f"{name}-{number}").exists())


def _program(pair: Pair) -> Iterator[Factor]:
    for name, label in (("code_digest", "程序"), ("contracts_digest", "送达约定与代码表"), ("versions", "工具版本")):
        then, now = pair.old.manifest[name], pair.new.manifest[name]
        if then != now:
            shown = f" {then[:8]} -> {now[:8]}" if isinstance(then, str) else ""
            yield Factor("program", f"{label}{shown}")
