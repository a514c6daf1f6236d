"""The identity kit against golden tables that an official can read, and its fast forms against its plain ones."""

from __future__ import annotations

import csv
import doctest
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import duckdb
import numpy as np
import polars as pl
import pytest

from assets.linked import steps
from assets.standardised import ids as standardised
from rules.linkage import addresses, areas, calibration, codes, id_codes, id_parts, ids, names, phones, tables
from rules.linkage.clusters import Clusters
from rules.linkage.names import NameLevel
from rules.linkage.settings import settings

GOLDEN = Path(__file__).parent / "golden" / "linkage"


def golden(table: str) -> list[dict[str, str]]:
    with (GOLDEN / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(table: str) -> list[object]:
    return [pytest.param(row, id=row["说明"]) for row in golden(table)]


@pytest.mark.parametrize("row", rows("ids"))
def test_ids(row: dict[str, str]) -> None:
    reading = ids.canonical(row["原值"] or None)
    assert (reading.number or "", reading.status, reading.kind or "") == (row["规范号"], row["状态"], row["种类"])
    if reading.number is not None:
        said = (str(ids.birth_date(reading.number)), ids.sex_code(reading.number), ids.area_code(reading.number))
        assert said == (row["出生日期"], row["性别"], row["区划"])
        place = areas.area(ids.area_code(reading.number), ids.birth_date(reading.number).year)
        assert ("" if place is None else place.label) == row["首次登记地"]
    if row["一处笔误的候选数"]:
        assert len(ids.repair_candidates(row["原值"])) == int(row["一处笔误的候选数"])


@pytest.mark.parametrize("row", rows("id_parts"))
def test_what_a_damaged_id_still_says(row: dict[str, str]) -> None:
    text = ids.canonical(row["原值"]).text or ""
    part = id_parts.part(text)
    said = (part.head or "", part.tail or "", str(part.birth or ""), "是" if part.is_certain else "否")
    assert said == (row["首"], row["末"], row["出生日期"], row["照抄"])
    assert id_parts.parts(pl.Series([text])).row(0)[1:] == tuple(part)


@pytest.mark.parametrize("row", rows("names"))
def test_names(row: dict[str, str]) -> None:
    for first, second in ((row["甲"], row["乙"]), (row["乙"], row["甲"])):
        level = names.compare(first, second)
        assert ("" if level is None else level.name) == row["级别"]
        assert {True: "是", False: "否", None: ""}[names.is_compatible(first, second)] == row["相容"]


@pytest.mark.parametrize("row", rows("addresses"))
def test_addresses(row: dict[str, str]) -> None:
    found = addresses.parse(row["原值"])
    said = (found.district or "", found.town or "", found.road or "", "-".join(map(str, found.numbers)))
    assert said == (row["区县"], row["街镇"], row["路"], row["号码"])


@pytest.mark.parametrize("row", rows("phones"))
def test_phones(row: dict[str, str]) -> None:
    assert (phones.canonical(row["原值"]) or "") == row["规范号"]


@pytest.mark.parametrize("module", [ids, id_parts, areas, names, addresses, phones], ids=lambda module: module.__name__)
def test_examples_in_the_code(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_examples_in_the_readme() -> None:
    readme = Path(ids.__file__).parent / "README.md"
    assert doctest.testfile(str(readme), module_relative=False, encoding="utf-8") == (0, 4)


def test_two_ways_of_writing_one_door_are_equal() -> None:
    said = pl.Series(
        ["上海市闸北区阳曲路760弄5号101室", "阳曲路760弄5-101", "阳曲路760弄6-101", "阳曲路761弄5-101", None]
    )
    coded = addresses.encode(said)
    door, building, gate = coded["door"].to_list(), coded["building"].to_list(), coded["gate"].to_list()
    assert door[0] == door[1] and len({door[0], door[2], door[3]}) == 3 and door[4] is None
    assert building[0] == building[1] != building[2] and gate[0] == gate[2] != gate[3]


def made_up_ids(rng: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        body = f"{rng.choice(['310101', '310230', '340524', '810000'])}{rng.randrange(1930, 2017)}"
        body += f"{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}{rng.randrange(1000):03d}"
        yield body + ids.check_character(body)


def slip(rng: random.Random, number: str) -> str:
    place, kind = rng.randrange(17), rng.randrange(5)
    if kind == 0:
        return number[:place] + str(rng.randrange(10)) + number[place + 1 :]
    if kind == 1:
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if kind == 2:
        return number[:place] + number[place + 1 :]
    if kind == 3:
        return number[:place] + str(rng.randrange(10)) + number[place:]
    return number[:6] + number[8:17]


def test_ids_of_a_column_read_as_one_by_one() -> None:
    rng = random.Random(1)
    originals = list(made_up_ids(rng, 400))
    texts = pl.Series(sorted({slip(rng, number) for number in originals} | set(originals)))
    read = standardised.canonical(texts)
    alone = [ids.canonical(text) for text in texts]
    assert list(zip(read.text, read.number, read.status, strict=True)) == [(r.text, r.number, r.status) for r in alone]
    keys = pl.Series([int(number[:17]) for number in originals])
    assert id_codes.canonical_texts(keys).to_list() == originals
    faulty = texts.filter(read.number.is_null())
    found: dict[int, list[int]] = {}
    for row, key in id_codes.near_misses(faulty).iter_rows():
        found.setdefault(row, []).append(key)
    for row, text in enumerate(faulty):
        assert found.get(row, []) == sorted({int(number[:17]) for number in ids.repair_candidates(text)})


def test_every_single_slip_is_noticed_and_can_be_undone() -> None:
    for number in made_up_ids(random.Random(2), 20):
        for place in range(17):
            other = str((int(number[place]) + 3) % 10)
            assert not ids.is_valid(wrong := number[:place] + other + number[place + 1 :])
            assert number in ids.repair_candidates(wrong)
            assert number in ids.repair_candidates(number[:place] + number[place + 1 :])


CHARACTERS = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国红梅晓小曉龍龙未末己已晴睛"


def made_up_name(rng: random.Random) -> str:
    kind = rng.random()
    given = "".join(rng.choice(CHARACTERS) for _ in range(rng.choice((1, 2, 2))))
    if kind < 0.06:
        return rng.choice(("欧阳", "司马")) + given
    if kind < 0.14:
        return "".join(rng.choice("阿卜杜买提热巴") for _ in range(rng.randint(3, 9)))
    if kind < 0.2:
        part = ["".join(rng.choice("阿卜杜买提") for _ in range(rng.randint(2, 4))) for _ in range(2)]
        return rng.choice("·•").join(part)
    surname = rng.choice("王李张萧肖付傅单")
    if kind < 0.26:
        return surname + rng.choice(("*", "**", "?", "□", "?伟", "*明"))
    return surname + (rng.choice(("wei", " XIAO MING")) if kind < 0.29 else given)


def test_sql_compares_names_as_the_plain_function_does() -> None:
    rng = random.Random(3)
    texts = sorted({made_up_name(rng) for _ in range(900)})
    texts += [text for row in golden("names") for text in (row["甲"], row["乙"]) if text and text not in texts]
    texts = sorted(set(texts))
    pairs = {(rng.randrange(len(texts)), rng.randrange(len(texts))) for _ in range(15_000)}
    pairs |= {(texts.index(row["甲"]), texts.index(row["乙"])) for row in golden("names") if row["甲"]}
    con = duckdb.connect()
    steps.put(con, "name", codes.encode(texts).with_row_index("name_id"))
    steps.put(con, "shape", pl.DataFrame({"characters": tables.shape_pairs()}))
    steps.put(con, "name_pair", pl.DataFrame(sorted(pairs), schema=["name_a", "name_b"], orient="row"))
    steps.make(con, "matching", "compare_names")
    for a, b, level in con.execute("from compare_names").fetchall():
        plain = names.compare(texts[a], texts[b])
        if plain is NameLevel.SIMILAR and codes.encode([texts[a]])["is_long"][0]:
            continue  # left to RapidFuzz
        # letter by letter or variant: the columns keep the delivered text, the plain function the cleaned one
        same = NameLevel.VARIANT
        assert (None if plain is None else min(plain, same)) == (None if level is None else min(level, same)), (a, b)


def test_codes_do_not_depend_on_the_other_names() -> None:
    texts = ["王小明", "阿卜杜·买买提", "张*", "", "wang wei"]
    alone = pl.concat([codes.encode([text]) for text in texts])
    assert codes.encode(texts).equals(alone) and codes.encode([]).schema == alone.schema


def test_clusters_keep_their_constraints() -> None:
    clusters = Clusters(frozenset({7, -3, -4}))
    assert clusters.join(-1, 7) and clusters.join(-1, -2) and clusters.find(-2) == 7
    assert not clusters.join(-2, 8), "two ids"
    assert not clusters.join(-3, 7) and not clusters.join(-3, -4), "two register entries"
    assert clusters.keep_apart(-5, -2) and not clusters.join(-5, 7) and clusters.is_kept_apart(-5, -1)
    assert clusters.join(8, 7, is_decided=True) and clusters.find(-1) == 8 and not clusters.join(-5, 8)
    assert not clusters.keep_apart(-1, 8)


def test_weights_are_learnt_and_fall_back_to_the_file() -> None:
    rules = settings()
    start = calibration.start(rules)
    nothing = np.zeros(0)
    unmoved = calibration.fit(np.zeros(0, dtype=np.int64), nothing, nothing, rules)
    assert all(np.allclose(a, b) for a, b in zip(start.by_level, unmoved.by_level, strict=True))
    patterns = np.arange(0, int(np.prod(rules.radices)), 9973, dtype=np.int64)
    levels = dict(zip((item.name for item in rules.comparison), calibration.decode(patterns, rules), strict=True))
    is_match = levels["birth"] == 5
    fitted = calibration.fit(patterns, np.where(is_match, 50.0, 0.0), np.where(is_match, 1.0, 50.0), rules)
    birth = [item.name for item in rules.comparison].index("birth")
    assert fitted.by_level[birth][5] > fitted.by_level[birth][1] and fitted.by_level[birth][0] == 0
    alone = np.array([pattern({"name": 16}), pattern({"name": 16, "birth": 5})])
    assert calibration.supported(alone, rules).tolist() == [False, True], "never on a name alone"


def pattern(levels: dict[str, int]) -> int:
    code = 0
    for item in settings().comparison:
        code = code * len(item.levels) + levels.get(item.name, 0)
    return code
