"""Asset checks that are no table's contract: what must have been delivered, and how good the links must be."""
# annotations must be real here: Dagster reads those of `context` and of resources

from collections.abc import Callable, Sequence

import dagster as dg

from assets.graph import WIRING, Workspaces, asset_key, priority
from assets.linked.told import below_floor, line_of
from assets.workspace import Workspace

REQUIRED = "required_extracts"
LINK_QUALITY = "link_quality"


def required_check(missing: Callable[[Workspace], Sequence[str]]) -> dg.AssetChecksDefinition:
    """Stops the batch where an extract that nothing can be concluded without is missing or was refused."""

    @dg.asset_check(
        asset=asset_key("landed.delivery"),
        name=REQUIRED,
        description="必需的提取已送达且可读;缺一不出证",
        blocking=True,
        op_tags=priority(0, is_check=True),
    )
    def required(
        context: dg.AssetCheckExecutionContext, workspaces: dg.ResourceParam[Workspaces]
    ) -> dg.AssetCheckResult:
        absent = list(missing(workspaces.of(context.partition_key)))
        return dg.AssetCheckResult(
            passed=not absent,
            description="必需的提取齐全" if not absent else f"缺必需的提取: {'、'.join(absent)}",
            metadata={"missing": dg.MetadataValue.json(absent)},
        )

    return required


def quality_check() -> dg.AssetChecksDefinition:
    """Holds the release of a batch whose links are surely worse than the floors of the rulebook."""

    @dg.asset_check(
        asset=asset_key("linked.quality"),
        name=LINK_QUALITY,
        description="概率链接的查准率、查全率不低于下限;低于下限的批次暂缓发布",
        blocking=True,
        op_tags=priority(len(WIRING)),
    )
    def link_quality(
        context: dg.AssetCheckExecutionContext, workspaces: dg.ResourceParam[Workspaces]
    ) -> dg.AssetCheckResult:
        ws = workspaces.of(context.partition_key)
        low = below_floor(ws)
        return dg.AssetCheckResult(passed=not low, description=";".join(low) or line_of(ws))

    return link_quality
