"""Sentences: a template becomes one SQL expression; what is missing reads 不详, and an unknown name is refused."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import duckdb
import pytest

from assets.workspace import Workspace
from rules.explain import check, compiled, names
from rules.rulebook import Rulebook
from rules.specs import FactSpec

DAY = datetime.date(2017, 12, 31)
ROW = (
    "select 3 as size, 50000 as per_head, 0.4333::double as share, date '2017-03-05' as day, 'C' as grade,"
    " null::bigint as gone, 'it''s' as quoted"
)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with Workspace(out=tmp_path_factory.mktemp("explain"), batch=str(DAY), as_of=DAY).session() as session:
        yield session


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{size}口之家月人均收入{per_head:yuan}元", "3口之家月人均收入500元"),
        ("占年收入的{share:percent}", "占年收入的43.3%"),
        ("{day:date}火灾", "2017年3月5日火灾"),
        ("鉴定为{grade}级", "鉴定为C级"),
        ("人均{size:plain}平方米", "人均3平方米"),
        ("收入{gone:yuan}元", "收入不详元"),
        ("没有名字", "没有名字"),
        ("单引号'与花括号{{}}", "单引号'与花括号{}"),
        ("{quoted}", "it's"),
        ("", ""),
    ],
)
def test_sentence(template: str, sentence: str, con: duckdb.DuckDBPyConnection) -> None:
    query = "select " + compiled(template, "source") + " from (" + ROW + ") as source"
    assert con.execute(query).fetchone() == (sentence,)


def test_a_struct_is_a_source_too(con: duckdb.DuckDBPyConnection) -> None:
    query = "select " + compiled("{size}人", "named") + " from (select struct_pack(size := 2) as named)"
    assert con.execute(query).fetchone() == ("2人",)


def test_names_come_once_in_order() -> None:
    assert names("{b}和{a:yuan}和{b:plain}") == ("b", "a")


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{nobody}元", "{nobody} 不在可用的列里"),
        ("{size:fen}", "没有这种写法,只有"),
        ("{size + 1}", "不是列名"),
        ("{size!r}", "不是列名"),
        ("{size", "花括号不成对"),
    ],
)
def test_a_wrong_template_is_refused(template: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason.replace("{", r"\{").replace("}", r"\}")):
        check(template, {"size"})


@pytest.mark.parametrize("fact", Rulebook().facts.values(), ids=lambda fact: fact.code)
def test_a_fact_speaks_of_its_own_columns(fact: FactSpec) -> None:
    check(fact.sentence, {"value", "valid_from", "valid_to"})
