"""Which benefits may be had together: one matrix for alerts, overlaps and amounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from rules.files import RulebookError, RuleFiles
from rules.parameters import Status
from rules.specs import Spec, load_table
from schemas.codes import code_lists

FILE = "compatibility.toml"


class PairSpec(Spec):
    """Two programmes (or one with itself) and whether one person may have both in one month."""

    one: str
    other: str
    relation: Literal["exclusive", "compatible", "repeatable"]
    basis: str = Field(min_length=2)
    status: Status


def load_compatibility(files: RuleFiles) -> Mapping[str, PairSpec]:
    """`one+other` -> the pair.

    Raises:
        RulebookError: a key that is not its own pair, an unknown programme, a pair told twice, or a programme that is
            exclusive with itself.
    """
    pairs = load_table(files, FILE, PairSpec)
    programmes = code_lists(files.bureau)["programme"]
    seen: set[frozenset[str]] = set()
    for key, pair in pairs.items():
        if key != f"{pair.one}+{pair.other}":
            raise RulebookError(FILE, key, "段名要写成 one+other")
        for code in (pair.one, pair.other):
            if code not in programmes:
                raise RulebookError(FILE, key, f"没有项目 {code},代码见 codes.toml 的 programme")
        if (pair.one == pair.other) != (pair.relation == "repeatable"):
            raise RulebookError(FILE, key, "repeatable 用于一个项目与它自己(one 与 other 相同),也只用于它")
        if frozenset((pair.one, pair.other)) in seen:
            raise RulebookError(FILE, key, "这两个项目写了两遍,删去一遍")
        seen.add(frozenset((pair.one, pair.other)))
    return pairs
