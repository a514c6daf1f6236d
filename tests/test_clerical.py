"""Pairs drawn for reviewers: every draw can be trusted, only its own answers count, and nothing is said unasked."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.linked import clerical
from assets.linked.steps import put
from rules.linkage import sampling
from rules.linkage.sampling import Estimate
from tests.departments import DECISION, REGISTER, TAX, Departments, crowd

BATCH = "2017-12-31"
SHARE_TRUE = {1: 0.99, 2: 0.9, 3: 0.7, 4: 0.9, 5: 0.4, 6: 0.1, 7: 0.01}
PAIRS = {1: 900, 2: 200, 3: 100, 4: 60, 5: 120, 6: 200, 7: 400}
COLUMNS = ["extract", "record_number", "extract_b", "record_number_b"]


def pairs(seed: int) -> tuple[pl.DataFrame, set[str]]:
    """Made-up pairs in all bands, and the records whose pair is one person."""
    rng, same, rows = random.Random(seed), set(), []
    for place, count in PAIRS.items():
        for turn in range(count):
            record = f"{place}-{turn}"
            if rng.random() < SHARE_TRUE[place]:
                same.add(record)
            rows.append((place, f"来源{min(rng.randrange(12), 5)}", record, place <= 4))
    bands = sampling.review().frame().select("band_place", "band_code")
    frame = pl.DataFrame(rows, schema=["band_place", "extract", "record_number", "is_linked"], orient="row")
    return (
        frame.with_columns(
            pl.col("band_place").cast(pl.Int32), record_key=pl.int_range(pl.len()), person_id=pl.lit("甲"),
            candidate_person_id=pl.lit("乙"), extract_b=pl.lit(REGISTER), record_number_b="record_number",
        ).join(bands, on="band_place"),
        same,
    )  # fmt: skip


def answered(frame: pl.DataFrame, answers: pl.DataFrame, key: bytes, batch: str = BATCH) -> list[Estimate]:
    """What a run makes of answers to its sample; answered pairs are decided and ask no longer."""
    with connected(frame.join(answers, on=COLUMNS, how="anti"), answers) as con:
        clerical.draw(con, batch, key)
        return clerical.measure(con)


def drawn(frame: pl.DataFrame, key: bytes, batch: str = BATCH) -> pl.DataFrame:
    with connected(frame, frame.clear()) as con:
        clerical.draw(con, batch, key)
        assert clerical.measure(con) == [], "nothing was reviewed"
        return con.execute("from link_sample order by sample_place").pl()


def connected(frame: pl.DataFrame, answers: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": "1"})
    con.execute("create schema standardised")
    put(con, "review_band", sampling.review().frame())
    put(con, "pair_of_record", frame)
    said = {"sample_number": pl.String, "decision": pl.String, "decided_date": pl.Date}
    told = answers.select(
        pl.lit(None).alias(name) if name not in answers.columns else name for name in [*COLUMNS, *said]
    )
    told = told.cast(said).rename({"extract": "extract_a", "record_number": "record_number_a"})  # type: ignore[arg-type]
    con.register("told", told.rename({"sample_number": "record_number"}).to_arrow())
    con.execute('create table standardised."核对_链接裁定" as from told')
    return con


def by_truth(sample: pl.DataFrame, same: set[str]) -> pl.DataFrame:
    is_same = pl.col("record_number").is_in(list(same))
    return sample.with_columns(
        decision=pl.when(is_same).then(pl.lit("同一人")).otherwise(pl.lit("不同人")),
        decided_date=datetime.date(2018, 1, 5),
    )


def true_rates(frame: pl.DataFrame, same: set[str]) -> dict[str, float]:
    right = {
        flag: frame.filter(pl.col("is_linked") == flag)["record_number"].is_in(list(same)) for flag in (True, False)
    }
    found, missed = int(right[True].sum()), int(right[False].sum())
    return {"precision": found / len(right[True]), "recall": found / (found + missed)}


@pytest.mark.parametrize("done", [1.0, 0.5])
def test_who_answers_by_truth_is_right_on_average_and_inside_the_interval(done: float) -> None:
    """Over many draws; also where the reviewer stopped half-way down the list."""
    frame, same = pairs(7)
    truth, draws = true_rates(frame, same), 30
    found: dict[str, list[Estimate]] = {"precision": [], "recall": []}
    for turn in range(draws):
        key = b"key %d" % turn
        sample = drawn(frame, key)
        for told in answered(frame, by_truth(sample.head(int(sample.height * done)), same), key):
            found[told.measure].append(told)
    for measure, rate in truth.items():
        rates = pl.Series([told.rate for told in found[measure]])
        assert len(rates) == draws
        error = rates.std() / draws**0.5  # type: ignore[operator]
        assert abs(rates.mean() - rate) < 3 * error, (measure, rates.mean(), rate, error)  # type: ignore[operator]
        covered = sum(told.low <= rate <= told.high for told in found[measure])
        assert covered >= 0.9 * draws, (measure, covered)


def test_a_sample_is_of_its_key_and_batch_and_of_every_band() -> None:
    frame, _ = pairs(7)
    first = drawn(frame, b"one")
    assert first.equals(drawn(frame.sample(fraction=1.0, shuffle=True, seed=3), b"one"))
    for other in (drawn(frame, b"two"), drawn(frame, b"one", "2018-01-31")):
        assert set(other["sample_number"]).isdisjoint(first["sample_number"])
        assert set(other["record_number"]) != set(first["record_number"])
    size = sampling.review()
    assert set(first["band_place"]) == set(PAIRS) and first["sample_number"].is_unique().all()
    assert size.pairs <= first.height <= size.pairs + size.least * len(PAIRS) * 6


def test_answers_keep_their_place_and_only_what_is_left_is_asked_again() -> None:
    frame, same = pairs(7)
    sample = drawn(frame, b"one")
    done = by_truth(sample.head(60), same)
    with connected(frame.join(done, on=COLUMNS, how="anti"), done) as con:
        clerical.draw(con, BATCH, b"one")
        left = con.execute("from link_sample").pl()
    assert set(left["record_number"]) == set(sample["record_number"][60:])


def wrongly(sample: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield sample.with_columns(sample_number=pl.lit("D") + pl.col("sample_number"))
    yield sample.with_columns(
        sample_number=pl.col("sample_number").str.replace(r"-(\d+)-(\d+)-([A-Z2-7]+)$", "-9${1}-$2-$3")
    )
    yield sample.with_columns(record_number_b=pl.lit("another"))
    yield sample.with_columns(decision=pl.lit("看不出"))
    other = pl.when(pl.col("decision") == "同一人").then(pl.lit("不同人")).otherwise(pl.lit("同一人"))
    yield pl.concat([sample, sample.with_columns(decision=other)])


def test_answers_that_are_not_the_samples_do_not_count() -> None:
    """Other numbers, changed weights, another pair under the number, no answer, both answers on one day."""
    frame, same = pairs(7)
    told = by_truth(drawn(frame, b"one"), same)
    assert len(answered(frame, told, b"one")) == 2
    for wrong in wrongly(told):
        assert answered(frame, wrong, b"one") == []
    assert answered(frame, told, b"another key") == []
    later = told.with_columns(decided_date=datetime.date(2018, 2, 1), decision=pl.lit("同一人"))
    assert answered(frame, pl.concat([told, later]), b"one")[0].rate == 1.0, "the newest answer counts"


def test_a_band_nobody_answered_leaves_the_measure_unsaid() -> None:
    frame, same = pairs(7)
    told = by_truth(drawn(frame, b"one"), same)
    assert [row.measure for row in answered(frame, told.filter(pl.col("band_place") != 5), b"one")] == ["precision"]
    assert answered(frame, told.filter(pl.col("band_place") != 3), b"one") == []


def test_a_reviewer_of_a_made_up_city(tmp_path: Path) -> None:
    """Link, answer the drawn pairs by truth, link again: the estimate stands beside the self-test."""
    office = Departments(tmp_path)
    owner = crowd(office, 5)
    office.link()
    sample = sorted(office.rows("linked.link_sample"), key=lambda row: row["sample_place"])
    doubts = office.rows("linked.link_review")
    assert sample and {row["source_code"] for row in office.rows("linked.quality")} == {"self_test"}
    for row in doubts:
        office.decide(f"{row['extract']}#{row['record_number']}", f"{TAX}#nobody", "不同人")
    office.link()
    assert {row["source_code"] for row in office.rows("linked.quality")} == {"self_test"}, "doubts are no sample"
    office.typed[DECISION].clear()
    right = 0
    for row in sample:
        a, b = f"{row['extract']}#{row['record_number']}", f"{row['extract_b']}#{row['record_number_b']}"
        is_same = owner[a] == owner[b]
        right += is_same and row["band_code"].startswith("linked")
        office.decide(a, b, "同一人" if is_same else "不同人", "2018-01-05", row["sample_number"])
    office.link()
    told = {row["measure_code"]: row for row in office.rows("linked.quality") if row["source_code"] == "clerical"}
    linked = sum(row["band_code"].startswith("linked") for row in sample)
    assert told["precision"]["tested_count"] == linked and told["recall"]["tested_count"] == len(sample)
    assert abs(told["precision"]["rate"] - right / linked) < 0.05
    assert told["precision"]["floor_ratio"] == 0.98 and told["precision"]["group_label"] == "全体"
