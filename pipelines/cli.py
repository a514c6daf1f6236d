"""The command line: what can be asked, in words. The work is done elsewhere and imported when it is asked for."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines import cli_look, cli_office, cli_rerun
from pipelines.cli_parts import Command, command, described, of_the_system
from pipelines.cli_parts import Parser as _Parser
from pipelines.cli_parts import bureau_option as _bureau
from pipelines.cli_parts import count as _count
from pipelines.cli_parts import day as _day
from pipelines.cli_parts import said as _said
from pipelines.cli_parts import size as _size

EXAMPLES = {
    "hedui": """
先试一次 (try it first):
  hedui run --inbox data_samples/series --as-of 2017-12-31 --out out
  hedui rules list --programme dibao
  hedui explain ID --out out
""",
    "run": """
收件目录的样子 (what an inbox looks like):
  inbox/2017-12-31/民政/民政_救助申请.csv
  inbox/2017-12-31/银行/银行_账户余额_1.csv

例 (examples):
  hedui run --inbox inbox --as-of 2017-12-31 --out out
  hedui run --inbox inbox --as-of 2017-12-31 --out out --key-file /secure/key
  hedui run --inbox inbox --as-of 2017-12-31 --out out --bureau data_samples/bureaus/standard_1070
  hedui run --inbox inbox --as-of 2017-12-31 --out out --batch 2017-11-30     # 重做较早的一批

退出码 (exit codes): 0 已发布; 2 输入不可用; 1 其他原因未发布。未发布时,此前的发布不动。
设了 DAGSTER_HOME,运行记录就进入该实例 (with DAGSTER_HOME set, the run is recorded there)。
""",
    "city": """
例 (example):
  hedui city --persons 3000 --seed 7 --out city
""",
    "rules": """
例 (examples):
  hedui rules list --as-of 2017-12-31 --programme dibao
  hedui rules check --bureau data_samples/bureaus/standard_1070
""",
    "explain": """
ID 可以是 (may be): report_id, application_number, household_id, person_id, alert_id, 提取#记录号
只出示代号、金额与来源记录号,不出示姓名与证件 (no clear identity is shown)。

例 (example):
  hedui explain 2017-000123 --out out
  hedui explain 医保_费用结算#YB17123100000012 --out out           # 这条记录为何归此人
  hedui explain P7X2M4K9Q1RT 车管_机动车#CG17123100000007          # 二者为何是、或不是一人
""",
    "check": """
例 (example):
  hedui check out/releases/2017-12-31-1a2b3c4d
