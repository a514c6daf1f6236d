"""The asset graph: one Dagster asset per table, thin around the plain function that makes it.

No rule and no SQL here: what a table depends on is what its rule files read.
"""
# annotations must be real here: Dagster reads those of `context` and of resources

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import file_digest
from typing import Any, NamedTuple, Protocol

import dagster as dg
import pyarrow.parquet as pq

from assets.batches import land_in_order, previous
from assets.contract import Outcome, contract_of, outcomes_of, result_of
from assets.cost import Cost, measured
from assets.guard import PLAIN, guarded
from assets.linked.linking import READS, link
from assets.published.alerts import alerts
from assets.published.statistics import CASELOAD, FEEDBACK, caseload, feedback
from assets.published.status import rule_status
from assets.scored.indicators import deprivation, indicators, members, scores, sizes
from assets.standardised.standardise import standardise
from assets.tiered.conditions import hits
from assets.tiered.standing import SIGNALS, STEPS
from assets.tiered.tiers import tags, tiers
from assets.verified import reports
from assets.verified.benefits import MADE, benefits
from assets.verified.cliffs import cliffs
from assets.verified.facts import facts
from assets.workspace import Workspace, Written
from rules.engine import Rule, load
from rules.files import RulebookError, RuleFiles
from schemas.columns import DUCKDB_TYPE
from schemas.table import Table, comment
from schemas.tables import tables

POOL = "hedui"


class Made(NamedTuple):
    """One plain function, the tables it writes, the rule files it runs and what it reads besides."""

    function: Callable[..., Written | Sequence[Written]]
    tables: tuple[str, ...]
    rules: tuple[str, ...] = ()
    """Files or folders below rules/."""
    reads: tuple[str, ...] = ()
    previous: str | None = None
    """The table of the previous published batch that the function is handed as a path."""


LINKED = (
    "linked.record_link", "linked.person", "linked.identity", "linked.door", "linked.household",
    "linked.household_member",
)  # fmt: skip
EXPLAINED = ("linked.link_residual", "linked.link_candidate", "linked.link_weight")
JUDGED = ("score/judge.sql", "score/best.sql", "score/state.sql", "indicators")
SIGNALLED = (*STEPS.values(), SIGNALS, "tiers/condition_hit.sql")
DELIVERED = ("standardised.record",)
"""Read by what must know which extracts have content."""

AMOUNTS = tuple(table.key() for table in MADE)
JUDGES = ("benefits", "eligibility")


def _report(table: type[Table]) -> Made:
    return Made(partial(reports.make, table=table), (table.key(),), reports.files(table))


WIRING: tuple[Made, ...] = (
    Made(land_in_order, ("landed.delivery", "landed.quarantined_row")),
    Made(standardise, ("standardised.record", "standardised.flag"), reads=("landed.delivery",)),
    Made(link, (*LINKED, "linked.link_review", "linked.link_sample", "linked.quality", *EXPLAINED), reads=READS),
    Made(facts, ("verified.fact",), ("facts",)),
    *(_report(table) for table in reports.BEFORE),
    Made(benefits, AMOUNTS, JUDGES),
    *(_report(table) for table in reports.AFTER),
    Made(cliffs, ("verified.benefit_cliff", "verified.household_cliff"), ("benefits",)),
    Made(members, ("scored.living_member",), ("score/living_member.sql",)),
    Made(sizes, ("scored.household_size",), ("score/household_size.sql",)),
    Made(indicators, ("scored.household_indicator",), JUDGED),
    Made(scores, ("scored.household_score",), ("score/household_score.sql",)),
    Made(deprivation, ("scored.area_deprivation",), ("score/area_deprivation.sql",)),
    Made(hits, ("tiered.condition_hit",), SIGNALLED, DELIVERED),
    Made(tiers, ("tiered.household_tier",), ("tiers/household_tier.sql",), DELIVERED, "tiered.household_tier"),
    Made(tags, ("tiered.household_tag",), ("tiers/household_tag.sql",)),
    Made(alerts, ("published.alert",), (*STEPS.values(), "alerts"), DELIVERED, "published.alert"),
    Made(caseload, ("published.caseload_statistics",), (CASELOAD,)),
    Made(feedback, ("published.rule_feedback",), (FEEDBACK,)),
    Made(rule_status, ("published.rule_status",), (), DELIVERED),
)
"""Everything that is made, in an order in which it can be made."""


class Workspaces(Protocol):
    """What an asset needs of its surroundings: the workspace of a batch, and someone to tell."""

    shows_values: bool

    def of(self, batch: str) -> Workspace: ...
    def tell(self, written: Written, cost: Cost) -> None: ...
    def tell_checked(self, table: str, outcomes: Sequence[Outcome], cost: Cost) -> None: ...


def stage_assets(
    partitions: dg.PartitionsDefinition, files: RuleFiles, wiring: Sequence[Made] = WIRING
) -> list[dg.AssetsDefinition]:
    """One asset per table of the wiring, partitioned by batch; each table is held against its schema by the step that
    wrote it, and one that fails critically stops everything made from it, the release included.

    Raises:
        RulebookError: a rule file is wrong, or reads a table that is only made after its own.
    """
    built: list[dg.AssetsDefinition] = []
    known: set[str] = set()
    for position, made in enumerate(wiring):
        rules = [load(files, path) for path in dict.fromkeys(p for entry in made.rules for p in _sql(files, entry))]
        reads = _reads(made, rules, known)
        known.update(made.tables)
        specs = [_spec(tables()[key], rules, reads, partitions) for key in made.tables]
        built.append(_asset(made, specs, partitions, position))
    return built


