"""What commands share: how they are described, what a day and a size look like, errors in one line."""

from __future__ import annotations

import argparse
import datetime
import errno
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

Command = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(said(2, "E-USAGE", f"{_in_chinese(message)} (见 {self.prog} --help)"))


_WORDED = (
    (r"the following arguments are required: (.+)", r"还要写 \1"),
    (r"unrecognized arguments: (.+)", r"不认得 \1"),
    (r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1: 没有 \2,只有 \3"),
    (r"argument (\S+): expected (?:one|at least one) argument", r"\1 后面还要写一个值"),
    (r"argument (\S+): expected (\d+) arguments", r"\1 后面要写 \2 个值"),
    (r"argument (\S+): invalid int value: '(.*)'", r"\1: \2 不是整数"),
    (r"argument (\S+): ignored explicit argument '(.*)'", r"\1 后面不写值,多写了 \2"),
    (r"argument (\S+): not allowed with argument (.+)", r"\1 与 \2 只写一个"),
    (r"one of the arguments (.+) is required", r"还要写其中之一: \1"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 看不出是哪一个: \2"),
    (r"argument (\S+): (.+)", r"\1: \2"),
)
"""What argparse says -> the same in Chinese; the last are sentences of our own types."""


def _in_chinese(message: str) -> str:
    for pattern, worded in _WORDED:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return found.expand(worded).replace("', '", "、").replace("'", "").replace(", ", "、")
    return message


_OF_THE_SYSTEM = {
    errno.ENOENT: "没有这个文件或文件夹", errno.ENOTDIR: "不是文件夹", errno.EISDIR: "是文件夹,不是文件",
    errno.EEXIST: "已经有了", errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "这里只能读",
    errno.ENOSPC: "磁盘满了",
}  # fmt: skip


def of_the_system(error: OSError) -> str:
    """What the operating system refused, and of which file."""
    told = _OF_THE_SYSTEM.get(error.errno or 0, error.strerror or "")
    return f"{told}: {error.filename or ''}"


def said(exit_code: int, code: str, sentence: str) -> int:
    """Print one line on standard error; hands back the exit code."""
    print(f"hedui: [{code}] {' '.join(sentence.split())}", file=sys.stderr)
    return exit_code


def described(commands: Any, name: str, help_text: str, examples: str) -> argparse.ArgumentParser:
    """A subcommand with its help and examples."""
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_text,
        description=help_text,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def command(commands: Any, name: str, function: Command, help_text: str, examples: str) -> argparse.ArgumentParser:
    """A subcommand that runs a function."""
    made = described(commands, name, help_text, examples)
    made.set_defaults(command=function)
    made.add_argument("--verbose", action="store_true", help="显示 Dagster 的事件与警告")
    made.add_argument("--debug", action="store_true", help="出错时显示全文(可能含有数据,只在本机看)")
    return made


def bureau_option(made: argparse.ArgumentParser) -> None:
    """`--bureau DIR`."""
    made.add_argument("--bureau", type=Path, metavar="DIR", help="本地的 extracts/ codes/ rules/,覆盖随附的同名文件")


def day(text: str) -> datetime.date:
    """An ISO date."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} 不是日期,请写成 2017-12-31") from None


def size(text: str) -> str:
    """A memory size as DuckDB writes it."""
    if not re.fullmatch(r"\d+(\.\d+)?[KMGT]i?B", text):
        raise argparse.ArgumentTypeError(f"{text} 不是容量,请写成 8GiB")
    return text


def count(text: str) -> int:
    """A positive whole number."""
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} 不是正整数")
    return int(text)
