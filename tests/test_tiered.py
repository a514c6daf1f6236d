"""Circles, tiers, ranks and tags: every edge as a golden table, and what may never change a tier."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.tiered import hits, tags, tiers
from assets.tiered.conditions import months_before
from rules.alerting import load_tags
from rules.files import RulebookError, RuleFiles
from schemas.codes import code_lists
from tests.neighbourhood import DAY, PEOPLE, Neighbourhood, rows
from tests.world import World

CIRCLES, TAGS, TIERS, RANKS = (
    rows(f"{name}.csv") for name in ("tiers/circles", "tags/tags", "tiers/household_tier", "tiers/rank_in_street")
)
LATER = datetime.date(2018, 1, 31)
YES = {"是": True, "否": False}


def named(case: dict[str, str]) -> str:
    return "-".join(case[key] for key in ("标签", "案例") if key in case)


def code_of(name: str, label: str) -> str:
    return next(code for code, entry in code_lists()[name].items() if entry.label.split(" ")[0] == label)


@pytest.fixture(scope="module")
def circled(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    world = Neighbourhood(tmp_path_factory.mktemp("circles"), [(case["事实"], case["人均月收入"]) for case in CIRCLES])
    world.put("scored.household_score", [score(world.home(n)["household_id"], 0, 0) for n in range(len(CIRCLES))])
    hits(world.ws)
    tiers(world.ws)
    return world.rows("tiered.household_tier")


@pytest.mark.parametrize("number", range(len(CIRCLES)), ids=map(named, CIRCLES))
def test_circle(number: int, circled: list[dict[str, Any]]) -> None:
    case, row = CIRCLES[number], circled[number]
    assert row["circle"] == code_of("circle", case["主圈"])
    assert row["circles_all"] == [code_of("circle", label) for label in case["全部圈层"].split()]


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    world = Neighbourhood(tmp_path_factory.mktemp("tags"), [(case["事实"], "") for case in TAGS])
    hits(world.ws)
    tags(world.ws)
    return world.rows("tiered.household_tag")


@pytest.mark.parametrize("number", range(len(TAGS)), ids=map(named, TAGS))
def test_tag(number: int, tagged: list[dict[str, Any]]) -> None:
    case, home = TAGS[number], Neighbourhood.home(number)["household_id"]
    found = [row for row in tagged if row["household_id"] == home and row["tag_code"] == case["标签"]]
    who = {"": None, "户": None, **{name: Neighbourhood.person(number, name) for name in PEOPLE}}[case["贴给谁"]]
    assert [row["person_id"] for row in found] == ([who] if case["贴给谁"] else [])
    assert all(row["evidence"] for row in found)


def test_every_tag_that_has_conditions_has_a_case() -> None:
    stated = {code for code, spec in load_tags(RuleFiles()).items() if spec.when}
    assert {case["标签"] for case in TAGS if case["贴给谁"]} == stated


def score(home: str, low: int, high: int, dimensions: int = 0) -> dict[str, Any]:
    return {"household_id": home, "score_low": low, "score_high": high, "coverage_ratio": 1.0,
            "dimensions_hit": dimensions, "is_multiple": dimensions > 1}  # fmt: skip


def household(home: str, street: str = "甲街道") -> dict[str, Any]:
    return {"household_id": home, "street_code": street, "committee_code": "甲居委", "register_street_code": street,
            "basis": "register", "member_count": 1}  # fmt: skip


def settled(folder: Path, scores: list[dict[str, Any]], as_of: datetime.date, gone: str | None = None) -> World:
    """A world of households with scores, in which everything but one extract is delivered."""
    world = World(folder, as_of)
    for extract in world.ws.catalogue:
        if extract != gone:
            world.put(f"standardised.{extract}", [])
    world.put("scored.household_score", scores)
    world.put("linked.household", [household(row["household_id"]) for row in scores])
    return world


@pytest.mark.parametrize("gone", sorted({case["待到齐来源"] for case in TIERS}), ids=lambda name: name or "来源都在")
def test_tier(gone: str, tmp_path: Path) -> None:
    """The cases of one missing source are told as one city: its earlier batch, then this one."""
    cases = [case for case in TIERS if case["待到齐来源"] == gone]
    before = settled(tmp_path, [score(case["案例"], 0, 0) for case in cases if case["上次等级"]], DAY("2017-12-31"))
    tiers(before.ws)
    previous = before.ws.path("tiered.household_tier")
    earlier = {case["案例"]: code_of("tier", case["上次等级"]) for case in cases if case["上次等级"]}
    frame = pl.read_parquet(previous)
    told = pl.col("household_id").replace_strict(earlier, return_dtype=pl.String)
    frame.with_columns(tier=told).write_parquet(previous)
    scores = [score(case["案例"], int(case["最低分"]), int(case["最高分"])) for case in cases]
    world = settled(tmp_path, scores, LATER, gone)
    tiers(world.ws, previous)
    found = {row["household_id"]: row for row in world.rows("tiered.household_tier")}
    for case in cases:
        row = found[case["案例"]]
        told = [code_of("tier", case[column]) for column in ("等级", "按最低分", "按最高分")]
        assert [row["tier"], row["tier_low"], row["tier_high"]] == told, case["案例"]
        assert (row["is_held"], row["needs_data"]) == (YES[case["暂不下调"]], YES[case["需补充数据"]]), case["案例"]
        assert row["previous_tier"] == earlier.get(case["案例"])
        assert row["awaited_extracts"] == ([gone] if gone else [])


def test_a_tier_is_held_until_the_source_comes_back(tmp_path: Path) -> None:
    gone, previous, found = "残联_持证残疾人", None, []
    batches = (("2017-10-31", 60, None), ("2017-11-30", 10, gone), ("2017-12-31", 10, gone), ("2018-01-31", 10, None))
    for day, low, missing in batches:
        world = settled(tmp_path, [score("甲户", low, 60)], DAY(day), missing)
        tiers(world.ws, previous)
        previous = world.ws.path("tiered.household_tier")
        row = world.rows("tiered.household_tier")[0]
        found.append((row["tier"], row["is_held"]))
    assert found == [("tier_1", False), ("tier_1", True), ("tier_1", True), ("tier_4", False)]


def test_rank_in_street(tmp_path: Path) -> None:
    world = World(tmp_path)
    homes = [(f"户{number}", case) for number, case in enumerate(RANKS)]
    world.put("linked.household", [household(home, case["街道"]) for home, case in homes])
    world.put("scored.household_score", [score(h, int(c["最低分"]), 94, int(c["维度数"])) for h, c in homes])
    world.put("linked.household_member", [{"household_id": home, "person_id": home} for home, _ in homes])
    world.put(
        "verified.fact",
        [
            {"fact_code": "struck_by_event", "person_id": h, "household_id": h, "is_known": True,
             "valid_from": DAY(c["最近变故"])}
            for h, c in homes
            if c["最近变故"]
        ],
    )  # fmt: skip
    tiers(world.ws)
    found = {row["household_id"]: row["rank_in_street"] for row in world.rows("tiered.household_tier")}
    assert found == {home: int(case["名次"]) for home, case in homes}


def test_neither_the_order_of_rows_nor_shards_change_a_byte(tmp_path: Path) -> None:
    digests = set()
    for place, shards in enumerate((1, 3, 1)):
        world = Neighbourhood(tmp_path / str(place), [(case["事实"], "") for case in TAGS])
        world.put("scored.household_score", [score(world.home(n)["household_id"], n, 94) for n in range(len(TAGS))])
        for key in ("verified.fact", "linked.household", "linked.household_member", "scored.household_score"):
            shuffled = world.rows(key)
            random.Random(place).shuffle(shuffled)
            world.put(key, shuffled)
        digests.add((hits(world.ws, shards), tags(world.ws, shards), tiers(world.ws, None, shards)))
    assert len(digests) == 1


def test_a_forty_sixth_tag_is_a_table_in_a_bureaus_folder(tmp_path: Path) -> None:
    (tmp_path / "bureau" / "rules").mkdir(parents=True)
    (tmp_path / "bureau" / "rules" / "tags.toml").write_text(
        '["独居残疾老人"]\nlabel = "独居残疾老人"\nabout = "household"\n'
        'all_of = [ { fact = "elderly_alone" }, { fact = "disability" } ]\n',
        encoding="utf-8",
    )
    cases = [("户 独居老人家庭=70; 甲 残疾=视力一级", ""), ("户 独居老人家庭=70", "")]
    world = Neighbourhood(tmp_path / "out", cases, tmp_path / "bureau")
    hits(world.ws)
    tags(world.ws)
    found = [row["household_id"] for row in world.rows("tiered.household_tag") if row["tag_code"] == "独居残疾老人"]
    assert found == ["户000"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('about = "person"\nall_of = [ { fact = "disability", of = "household" } ]', "看不出说的是谁"),
        ('about = "person"\nall_of = [ { fact = "disability", indicator = "x" } ]', "一个条件只写一种"),
        ('about = "person"', "没有来源的写 waits_for"),
        ('about = "person"\nany = []', "any: 不认得这个键,只认 about、when"),
    ],
)
def test_a_wrong_tag_is_refused_in_one_sentence(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "tags.toml").write_text(f'["错"]\nlabel = "错"\n{text}\n', encoding="utf-8")
    with pytest.raises(RulebookError, match=reason):
        load_tags(RuleFiles(tmp_path))


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ('{ fact = "disabilty" }', "没有 disabilty 这个事实"),
        ('{ fact = "care_level", at_least = "heavy_cares" }', "没有参数 heavy_cares"),
        ('{ report = ["dibau"] }', "没有 dibau 这个"),
    ],
)
def test_a_misspelt_condition_is_refused_whatever_is_delivered(condition: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "bureau" / "rules").mkdir(parents=True)
    text = f'["错"]\nlabel = "错"\nabout = "household"\nall_of = [ {condition} ]\n'
    (tmp_path / "bureau" / "rules" / "tags.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=reason):
        hits(World(tmp_path / "out", bureau=tmp_path / "bureau").ws)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2017-12-31", 12, "2016-12-31"), ("2017-03-31", 1, "2017-02-28"), ("2018-01-15", 1, "2017-12-15")],
)
def test_months_before(day: str, months: int, expected: str) -> None:
    assert months_before(DAY(day), months) == DAY(expected)
