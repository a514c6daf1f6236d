"""What sees a delivery arrive: by content, not by the clock of a file."""
# annotations must be real here: Dagster reads those of `context` and of resources

import json
from hashlib import sha256
from pathlib import Path

import dagster as dg

from assets.batches import batches
from pipelines.jobs import everything
from pipelines.partitions import BATCH, content_digest, delivered_files
from pipelines.resources import Workspaces


@dg.sensor(
    job=everything,
    minimum_interval_seconds=60,
    description="收件目录出现新内容(按内容摘要,不看修改时间)即登记批次并运行",
)
def new_delivery(
    context: dg.SensorEvaluationContext, workspaces: dg.ResourceParam[Workspaces]
) -> dg.SensorResult | dg.SkipReason:
    inbox = workspaces.inbox
    if not inbox.is_dir():
        return dg.SkipReason(f"收件目录不存在: {inbox}")
    seen: dict[str, list[str]] = json.loads(context.cursor or "{}")
    now = {batch: _looked_at(inbox, batch, seen.get(batch)) for batch in batches(inbox)}
    fresh = [batch for batch in now if now[batch][1] != seen.get(batch, ["", ""])[1]]
    if not fresh:
        return dg.SkipReason(f"收件目录的 {len(now)} 个批次内容没有变化" if now else "收件目录里还没有批次")
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=now[batch][1], partition_key=batch) for batch in fresh],
        dynamic_partitions_requests=[BATCH.build_add_request(fresh)],
        cursor=json.dumps(now),
    )


def _looked_at(inbox: Path, batch: str, before: list[str] | None) -> list[str]:
    """What the file system says of a batch, and the digest of its content.

    Content is read anew unless size, times and place of every file are what they were when it was last read.
    """
    stats = [(path.relative_to(inbox).as_posix(), path.stat()) for path in delivered_files(inbox / batch)]
    shape = sha256(
        repr([(name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for name, s in stats]).encode()
    ).hexdigest()
    if before is not None and before[0] == shape:
        return before
    return [shape, content_digest(inbox, batch)]
