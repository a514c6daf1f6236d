"""Which tables must be made anew when a rulebook changes: those whose rules, words or inputs differ, and no other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assets.graph import Made
from assets.workspace import Workspace, Written
from pipelines.rerun.workshop import Tell, make
from rules.engine import Rule, load
from rules.rulebook import Rulebook

BEFORE_RULES = ("standardised.record", "linked.record_link")
"""Made without the rulebook: linkage's own rules belong to the program."""


def changed_parameters(before: Rulebook, after: Rulebook) -> list[str]:
    """Names of parameters whose dated values differ, also through the parameter they are a multiple of, in town or in
    villages."""
    names = sorted({*before.parameters, *after.parameters})
    return [
        name
        for name in names
        if before.parameters.get(name) != after.parameters.get(name)
        or before.rural_parameters.get(name) != after.rural_parameters.get(name)
    ]


def changed_files(before: Rulebook, after: Rulebook) -> list[str]:
    """Rule files, but those of parameters and of linkage, that one of the two lacks or words otherwise."""
    both = ({path for suffix in (".toml", ".sql", ".csv") for path in book.files.list("", suffix)}
            for book in (before, after))  # fmt: skip
    names = set[str]().union(*both)
    rules = (name for name in sorted(names) if not name.startswith(("parameters/", "linkage/")))
    return [name for name in rules if _text(before, name) != _text(after, name)]


def _text(book: Rulebook, name: str) -> object:
    if name not in book.files.list(name.rpartition("/")[0], "." + name.rpartition(".")[2]):
        return None
    return book.files.toml(name) if name.endswith(".toml") else book.files.path(name).read_bytes()


def remake(
    ws: Workspace, before: Workspace, digests: Mapping[str, str], steps: Sequence[Made], tell: Tell
) -> tuple[list[str], list[str]]:
    """Make what a changed rulebook can change, in a workspace where every table of `before` lies already.

    `digests`: table -> SHA-256 of its Parquet before. A table that comes out the same makes nothing behind it anew.
    Returns the tables that were made anew, and those of them that came out otherwise.
    """
    tables = _changed_references(before, ws)
    parameters = set(changed_parameters(before.rulebook, ws.rulebook))
    files = set(changed_files(before.rulebook, ws.rulebook))
    is_told_anew = "macros.sql" in files or any(name in before.rulebook.files.text("macros.sql") for name in parameters)
    made_anew: list[str] = []
    changed: set[str] = set()
    for step in steps:
        rules = _rules(before, ws, step)
        inputs = {key for rule in rules for key in rule.inputs} | set(step.reads)
        is_affected = (
            not step.rules
            or is_told_anew
            or _is_python_told(step)
            or bool(inputs & changed)
            or any(rule.file in files or _reads(rule, tables, parameters) for rule in rules)
            or any(name.startswith(tuple(step.rules)) for name in files)
        )
        if is_affected and step.tables[0] not in BEFORE_RULES:
            written = make(ws, tell, [step])
            made_anew += step.tables
            changed |= {key for key in step.tables if _is_otherwise(written[key], digests)}
    return made_anew, sorted(changed)


def _is_python_told(step: Made) -> bool:
    """Whether its function tells the rules more than they name: conditions, indicators' bands, levels of alerts."""
    return step.tables[0].split(".")[0] in ("tiered", "published") or "indicators" in step.rules


def _is_otherwise(written: Written, digests: Mapping[str, str]) -> bool:
    return digests.get(written.table) != written.digest


def _rules(before: Workspace, ws: Workspace, step: Made) -> list[Rule]:
    """The rule files of a step, as they were and as they are."""
    found = []
    for book in (before.rulebook, ws.rulebook):
        paths = [
            path for entry in step.rules
            for path in ([entry] if entry.endswith(".sql") else book.files.list(entry, ".sql"))
        ]  # fmt: skip
        found += [load(book.files, path) for path in paths if _text(book, path) is not None]
    return found


def _reads(rule: Rule, tables: Collection[str], parameters: Collection[str]) -> bool:
    return bool(rule.reading.tables & set(tables) or rule.reading.parameters & set(parameters))


def _changed_references(before: Workspace, ws: Workspace) -> set[str]:
    """Tables of `reference` that say something else."""
    then, now = before.reference(), ws.reference()
    return {
        f"reference.{name}"
        for name in {*then, *now}
        if name != "run" and (name not in then or name not in now or not then[name].equals(now[name]))
    }
