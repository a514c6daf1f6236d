"""One run from the inbox to a release, through Dagster in this process: what `hedui run` does."""

from __future__ import annotations

import datetime
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import polars as pl

from assets.batches import batches, is_batch
from assets.graph import WIRING, Made
from assets.guard import StageError
from assets.landed.history import required_missing
from assets.linked.told import below_floor
from assets.workspace import Workspace
from pipelines.jobs import Publisher, everything, graph, landing
from pipelines.partitions import BATCH
from pipelines.privacy.keys import KeyRefused
from pipelines.privacy.vault import VaultRefused
from pipelines.progress import Progress
from pipelines.refusals import BadInput, RunFailed
from pipelines.release.publish import publish
from pipelines.release.storage import RELEASES, ReleaseRefused, current, only_writer, sweep
from pipelines.resources import MEMORY, Workspaces
from pipelines.rule_check import first_finding
from rules.files import RulebookError
from rules.rulebook import Rulebook
from schemas.contract import ContractError

DAY = 24 * 60 * 60
Missing = Callable[[Workspace], Sequence[str]]


@dataclass(frozen=True)
class Order:
    """What was asked for at the command line."""

    inbox: Path
    as_of: datetime.date
    out: Path
    bureau: Path | None = None
    batch: str | None = None
    key_file: Path | None = None
    memory: str = MEMORY


def run(
    order: Order,
    progress: Progress,
    *,
    log_level: str = "CRITICAL",
    shows_values: bool = False,
    wiring: Sequence[Made] = WIRING,
    publisher: Publisher = publish,
    missing: Missing = required_missing,
) -> tuple[Workspace, Path]:
    """Land what has arrived, make every table of the chosen batch and publish; the workspace and the release's folder.

    Raises:
        BadInput: no such inbox, batch, bureau or key, a wrong rulebook, a day before the first parameter, or a
            required extract that is missing or refused.
        RunFailed: another run is writing, a table breaks its contract, or a stage broke.
    """
    chosen, earlier = _batches(order)
    progress.working("规则")
    book = _rulebook(order)
    workspaces = Workspaces(
        order.inbox, order.out, order.bureau, order.key_file, order.memory, {chosen: order.as_of}, shows_values,
        progress.tell, progress.tell_checked, book,
    )  # fmt: skip
    try:
        definitions = graph(workspaces, wiring, publisher, missing)
        with only_writer(order.out), _instance([*earlier, chosen]) as instance:
            sweep(order.out)
            _sweep_state(order.out / "state")
            ws = workspaces.of(chosen)
            try:
                for batch in earlier:
                    progress.begin(batch)
                    _execute(definitions, landing.name, batch, instance, log_level)
                progress.begin("")
                _execute(definitions, everything.name, chosen, instance, log_level)
            except dg.DagsterError as error:
                raise _check_failed(ws, progress, missing) from error
    except RulebookError as error:
        raise BadInput("E-RULEBOOK", str(error)) from None
    except ContractError as error:
        raise BadInput("E-CONTRACT", str(error)) from None
    except KeyRefused as error:
        raise BadInput("E-KEY", str(error)) from None
    except (ReleaseRefused, VaultRefused) as error:
        raise RunFailed("E-RELEASE", str(error)) from None
    except StageError as error:
        raise RunFailed("E-STAGE", f"步骤 {error} 出错,未发布任何内容,此前的发布不动(--debug 可见全文)") from None
    name = current(order.out)
    if name is None:
        raise RunFailed("E-RELEASE", "没有产生发布")
    return ws, order.out / RELEASES / name


