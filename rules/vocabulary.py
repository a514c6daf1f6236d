"""Gives a DuckDB connection the words that rules use: the macros and the tables of the schema `reference`."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb
import polars as pl

from rules.benefit_tables import ClassSpec, ImputedSpec, TierSpec, class_frame, imputed_frame, tier_frame
from rules.calendar import calendar_rows
from rules.engine import load
from rules.files import RuleFiles
from rules.parameter_frames import frame, parameter_frames
from rules.rulebook import Rulebook
from rules.scoring_tables import scoring_frames
from rules.specs import SupplementSpec
from schemas.codes import code_lists
from schemas.contract import Catalogue

_WORDS = "words_in_force"
STACKING = "supplement_stacking"
Kind = SupplementSpec | ImputedSpec | ClassSpec | TierSpec


def anchor_month(as_of: datetime.date) -> str:
    """The last complete month at `as_of`: that month itself on its last day, else the month before."""
    next_day = as_of + datetime.timedelta(days=1)
    last_complete = as_of if next_day.day == 1 else as_of.replace(day=1) - datetime.timedelta(days=1)
    return f"{last_complete:%Y-%m}"


def write_words(path: Path, reference: Mapping[str, pl.DataFrame], files: RuleFiles) -> None:
    """Write `reference.*` and the macros as a database file, which any connection `speak`s."""
    with duckdb.connect(str(path), config={"threads": "1"}) as con:
        # small and read once or twice: choosing how to compress would cost more than all the rest
        con.execute("pragma force_compression = 'uncompressed'; begin; create schema reference")
        for name, frame in reference.items():
            con.from_arrow(frame.to_arrow()).create(f"reference.{name}")
        con.execute(macros(files))
        con.execute("commit")


def speak(con: duckdb.DuckDBPyConnection, words: Path, delivered: Mapping[str, pl.DataFrame]) -> None:
    """Give an in-memory connection the words of such a file and what was delivered (see `delivery_frames`).

    A table that the connection makes itself is found before the words.
    """
    file = str(words).replace("'", "''")
    con.execute(f"attach '{file}' as {_WORDS} (read_only); create schema reference")
    con.execute(f"set search_path = 'memory.main,memory.reference,{_WORDS}.reference,{_WORDS}.main'")
    for name, rows in delivered.items():
        con.from_arrow(rows.to_arrow()).create(f"reference.{name}")


def macros(files: RuleFiles) -> str:
    """The null-honest macros as one script."""
    return files.text("macros.sql")


def standing_frames(rulebook: Rulebook, batch: str, as_of: datetime.date) -> dict[str, pl.DataFrame]:
    """The tables of `reference` that say the same whatever is delivered, as polars frames."""
    run = {
        "batch": batch,
        "as_of": as_of,
        "anchor_month": anchor_month(as_of),
        "reviewed_until": rulebook.imprint.reviewed_until,
        "is_outdated": rulebook.is_outdated(as_of),
        "rulebook_digest": rulebook.digest,
    }
    lists = code_lists(rulebook.files.bureau)
    parameters = parameter_frames(rulebook, as_of)
    raising = {name for spec in rulebook.supplements.values() for name in spec.parameters}
    tabled = {name for spec in benefit_tables(rulebook) for name in spec.parameters}
    return {
        **parameters,
        # apart, so that what is supposed of another parameter makes no amount anew
        "supplement_parameter": parameters["residence_parameter"].filter(pl.col("name").is_in(raising)),
        "table_parameter": parameters["residence_parameter"].filter(pl.col("name").is_in(tabled)),
        "imputed_wage": imputed_frame(rulebook.imputed_wages),
        "dibao_class": class_frame(rulebook.dibao_classes),
        "aid_tier": tier_frame(rulebook.aid_tiers),
        **scoring_frames(
            rulebook.indicators, rulebook.score, rulebook.parameters, rulebook.rural_parameters, as_of
        ),
        "run": pl.DataFrame([run]),
        "benefit_parameter": frame(
            ({"programme_code": c, "name": name} for c in rulebook.benefits for name in _used(rulebook, c, as_of)),
            {"programme_code": pl.String(), "name": pl.String()},
        ),
        "compatibility": frame(
            (
                {"one": pair.one, "other": pair.other, "relation": pair.relation, "basis": pair.basis,
                 "status": pair.status}
                for pair in rulebook.compatibility.values()
            ),
            dict.fromkeys(("one", "other", "relation", "basis", "status"), pl.String()),
        ),
        "supplement": frame(
            (
                {"kind_code": code, "label": s.label, "group_code": s.group, "fact_code": s.fact,
                 "values_parameter": s.values, "from_age_parameter": s.from_age, "to_age_parameter": s.to_age,
                 "amount_parameter": s.amount, "of": s.of, "per": s.per}
                for code, s in rulebook.supplements.items()
            ),
            dict.fromkeys(
                ("kind_code", "label", "group_code", "fact_code", "values_parameter", "from_age_parameter",
                 "to_age_parameter", "amount_parameter", "of", "per"), pl.String(),
            ),
        ),
        "benefit_programme": frame(
            (
                {"programme_code": c, "label": s.label, "amount_kind": s.amount_kind, "article": s.article}
                for c, s in rulebook.benefits.items()
            ),
            dict.fromkeys(("programme_code", "label", "amount_kind", "article"), pl.String()),
        ),
        "programme": frame(
            (
                {"programme_code": code, "label": lists["programme"][code].label, "benefit": spec.benefit,
                 "official_label": lists["programme"][code].official_label, "article": spec.article}
                for code, spec in rulebook.programmes.items()
            ),
            dict.fromkeys(("programme_code", "label", "benefit", "official_label", "article"), pl.String()),
        ),
        "programme_item": frame(
            ({"programme_code": c, "item_code": i} for c, spec in rulebook.programmes.items() for i in spec.items),
            {"programme_code": pl.String(), "item_code": pl.String()},
        ),
        "item": frame(
            (
                {"item_code": code, "label": spec.label, "measures": spec.measures, "declared": spec.declared,
                 "limited_as": spec.limited_as, "adverse_when": spec.adverse_when, "article": spec.article}
                for code, spec in rulebook.items.items()
            ),
            dict.fromkeys(
                ("item_code", "label", "measures", "declared", "limited_as", "adverse_when", "article"), pl.String()
            ),
        ),
        "code": frame(
            (
                {"list": name, "code": code, "label": entry.label, "valid_from": day_from, "valid_to": day_to,
                 "note": entry.note}
                for name, entries in lists.items()
                for code, entry in entries.items()
                for entry, day_from, day_to in [(entry, entry.valid_from, entry.valid_to)]
            ),
            {"list": pl.String(), "code": pl.String(), "label": pl.String(), "valid_from": pl.Date(),
             "valid_to": pl.Date(), "note": pl.String()},
        ),
        "code_word": frame(
            (
                {"list": name, "word": word, "code": code}
                for name, entries in lists.items()
                for code, entry in entries.items()
                for word in (entry.label, *entry.words)
            ),
            {"list": pl.String(), "word": pl.String(), "code": pl.String()},
        ),
        "published_rate": frame(
            (
                {"programme_code": code, "period": entry["period"], "households": entry["households"],
                 "slack": entry["slack"], "rate_per_scale": entry["rate"] * 2, "scale": 20000,
                 "half_step": 10 ** (2 - entry["decimals"]), "label": entry["label"]}
                for code, entry in rulebook.files.toml("reference/published_rates.toml").items()
            ),
            {"programme_code": pl.String(), "period": pl.String(), "households": pl.Int64(), "slack": pl.Int64(),
             "rate_per_scale": pl.Int64(), "scale": pl.Int64(), "half_step": pl.Int64(), "label": pl.String()},
        ),
        "calendar": pl.DataFrame(
            calendar_rows(rulebook.files),
            schema={"day": pl.Date(), "is_working_day": pl.Boolean(), "working_day_number": pl.Int32()},
            orient="row",
        ),
    }


def delivery_frames(
    rulebook: Rulebook, catalogue: Catalogue, delivered: Collection[str], as_of: datetime.date
) -> dict[str, pl.DataFrame]:
    """The tables of `reference` that say what is delivered: `delivered` names the extracts that have content at this
    batch; every other one is an empty typed view.
    """
    return {
        "item_extract": frame(
            (
                {"item_code": code, "extract": name, "line": catalogue[name].line,
                 "is_delivered": name in delivered and _is_fed(rulebook, spec.fed_by, as_of),
                 "is_guarded": "screening" not in catalogue[name].purposes, "is_beside": name in spec.beside}
                for code, spec in rulebook.items.items()
                for name in load(rulebook.files, spec.file.replace(".toml", ".sql")).extracts
                if name in catalogue
            ),
            {"item_code": pl.String(), "extract": pl.String(), "line": pl.String(), "is_delivered": pl.Boolean(),
             "is_guarded": pl.Boolean(), "is_beside": pl.Boolean()},
        ),
        "extract": frame(
            (
                {"extract": name, "line": c.line, "department": c.department, "status": c.status, "mode": c.mode,
                 "absence": c.absence, "purposes": list(c.purposes), "is_delivered": name in delivered}
                for name, c in catalogue.items()
            ),
            {"extract": pl.String(), "line": pl.String(), "department": pl.String(), "status": pl.String(),
             "mode": pl.String(), "absence": pl.String(), "purposes": pl.List(pl.String()),
             "is_delivered": pl.Boolean()},
        ),
    }


def benefit_tables(rulebook: Rulebook) -> list[ImputedSpec | ClassSpec | TierSpec]:
    """The entries of the small tables that a bureau fills in, whatever their kind."""
    return [*rulebook.imputed_wages.values(), *rulebook.dibao_classes.values(), *rulebook.aid_tiers.values()]


def _used(rulebook: Rulebook, programme: str, as_of: datetime.date) -> list[str]:
    """The parameters of an amount; also those of every supplement, imputed wage, class or tier with a sum then."""
    names = dict.fromkeys(rulebook.benefits[programme].parameters)
    tiers = (tier for tier in rulebook.aid_tiers.values() if tier.programme == programme)
    kinds: list[Kind] = [*rulebook.imputed_wages.values(), *tiers]
    if STACKING in names:
        kinds = [*rulebook.supplements.values(), *rulebook.dibao_classes.values(), *kinds]
    for kind in kinds:
        if any(_is_set(rulebook, name, as_of) for name in kind.sums):
            names |= dict.fromkeys(kind.parameters)
    return list(names)


def _is_set(rulebook: Rulebook, name: str, as_of: datetime.date) -> bool:
    value = rulebook.parameters[name].on(as_of)
    return value is not None and not value.absent


def _is_fed(rulebook: Rulebook, parameter: str | None, as_of: datetime.date) -> bool:
    """Whether the list that says which rows belong to an item names anything; True where there is no such list."""
    value = rulebook.parameters[parameter].on(as_of) if parameter else None
    return parameter is None or bool(value and value.value)
