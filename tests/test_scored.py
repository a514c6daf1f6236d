"""Need scoring, told as families and as properties: bounds, caps, monotony, order, deprivation by area."""

from __future__ import annotations

import datetime
import tempfile
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.scored import indicators as scoring
from assets.verified.facts import facts
from rules.scoring import ScoreSpec
from tests.told import AS_OF, BASES, GOLDEN, ROLES, SEXES, deliver_nothing_from, settle_everyone, typed
from tests.world import World

FAMILIES = sorted((GOLDEN / "indicators" / "families").glob("*.toml"))


def settle(folder: Path, case: dict[str, Any]) -> World:
    """One family's deliveries in place, its facts found and its indicators scored."""
    world = World(folder, as_of=case.get("as_of", AS_OF))
    settle_everyone(
        world,
        [
            {"person_id": m["name"], "household_id": "户", "role": ROLES[m["role"]], "birth_date": m.get("born"),
             "sex_code": SEXES[m["sex"]], "is_deceased": m.get("is_deceased", False)}
            for m in case["member"]
        ],
        {"户": {"basis": BASES[case["basis"]]}},
    )  # fmt: skip
    by_extract: dict[str, list[dict[str, Any]]] = {}
    for record in case.get("record", []):
        named = {"person": record["of"]} if "of" in record else {}
        row = {**typed(world.ws.catalogue[record["extract"]], record), **named, "tier": record.get("tier", "L1")}
        by_extract.setdefault(record["extract"], []).append(row)
    for extract, rows in by_extract.items():
        world.deliver(extract, rows)
    deliver_nothing_from(world, case.get("not_delivered", []))
    income = case.get("income")
    if income:
        row = {"household_id": "户", "income_fen": int(income["per_month"]) * 100, "is_complete": income["is_complete"]}
        world.put("verified.household_income", [{**row, "evidence": []}])
    facts(world.ws)
    score(world)
    return world


def score(world: World) -> None:
    for make in (scoring.members, scoring.sizes, scoring.indicators, scoring.scores, scoring.deprivation):
        make(world.ws)