def _batches(order: Order) -> tuple[str, list[str]]:
    """The batch to publish, and the older ones to land before it."""
    if not order.inbox.is_dir():
        raise BadInput("E-INBOX", f"收件目录不存在: {order.inbox}")
    if order.bureau is not None and not order.bureau.is_dir():
        raise BadInput("E-BUREAU", f"--bureau 目录不存在: {order.bureau}")
    arrived = [batch for batch in batches(order.inbox) if batch <= order.as_of.isoformat()]
    if order.batch is not None and not is_batch(order.batch):
        raise BadInput("E-BATCH", f"批次以日期命名(如 2017-12-31),不能是 {order.batch}")
    if order.batch is not None and order.batch not in arrived:
        raise BadInput("E-BATCH", f"收件目录 {order.inbox} 里没有不晚于 {order.as_of} 的批次 {order.batch}")
    if not arrived:
        raise BadInput("E-BATCH", f"收件目录 {order.inbox} 里没有不晚于 {order.as_of} 的批次(以日期命名的文件夹)")
    chosen = order.batch or arrived[-1]
    return chosen, [batch for batch in arrived if batch < chosen]


def _rulebook(order: Order) -> Rulebook:
    """The rulebook in force; refuses a day of which it says nothing yet, and one that does not hold together."""
    try:
        book = Rulebook(order.bureau)
        if order.as_of < book.first_date:
            raise BadInput("E-AS-OF", f"截至日 {order.as_of} 早于最早的参数({book.first_date}),那时无从下结论")
    except RulebookError as error:
        raise BadInput("E-RULEBOOK", str(error)) from None
    finding = first_finding(book)
    if finding is not None:
        raise BadInput("E-RULEBOOK", finding)
    return book


@contextmanager
def _instance(partitions: Sequence[str]) -> Iterator[dg.DagsterInstance]:
    """The instance of DAGSTER_HOME where one is set, so that runs show up there; else one that ends with the run."""
    kept = bool(os.environ.get("DAGSTER_HOME"))
    with dg.DagsterInstance.get() if kept else dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions(str(BATCH.name), list(partitions))
        yield instance


def _execute(definitions: dg.Definitions, job: str, batch: str, instance: dg.DagsterInstance, log_level: str) -> None:
    definitions.resolve_job_def(job).execute_in_process(
        instance=instance,
        partition_key=batch,
        run_config={"loggers": {"console": {"config": {"log_level": log_level}}}},
    )


def _check_failed(ws: Workspace, progress: Progress, missing: Missing) -> Exception:
    """What a failed check means for the person who asked for the run."""
    broken = [f"{table} {outcome}" for table, outcome in progress.failed if outcome.is_critical]
    if broken:
        return RunFailed("E-CHECK", f"未发布: 表与其约定不符: {';'.join(broken)}")
    absent = list(missing(ws))
    if absent:
        return BadInput("E-REQUIRED", "未发布: " + ";".join(_why_absent(ws, extract) for extract in absent))
    low = below_floor(ws)
    if low:
        return RunFailed(
            "E-QUALITY",
            f"链接质量过低,本批暂缓发布,此前的发布不动: {';'.join(low)}。请先裁定 linked.link_review 所列,再行运行",
        )
    return RunFailed("E-CHECK", "未发布: 有一项检查不符,见 --verbose")


def _why_absent(ws: Workspace, extract: str) -> str:
    rows = pl.read_parquet(ws.path("landed.delivery")).filter(pl.col("extract") == extract)
    reasons = rows.filter(pl.col("decision").is_in(["refused", "held"])).sort("file_name")["reason"].drop_nulls()
    return f"必需的提取 {extract} {'未送达' if reasons.is_empty() else '不可用(' + reasons[0] + ')'}"


def _sweep_state(state: Path) -> None:
    """Remove what a killed run left half written between the stages. Only the one writer may call this."""
    for leftover in [*state.glob("stages/*/*/.*"), *state.glob("landed/*/.*")]:
        leftover.unlink(missing_ok=True)
    yesterday = time.time() - DAY
    for spill in state.glob("spill/*"):
        # readers spill here too, and may be at work
        if spill.stat().st_mtime < yesterday:
            shutil.rmtree(spill, ignore_errors=True)
