"""When jobs run by the clock: the whole comparison twice a week, the scores once a month, in Shanghai's time."""
# annotations must be real here: Dagster reads those of `context` and of resources

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg

from assets.batches import batches
from pipelines.jobs import everything, scores
from pipelines.partitions import BATCH
from pipelines.resources import Workspaces

ZONE = "Asia/Shanghai"
TUESDAY_AND_FRIDAY = "0 6 * * 2,5"
FIRST_OF_MONTH = "0 4 1 * *"


def _newest(inbox: Path, tick: datetime.datetime) -> str | None:
    """The newest batch that had arrived by the day of the tick."""
    day = tick.astimezone(ZoneInfo(ZONE)).date().isoformat()
    arrived = [batch for batch in batches(inbox) if batch <= day] if inbox.is_dir() else []
    return arrived[-1] if arrived else None


@dg.schedule(
    job=everything,
    cron_schedule=TUESDAY_AND_FRIDAY,
    execution_timezone=ZONE,
    description="每周二、周五六时: 最新批次重新核对并发布",
)
def comparison_twice_a_week(
    context: dg.ScheduleEvaluationContext, workspaces: dg.ResourceParam[Workspaces]
) -> dg.RunRequest | dg.SkipReason:
    batch = _newest(workspaces.inbox, context.scheduled_execution_time)
    if batch is None:
        return dg.SkipReason("收件目录里还没有批次")
    context.instance.add_dynamic_partitions(str(BATCH.name), [batch])
    return dg.RunRequest(run_key=f"comparison-{context.scheduled_execution_time:%F}", partition_key=batch)


@dg.schedule(
    job=scores,
    cron_schedule=FIRST_OF_MONTH,
    execution_timezone=ZONE,
    description="每月一日四时: 最新已核对批次按现行规则重算评分、分层与告警并发布",
)
def scores_monthly(
    context: dg.ScheduleEvaluationContext, workspaces: dg.ResourceParam[Workspaces]
) -> dg.RunRequest | dg.SkipReason:
    batch = _newest(workspaces.inbox, context.scheduled_execution_time)
    if batch is None:
        return dg.SkipReason("收件目录里还没有批次")
    if not (workspaces.out / "state" / "stages" / batch / "verified" / "report.parquet").is_file():
        return dg.SkipReason(f"批次 {batch} 尚未核对,没有可评分的表")
    context.instance.add_dynamic_partitions(str(BATCH.name), [batch])
    return dg.RunRequest(run_key=f"scores-{context.scheduled_execution_time:%F}", partition_key=batch)


SCHEDULES = (comparison_twice_a_week, scores_monthly)
