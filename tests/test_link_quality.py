"""The self-test of the links: what shadows are, what an interval covers, and three cities whose truth it must tell."""

from __future__ import annotations

import shutil
from math import comb
from pathlib import Path

import polars as pl
import pytest

from assets.workspace import Workspace
from rules.linkage import ids, slips
from rules.linkage.id_codes import near_misses
from rules.linkage.intervals import predictive
from tests.departments import TAX, Departments, crowd
from tests.link_truth import linked_city, measured, residual

OWN = ids.canonical("340524800101001").number or ""


@pytest.mark.parametrize(
    ("faulty", "written"),
    [
        ("310106********1234", "340524********001X"),
        ("3.10106E+17", "3.40524E+17"),
        ("310106198501010000", "340524198001010000"),
        ("无", None),
        ("123", None),
    ],
)
def test_a_damaged_id_is_damaged_alike(faulty: str, written: str | None) -> None:
    assert slips.alike(OWN, faulty, True, 3) == written


@pytest.mark.parametrize("length", [17, 18, 19])
@pytest.mark.parametrize("salt", range(0, 200, 7))
def test_a_slip_is_one_slip_where_the_other_was(length: int, salt: int) -> None:
    faulty = ("9" * 20)[:length]
    own = int(OWN[:17])
    once = near_misses(pl.Series([slips.alike(OWN, faulty, True, salt)]))["id_key"].to_list()
    assert own in once
    twice = slips.alike(OWN, faulty, False, salt)
    assert twice is not None and len(twice) == length
    assert own not in near_misses(pl.Series([twice]))["id_key"].to_list()


@pytest.mark.parametrize(("rate", "tests", "records"), [(0.9, 200, 40), (0.5, 50, 50), (0.99, 400, 25), (1.0, 30, 10)])
def test_an_interval_covers_what_it_says(rate: float, tests: int, records: int) -> None:
    """Over all samples that `rate` can give, the share among `records` lies inside at least 93 times in 100."""

    def chance(count: int, size: int) -> float:
        return comb(size, count) * rate**count * (1 - rate) ** (size - count)

    covered = 0.0
    for found in range(tests + 1):
        low, high = predictive(found / tests, tests, records)
        inside = sum(chance(n, records) for n in range(records + 1) if low - 1e-4 <= n / records <= high + 1e-4)
        covered += chance(found, tests) * inside
    assert covered >= 0.93


def test_more_tests_and_more_records_say_more() -> None:
    widths = [high - low for low, high in (predictive(0.9, size, size) for size in (10, 100, 1000))]
    assert widths == sorted(widths, reverse=True)
    assert predictive(0.9, 0, 5) == (0.0, 1.0), "nothing tested: nothing known"


def test_nothing_to_test_says_nothing(tmp_path: Path) -> None:
    office = Departments(tmp_path)
    office.link()
    assert office.rows("linked.quality") == []
    office.person("王伟", "1980-01-01", 11, "H1")
    office.link()
    assert office.rows("linked.quality") == []


def test_shadows_change_no_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rules.linkage import settings as module

    first, second = Departments(tmp_path / "1"), Departments(tmp_path / "2")
    crowd(first, 5)
    first.link()
    rows = first.rows("linked.quality")
    assert {row["group_kind"] for row in rows} >= {"all", "extract", "sex", "age_band", "ethnic_name"}
    for row in rows:
        assert 0 <= row["rate_low"] <= row["rate"] + 1e-4 and row["rate"] <= row["rate_high"] + 1e-4
    crowd(second, 5)
    without = module.settings().model_copy(
        update={"quality": module.settings().quality.model_copy(update={"shadows": 0})}
    )
    monkeypatch.setattr("assets.linked.linking.settings", lambda: without)
    second.link()
    assert second.links == first.links and second.rows("linked.quality") == []


def test_what_nobody_could_find_is_not_found_by_the_shadows(tmp_path: Path) -> None:
    """Records with nothing but a common name: no link, and the self-test says so."""
    office = Departments(tmp_path)
    for place in range(60):
        own = office.person("张伟", f"19{30 + place}-01-01", 11, f"H{place}")
        office.row(TAX, f"K{place}", own, name="张伟")
        office.row(TAX, f"M{place}", name="张伟")
    office.link()
    found = {(row["measure_code"], row["group_kind"]): row for row in office.rows("linked.quality")}
    assert found["recall", "all"]["rate"] == 0.0 and found["recall", "all"]["record_count"] == 60
    assert ("precision", "all") not in found, "nothing was linked"


CITIES = [(3000, 41, None), (3000, 43, ["all"])]
SLACK = 1e-4
"""Intervals are rounded to four decimals."""


def stated(ws: Workspace, folder: Path) -> dict[str, tuple[bool, float]]:
    """Measure -> whether the interval of the self-test holds the truth of the city, and how wide it is."""
    truth, told = measured(residual(ws, folder)), {}
    for row in pl.read_parquet(ws.path("linked.quality")).filter(group_kind="all").iter_rows(named=True):
        true = truth[row["measure_code"]]
        assert true.total > 300
        is_held = row["rate_low"] - SLACK <= true.rate <= row["rate_high"] + SLACK
        told[row["measure_code"]] = (is_held, row["rate_high"] - row["rate_low"])
    return told


@pytest.mark.parametrize(("persons", "seed", "extracts"), CITIES)
def test_the_estimate_tells_the_truth(tmp_path: Path, persons: int, seed: int, extracts: list[str] | None) -> None:
    """Short form of the twenty cities: precision and recall of a city lie in the intervals."""
    told = stated(linked_city(tmp_path, persons, seed, extracts), tmp_path)
    assert set(told) == {"precision", "recall"}
    for measure, (is_held, width) in told.items():
        assert is_held and width < 0.08, measure


@pytest.mark.long
def test_the_truth_of_twenty_cities_is_in_nearly_every_interval(tmp_path: Path) -> None:
    """An interval of 95 % misses one city in twenty; two misses of a measure are still chance, three are not."""
    missed = {"precision": 0, "recall": 0}
    for seed in range(1, 21):
        folder = tmp_path / str(seed)
        folder.mkdir()
        ws = linked_city(folder, 3000 + seed * 977 % 5001, 100 + seed, None if seed % 2 else ["all"])
        for measure, (is_held, _) in stated(ws, folder).items():
            missed[measure] += not is_held
        shutil.rmtree(folder)
    assert max(missed.values()) <= 2, missed