def asset_key(key: str) -> dg.AssetKey:
    """`stage.name` as an asset key; every standardised extract is part of standardised/record."""
    stage, name = key.split(".", 1)
    if stage == "standardised" and key not in tables():
        name = "record"
    return dg.AssetKey([stage, name])


def priority(position: int, *, is_check: bool = False) -> dict[str, str]:
    """Op tags that keep the order of the wiring among steps that are ready: tables, then a check of their own step."""
    return {"dagster/priority": str(-2 * position - int(is_check))}


def _sql(files: RuleFiles, entry: str) -> list[str]:
    return [entry] if entry.endswith(".sql") else files.list(entry, ".sql")


def _reads(made: Made, rules: Sequence[Rule], known: set[str]) -> list[dg.AssetKey]:
    """What the rule files of an asset read, less what it writes itself."""
    for rule in rules:
        for key in rule.inputs:
            if key not in made.tables and not key.startswith("standardised.") and key not in known:
                later = "之后才造" if key in tables() else "没有"
                raise RulebookError(rule.file, None, f"读 {key},而这张表{later}")
    named = {key for rule in rules for key in rule.inputs} | set(made.reads)
    return sorted({asset_key(key) for key in named} - {asset_key(key) for key in made.tables})


def _spec(
    table: type[Table], rules: Sequence[Rule], reads: Sequence[dg.AssetKey], partitions: dg.PartitionsDefinition
) -> dg.AssetSpec:
    statements = "".join(f"\n- {rule.statement} (`rules/{rule.file}`)" for rule in rules)
    return dg.AssetSpec(
        asset_key(table.key()),
        deps=reads,
        description=table.label() + ("\n" + statements if statements else ""),
        group_name=table.stage,
        kinds={"duckdb", "parquet"} if rules else {"python", "parquet"},
        metadata={"dagster/column_schema": column_schema(table)},
        partitions_def=partitions,
    )


def column_schema(table: type[Table]) -> dg.TableSchema:
    """The columns of a table for the Dagster page: type, Chinese comment, what must be filled, unique or coded."""
    alone = table.primary_key if len(table.primary_key) == 1 else ()
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                type=DUCKDB_TYPE[column.kind],
                description=comment(column.term),
                constraints=dg.TableColumnConstraints(
                    nullable=column.is_nullable,
                    unique=column.name in alone,
                    other=[f"codes: {column.codes}"] if column.codes else [],
                ),
            )
            for column in table.columns()
        ],
        constraints=dg.TableConstraints(other=[f"primary key: {', '.join(table.primary_key)}"]),
    )


def _asset(
    made: Made, specs: Sequence[dg.AssetSpec], partitions: dg.PartitionsDefinition, position: int
) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=made.tables[0].replace(".", "__"),
        specs=specs,
        check_specs=[contract_of(spec.key) for spec in specs],
        partitions_def=partitions,
        op_tags=priority(position),
        pool=POOL,
    )
    def made_tables(
        context: dg.AssetExecutionContext, workspaces: dg.ResourceParam[Workspaces]
    ) -> Iterator[dg.MaterializeResult[None]]:
        ws = workspaces.of(context.partition_key)
        with measured() as step:
            results = guarded(made.tables[0], lambda: written_by(made, ws), PLAIN, shows_values=workspaces.shows_values)
        for key in made.tables:
            workspaces.tell(results[key], step.cost.shared(len(made.tables)))
        for key in made.tables:
            yield dg.MaterializeResult(
                asset_key=asset_key(key),
                data_version=dg.DataVersion(results[key].digest),
                metadata=_metadata(key, results, step.cost),
                check_results=[_checked(key, ws, workspaces)],
            )

    return made_tables


def _checked(key: str, ws: Workspace, workspaces: Workspaces) -> dg.AssetCheckResult:
    with measured() as step:
        outcomes = outcomes_of(ws, tables()[key])
    workspaces.tell_checked(key, outcomes, step.cost)
    return result_of(outcomes, step.cost.seconds, asset_key(key))


def written_by(made: Made, ws: Workspace) -> Mapping[str, Written]:
    """Call a function of the wiring: what it wrote, by table; the function of standardised names every extract too."""
    result = made.function(ws, previous(ws, made.previous)) if made.previous else made.function(ws)
    written = {entry.table: entry for entry in ([result] if isinstance(result, Written) else result)}
    return written | {key: _found(ws, key) for key in made.tables if key not in written}


def _found(ws: Workspace, key: str) -> Written:
    """A table that its function wrote without naming it."""
    path = ws.path(key)
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Written(key, pq.read_metadata(path).num_rows, digest)


def _metadata(key: str, results: Mapping[str, Written], cost: Cost) -> dict[str, Any]:
    """Counts and a digest: nothing of the rows."""
    shown: dict[str, Any] = {
        "dagster/row_count": results[key].rows,
        "digest": results[key].digest,
        **cost.shown(),
    }
    if key == "standardised.record":
        shown["rows_by_extract"] = dg.MetadataValue.json(
            {name.split(".", 1)[1]: entry.rows for name, entry in sorted(results.items()) if name not in tables()}
        )
    return shown
