"""Commands that make something again: replay, what-if, why-changed. The work is imported when it is asked for."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from pipelines.cli_parts import command, day, size

REPLAY = """
RELEASE 可以写名称、名称的开头、文件夹,或 CURRENT。送达的内容、规则、参数、截至日与密钥都取自发布自己的记录,
在 state/ 里另做一遍,逐表逐文件比较摘要;做完即删,不改动任何发布。规则后来改了也能重做: 发布里存着当时的规则手册。

例 (examples):
  hedui replay CURRENT --out out
  hedui replay 2017-12-31 --out out --as-of 2017-11-30    # 以这个发布所知,重做当时截至 11-30 的发布

退出码 (exit codes): 0 一致; 1 不同(说明哪张表、哪个文件); 2 不能重做
"""

WHAT_IF = """
对象取自一个已发布的发布(缺省 CURRENT),只重算随这个参数而变的表;不发布,不改动任何发布。金额是试算,不是决定。
取值照人写的写: 1070 · 不设 · 33000,33000,30000(按户规模) · 5%,50(容差) · 2*dibao_standard(倍数) · a、b(列表)。

例 (examples):
  hedui what-if --set dibao_standard=1070 --out out
  hedui what-if --set dibao.monetary_asset_limit=40000,40000,36000 --set earnings_disregard=1000 --csv 测算
  hedui what-if --set minimum_wage=2420 --from 2017-07-01 --release 2017-12-31

参数名见 hedui rules list。退出码: 0 已测算; 2 没有这个参数、取值不合、日期不合。
"""

WHY = """
A、B 是同一输出目录里的两个发布(名称、开头、文件夹或 CURRENT);ID 是户、报告或人的代号,只看与它有关的。
每个变动的结论、金额、等级、告警归于一个原因: 数据(记录号与哪一栏)、归人(改归的记录)、参数(旧值 -> 新值)、
规则(文件与摘要 旧 -> 新)、日期、程序。几项同时改变时,在前一发布上每次只改一项重做;送达内容已不在的,凭证据比对并注明。

例 (examples):
  hedui why-changed 2017-11-30 2017-12-31 --out out
  hedui why-changed 2017-12-31-1a2b3c4d CURRENT HPTTXPD83ZHV --csv 变动
"""


def add_to(commands: Any) -> None:
    """Add the commands to the command line."""
    replay = command(commands, "replay", _replay, "按记录重做一个发布,逐字节比较 (make a release again)", REPLAY)
    replay.add_argument("release", metavar="RELEASE", help="发布的名称、开头、文件夹或 CURRENT")
    replay.add_argument("--as-of", type=day, metavar="DATE", help="重做截至这一天的那个发布,用 RELEASE 的送达与规则")
    _places(replay)

    supposing = command(commands, "what-if", _what_if, "假如参数是别的值,谁得谁失 (what if a parameter)", WHAT_IF)
    supposing.add_argument("assignments", nargs="*", metavar="PARAMETER=VALUE", help="设想的取值,可写多个")
    supposing.add_argument("--set", action="append", default=[], metavar="PARAMETER=VALUE", help="同上,可重复")
    supposing.add_argument("--from", dest="start", type=day, metavar="DATE", help="自哪天起;缺省为现值的起始日")
    supposing.add_argument("--release", default="CURRENT", metavar="RELEASE", help="以哪个发布的对象为准 (CURRENT)")
    supposing.add_argument("--csv", type=Path, metavar="DIR", help="各表另写成 CSV,名单不截断")
    _places(supposing)

    why = command(commands, "why-changed", _why_changed, "两个发布为何不同,逐项归因 (why two releases differ)", WHY)
    why.add_argument("old", metavar="A", help="前一发布")
    why.add_argument("new", metavar="B", help="后一发布")
    why.add_argument("id", nargs="?", metavar="ID", help="只看这一户、这份报告或这个人")
    why.add_argument("--csv", type=Path, metavar="DIR", help="全部变动另写成 CSV")
    _places(why)


def _places(made: argparse.ArgumentParser) -> None:
    made.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="hedui run 的输出目录 (out)")
    made.add_argument("--key-file", type=Path, metavar="FILE", help="发布所用的密钥;缺省用 OUT/state/key")
    made.add_argument("--memory", type=size, default="8GiB", metavar="SIZE", help="内存上限,超过的写到磁盘 (8GiB)")


def _tell(step: str) -> None:
    """On a terminal, a line that the next one overwrites."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r  {step} …\x1b[K")
        sys.stderr.flush()


def _shown(lines: list[str]) -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
    print("\n".join(lines))


def _replay(options: argparse.Namespace) -> int:
    from pipelines.rerun.recorded import recorded
    from pipelines.rerun.replay import replay

    release = recorded(options.out, options.release)
    replayed = replay(release, _tell, options.key_file, options.memory, options.as_of)
    _shown(replayed.lines)
    return 0 if replayed.is_identical else 1


def _what_if(options: argparse.Namespace) -> int:
    from pipelines.refusals import BadInput
    from pipelines.rerun.recorded import recorded
    from pipelines.rerun.supposing import what_if

    words = [*options.assignments, *options.set]
    if not words:
        raise BadInput("E-WHAT-IF", "请写出设想,如 --set dibao_standard=1070")
    release = recorded(options.out, options.release)
    _shown(what_if(release, words, _tell, options.start, options.key_file, options.memory, options.csv))
    return 0


def _why_changed(options: argparse.Namespace) -> int:
    from pipelines.rerun.recorded import recorded
    from pipelines.rerun.why_changed import why_changed

    old, new = (recorded(options.out, name) for name in (options.old, options.new))
    told = why_changed(old, new, _tell, options.id, options.key_file, options.memory, options.csv)
    _shown(told.lines)
    return 0
