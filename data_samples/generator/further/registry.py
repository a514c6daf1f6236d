"""Which further extract is made how, in the order in which one needs another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import polars as pl

from data_samples.generator.evidence import anchor_month, month_text_of
from data_samples.generator.further import hardship, income, property, society, welfare
from data_samples.generator.reports import report_truth
from data_samples.generator.state import Town
from data_samples.generator.stories import story_records

Make = Callable[[Town], pl.DataFrame]
YEAR = timedelta(days=365)


def _receipts(town: Town) -> pl.DataFrame:
    return income.receipts(town, income.asked_of_the_tax_office(town), anchor_month(town.as_of) // 12)


def _visits(town: Town) -> pl.DataFrame:
    return hardship.visits(town, town.records["医保_费用结算"], town.as_of.year)


def _queries(town: Town) -> pl.DataFrame:
    return welfare.queries(town, town.plan, town.declared.members)


def _objections(town: Town) -> pl.DataFrame:
    reports = report_truth(town)
    return welfare.objections(
        town, reports, town.plan["application"].clear().to_numpy(), town.as_of - YEAR / 12, town.as_of, "0"
    )


def _needs(town: Town) -> pl.DataFrame:
    homes = town.plan["household"].unique().sort().to_numpy()
    return society.needs(town, homes, town.as_of - YEAR / 2, town.as_of, "first")


def _shopping(town: Town) -> pl.DataFrame:
    anchor = anchor_month(town.as_of)
    return society.shopping(town, [month_text_of(anchor - back) for back in (2, 1, 0)])


def _claims(town: Town) -> pl.DataFrame:
    return society.claims(town, town.as_of - YEAR, town.as_of, "first")


MADE: dict[str, Make] = {
    "人社_企业年金": income.annuities,
    "税务_扣缴明细": _receipts,
    "公积金_缴存": income.housing_fund,
    "医保_参保状态": income.insured,
    "医保_就诊结算": _visits,
    "民政_申报明细": income.declared_items,
    "民政_低保成员": welfare.roll_members,
    "民政_赡养人": welfare.supporters,
    "公安_实有人口": property.residents,
    "证券_保险现金价值": property.policies,
    "不动产_网签备案": property.contracts_signed,
    "住建_房屋安全": property.safety,
    "司法_服刑戒毒": hardship.imprisoned,
    "卫健_出生证明": hardship.births,
    "卫健_管理登记": hardship.managed,
    "妇联_告诫书": hardship.warnings,
    "乡村振兴_监测": hardship.monitored,
    "核对_查询回执": _queries,
    "核对_异议登记": _objections,
    "社会_帮扶资源": society.offers,
    "社会_需求登记": _needs,
    "社会_超市消费": _shopping,
    "社会_保险理赔": _claims,
    "社区_走访反馈": society.stray_answers,
}
# made from what the other extracts delivered, after them
FROM_LINKS = "核对_链接裁定"


def open_further(town: Town, chosen: set[str]) -> None:
    """Makes the chosen further extracts and takes them into the town's ledger, with the stories' own records."""
    for name, make in MADE.items():
        if name in chosen:
            rows = make(town)
            told = story_records(town.cast, {name: rows.schema}, town.as_of)[name]
            if told:
                filled = [{column: row.get(column) for column in rows.columns} for row in told]
                rows = pl.concat([rows, pl.DataFrame(filled, schema=rows.schema)])
            town.ledger.open(name, rows)
