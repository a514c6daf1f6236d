"""What sees a delivery arrive: by content, not by the clock of a file, and only once it is whole."""
# annotations must be real here: Dagster reads those of `context` and of resources

import json
from hashlib import sha256
from pathlib import Path

import dagster as dg

from assets.batches import batches
from pipelines.jobs import everything
from pipelines.partitions import BATCH, content_digest, delivered_files
from pipelines.resources import Workspaces

Seen = dict[str, str | None]
"""Of a batch: `shape` is what the file system says, `content` its digest, `asked` the digest last asked to be run."""


@dg.sensor(
    job=everything,
    minimum_interval_seconds=60,
    description="收件目录出现新内容(按内容摘要,不看修改时间),两次看都一样(不在复制中)即登记批次并运行",
)
def new_delivery(
    context: dg.SensorEvaluationContext, workspaces: dg.ResourceParam[Workspaces]
) -> dg.SensorResult | dg.SkipReason:
    inbox = workspaces.inbox
    if not inbox.is_dir():
        return dg.SkipReason(f"收件目录不存在: {inbox}")
    seen: dict[str, Seen] = json.loads(context.cursor or "{}")
    now = {batch: _looked_at(inbox, batch, seen.get(batch)) for batch in batches(inbox)}
    if not now:
        return dg.SkipReason("收件目录里还没有批次")
    arriving = [batch for batch, found in now.items() if found["content"] is None]
    fresh = [batch for batch, found in now.items() if found["content"] not in (None, found["asked"])]
    requests = [dg.RunRequest(run_key=now[batch]["content"], partition_key=batch) for batch in fresh]
    cursor = json.dumps({batch: found | {"asked": found["content"] or found["asked"]} for batch, found in now.items()})
    if fresh:
        added = BATCH.build_add_request(fresh)
        return dg.SensorResult(run_requests=requests, dynamic_partitions_requests=[added], cursor=cursor)
    said = f"收件目录的 {len(now)} 个批次内容没有变化"
    if arriving:
        said = f"{len(arriving)} 个批次刚有变动,可能还在复制: 下一次看仍是这样才运行"
    return dg.SensorResult(skip_reason=said, cursor=cursor)


def _looked_at(inbox: Path, batch: str, before: Seen | None) -> Seen:
    """What is seen of a batch now: `content` is None while its files are not yet what they were at the look before.

    Content is read anew unless size, times and place of every file are what they were when it was last read.
    """
    stats = [(path.relative_to(inbox).as_posix(), path.stat()) for path in delivered_files(inbox / batch)]
    shape = sha256(
        repr([(name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for name, s in stats]).encode()
    ).hexdigest()
    if before is None or before["shape"] != shape:
        return {"shape": shape, "content": None, "asked": None if before is None else before["asked"]}
    return before if before["content"] else before | {"content": content_digest(inbox, batch)}
