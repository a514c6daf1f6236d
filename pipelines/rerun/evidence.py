"""Causes read off what two releases hold, where their deliveries are no longer there to be tried one by one."""

from __future__ import annotations

import duckdb
import polars as pl

from pipelines.rerun.factors import KINDS, Factor
from pipelines.rerun.queries import query
from pipelines.rerun.recorded import Recorded, attached

SHOWN = 3


def by_evidence(old: Recorded, new: Recorded, changed: pl.DataFrame) -> tuple[list[Factor], list[tuple[str, str]]]:
    """What the manifests say differs, and kind and words of the cause of every change, in the order given.

    A record that belongs to another person now is a link; evidence that is new, gone or of another amount is data;
    else a parameter that a report used, else what else the manifests say.
    """
    with duckdb.connect() as con:
        for release, alias in ((old, "older"), (new, "newer")):
            attached(con, release, alias)
        con.register("changed", changed.to_arrow())
        said = {name: dict(con.sql(query("why", name).sql).fetchall()) for name in ("moved", "evidence")}
        parameters = [
            Factor("parameter", f"{name} {then or '无'} -> {now or '无'} {unit}")
            for name, then, now, unit in con.sql(query("why", "parameter").sql).fetchall()
        ]
    found = [*parameters, *_manifests(old, new)]
    causes = []
    for kind, subject, household in changed.select("kind", "subject_id", "household_id").iter_rows():
        cause = _read(said, parameters, found, subject, household, kind)
        causes.append(cause)
    return found, causes


def _manifests(old: Recorded, new: Recorded) -> list[Factor]:
    """What the two manifests say differs besides parameters."""
    then, now = old.manifest, new.manifest
    names = (("data", "inputs", "送达"), ("rule", "rulebook", "规则手册"), ("time", "as_of", "截至日"),
             ("program", "code_digest", "程序"))  # fmt: skip
    return [Factor(kind, label) for kind, name, label in names if then[name] != now[name]]


def _read(
    said: dict[str, dict[str, list[str]]], parameters: list[Factor], found: list[Factor], subject: str,
    household: str | None, kind: str,
) -> tuple[str, str]:  # fmt: skip
    for name, cause in (("moved", "link"), ("evidence", "data")):
        lines = said[name].get(subject) or said[name].get(household or "")
        if lines:
            more = f" 等 {len(lines)} 条" if len(lines) > SHOWN else ""
            return cause, "、".join(lines[:SHOWN]) + more
    if parameters:
        return "parameter", ";".join(factor.said for factor in parameters)
    others = [factor for factor in found if factor.kind != "data"] or found
    return (others[0].kind, others[0].said) if others else ("program", f"{KINDS['program']}不明")
