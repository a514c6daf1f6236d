"""Clean rows of 社会_帮扶资源, 社会_需求登记, 社会_超市消费, 社会_保险理赔, 社区_走访反馈 and 核对_链接裁定."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from data_samples.generator.identifiers import padded
from data_samples.generator.incomes import days_before
from data_samples.generator.state import Town
from data_samples.generator.streams import Streams, chance, some_of, weighted
from data_samples.generator.words import streets

CARD_HOLDERS = 0.35  # of households on the roll
NEEDY = 0.06  # of applying households
CLAIMS = 0.012  # of persons of applying households
KINDS = ("资金", "物资", "服务", "就业")
WISHES = {
    "资金": "孩子开学前的学费缺口",
    "物资": "一台旧洗衣机",
    "服务": "每周一次陪老人就诊",
    "就业": "离家近的半日工作",
}
STRAY_ANSWERS = 3


def offers(town: Town) -> pl.DataFrame:
    """Offers of help; they name nobody (person -1)."""
    rng = town.streams("offers")
    size = 12 + town.people.height // 2_000
    kind = weighted(rng, [3, 4, 4, 2], size)
    places = town.homes["res_street"].unique().sort()
    street = streets()["street_code"].gather(places.gather(rng.integers(0, len(places), size)))
    providers = pl.Series(
        [f"{name}{what}" for name in ("青禾", "同舟", "暖灯", "邻里") for what in ("公益社", "基金会", "志愿队")]
    )
    return pl.DataFrame(
        {
            "person": np.full(size, -1),
            "resource_number": padded("ZY2017", np.arange(size), 5),
            "provider": providers.gather(rng.integers(0, len(providers), size)),
            "kind": pl.Series(KINDS).gather(kind),
            "for_whom": pl.Series(["低保家庭", "重病家庭", "独居老人", "困境儿童"]).gather(rng.integers(0, 4, size)),
            "quantity": pl.Series(rng.integers(1, 60, size)).cast(pl.String),
            "street_code": street,
            "valid_to_date": days_before(town.as_of, -rng.integers(20, 400, size)),
        }
    )


def needs(town: Town, homes: np.ndarray, since: date, until: date, name: str) -> pl.DataFrame:
    """Wishes of some of these households' first members, told after `since` and not after `until`."""
    rng = town.streams(f"needs_{name}")
    chosen = some_of(rng, homes, int(NEEDY * len(homes) + rng.random()))
    first, _ = town.world.first_two()
    kind = pl.Series(KINDS).gather(weighted(rng, [3, 4, 4, 2], len(chosen)))
    days = rng.integers(0, max(1, (until - since).days), len(chosen))
    return pl.DataFrame(
        {
            "person": first[chosen],
            "need_number": padded(f"XQ{until:%y%m%d}", np.arange(len(chosen)), 6),
            "kind": kind,
            "content": kind.replace_strict(WISHES, return_dtype=pl.String),
            "registered_date": days_before(until, days),
        }
    )


def shopping(town: Town, months: list[str]) -> pl.DataFrame:
    """What card holders on the roll spent month by month in the charity supermarket."""
    holders = town.records["民政_低保在册"]["person"].unique().sort().to_numpy()
    steady = town.streams("card_holders").random(town.people.height)  # the same persons every month
    holders = holders[steady[holders] < CARD_HOLDERS]
    found = []
    for month in months:
        rng = town.streams(f"shopping_{month}")
        greens, staples = rng.integers(0, 13_000, len(holders)), rng.integers(0, 24_000, len(holders))
        found.append(
            pl.DataFrame(
                {
                    "person": holders,
                    "card_number": padded("AX", holders + 1_000_000, 8),
                    "month": pl.Series([month] * len(holders), dtype=pl.String),
                    "vegetables_spent": greens,
                    "staples_spent": staples,
                }
            )
        )
    return pl.concat(found)


def claims(town: Town, since: date, until: date, name: str) -> pl.DataFrame:
    """Claim events of insured members of applying households between two days."""
    rng = town.streams(f"claims_{name}")
    planned = (town.work["is_planned"] & town.people["present"] & town.people["story"].is_null()).to_numpy()
    days = max(1, (until - since).days)
    at = np.flatnonzero(planned & chance(rng, CLAIMS * days / 365, town.people.height))
    kind = weighted(rng, [2, 8, 40, 50], len(at))
    cost = rng.integers(500, 60_000, len(at)) * 100
    return pl.DataFrame(
        {
            "person": at,
            "kind": pl.Series(["意外身故", "意外伤残", "意外医疗", "疾病住院"]).gather(kind),
            "event_date": days_before(until, rng.integers(0, days, len(at))),
            "days_in_hospital": np.where(kind >= 2, rng.integers(1, 40, len(at)), 0),
            "reasonable_cost": cost,
            "already_paid": cost * rng.integers(20, 90, len(at)) // 100,
            "disability_ratio": pl.Series(np.where(kind == 1, rng.integers(1, 10, len(at)) * 10, 0)).cast(pl.String)
            + "%",
        }
    )


def stray_answers(town: Town) -> pl.DataFrame:
    """Answers to alerts that nobody raised: only a run can give real alert numbers (visits.py fills those in)."""
    numbers = padded("无此告警", np.arange(STRAY_ANSWERS), 4)
    return pl.DataFrame(
        {
            "person": np.full(STRAY_ANSWERS, -1),
            "alert_id": numbers,
            "visited_date": [town.as_of - timedelta(days=nth) for nth in range(STRAY_ANSWERS)],
            "outcome": ["无法联系", "已迁出", "数据错误"],
            "action": pl.Series([None] * STRAY_ANSWERS, dtype=pl.String),
            "note": ["上一系统遗留的编号"] * STRAY_ANSWERS,
        }
    )


def decisions(
    streams: Streams, register: pl.DataFrame, links: pl.DataFrame, world_names: pl.Series, day: date
) -> pl.DataFrame:
    """A reviewer's decisions about delivered records.

    `register`: person and record_number in the population register. `links`: extract, record_number, person of records
    without a usable id. Two thirds are one person (the record and its register entry), one third are not (the record
    and the entry of a namesake or of anybody).
    """
    rng = streams(f"decisions_{day}")
    some = links.filter(pl.Series(chance(rng, 0.06, links.height)))
    own = some.join(register, on="person", suffix="_b").with_columns(decision=pl.lit("同一人"))
    named = register.with_columns(name=world_names.gather(register["person"]))
    other = (
        some.with_columns(name=world_names.gather(some["person"]))
        .join(named.rename({"person": "who", "record_number": "record_number_b"}), on="name")
        .filter(pl.col("who") != pl.col("person"))
        .unique(["extract", "record_number"], keep="first", maintain_order=True)
        .with_columns(decision=pl.lit("不同人"))
    )
    columns = ["extract", "record_number", "record_number_b", "decision", "person"]
    rows = pl.concat([own.select(columns), other.select(columns)]).sort("extract", "record_number", "decision")
    return rows.select(
        pl.lit(-1, pl.Int64).alias("person"),
        decision_number=padded(f"CD{day:%y%m%d}", np.arange(rows.height), 6),
        extract_a="extract",
        record_number_a="record_number",
        extract_b=pl.lit("公安_户籍人口"),
        record_number_b="record_number_b",
        decision="decision",
        reviewer=padded("审核员", rng.integers(1, 9, rows.height), 2),
        decided_date=pl.lit(day),
    )
