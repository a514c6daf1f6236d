"""What a bureau's parameter must share with the shipped one it replaces: a slip is told, not obeyed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from rules.files import RulebookError, RuleFiles
from schemas.shipped import BROUGHT

if TYPE_CHECKING:
    from rules.parameters import Parameter

OPTIONS = "options.toml"
RURAL = "_rural"
"""What the name of a parameter for villages ends in."""
WORDS = "文字"


def check_words(parameter: Parameter, options: Mapping[str, list[str]]) -> None:
    """A parameter that knows only some words says one of them.

    Raises:
        RulebookError: another word, which no rule would have understood.
    """
    allowed = options.get(parameter.name.rsplit(".", 1)[-1])
    if allowed is None:
        return
    for value in parameter.values:
        if not value.absent and value.value not in allowed:
            raise RulebookError(
                parameter.file, parameter.name, f"is = {value.value}: 不认得这个词,只认 {'、'.join(allowed)}"
            )


def check_replacement(parameter: Parameter, before: Parameter) -> None:
    """A parameter that stands in the place of another keeps its kind of unit and, for a limit, says what it limits.

    Raises:
        RulebookError: yuan against no yuan (an amount a hundredfold), words against numbers, a limit without its line.
    """
    are_words = any(isinstance(value.value, str | tuple) for value in parameter.values)
    told = None
    if before.unit == WORDS and any(isinstance(value.value, Decimal) for value in parameter.values):
        told = "is 要写文字,加引号"
    elif before.unit != WORDS and are_words:
        told = "is 要写数,不加引号"
    elif parameter.is_money != before.is_money and not are_words:
        told = f"unit = {parameter.unit}: 原来的单位是 {before.unit},金额的单位以 元 开头"
    elif before.admits is not None and parameter.admits is None:
        told = f'这是一条限额,还要写 item = "{before.item}"、per 与 admits,否则不测'
    if told is not None:
        raise RulebookError(parameter.file, parameter.name, told)


def unread(files: RuleFiles, names: Iterable[str], shipped: Iterable[str]) -> list[str]:
    """One sentence for each parameter of the bureau that is neither shipped nor named by any of its own rules."""
    known, names = sorted(shipped), set(names)
    told = []
    for name in sorted(names - set(known) - {f"{one}{RURAL}" for one in known}):
        # what holds in villages is read under the name it has in town
        name = name.removesuffix(RURAL) if name.removesuffix(RURAL) in names else name
        bare = name.rsplit(".", 1)[-1]
        own = [path for suffix in (".sql", ".toml") for path in files.list("", suffix) if files.is_own(path)]
        if not any(f"'{bare}'" in text or f'"{bare}"' in text or f'"{name}"' in text for text in map(files.text, own)):
            near = difflib.get_close_matches(name, known, 1)
            told.append(f"rules/parameters: {name}: 没有一条规则读这个参数{f',是不是 {near[0]}' if near else ''}")
    return told


LISTED = ("parameters/", "facts/", "verification/items/", "indicators/", "alerts/", "benefits/programmes/",
          "eligibility/composition/", "eligibility/measures/", "eligibility/programmes/")  # fmt: skip
"""Folders of rules of which every file is read, whatever it is called."""
READ = ("extracts/", "codes/", "rules/")
"""Folders of a bureau; what lies beside them is not read."""


def stray(files: RuleFiles) -> list[str]:
    """One sentence for each TOML or SQL file of the bureau that nothing reads: misplaced, or called otherwise."""
    if files.bureau is None:
        return []
    shipped = {path for suffix in (".toml", ".sql") for path in files.beneath().list("", suffix)}
    told = []
    for path in sorted(path for suffix in ("toml", "sql") for path in files.bureau.rglob(f"*.{suffix}")):
        relative = path.relative_to(files.bureau).as_posix()
        rule = relative.removeprefix("rules/")
        if relative.startswith(BROUGHT) or (relative.startswith(READ) and (relative == rule or rule in shipped)):
            continue
        if relative != rule and rule.startswith(LISTED):
            continue
        meant = sorted(other for other in shipped if other.rsplit("/", 1)[-1] == path.name)
        meant = meant or [relative][: relative.startswith(LISTED)]
        told.append(f"{relative}: 没有一处读这个文件{f',是不是 rules/{meant[0]}' if meant else ''}")
    return told