@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
def test_family(path: Path, tmp_path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    expected = case["expect"]
    world = settle(tmp_path, case)
    rows = {row["indicator_code"]: row for row in world.rows("scored.household_indicator")}
    assert {code: rows[code]["points"] for code in expected["points"]} == expected["points"]
    assert {code: rows[code]["sentence"] for code in expected.get("sentences", {})} == expected.get("sentences", {})
    assert {code: rows[code]["state"] for code in expected.get("states", {})} == expected.get("states", {})
    [total] = world.rows("scored.household_score")
    found = {**total, "coverage": round(total["coverage_ratio"], 2)}
    tiers = world.ws.rulebook.score.tiers
    found["tier"] = next((tier for tier, cut in tiers.items() if total["score_low"] >= cut), "none")
    aside = ("points", "sentences", "states")
    assert {name: found[name] for name in expected if name not in aside} == {
        name: value for name, value in expected.items() if name not in aside
    }


# ---- properties: households told at random as members and facts, scored together in one world

KINDS: tuple[tuple[str, str | None, datetime.date | None], ...] = (
    ("severe_disability", "精神二级", datetime.date(2010, 1, 1)),
    ("disability", "听力四级", datetime.date(2010, 1, 1)),
    ("serious_illness", "大病登记", datetime.date(2017, 1, 1)),
    ("mental_health_managed", "严重精神障碍在管", datetime.date(2015, 1, 1)),
    ("care_level", "2", datetime.date(2017, 1, 1)),
    ("care_level", "6", datetime.date(2017, 1, 1)),
    ("protection_order", "家庭暴力告诫书", datetime.date(2017, 6, 1)),
    ("imprisoned", "服刑", datetime.date(2015, 1, 1)),
    ("orphan", None, None),
    ("de_facto_orphan", None, None),
    ("lost_only_child", None, None),
    ("registered_unemployed", None, datetime.date(2016, 1, 1)),
    ("struck_by_event", "火灾", datetime.date(2017, 3, 1)),
    ("struck_by_event", "火灾", datetime.date(2017, 11, 1)),
    ("annual_self_paid", "9000000", datetime.date(2017, 1, 1)),
    ("quarter_self_paid", "9000000", datetime.date(2017, 10, 1)),
)
"""Difficulties that can befall a member: fact code, value, from when."""
AGES = st.sampled_from([3, 15, 16, 17, 18, 22, 40, 54, 55, 59, 60, 69, 70, 79, 80])
Family = tuple[int | None, list[tuple[int, str, str, bool, list[int]]]]
MEMBER = st.tuples(
    AGES, st.sampled_from(["1", "2"]), st.sampled_from(["applicant", "spouse", "child", "parent", "other"]),
    st.booleans(), st.lists(st.sampled_from(range(len(KINDS))), max_size=4, unique=True),
)  # fmt: skip
FAMILY = st.tuples(st.sampled_from([None, 0, 90000, 150000, 600000]), st.lists(MEMBER, min_size=1, max_size=4))
BATCH = st.lists(st.tuples(FAMILY, st.integers(0, 3), st.integers(0, len(KINDS) - 1)), min_size=50, max_size=80)
ABSENT = {
    "severe_disability": ("残联_持证残疾人",), "care_level": ("民政_儿童与照护",), "imprisoned": ("司法_服刑戒毒",),
    "serious_illness": ("医保_大病登记",), "mental_health_managed": ("卫健_管理登记",),
}  # fmt: skip
"""Facts that vanish with an extract."""
SLOW = settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def scored(families: dict[str, Family], absent: Sequence[str] = (), shuffle: bool = False) -> dict[str, dict[str, Any]]:
    """Household id -> its row of scored.household_score, its indicators beside it."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        people, stated, incomes = [], [], []
        for key, (income, members) in families.items():
            for place, (age, sex, role, contributes, kinds) in enumerate(members):
                person = f"{key}.{place}"
                people.append({"person_id": person, "household_id": key, "role": role, "sex_code": sex,
                               "birth_date": AS_OF.replace(year=AS_OF.year - age)})  # fmt: skip
                told = [KINDS[kind] for kind in kinds] + ([("contributing", "2017-12", None)] if contributes else [])
                stated += [
                    {"fact_code": code, "person_id": person, "household_id": key, "value": value, "is_known": True,
                     "valid_from": start, "evidence": [f"{code}#{person}"]}
                    for code, value, start in told
                ]  # fmt: skip
            if len(members) == 1 and members[0][0] >= 60:
                stated.append({"fact_code": "elderly_alone", "household_id": key, "value": str(members[0][0]),
                               "is_known": True, "evidence": []})  # fmt: skip
            incomes.append(
                {"household_id": key, "income_fen": income, "is_complete": income is not None, "evidence": []}
            )
        for rows in (people, stated, incomes) if shuffle else ():
            rows.reverse()
        settle_everyone(world, people, {key: {"street_code": key[:1]} for key in families})
        world.put("verified.fact", stated)
        world.put("verified.household_income", incomes)
        deliver_nothing_from(world, absent)
        score(world)
        totals = {row["household_id"]: row for row in world.rows("scored.household_score")}
        for row in world.rows("scored.household_indicator"):
            totals[row["household_id"]].setdefault("indicators", {})[row["indicator_code"]] = row
        return totals


@SLOW
@given(BATCH)
def test_adding_a_difficulty_never_lowers_the_score(batch: list[tuple[Family, int, int]]) -> None:
    families: dict[str, Family] = {}
    for number, ((income, members), who, kind) in enumerate(batch):
        families[f"b{number}"] = (income, members)
        age, sex, role, contributes, kinds = members[who % len(members)]
        worse = (age, sex, role, contributes, sorted({*kinds, kind}))
        families[f"a{number}"] = (income, [worse if m is members[who % len(members)] else m for m in members])
    totals = scored(families)
    for number, (family, who, kind) in enumerate(batch):
        before, after = totals[f"b{number}"], totals[f"a{number}"]
        assert after["score_low"] >= before["score_low"], (family, who, KINDS[kind][0])
        assert after["score_high"] >= before["score_high"], (family, who, KINDS[kind][0])


@SLOW
@given(BATCH)
def test_losing_the_job_or_income_never_lowers_the_score(batch: list[tuple[Family, int, int]]) -> None:
    families: dict[str, Family] = {}
    for number, ((income, members), _, _) in enumerate(batch):
        families[f"b{number}"] = (income, members)
        families[f"a{number}"] = (income and income // 2, [(a, s, r, False, k) for a, s, r, _, k in members])
    totals = scored(families)
    for number, (family, _, _) in enumerate(batch):
        assert totals[f"a{number}"]["score_low"] >= totals[f"b{number}"]["score_low"], family


@SLOW
@given(BATCH)
def test_bounds_and_caps(batch: list[tuple[Family, int, int]]) -> None:
    totals = scored({f"h{number}": family for number, (family, _, _) in enumerate(batch)}, ["卫健_管理登记"])
    book = World(Path(tempfile.gettempdir())).ws.rulebook
    for row in totals.values():
        points = {code: found["points"] for code, found in row["indicators"].items()}
        highs = {code: found["points_high"] for code, found in row["indicators"].items()}
        assert set(points) == set(book.indicators)
        assert row["score_low"] == capped(points, book.score) <= row["score_high"] == capped(highs, book.score) <= 94
        assert all(points[code] <= highs[code] <= spec.full for code, spec in book.indicators.items())
        known = sum(s.full for c, s in book.indicators.items() if row["indicators"][c]["state"] != "unknown")
        assert row["coverage_ratio"] == pytest.approx(known / 100)
        hit = {book.indicators[code].dimension for code, earned in points.items() if earned}
        assert (row["dimensions_hit"], row["is_multiple"]) == (len(hit), len(hit) >= 2)
        for code, found in row["indicators"].items():
            state = "hit_full" if points[code] == book.indicators[code].full else "hit_partial"
            assert found["state"] == (state if points[code] else "unknown" if highs[code] else "no")


def capped(points: dict[str, int], spec: ScoreSpec) -> int:
    together = [sum(points[code] for code in cap.indicators) for cap in spec.caps.values()]
    excess = sum(max(0, total - cap.at_most) for total, cap in zip(together, spec.caps.values(), strict=True))
    return sum(points.values()) - excess


@SLOW
@given(BATCH)
def test_order_and_names_do_not_matter(batch: list[tuple[Family, int, int]]) -> None:
    plain = {f"h{number}": family for number, (family, _, _) in enumerate(batch)}
    renamed = {f"z{key}": (income, members[::-1]) for key, (income, members) in plain.items()}
    first, second = scored(plain), scored(renamed, shuffle=True)
    for key in plain:
        for name in ("score_low", "score_high", "coverage_ratio", "dimensions_hit", "is_multiple"):
            assert first[key][name] == second[f"z{key}"][name], (plain[key], name)


TOLD: Family = (
    90000,
    [(70, "2", "applicant", False, [0, 2]), (15, "1", "child", False, [3, 5]), (40, "1", "spouse", True, [6])],
)


@cache
def complete() -> dict[str, Any]:
    """The family of TOLD when every department delivers."""
    return scored({"h": TOLD})["h"]


@pytest.mark.parametrize("extract", sorted({name for names in ABSENT.values() for name in names}))
def test_an_absent_source_is_unknown_and_the_upper_bound_still_holds(extract: str) -> None:
    """What a department would have told may be missing; the true score stays within the bounds."""
    told, whole = TOLD, complete()
    gone = {code for code, names in ABSENT.items() if extract in names}
    thinned = (told[0], [(a, s, r, c, [k for k in kinds if KINDS[k][0] not in gone]) for a, s, r, c, kinds in told[1]])
    partly = scored({"h": thinned}, [extract])["h"]
    assert partly["score_low"] <= whole["score_low"] <= partly["score_high"]
    assert partly["coverage_ratio"] < 1


def test_deprivation_by_area(tmp_path: Path) -> None:
    """Four households, two of them multiple (2 and 4 of 6 dimensions), a third possibly so: H, A and M0 with bounds."""
    world = World(tmp_path)
    settle_everyone(world, [], {key: {"street_code": "甲街" if key < "d" else "乙街"} for key in "abcd"})
    hits = {"a": (2, 3), "b": (4, 4), "c": (1, 2), "d": (0, 0)}
    world.put(
        "scored.household_score",
        [
            {"household_id": key, "score_low": 0, "score_high": 0, "coverage_ratio": 1.0, "dimensions_hit": low,
             "dimensions_possible": high, "is_multiple": low >= 2}
            for key, (low, high) in hits.items()
        ],
    )  # fmt: skip
    scoring.deprivation(world.ws)
    found = {row["area_code"]: row for row in world.rows("scored.area_deprivation")}
    street, city, calm = found["甲街"], found["city"], found["乙街"]
    assert (street["household_count"], street["multiple_low"], street["multiple_high"]) == (3, 2, 3)
    assert street["headcount_ratio_low"] == pytest.approx(2 / 3) and street["headcount_ratio_high"] == 1
    assert street["intensity_low"] == pytest.approx(6 / 12) and street["intensity_high"] == pytest.approx(9 / 18)
    assert street["adjusted_headcount_low"] == pytest.approx(6 / 18)
    assert city["adjusted_headcount_low"] == pytest.approx(city["headcount_ratio_low"] * city["intensity_low"])
    assert (calm["headcount_ratio_low"], calm["intensity_low"], calm["adjusted_headcount_low"]) == (0, None, 0)
