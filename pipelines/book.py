"""Writes the generated documents: the data dictionary, the rule book and the rule x column matrix."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from rules.engine import load
from rules.matrix import matrix, to_markdown
from rules.rulebook import Rulebook
from schemas.codes import code_lists
from schemas.contract import Extract, extracts
from schemas.tables import STAGES, tables

ROOT = Path(__file__).resolve().parent.parent
MARK = "<!-- 以下由 make book 生成,请勿手改 -->"
STATUS = {"documented": "文件载明", "sourced": "公开报道", "proposal": "本项目建议", "unverified": "未核实"}


def dictionary() -> str:
    """The data dictionary: every delivered column, every table, every code."""
    parts = ["## 送达的提取\n"]
    parts += [_extract_page(contract) for contract in extracts().values()]
    for stage in STAGES:
        parts.append(f"## {stage}\n")
        parts += [table.markdown() for table in tables().values() if table.stage == stage]
    parts.append("## 代码表\n")
    for name, entries in code_lists().items():
        rows = "\n".join(f"| `{code}` | {entry.label} |" for code, entry in entries.items())
        parts.append(f"### {name}\n\n| 代码 | 名称 |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def rule_book() -> str:
    """The rule book: parameters with their history, then every rule file with what it states and reads."""
    rulebook = Rulebook()
    parts = ["## 参数\n", "| 参数 | 名称 | 单位 | 自 | 取值 | 状态 | 依据 |\n|---|---|---|---|---|---|---|"]
    for parameter in rulebook.parameters.values():
        for value in parameter.values:
            parts.append(
                f"| `{parameter.name}` | {parameter.label} | {parameter.unit} | {value.valid_from} | {value.shown()} "
                f"| {STATUS[value.status]} | {value.basis} |"
            )
    parts.append("\n## 规则\n\n| 文件 | 陈述 | 所读 |\n|---|---|---|")
    for file in rulebook.files.list("", ".sql"):
        if not file.startswith(("linkage/", "macros.sql")):
            rule = load(rulebook.files, file)
            parts.append(f"| [{file}]({file}) | {rule.statement} | {'、'.join(rule.inputs)} |")
    parts.append("\n## 规则 x 列\n\n每条规则用到哪些送达列;缺了该列,这条规则就不能算。\n")
    parts.append(to_markdown(matrix(rulebook, extracts())))
    return "\n".join(parts) + "\n"


SAID = {
    "required": "必送(`required`)", "delivered": "通常送(`delivered`)", "optional": "有则送(`optional`)",
    "snapshot": "新的一批整体替换(`snapshot`)", "append": "逐批累加(`append`)",
    "closed": "没有记录即没有(`closed`)", "open": "没有记录是未知(`open`)",
    "verification": "核对", "monitoring": "在册监测", "screening": "主动发现",
}  # fmt: skip
"""How the dictionary says what an extract's entry may hold; the word itself stays beside it."""


def _extract_page(contract: Extract) -> str:
    rows = "\n".join(
        f"| {c.name} | `{c.typed_name}` | {'必有' if c.required else ''} | {c.unit or ''} | {c.measure or ''} "
        f"| {'、'.join(c.values)} |"
        for c in contract.columns
    )
    uses = "、".join(SAID[purpose] for purpose in contract.purposes)
    facts = (
        f"{contract.department}({contract.line}条线) · {SAID[contract.status]} · {contract.format} "
        f"· {SAID[contract.mode]} · {SAID[contract.absence]} · 用于{uses}"
    )
    head = "| 列 | 术语 | 必有 | 单位 | 金额如何用 | 取值 |\n|---|---|---|---|---|---|"
    return f"### {contract.extract}\n\n{contract.one_row}\n\n{facts}\n\n{head}\n{rows}\n"


DOCUMENTS = {"schemas/README.md": dictionary, "rules/README.md": rule_book}


def stale() -> Iterable[str]:
    """Documents whose generated part is not what the code now says."""
    for name, made in DOCUMENTS.items():
        if (ROOT / name).read_text(encoding="utf-8").partition(MARK)[2].strip() != made().strip():
            yield name


def main(arguments: list[str] | None = None) -> int:
    """`python -m pipelines.book [--check]`: writes the documents, or says which are stale (exit 1)."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.book", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a document is stale")
    if parser.parse_args(arguments).check:
        old = list(stale())
        for name in old:
            print(f"{name} is not current; run `make book`", file=sys.stderr)
        return 1 if old else 0
    for name, made in DOCUMENTS.items():
        path = ROOT / name
        head = path.read_text(encoding="utf-8").partition(MARK)[0].rstrip() if path.exists() else f"# {name}"
        path.write_text(f"{head}\n\n{MARK}\n\n{made().strip()}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
