"""Makes the stage scored: members and sizes, every indicator judged and worded, scores, deprivation by area."""

from __future__ import annotations

from dataclasses import replace

from assets.workspace import Workspace, Written
from rules.engine import Rule
from rules.explain import compiled, literal, names
from rules.scoring import IndicatorSpec
from schemas.scored import AreaDeprivation, HouseholdIndicator, HouseholdScore, HouseholdSize, LivingMember

PURPOSE = "screening"


def members(ws: Workspace, shards: int = 1) -> Written:
    """Make scored.living_member: who counts, with age."""
    return ws.make(LivingMember, ws.rule("score/living_member.sql", PURPOSE), shards=shards)


def sizes(ws: Workspace, shards: int = 1) -> Written:
    """Make scored.household_size from scored.living_member."""
    return ws.make(HouseholdSize, ws.rule("score/household_size.sql", PURPOSE), shards=shards)


def indicators(ws: Workspace, shards: int = 1) -> Written:
    """Make scored.household_indicator: one row per household and indicator, with state, points and sentence."""
    return ws.make(HouseholdIndicator, *indicator_rules(ws).values(), shards=shards)


def scores(ws: Workspace, shards: int = 1) -> Written:
    """Make scored.household_score: bounds under the caps, coverage, dimensions."""
    return ws.make(HouseholdScore, ws.rule("score/household_score.sql", PURPOSE), shards=shards)


def deprivation(ws: Workspace) -> Written:
    """Make scored.area_deprivation: Alkire-Foster H, A and M0 with bounds, per street and for the city."""
    return ws.make(AreaDeprivation, ws.rule("score/area_deprivation.sql", PURPOSE))


def indicator_rules(ws: Workspace) -> dict[str, Rule]:
    """Indicator code -> a rule that returns the rows of scored.household_indicator: its own SQL, judged and worded.

    Raises:
        RulebookError: an indicator's SQL is not a valid rule or reads what its purpose does not allow.
    """
    generic = {name: ws.rule(f"score/{name}.sql", PURPOSE) for name in ("judge", "best", "state")}
    return {
        code: _judged(code, spec, ws.rule(spec.sql, spec.purpose), generic, ws.rulebook.score.nobody)
        for code, spec in ws.rulebook.indicators.items()
    }


def _judged(code: str, spec: IndicatorSpec, rule: Rule, generic: dict[str, Rule], nobody: str) -> Rule:
    """The indicator's select, then the generic ones, as named steps of one select."""
    steps = {
        "this": "select " + literal(code) + " as indicator_code",
        "measured": _MEASURED + _named(spec) + " as named from (\n" + rule.sql + "\n) as source",
        "judged": generic["judge"].sql,
        "chosen": generic["best"].sql if len(spec.measures) > 1 else "from judged",
        "stated": generic["state"].sql,
    }
    text = ",\n".join(f"{name} as (\n{sql}\n)" for name, sql in steps.items())
    sql = "with " + text + _FINAL + _sentence(spec, nobody) + " as sentence from stated"
    tables = rule.reading.tables.union(*(step.reading.tables for step in generic.values()))
    return replace(rule, sql=sql, reading=rule.reading._replace(tables=tables))


_MEASURED = (
    "select household_id, measure, value::double as value, worst::double as worst, is_known,"
    " evidence::varchar[] as evidence, "
)
_FINAL = (
    "\nselect household_id, indicator_code, state, points, points_high, measure, value,"
    " coalesce(evidence, no_evidence()) as evidence, "
)


def _named(spec: IndicatorSpec) -> str:
    """The columns that the indicator's sentences name, as one struct."""
    columns = sorted({name for sentence in spec.sentences for name in names(sentence)}) or ["household_id"]
    return "struct_pack(" + ", ".join(f'"{name}" := source."{name}"' for name in columns) + ")"


def _sentence(spec: IndicatorSpec, nobody: str) -> str:
    because = " ".join(
        "when points > 0 and measure = " + literal(name) + " then " + compiled(measure.because, "named")
        for name, measure in spec.measures.items()
    )
    return (
        "case when member_count = 0 then " + literal(nobody) + " " + because
        + " when state = 'unknown' then " + compiled(spec.missing, "named")
        + " else " + compiled(spec.otherwise, "named") + " end"
    )  # fmt: skip
