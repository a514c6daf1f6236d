"""A slip in a bureau's parameter is told in one sentence: it would otherwise be obeyed without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.rule_check import findings
from rules.files import RulebookError, RuleFiles
from rules.overlaid import stray
from rules.rulebook import Rulebook


def written(folder: Path, file: str, name: str, unit: str, value: str, more: str = "") -> Path:
    path = folder / "rules" / "parameters" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'[{name}]\nlabel = "试"\nunit = "{unit}"\n{more}'
        f'values = [ {{ from = 2010-04-01, {value}, basis = "虚构", status = "documented" }} ]\n',
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize(
    ("file", "name", "unit", "value", "told"),
    [
        ("programmes/dibao.toml", "lookback_anchor", "文字", 'is = "applicaton"', "只认 as_of、application"),
        ("benefits.toml", "benefit_rounding", "文字", 'is = "ceil"', "只认 half_up、up、down"),
        ("benefits.toml", "supplement_stacking", "文字", 'is = "sum"', "只认 highest、all"),
        ("benefits.toml", "benefit_rounding_unit", "角", "is = 1", "金额的单位以 元 开头"),
        ("standards.toml", "minor_standard_age", "元", "is = 18", "原来的单位是 周岁"),
        ("standards.toml", "dibao_standard", "元/人/月", 'is = "800"', "不加引号"),
        ("benefits.toml", "taper_basis", "月", "is = 6", "不认得这个词"),
        ("programmes/dibao.toml", "vehicle_limit", "辆/户", "is = 1", '还要写 item = "vehicles"'),
        ("programmes/dibao.toml", "vehicle_limit_rural", "辆/户", "is = 1", '还要写 item = "vehicles"'),
    ],
)
def test_a_slip_is_refused(file: str, name: str, unit: str, value: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match=told) as refused:
        _ = Rulebook(written(tmp_path, file, name, unit, value)).parameters
    assert name in str(refused.value)


def test_a_limit_with_its_words_is_taken(tmp_path: Path) -> None:
    more = 'item = "vehicles"\nper = "household"\nadmits = "up_to"\n'
    found = Rulebook(written(tmp_path, "programmes/dibao.toml", "vehicle_limit", "辆/户", "is = 1", more)).parameters
    assert found["dibao.vehicle_limit"].kind == "limit"


def test_a_misspelt_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    told = list(findings(Rulebook(written(tmp_path, "standards.toml", "dibao_standart", "元/人/月", "is = 800"))))
    assert told == ["rules/parameters: dibao_standart: 没有一条规则读这个参数,是不是 dibao_standard"]


def test_a_rural_value_of_any_parameter_is_known(tmp_path: Path) -> None:
    folder = written(tmp_path, "benefits.toml", "supplement_elderly_rural", "元/人/月", "is = 80")
    assert list(findings(Rulebook(folder))) == []


def test_a_file_that_nothing_reads_is_told_with_where_it_may_belong(tmp_path: Path) -> None:
    folder = written(tmp_path, "standards.toml", "dibao_standard", "元/人/月", "is = 800")
    parameters = folder / "rules" / "parameters"
    parameters.joinpath("standards.toml").rename(folder / "rules" / "standards.toml")
    (folder / "parameters").mkdir()
    (folder / "parameters" / "city.toml").write_text("", encoding="utf-8")
    (folder / "rules" / "benefits").mkdir()
    (folder / "rules" / "benefits" / "dibao.sql").write_text("", encoding="utf-8")
    assert stray(RuleFiles(folder)) == [
        "parameters/city.toml: 没有一处读这个文件,是不是 rules/parameters/city.toml",
        "rules/benefits/dibao.sql: 没有一处读这个文件,是不是 rules/benefits/programmes/dibao.sql",
        "rules/standards.toml: 没有一处读这个文件,是不是 rules/parameters/standards.toml",
    ]


def test_files_of_a_bureau_that_are_read_are_not_told(tmp_path: Path) -> None:
    folder = written(tmp_path, "our_city.toml", "supplement_pregnant", "元/人/月", "is = 100")
    for path in ("extracts/水务.toml", "codes/tag.toml", "rules/facts/pregnant.sql", "rules/benefits/supplements.toml"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("", encoding="utf-8")
    assert stray(RuleFiles(folder)) == [] == stray(RuleFiles())


def test_one_slip_is_told_once(tmp_path: Path) -> None:
    told = list(findings(Rulebook(written(tmp_path, "benefits.toml", "supplement_stacking", "文字", 'is = "sum"'))))
    assert len(told) == len(set(told)) == 1


WAGE, TIER = 'label = "一"\namount = "imputed_wage"\n', 'programme = "temporary_aid"\nlabel = "一"\n'
CLASS = 'label = "一"\namount = "dibao_standard"\n'
SLIPS = [
    ("imputed_wages", 'label = "一"\namount = "imputed_wag"', "没有参数 imputed_wag,是不是 imputed_wage"),
    ("imputed_wages", WAGE + 'fact = "studing"', "没有事实 studing,是不是 studying"),
    ("imputed_wages", WAGE + 'values = "child_benefits"', "写了 values,还要写 fact"),
    ("imputed_wages", WAGE + 'sex = "女性"', "sex: 不认得这个词,只认 男、女"),
    ("imputed_wages", 'label = "一"', "还要写 amount"),
    ("imputed_wages", 'label = "一"\namount = "imputed_wage_older_from"', "的单位以 元 开头(现在是 周岁)"),
    ("dibao_classes", 'label = "一"\namount = 300', "amount: 要写文字"),
    ("dibao_classes", CLASS + 'under = "minimum_wage"', "under: 不认得这个键,只认 label、below"),
    ("dibao_classes", CLASS + 'below = "minimum_wage"\nup_to = "minimum_wage"', "只写一个"),
    ("aid_tiers", TIER, "没有写金额"),
    ("aid_tiers", TIER + 'share = "breadwinner_share"', "还要写 above 或 from"),
    ("aid_tiers", TIER + 'above = "minimum_wage"\nfrom = "minimum_wage"\namount = "minimum_wage"', "只写一个"),
    ("aid_tiers", TIER + 'months = "minimum_wage"', "不是金额,单位不以 元 开头"),
    ("aid_tiers", 'programme = "dibao"\nlabel = "一"\namount = "minimum_wage"', "programme: 不认得这个词"),
    ("supplements", 'label = "老"\ngroup = "g"\nof = "difference"\namount = "minimum_wage"', "amount 的单位是 比例"),
]


@pytest.mark.parametrize(("table", "text", "told"), SLIPS, ids=[told for *_, told in SLIPS])
def test_a_slip_in_a_table_is_told_in_chinese(table: str, text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "rules" / "benefits" / f"{table}.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f"[some]\n{text}\n", encoding="utf-8")
    (finding,) = findings(Rulebook(tmp_path), is_thorough=False)
    assert finding.startswith(f"rules/benefits/{table}.toml: some: ") and told in finding