""",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    from pipelines.privacy.permissions import restrict_process

    restrict_process()
    options = parser().parse_args(arguments)
    if not options.verbose:
        warnings.simplefilter("ignore")
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    try:
        asked: Command = options.command
        return asked(options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _said(130, "E-INTERRUPTED", "已中断,未发布任何内容,此前的发布不动")
    except Exception as error:
        if options.debug:
            traceback.print_exc()
        return _said(*_sentence_of(error))


def _sentence_of(error: Exception) -> tuple[int, str, str]:
    """Exit code, short code and sentence. An error that is not ours may hold a value: only its kind is said."""
    from pipelines.refusals import BadInput, RunFailed
    from rules.files import RulebookError
    from schemas.contract import ContractError

    if isinstance(error, BadInput | RunFailed):
        return (2 if isinstance(error, BadInput) else 1), error.code, str(error)
    if isinstance(error, RulebookError | ContractError):
        return 2, "E-RULEBOOK", str(error)
    if isinstance(error, OSError) and error.strerror:
        return 1, "E-SYSTEM", of_the_system(error)
    return 1, "E-INTERNAL", f"内部错误 {type(error).__name__}(--debug 可见全文)"


def _run(options: argparse.Namespace) -> int:
    from pipelines.progress import Progress
    from pipelines.release.publish import publish
    from pipelines.run import Order, run
    from pipelines.summary import lines_of

    order = Order(
        options.inbox, options.as_of, options.out, options.bureau, options.batch, options.key_file, options.memory
    )
    progress = Progress(sys.stderr)
    ws, release = run(
        order,
        progress,
        publisher=lambda ws: publish(ws, progress.tell_publishing),
        log_level="INFO" if options.verbose else "CRITICAL",
        shows_values=options.debug,
    )
    if options.steps is not None:
        progress.write_steps(options.steps)
    print("\n".join(lines_of(ws, release)))
    return 0


def _city(options: argparse.Namespace) -> int:
    from data_samples.generator.city import make
    from pipelines.refusals import BadInput

    chosen = {"batches": options.batches, "extracts": options.extracts and options.extracts.split(","),
              "dirt": options.dirt}  # fmt: skip
    asked = {name: value for name, value in chosen.items() if value}
    try:
        make(
            out=options.out,
            persons=options.persons,
            seed=options.seed,
            progress=lambda text: print(text, file=sys.stderr),
            **asked,
        )
    except ValueError as error:
        raise BadInput("E-CITY", str(error)) from None
    return 0


def _rules_list(options: argparse.Namespace) -> int:
    from pipelines.rule_list import lines_of

    print("\n".join(lines_of(options.bureau, options.as_of, options.programme)))
    return 0


def _rules_check(options: argparse.Namespace) -> int:
    from pipelines.rule_check import findings
    from rules.rulebook import Rulebook

    found = list(findings(Rulebook(options.bureau)))
    print("\n".join(found) if found else "规则手册自洽: 全部载入,SQL 在空表上绑定,没有越权读取")
    return 2 if found else 0


def _explain(options: argparse.Namespace) -> int:
    from pipelines.trace import lines_between, lines_of

    told = (
        lines_between(options.out, options.id, options.other, options.bureau)
        if options.other
        else lines_of(options.out, options.id, options.bureau)
    )
    print("\n".join(told))
    return 0


def _check(options: argparse.Namespace) -> int:
    from pipelines.release.checker import check

    found = check(options.release)
    print("\n".join(found) if found else f"{options.release.name}: 完整,与发布时一致")
    return 1 if found else 0


def parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    top = _Parser(
        prog="hedui",
        description="核对: 从部门送来的提取,到核对报告、困难评分、分层名单与告警\n"
        "(departmental extracts -> verification, need scores, tiers, alerts)",
        epilog=EXAMPLES["hedui"],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="命令 (commands)", metavar="命令", required=True)

    run = _command(commands, "run", _run, "从送达到发布 (extracts -> release)")
    run.add_argument("--inbox", type=Path, required=True, metavar="DIR", help="收件目录: <批次>/<部门>/<提取>.csv")
    run.add_argument("--as-of", type=_day, required=True, metavar="DATE", help="截至日: 结论对这一天成立")
    run.add_argument("--out", type=Path, required=True, metavar="DIR", help="输出: CURRENT, releases/, state/(仅属主)")
    run.add_argument("--batch", metavar="DATE", help="发布哪一批;缺省为不晚于截至日的最新一批")
    run.add_argument("--key-file", type=Path, metavar="FILE", help="32 字节密钥(仅属主可读);缺省用 OUT/state/key")
    run.add_argument("--steps", type=Path, metavar="FILE", help="每一步的用时、处理器时间与内存峰值写到这里(JSON 行)")
    run.add_argument("--memory", type=_size, default="8GiB", metavar="SIZE", help="内存上限,超过的写到磁盘 (8GiB)")
    _bureau(run)

    city = _command(commands, "city", _city, "造一座虚构的小城,供演示与测试 (a made-up city)")
    city.add_argument("--persons", type=_count, required=True, metavar="N", help="人数")
    city.add_argument("--seed", type=int, required=True, metavar="S", help="随机种子: 同一种子得同一座城")
    city.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪里")
    city.add_argument("--batches", type=_count, metavar="B", help="批次数")
    city.add_argument("--extracts", metavar="A,B", help="只造这些提取,以逗号分隔;all 是全部五十个")
    city.add_argument("--dirt", type=Path, metavar="FILE", help="脏成什么样: 与 dirt.toml 同形的文件,只写要改的")

    rules = _described(commands, "rules", "看参数,查规则是否自洽 (parameters and rules)")
    verbs = rules.add_subparsers(title="命令 (commands)", metavar="命令", required=True)
    listing = _command(verbs, "list", _rules_list, "列出参数: 名称、文件、现值、单位、依据、状态", "rules")
    listing.add_argument("--as-of", type=_day, metavar="DATE", help="哪一天的值;缺省为规则核对至的那一天")
    listing.add_argument("--programme", metavar="CODE", help="只列一个项目的参数,如 dibao")
    _bureau(listing)
    checking = _command(verbs, "check", _rules_check, "全部载入、逐条检查并在空表上绑定;一处问题一句话", "rules")
    _bureau(checking)

    explain = _command(commands, "explain", _explain, "一份报告、一户、一人或一条告警的来龙去脉 (why)")
    explain.add_argument("id", metavar="ID", help="见下 (see below)")
    explain.add_argument("other", metavar="ID", nargs="?", help="再写一个人或一条记录: 两者为何是、或不是一人")
    explain.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="hedui run 的输出目录 (out)")
    _bureau(explain)

    check = _command(commands, "check", _check, "一个发布是否完整、未被改动 (a release is whole)")
    check.add_argument("release", type=Path, metavar="RELEASE", help="发布的文件夹")

    cli_rerun.add_to(commands)
    cli_look.add_to(commands)
    cli_office.add_to(commands)
    return top


def _described(commands: Any, name: str, help_text: str) -> argparse.ArgumentParser:
    return described(commands, name, help_text, EXAMPLES[name])


def _command(
    commands: Any, name: str, function: Command, help_text: str, examples: str | None = None
) -> argparse.ArgumentParser:
    return command(commands, name, function, help_text, EXAMPLES[examples or name])


if __name__ == "__main__":
    sys.exit(main())
