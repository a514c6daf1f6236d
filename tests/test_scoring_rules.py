"""What the loader of need scoring refuses, each in one clear sentence; the matrix and the status of rules."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from assets.scored import indicators as scoring
from assets.verified.emptiness import empty_columns
from rules.engine import load
from rules.files import RulebookError
from rules.matrix import matrix, to_markdown
from rules.rulebook import Rulebook
from rules.scoring import reachable
from rules.status import RuleState, delivered_columns, missing_of, rule_state, state_of
from rules.syntax import columns_read, result_columns
from schemas.codes import code_lists
from schemas.contract import extracts
from tests.told import deliver_nothing_from, settle_everyone
from tests.world import World

SHIPPED = Path(__file__).parent.parent / "rules"
INCOME = "indicators/livelihood/income_shortfall"


def bureau(folder: Path, file: str, old: str, new: str) -> Path:
    """A bureau whose copy of one rule file has one passage replaced."""
    target = folder / "rules" / file
    target.parent.mkdir(parents=True)
    text = (SHIPPED / file).read_text(encoding="utf-8")
    assert old in text
    target.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (f"{INCOME}.toml", "full = 10", "full = 10\nweight = 3", "weight: 不认得这个键,只认 label、full"),
        (f"{INCOME}.toml", "times = 1.5", "times = 1", "界 1 写了两遍"),
        (f"{INCOME}.toml", "times = 1.5", "times = 3", "各档由难到易写"),
        (f"{INCOME}.toml", "points = 7", "points = 12", "各档由难到易写"),
        (f"{INCOME}.toml", "points = 10 ", "points = 11 ", "有一档给 11 分,超过满分 full = 10"),
        (f"{INCOME}.toml", "full = 10", "full = 20", "full: 满分写 20,而最高一档只有 10 分"),
        (f"{INCOME}.toml", "from = 2010-04-01", "from = 2015-04-01", "2010-04-01 起没有分档"),
        (f"{INCOME}.toml", 'basis = "示', 'until = 2015-04-01, basis = "示', "2015-04-01 之后没有分档"),
        (f"{INCOME}.toml", 'of = "dibao_standard", times = 1.5', 'of = "nothing", times = 1.5', "用同一种界"),
        (f"{INCOME}.toml", 'of = "dibao_standard", times = 1,', "times = 1,", "一档只写一种界"),
        (f"{INCOME}.toml", "{per_head:yuan}元,本市", "{per_head:fen}元,本市", "没有这种写法,只有"),
        (f"{INCOME}.toml", "{line:yuan}元", "{threshold:yuan}元", "{threshold} 不在可用的列里"),
        (f"{INCOME}.toml", "{line:yuan}元", "{child_agee:parameter}元", "sentence: 没有参数 child_agee"),
        (f"{INCOME}.toml", "[measures.income_per_head]", "[measures.other]", "同名 SQL 里没有这个量"),
        (f"{INCOME}.toml", 'when = "below"', 'when = "above"', "when: 不认得这个词,只认 below、up_to、at_least"),
        (f"{INCOME}.sql", " as worst", " as fear", "没有返回列 worst"),
        ("score.toml", '"carer_shortage"]', '"carers"]', "没有指标 carers"),
        ("score.toml", '"carer_shortage"]', '"sharp_deterioration"]', "sharp_deterioration 写在两个封顶里"),
        ("score.toml", ', "crisis"]', "]", "score.toml 没有维度 crisis"),
        ("score.toml", "tier_2 = 40", "tier_2 = 70", "由第一级到最末一级逐级降低"),
        ("score.toml", "multiple_at = 2", "multiple_at = 0", "multiple_at: 要大于 0"),
    ],
)
def test_a_wrong_rule_is_refused_in_one_sentence(file: str, old: str, new: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as refusal:
        _ = Rulebook(bureau(tmp_path, file, old, new)).score
    text = str(refusal.value)
    assert reason in text and text.startswith("rules/") and "\n" not in text


def test_a_hole_between_two_dates_is_refused(tmp_path: Path) -> None:
    bands = 'basis = "示范", status = "proposal", bands = [ { of = "dibao_standard", points = 10 } ]'
    versions = "{ from = 2010-04-01, until = 2016-03-31, " + bands + " },\n  { from = 2017-04-01, " + bands + " },"
    text = (SHIPPED / f"{INCOME}.toml").read_text(encoding="utf-8")
    start, end = text.index("dated = [") + len("dated = ["), text.rindex("]")
    target = tmp_path / "rules" / f"{INCOME}.toml"
    target.parent.mkdir(parents=True)
    target.write_text(f"{text[:start]}\n  {versions}\n{text[end:]}", encoding="utf-8")
    with pytest.raises(RulebookError, match="日期有空档: 2016-03-31 之后接着 2017-04-01"):
        _ = Rulebook(tmp_path).indicators


def test_the_shipped_set_is_that_of_the_code_list() -> None:
    book, listed = Rulebook(), code_lists()["indicator"]
    assert set(book.indicators) == set(listed)
    assert {code: spec.label for code, spec in book.indicators.items()} == {c: e.label for c, e in listed.items()}
    full = {d: sum(s.full for s in book.indicators.values() if s.dimension == d) for d in book.score.dimensions}
    assert full == {"livelihood": 24, "health": 20, "family": 12, "care": 16, "employment": 12, "crisis": 16}
    assert (sum(full.values()), reachable(book.score, book.indicators)) == (100, 94)
    assert set(book.score.tiers) == set(code_lists()["tier"]) - {"none"}


def test_a_bureau_adds_a_sixteenth_indicator_without_code(tmp_path: Path) -> None:
    """A heating indicator of its own extract: one extract, one .toml, one .sql."""
    (tmp_path / "extracts").mkdir()
    (tmp_path / "extracts" / "供热.toml").write_text(
        '["供热_停供"]\nline = "住建"\ndepartment = "供热"\nstatus = "optional"\none_row = "一户停供"\nformat = "csv"\n'
        'mode = "snapshot"\nabsence = "closed"\npurposes = ["screening"]\nkey = ["记录号"]\ncolumns = [\n'
        '  { name = "记录号", term = "record_number", required = true },\n'
        '  { name = "姓名", term = "name", required = true },\n'
        '  { name = "身份证号", term = "id_number", required = true },\n'
        '  { name = "停供天数", term = "days_without_heating", kind = "count" },\n]\n',
        encoding="utf-8",
    )
    folder = tmp_path / "rules" / "indicators" / "livelihood"
    folder.mkdir(parents=True)
    (folder / "cold_home.toml").write_text(
        'label = "停暖"\nfull = 5\npurpose = "screening"\notherwise = "供热正常"\nmissing = "供热数据未送达"\n'
        '[measures.days]\nlabel = "停供天数"\nunit = "天"\nwhen = "at_least"\nbecause = "停供{days}天"\n'
        'dated = [ { from = 2010-04-01, basis = "本市", status = "proposal", bands = [ { at = 7, points = 5 } ] } ]\n',
        encoding="utf-8",
    )
    (folder / "cold_home.sql").write_text(
        "-- 停暖: 停供天数\n"
        "select v.household_id, 'days' as measure, max(s.days_without_heating) as value, null::double as worst,\n"
        "       is_delivered('供热_停供') as is_known, max(s.days_without_heating) as days,\n"
        "       evidence_list(evidence_of('供热_停供', s.record_number)) as evidence\n"
        "from scored.living_member as v\n"
        "left join linked.record_link as l on l.person_id = v.person_id\n"
        'left join standardised."供热_停供" as s on s.record_key = l.record_key\n'
        "group by v.household_id\n",
        encoding="utf-8",
    )
    world = World(tmp_path / "out", bureau=tmp_path)
    person = {"person_id": "甲", "household_id": "户", "role": "head", "birth_date": None, "sex_code": "1"}
    settle_everyone(world, [person], {"户": {}})
    world.deliver("供热_停供", [{"person": "甲", "days_without_heating": 7}])
    deliver_nothing_from(world, [])
    for make in (scoring.members, scoring.sizes, scoring.indicators, scoring.scores):
        make(world.ws)
    [row] = [r for r in world.rows("scored.household_indicator") if r["indicator_code"] == "cold_home"]
    assert (row["points"], row["sentence"]) == (5, "停供7天")
    [total] = world.rows("scored.household_score")
    assert total["score_low"] == 5


def test_a_changed_band_needs_no_sql(tmp_path: Path) -> None:
    changed = bureau(tmp_path, f"{INCOME}.toml", "times = 1.5", "times = 1.75")
    bands = Rulebook(changed).indicators["income_shortfall"].measures["income_per_head"].dated[0].bands
    assert [band.height for band in bands] == [1, tomllib.loads("x = 1.75")["x"], 2]
    shutil.rmtree(tmp_path / "rules")


# ---- which columns, which status


def test_columns_are_read_by_alias() -> None:
    sql = (
        "with c as (select s.a, b from m.x as s join n.y as l on l.k = s.k"
        " where exists (select 1 from m.z where i = 1)) select a from c"
        " union all select w from n.v where w in (select q.t from m.x as q)"
    )
    assert columns_read(sql) == {
        ("m.x", "a"), ("m.x", "k"), ("n.y", "k"), ("m.z", "i"), ("n.v", "w"), ("m.x", "t")
    }  # fmt: skip
    assert result_columns("select s.a, b as c from m.x as s") == ("a", "c")
    with pytest.raises(ValueError, match="没有名称"):
        result_columns("select a + 1 from m.x")


def test_matrix_follows_facts_and_income() -> None:
    cells = matrix(Rulebook(), extracts())
    by_rule: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for kind, code, extract, column in cells:
        by_rule.setdefault((kind, code), set()).add((extract, column))
    assert ("残联_持证残疾人", "残疾等级") in by_rule["indicator", "severe_disability"]
    assert ("人社_养老待遇", "月养老金") in by_rule["indicator", "income_shortfall"]
    assert by_rule["fact", "retired"] == {("人社_养老待遇", name) for name in ("待遇类别", "月养老金", "发放年月")}
    assert "| fact | `retired` | 人社_养老待遇 |" in to_markdown(cells)


def test_what_is_missing_names_the_extract_or_the_column() -> None:
    catalogue, files = extracts(), Rulebook().files
    rule = load(files, "facts/school_interrupted.sql")
    assert delivered_columns(rule, catalogue) == {("教育_学籍", "学籍状态"), ("教育_学籍", "欠费月数")}
    absent = missing_of(rule, catalogue, set(), {})
    assert absent == {"教育_学籍": ("教育_学籍",)}
    empty = {"教育_学籍": {"months_in_arrears"}}
    assert missing_of(rule, catalogue, {"教育_学籍"}, empty) == {"教育_学籍": ("教育_学籍.欠费月数",)}
    assert missing_of(rule, catalogue, {"教育_学籍"}, empty, ["months_in_arrears"]) == {"教育_学籍": ()}


def test_all_or_any_of_the_sources() -> None:
    assert state_of([("甲",), ()], "all") == RuleState("not_computable", ("甲",))
    assert state_of([("甲",), ()], "any") == RuleState("computable", ("甲",))
    assert state_of([("甲",), ("乙",)], "any") == RuleState("not_computable", ("乙", "甲"))
    assert state_of([], "any") == RuleState("computable", ())


def test_an_indicator_waits_for_its_facts() -> None:
    book, catalogue = Rulebook(), extracts()
    rule = load(book.files, "indicators/health/severe_disability.sql")
    facts = {"severe_disability": RuleState("not_computable", ("残联_持证残疾人",)), "x": RuleState("computable", ())}
    state = rule_state(rule, "all", catalogue, set(), {}, facts=facts, words={"severe_disability"})
    assert state == RuleState("not_computable", ("残联_持证残疾人",))


def test_empty_columns_come_from_statistics(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.deliver("教育_学籍", [{"stage": "小学", "person": "甲"}, {"stage": "初中", "person": "乙"}])
    empty = empty_columns(world.ws)["教育_学籍"]
    assert "months_in_arrears" in empty and "stage" not in empty
