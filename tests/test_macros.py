"""Every macro of rules/macros.sql: what it gives, and what it gives when something is missing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.workspace import Workspace
from rules.rulebook import Rulebook
from rules.vocabulary import macros

DAY = datetime.date(2017, 12, 31)
NULL = None

CASES: list[tuple[str, Any]] = [
    ("param('working_age_from')", 16),
    ("param('dibao_standard')", 97000),  # money is fen
    ("param_text('authorisation_when_register_absent')", "application_counts"),
    ("in_list('evidence_link_tiers', 'L1')", True),
    ("in_list('evidence_link_tiers', 'L2')", False),
    ("is_listed('甲、乙', '乙')", True),
    ("is_listed('甲、乙', '丙')", False),
    ("is_listed(null, '甲')", NULL),
    ("is_open_alert('merged')", True),
    ("is_open_alert('visited')", True),
    ("is_open_alert('closed')", False),
    ("is_open_alert(null)", NULL),
    ("awaits_visit('merged')", True),
    ("awaits_visit('visited')", False),
    ("awaits_visit(null)", NULL),
    ("as_of()", DAY),
    ("bare_name('阿依·古丽 ')", "阿依古丽"),
    ("bare_name(null)", NULL),
    ("area_of('310105197410095607')", "310105"),
    ("area_of(null)", NULL),
    ("deductible_of(1000, null, 1, null)", 1000),
    ("deductible_of(1000, 1000, 1, null)", 0),
    ("deductible_of(1001, 1000, 1, null)", 1),
    ("deductible_of(1000, 400, 0.5, 300)", 300),
    ("deductible_of(1001, 400, 0.5, 300)", 300),
    ("deductible_of(0, null, 1, 300)", 0),
    ("deductible_of(null, null, 1, 300)", NULL),
    ("deductible_of(null, 400, 1, 300)", NULL),
    ("alike_places('任娟建', '任娟坚')", 2),
    ("alike_places('任娟建', null)", 0),
    ("year_of('2017-12')", "2017"),
    ("year_of(null)", NULL),
    ("anchor_month()", "2017-12"),
    ("window_start()", "2017-01"),
    ("window_year()", 2017),
    ("is_delivered('人社_参保缴费')", False),
    ("is_delivered('没有这个提取')", False),
    ("may_screen('人社_参保缴费')", True),
    ("may_screen('银行_账户余额')", False),
    ("may_screen('没有这个提取')", False),
    ("is_screened('人社_参保缴费')", False),
    ("code_of('sex', '男')", "1"),
    ("code_of('sex', '不详')", NULL),
    ("code_of('sex', null)", NULL),
    ("label_of('sex', '2')", "女"),
    ("label_of('sex', '7')", NULL),
    ("(select complete_sum(x) from (values (1), (2)) as t(x))", 3),
    ("(select complete_sum(x) from (values (1), (null)) as t(x))", NULL),
    ("(select complete_sum(x) from (values (1)) as t(x) where false)", NULL),
    ("(select known_sum(x) from (values (1), (null)) as t(x))", 1),
    ("(select known_sum(x) from (values (null::int)) as t(x))", NULL),
    ("(select known_sum(x) from (values (1)) as t(x) where false)", NULL),
    ("at_least_zero(-1)", 0),
    ("at_least_zero(5)", 5),
    ("at_least_zero(null::int - 870)", NULL),
    ("at_most(5, 3)", 3),
    ("at_most(2, 3)", 2),
    ("at_most(null, 3)", NULL),
    ("at_most(5, null)", NULL),
    ("larger(1, 2)", 2),
    ("larger(1, null)", NULL),
    ("larger(null, 2)", NULL),
    ("smaller(1, 2)", 1),
    ("smaller(null, 2)", NULL),
    ("smaller(1, null)", NULL),
    ("share(1, 4)", 0.25),
    ("share(1, 0)", NULL),
    ("share(null, 4)", NULL),
    ("share(1, null)", NULL),
    ("round_ratio(1 / 3)", 0.333333333333),
    ("round_ratio(null)", NULL),
    ("to_fen(5, 2)", 3),
    ("to_fen(-5, 2)", -3),
    ("to_fen(7, 3)", 2),
    ("to_fen(5, 0)", NULL),
    ("to_fen(null, 2)", NULL),
    ("to_fen(5, null)", NULL),
    ("age_on(date '2000-01-01', date '2017-12-31')", 17),
    ("age_on(date '1999-12-31', date '2017-12-31')", 18),
    ("age_on(date '2018-01-01', date '2017-12-31')", NULL),
    ("age_on(null::date, date '2017-12-31')", NULL),
    ("month_of(date '2017-03-05')", "2017-03"),
    ("month_of(null::date)", NULL),
    ("first_day('2017-03')", datetime.date(2017, 3, 1)),
    ("first_day(null)", NULL),
    ("last_day_of('2016-02')", datetime.date(2016, 2, 29)),
    ("last_day_of(null)", NULL),
    ("month_shift('2017-01', -1)", "2016-12"),
    ("month_shift(null, -1)", NULL),
    ("month_shift('2017-01', null)", NULL),
    ("months_between('2016-11', '2017-01')", 2),
    ("months_between(null, '2017-01')", NULL),
    ("months_since(date '2017-06-30', date '2017-12-30')", 6),
    ("months_since(date '2017-06-30', date '2017-12-31')", 7),
    ("months_since(date '2017-12-31', date '2017-12-31')", 0),
    ("months_since(date '2018-01-01', date '2017-12-31')", NULL),
    ("months_since(null::date, date '2017-12-31')", NULL),
    ("days_before(date '2017-12-31', 30)", datetime.date(2017, 12, 1)),
    ("days_before(null::date, 30)", NULL),
    ("months_before(date '2017-12-31', 12)", datetime.date(2016, 12, 31)),
    ("months_before(date '2017-03-31', 1)", datetime.date(2017, 2, 28)),
    ("months_before(null::date, 12)", NULL),
    ("holds_on(null, null, date '2017-12-31')", True),
    ("holds_on(date '2017-12-31', date '2017-12-31', date '2017-12-31')", True),
    ("holds_on(date '2018-01-01', null, date '2017-12-31')", False),
    ("holds_on(null, date '2017-12-30', date '2017-12-31')", False),
    ("raises_help('L1')", True),
    ("raises_help('L3')", True),
    ("raises_help('L2')", False),
    ("raises_help(null)", False),
    ("is_proven('L1')", True),
    ("is_proven('L3')", False),
    ("is_proven(null)", False),
    ("fen_of('1800.5')", 180050),
    ("fen_of('很多')", NULL),
    ("fen_of('1,800.50元')", 180050),
    ("fen_of('１，８００．５')", 180050),
    ("fen_of('-￥12.30')", -1230),
    ("fen_of('1.800,50')", NULL),
    ("fen_of('1.8万')", NULL),
    ("half_width(' １，２ ')", "1,2"),
    ("half_width(null)", NULL),
    ("number_of('12,345元整')", "12345"),
    ("number_of('12,34')", "12,34"),
    ("number_of(null)", NULL),
    ("count_of('２套')", 2),
    ("count_of('1.0')", 1),
    ("count_of('1.5')", NULL),
    ("count_of('两')", NULL),
    ("count_of(null)", NULL),
    ("words_of('税务，银行; 民政 / 公安')", ["税务", "银行", "民政", "公安"]),
    ("words_of('全部')", ["全部"]),
    ("words_of(null)", NULL),
    ("fen_of(null)", NULL),
    ("evidence_of('银行', 'B1')", "银行#B1"),
    ("evidence_of('银行', null)", "银行#无记录号"),
    ("silence_of('银行')", "银行#无记录"),
    ("(select evidence_list(x) from (values ('b'), ('a'), ('b'), (null)) as t(x))", ["a", "b"]),
    ("(select evidence_list(x) from (values (null::varchar)) as t(x))", NULL),
    ("no_evidence()", []),
    ("yuan(123456)", "1,234.56"),
    ("yuan(-50)", "-0.50"),
    ("yuan(null::bigint)", NULL),
    ("yuan_text(150000)", "1,500"),
    ("yuan_text(-50)", "-0.50"),
    ("yuan_text(null::bigint)", NULL),
    ("percent(0.4333)", "43.3%"),
    ("percent(null::double)", NULL),
    ("plain_number(8.0)", "8"),
    ("plain_number(6.99)", "6.99"),
    ("plain_number(null::double)", NULL),
    ("day_text(date '2017-03-05')", "2017年3月5日"),
    ("day_text(null::date)", NULL),
    ("param_on('dibao_standard', date '2018-03-31')", 97000),
    ("param_on('dibao_standard', date '2018-04-01')", 107000),
    ("param_on('dibao_standard', date '1999-01-01')", NULL),
    ("param_at('dibao_standard', date '2014-12-31', false)", 71000),
    ("param_at('dibao_standard', date '2014-12-31', true)", 62000),
    ("param_at('low_income_line', date '2014-12-31', true)", 124000),
    ("param_at('dibao_standard', date '2018-04-01', true)", 107000),
    ("param_on('dibao_standard', null::date)", NULL),
    ("param_text_on('benefit_rounding', date '2018-04-01')", "half_up"),
    ("param_text_on('benefit_rounding', null::date)", NULL),
    ("param_step_on('taper_shares', 6, date '2018-04-01')", 1),
    ("param_step_on('taper_shares', 7, date '2018-04-01')", Decimal("0.5")),
    ("param_step_on('taper_shares', 99, date '2018-04-01')", 0),
    ("param_step_on('taper_shares', null, date '2018-04-01')", NULL),
    ("exact(7)", Decimal(7)),
    ("exact(null::bigint)", NULL),
    ("divided(exact(100), 3)", Decimal("33.3333")), ("divided(exact(100), 4)", Decimal("25.0000")),
    ("divided(exact(null::bigint), 4)", None),
    ("rounded_to(exact(5), 2, 'half_up')", 3),
    ("rounded_to(exact(5), 2, 'down')", 2),
    ("rounded_to(exact(5), 2, 'up')", 3),
    ("rounded_to(exact(4), 2, 'up')", 2),
    ("rounded_to(exact(0), 2, 'up')", 0),
    ("rounded_to(exact(7) + 0.0001, 7, 'up')", 2),
    ("rounded_to(exact(7) / 1, null, 'up')", NULL),
    ("rounded_to(exact(null::bigint), 2, 'half_up')", NULL),
]


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with Workspace(out=tmp_path_factory.mktemp("macros"), batch=str(DAY), as_of=DAY).session() as session:
        yield session


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[expression for expression, _ in CASES])
def test_macro(expression: str, expected: Any, con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("select " + expression).fetchone() == (expected,)


def test_a_parameter_that_does_not_exist_is_an_error(con: duckdb.DuckDBPyConnection) -> None:
    for macro in ("param", "param_text"):
        with pytest.raises(duckdb.Error, match="参数不存在"):
            con.execute(f"select {macro}('no_such_parameter')").fetchone()
    for expression in ("param_on('nothing', as_of())", "param_text_on('nothing', as_of())",
                       "param_step_on('dibao_standard', 1, as_of())"):  # fmt: skip
        with pytest.raises(duckdb.Error, match="参数不"):
            con.execute("select " + expression).fetchone()


def test_a_way_of_rounding_that_does_not_exist_is_an_error(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="舍入方式不存在"):
        con.execute("select rounded_to(exact(5), 2, 'somehow')").fetchone()


@pytest.mark.parametrize(
    ("as_of", "start", "year"),
    [("2017-12-31", "2017-01", 2017), ("2018-03-31", "2017-04", 2017), ("2018-03-30", "2017-03", 2017)],
)
def test_the_window_is_twelve_complete_months(as_of: str, start: str, year: int, tmp_path: Path) -> None:
    ws = Workspace(out=tmp_path, batch=as_of, as_of=datetime.date.fromisoformat(as_of))
    with ws.session() as session:
        assert session.execute("select window_start(), window_year()").fetchone() == (start, year)


def test_a_table_of_ones_own_is_found_before_the_words(tmp_path: Path) -> None:
    with Workspace(out=tmp_path, batch=str(DAY), as_of=DAY).session() as session:
        words = session.sql("from reference.code").fetchall()
        session.sql("select 1 as one").create("code")
        assert session.sql("from code").fetchall() == [(1,)]
        assert session.sql("from reference.code").fetchall() == words != []


def test_every_macro_is_proved() -> None:
    written = set(re.findall(r"create or replace macro (\w+)\(", macros(Rulebook().files)))
    proved = {name for expression, _ in CASES for name in re.findall(r"\b([a-z_]+)\(", expression)}
    assert written - proved == set()
