"""What a bureau wrote wrongly in a contract, a code list or any TOML is told in one Chinese sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pipelines.rule_check import first_finding
from rules.rulebook import Rulebook
from tests.test_house import PACKAGES, ROOT, tracked

HEAD = (
    'line = "供热"\ndepartment = "供热"\nstatus = "optional"\none_row = "一户停供"\nformat = "csv"\nmode = "snapshot"\n'
    'absence = "closed"\npurposes = ["screening"]\nkey = ["记录号"]\n'
)
COLUMNS = (
    'columns = [ { name = "记录号", term = "record_number" }, { name = "停供天数", term = "days", kind = "count" } ]\n'
)
EXTRACT, CODES = "extracts/供热.toml", "codes/tag.toml"
SLIPS = [
    (EXTRACT, HEAD + COLUMNS + "colour = 1", r"extracts: 供热_停供: colour: 不认得这个键,只认 line、.*columns"),
    (EXTRACT, HEAD, r"extracts: 供热_停供: 还要写 columns"),
    (EXTRACT, HEAD.replace("optional", "sometimes") + COLUMNS, r"extracts: 供热_停供: status: 不认得这个词,只认 r"),
    (EXTRACT, HEAD + 'columns = [ { name = "记录号" } ]', r"extracts: 供热_停供: columns 第 1 项: 还要写 term"),
    (EXTRACT, HEAD + "columns = 3", r"extracts: 供热_停供: columns: 要写成列表"),
    (EXTRACT, HEAD + COLUMNS.replace("停供天数", "记录号"), r"extracts: 供热_停供: 列名 记录号 指了两列"),
    (EXTRACT, HEAD.replace('["记录号"]', '["编号"]') + COLUMNS, r"extracts: 供热_停供: key: 编号 不是这个提取的列名"),
    (EXTRACT, HEAD.replace('"供热"', "供热", 1), r"extracts/供热.toml: 不是 TOML: 第 2 行第 \d+ 列附近写法不对"),
    (EXTRACT, HEAD + 'line = "又一次"\n' + COLUMNS, r"extracts/供热.toml: 不是 TOML: 第 \d+ 行第 \d+ 列附近同一个键"),
    (EXTRACT, HEAD + 'note = "没有写完', r"extracts/供热.toml: 不是 TOML: 文件末尾"),
    (CODES, '[tag]\n"独居残疾老人" = "没有写成一段"', r"codes/tag.toml: tag: 每个代码写成"),
    (CODES, "[tag\n", r"codes/tag.toml: 不是 TOML: 第 1 行"),
    ("rules/score.toml", "[score]\nmultiple_at = 0", r"rules/score.toml: "),
]


def told(folder: Path, file: str, text: bytes) -> str:
    path = folder / file
    path.parent.mkdir(parents=True)
    path.write_bytes((b'["\xe4\xbe\x9b\xe7\x83\xad_\xe5\x81\x9c\xe4\xbe\x9b"]\n' if file == EXTRACT else b"") + text)
    return first_finding(Rulebook(folder)) or ""


@pytest.mark.parametrize(("file", "text", "sentence"), SLIPS, ids=[sentence for *_, sentence in SLIPS])
def test_a_slip_is_told_in_chinese(file: str, text: str, sentence: str, tmp_path: Path) -> None:
    assert re.match(sentence, told(tmp_path, file, text.encode())), told(tmp_path / "again", file, text.encode())


@pytest.mark.parametrize("file", [EXTRACT, CODES, "rules/score.toml"])
def test_another_encoding_is_told(file: str, tmp_path: Path) -> None:
    assert told(tmp_path, file, "# 供热\n".encode("gb18030")).endswith("不是 UTF-8 编码,请另存为 UTF-8")


REFUSALS = {"RulebookError", "ContractError", "BadInput", "RunFailed", "CannotSuppose", "KeyRefused", "ReleaseRefused"}


def test_whatever_an_official_may_be_told_is_chinese() -> None:
    """Every refusal that is worded where it is raised; those that pass on a sentence are worded elsewhere."""
    foreign = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] in PACKAGES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS and node.args
        and is_foreign(node.args[-1])
    ]  # fmt: skip
    assert foreign == []


def is_foreign(said: ast.expr) -> bool:
    parts = said.values if isinstance(said, ast.JoinedStr) else [said]
    words = " ".join(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    return re.search("[a-z]+ [a-z]+", words) is not None and re.search("[一-鿿]", words) is None
