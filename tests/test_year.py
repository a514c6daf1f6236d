"""A year of a made-up city, delivered batch after batch and run every time: rates stay exact, persons keep their ids,
no alert is raised twice, and what was known on an earlier day is found again. `make year` runs it over 24 batches;
without it two batches of a small town are run.
"""

from __future__ import annotations

import datetime
import io
import random
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from data_samples.generator.city import make
from pipelines.progress import Progress
from pipelines.release.warehouse import sample
from pipelines.run import Order, run
from tests.city import City, measures
from tests.conftest import Town, bureau

SEED = 2018
STABLE = 0.999
PERSONS, BATCHES = 3000, 24
REPLAYED = ("linked.record_link", "linked.person", "linked.household", "verified.report", "verified.programme_rate",
            "verified.fact", "scored.household_indicator")  # fmt: skip
"""Tables of one batch that rest on what was delivered until then and on no earlier run."""
EXACT = (
    "linked.no_record_lost", "linked.one_valid_number", "linked.one_register_entry", "verified.income_to_the_fen",
    "verified.member_count", "verified.rates",
)  # fmt: skip


class Year(NamedTuple):
    """A city with its releases, oldest batch first."""

    city: Path
    out: Path
    batches: list[str]
    rules: Path | None
    """The bureau's folder under which it was run."""

    def made(self, batch: str, key: str) -> pl.DataFrame:
        return pl.read_parquet(self.path(batch, key))

    def path(self, batch: str, key: str) -> Path:
        return self.stages(batch) / f"{key.replace('.', '/', 1)}.parquet"

    def stages(self, batch: str) -> Path:
        return self.out / "state" / "stages" / batch

    def pairs(self) -> list[tuple[str, str]]:
        return list(zip(self.batches, self.batches[1:], strict=False))


def publish(inbox: Path, out: Path, batch: str, rules: Path | None, key: Path | None = None) -> None:
    order = Order(inbox, datetime.date.fromisoformat(batch), out, rules, key_file=key)
    run(order, Progress(io.StringIO()))


@pytest.fixture(scope="module")
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Year:
    if not request.config.getoption("--long"):
        town: Town = request.getfixturevalue("town")
        return Year(town.folder, town.out, [town.first[:10], town.second[:10]], bureau(town.folder / "as it was"))
    folder = tmp_path_factory.mktemp("year")
    make(folder, PERSONS, SEED, batches=BATCHES, extracts=["all"])
    batches = sorted(path.name for path in (folder / "inbox").iterdir())
    for batch in batches:
        publish(folder / "inbox", folder / "out", batch, None)
    return Year(folder, folder / "out", batches, None)


def test_every_batch_is_exact(year: Year, record_property: pytest.RecordProperty) -> None:
    """Cumulative rates, members and incomes of every batch, as things stood on that day."""
    for batch in year.batches:
        reached = {measure.code: measure for measure in measures(City(year.stages(batch), year.city / "truth", batch))}
        for code in EXACT:
            measure = reached[code]
            record_property("city", (f"{batch} {code}", measure.right, measure.of, "1"))
            assert measure.right == measure.of, (batch, code, measure)


def test_persons_keep_their_ids(year: Year) -> None:
    """Of the records of one batch that the next still reads, nearly all belong to the person they belonged to."""
    for before, now in year.pairs():
        old, new = (year.made(batch, "linked.record_link") for batch in (before, now))
        both = old.join(new, on=["extract", "record_number"], suffix="_now")
        assert both.height
        assert (both["person_id"] == both["person_id_now"]).mean() >= STABLE, (before, now)


def test_no_alert_is_raised_twice(year: Year) -> None:
    """An alert keeps its number and its first day for as long as it goes on; one subject has one alert of a rule."""
    subject = ["rule_code", "household_id", "person_id"]
    for before, now in year.pairs():
        old, new = (year.made(batch, "published.alert") for batch in (before, now))
        assert new.height == new["alert_id"].n_unique()
        live = new.filter(pl.col("last_raised_date") == pl.lit(now).str.to_date())
        assert live.height == live.select(subject).n_unique(), now
        both = old.join(live, on=subject, nulls_equal=True, suffix="_now")
        again = both.filter(pl.col("alert_id") != pl.col("alert_id_now"))
        assert again.height == 0, (before, now, again.group_by("rule_code", "status").len().rows())
        assert both.filter(pl.col("first_raised_date") != pl.col("first_raised_date_now")).height == 0


def test_a_report_is_told_as_it_was_known_then(year: Year) -> None:
    """At random: a report and a day. The newest release's history says what the release of that day said (its newest
    batch until then), conclusions before an objection was decided included."""
    newest = year.out / "releases" / (year.out / "CURRENT").read_text().strip() / "warehouse.duckdb"
    history = sample(newest, "from history.report")
    reports = {batch: year.made(batch, "verified.report") for batch in year.batches}
    ids = sorted(reports[year.batches[-1]]["report_id"])
    draw = random.Random(SEED)
    last = datetime.date.fromisoformat(year.batches[-1])
    first = datetime.date.fromisoformat(year.batches[0])
    for _ in range(1_000 if len(year.batches) > 2 else 100):
        report, day = draw.choice(ids), first + datetime.timedelta(draw.randint(0, (last - first).days))
        known = max(batch for batch in year.batches if batch <= day.isoformat())
        told = history.filter((pl.col("report_id") == report) & (pl.col("known_at") <= day.isoformat()))
        told = told.filter(pl.col("known_at") == pl.col("known_at").max())
        then = reports[known].filter(pl.col("report_id") == report)
        if then.height:
            assert told["known_at"].to_list() == [known]
        columns = [name for name in told.columns if name in then.columns]
        assert told.select(columns).rows() == then.select(columns).rows(), (report, day)


@pytest.mark.long
def test_what_was_known_then_is_found_again(year: Year, tmp_path: Path) -> None:
    """A run into an empty folder as of an earlier day, with everything that came later lying in the inbox."""
    middle = year.batches[(len(year.batches) - 1) // 2]
    publish(year.city / "inbox", tmp_path / "out", middle, year.rules, year.out / "state" / "key")
    again = year._replace(out=tmp_path / "out")
    for table in REPLAYED:
        assert again.path(middle, table).read_bytes() == year.path(middle, table).read_bytes(), table
