"""Commands of the person in charge: held files, and whether the audit chain is whole."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pipelines.cli_parts import command, described

HOLD = """
暂扣的文件(行数与清单不符、疑为单位变化 …)不进入计算,等一个人看过。能请部门重送或更正 manifest.json 的,请部门做;
确认文件本身无误的,放行: 写明为什么,记入审计,下一次 hedui run 收下。

例 (examples):
  hedui hold list --out out
  hedui hold release 3f9a2b71 --because "与民政核对过,本月确为半数" --out out
"""
AUDIT = """
导出、查询、放行各记一行,每一行的封条盖着前一行: 改动、删去、插入任何一行都查得出。
末尾被截去只有与别处记下的封条相比才查得出: 把这里印出的末行封条定期抄在纸上或另一台机器上。

例 (examples):
  hedui audit verify --out out
  hedui audit verify --out out --head 9c1e…    # 与抄下的末行封条相比

退出码 (exit codes): 0 完整; 1 不完整
"""
SHOWN, LEAST = 12, 8
"""Digits of a file's SHA-256 that are shown, and that must at least be given."""


def add_to(commands: Any) -> None:
    """Add the commands to the command line."""
    hold = described(commands, "hold", "暂扣的文件: 看有哪些,确认无误的放行 (held files)", HOLD)
    verbs = hold.add_subparsers(title="命令 (commands)", metavar="命令", required=True)
    listing = command(verbs, "list", _hold_list, "列出暂扣的文件、缘由与编号", HOLD)
    _place(listing)
    releasing = command(verbs, "release", _hold_release, "放行一个暂扣的文件,记入审计", HOLD)
    releasing.add_argument("file", metavar="编号", help="hedui hold list 所列编号,或文件 SHA-256 的开头")
    releasing.add_argument("--because", required=True, metavar="TEXT", help="为什么放行;不要写任何人的姓名与证件")
    releasing.add_argument("--key-file", type=Path, metavar="FILE", help="密钥;缺省用 OUT/state/key")
    _place(releasing)

    audit = described(commands, "audit", "审计: 是否完整 (the audit chain)", AUDIT)
    verbs = audit.add_subparsers(title="命令 (commands)", metavar="命令", required=True)
    verifying = command(verbs, "verify", _audit_verify, "逐行验封条", AUDIT)
    verifying.add_argument("--head", metavar="SEAL", help="从前抄下的末行封条")
    verifying.add_argument("--key-file", type=Path, metavar="FILE", help="密钥;缺省用 OUT/state/key")
    _place(verifying)


def _place(made: argparse.ArgumentParser) -> None:
    made.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="hedui run 的输出目录 (out)")


def _hold_list(options: argparse.Namespace) -> int:
    from assets.landed.held import waiting

    files = waiting(options.out / "state")
    for file in files.iter_rows(named=True):
        number = "没有送到" if file["file_sha256"] is None else file["file_sha256"][:SHOWN]
        done = " (已放行,下次运行收下)" if file["is_released"] else ""
        print(f"{file['batch']}  {number}  {file['department']}/{file['reason']}{done}")
    if files.is_empty():
        print("没有暂扣的文件")
    return 0


def _hold_release(options: argparse.Namespace) -> int:
    from assets.landed.held import let_through, waiting
    from pipelines.privacy.audit import AuditRefused, append
    from pipelines.refusals import BadInput

    state = options.out / "state"
    held = waiting(state)
    start = options.file.lower()
    fitting = sorted({digest for digest in held["file_sha256"].drop_nulls() if digest.startswith(start)})
    if len(fitting) != 1 or len(start) < LEAST:
        raise BadInput("E-ID", f"以 {start} 开头(至少 {LEAST} 位)的暂扣文件不是恰好一个,见 hedui hold list")
    try:
        append(state, _key(options), "hold.release", file_sha256=fitting[0], because=options.because)
    except AuditRefused as error:
        raise BadInput("E-AUDIT", str(error)) from None
    let_through(state, fitting[0])
    print(f"已放行 {fitting[0][:SHOWN]},记入审计;下一次 hedui run 收下")
    return 0


def _audit_verify(options: argparse.Namespace) -> int:
    from pipelines.privacy.audit import verify

    found = verify(options.out / "state", _key(options))
    if not found.is_whole:
        print(f"审计不完整: 自第 {found.broken_line} 行起对不上")
        return 1
    print(f"审计完整: {found.entries} 行,末行封条 {found.head}")
    if options.head is None or options.head == found.head:
        return 0
    print("末行封条与抄下的不同: 若抄下之后没有新的行,末尾被截去过")
    return 1


def _key(options: argparse.Namespace) -> Any:
    from pipelines.privacy.keys import KeyRefused, load_or_make
    from pipelines.refusals import BadInput

    try:
        state = options.out / "state"
        return load_or_make(state, options.key_file or state / "key")
    except KeyRefused as error:
        raise BadInput("E-KEY", str(error)) from None
