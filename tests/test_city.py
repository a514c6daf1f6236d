"""The pipeline against the made-up city's exact truth, by stage: every measure of `tests/city.py` reaches its bar.

The bars are a table that a person can read (golden/city/bars.csv); they only ever rise. The whole table is printed when
the tests have run.
"""

from __future__ import annotations

import csv

import pytest

from tests.city import City, Measure, measures
from tests.conftest import ROOT, TRUTH, Run

BARS = {
    row["measure"]: row
    for row in csv.DictReader((ROOT / "tests/golden/city/bars.csv").read_text(encoding="utf-8-sig").splitlines())
}


@pytest.fixture(scope="module")
def city(sample: Run) -> City:
    return City(sample.stage("linked.person").parent.parent, TRUTH, sample.release.name[:10])


@pytest.fixture(scope="module")
def reached(city: City) -> dict[str, Measure]:
    return {measure.code: measure for measure in measures(city)}


def test_every_measure_has_its_bar(reached: dict[str, Measure]) -> None:
    assert set(reached) == set(BARS)


@pytest.mark.parametrize("code", BARS)
def test_bar(code: str, reached: dict[str, Measure], record_property: pytest.RecordProperty) -> None:
    measure, bar = reached[code], BARS[code]
    record_property("city", (bar["label"], measure.right, measure.of, bar["bar"]))
    assert measure.of >= int(bar["least"]), f"{bar['label']}: too few to say anything"
    assert measure.right >= float(bar["bar"]) * measure.of, bar["label"]


def test_what_rests_on_a_doubtful_link_waits_for_a_person(city: City) -> None:
    """A difference that only a probable link shows is no finding; few reports wait so, and none of them accuses."""
    reports = city.reports
    waiting = reports.filter(reports["conclusion"] == "under_review")
    assert waiting.height / reports.height <= 0.02
    assert not waiting["under_declared_found"].any()
