"""The jobs, and the last asset of all, the release: the same graph for the command line and the Dagster page."""
# annotations must be real here: Dagster reads those of `context` and of resources

from collections.abc import Callable, Sequence

import dagster as dg

from assets.checks import REQUIRED, quality_check, required_check
from assets.cost import measured
from assets.graph import POOL, WIRING, Made, asset_key, priority, stage_assets
from assets.guard import guarded
from assets.landed.history import required_missing
from assets.workspace import Workspace, Written
from pipelines.partitions import BATCH
from pipelines.privacy.keys import KeyRefused
from pipelines.privacy.vault import VaultRefused
from pipelines.release.publish import Release, publish
from pipelines.release.storage import ReleaseRefused, current, name_current, only_writer
from pipelines.resources import Workspaces
from rules.files import RuleFiles

RELEASE = dg.AssetKey(["published", "release"])

everything = dg.define_asset_job(
    "everything",
    selection=dg.AssetSelection.all(),
    description="一个批次从送达到发布的全部步骤",
    partitions_def=BATCH,
)
landing = dg.define_asset_job(
    "landing",
    selection=dg.AssetSelection.groups("landed")
    - dg.AssetSelection.checks(dg.AssetCheckKey(asset_key("landed.delivery"), REQUIRED)),
    description="只接收一个较早批次的送达,不作结论",
    partitions_def=BATCH,
)
scores = dg.define_asset_job(
    "scores",
    selection=dg.AssetSelection.groups("scored", "tiered", "published"),
    description="由已核对的批次重算需求评分、分层与告警并发布",
    partitions_def=BATCH,
)
JOBS = (everything, landing, scores)


Publisher = Callable[[Workspace], Release]
"""Publishes the tables of a workspace."""


def graph(
    workspaces: Workspaces,
    wiring: Sequence[Made] = WIRING,
    publisher: Publisher = publish,
    missing: Callable[[Workspace], Sequence[str]] = required_missing,
) -> dg.Definitions:
    """Assets, checks and jobs over the rulebook of a bureau.

    Raises:
        RulebookError: a rule file is wrong.
    """
    return dg.Definitions(
        assets=[*stage_assets(BATCH, RuleFiles(workspaces.bureau), wiring), release_asset(wiring, publisher)],
        asset_checks=[required_check(missing), *_quality(wiring)],
        jobs=JOBS,
        resources={"workspaces": workspaces},
        executor=dg.in_process_executor,
    )


def _quality(wiring: Sequence[Made]) -> list[dg.AssetChecksDefinition]:
    """The check of the links, where the wiring makes any."""
    return [quality_check()] if any("linked.quality" in made.tables for made in wiring) else []


def release_asset(wiring: Sequence[Made], publisher: Publisher) -> dg.AssetsDefinition:
    """The release of a batch: made only when every table is there and none fails its contract critically."""

    @dg.asset(
        key=RELEASE,
        deps=[asset_key(key) for made in wiring for key in made.tables],
        partitions_def=BATCH,
        group_name="published",
        kinds={"duckdb", "csv", "excel"},
        description="一次发布: 仓库、名单、证据单、派单、报告页与清单;整体换上,此前的发布不动",
        op_tags=priority(len(wiring)),
        pool=POOL,
    )
    def release(
        context: dg.AssetExecutionContext, workspaces: dg.ResourceParam[Workspaces]
    ) -> dg.MaterializeResult[None]:
        ws = workspaces.of(context.partition_key)
        with measured() as step:
            published = guarded(
                "published.release",
                lambda: _published(ws, publisher, may_turn_back=context.partition_key in workspaces.days),
                (ReleaseRefused, KeyRefused, VaultRefused),
                shows_values=workspaces.shows_values,
            )
        workspaces.tell(Written("published.release", 1, published.name), step.cost)
        return dg.MaterializeResult(
            metadata={"release": published.name, "is_new": published.is_new, **step.cost.shown()}
        )

    return release


def _published(ws: Workspace, publisher: Publisher, *, may_turn_back: bool) -> Release:
    """Publish; a backfill of an old batch leaves CURRENT at a newer one, unless a person asked for that old batch."""
    with only_writer(ws.out):
        before = current(ws.out)
        published = publisher(ws)
        if before is not None and before[: len(ws.batch)] > ws.batch and not may_turn_back:
            name_current(ws.out, before)
    return published
