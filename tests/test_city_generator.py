"""The made-up city: the same seed makes the same bytes, every file binds to its contract, and the truth is exact."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import polars as pl
import pytest

from data_samples.generator.__main__ import SAMPLE_PERSONS, SAMPLE_SEED
from data_samples.generator.city import DELIVERED, make
from data_samples.generator.identifiers import is_valid
from data_samples.generator.namesakes import DIFFICULTIES
from data_samples.generator.plan import programmes
from data_samples.generator.stories import stories
from data_samples.generator.words import areas
from schemas.contract import extracts
from tests.city_files import cells, digests, fen, file_of, links, truth

INCOME = {"税务_个人所得": "income", "人社_养老待遇": "pension", "人社_失业登记": "unemployment_benefit"}
SHIPPED = Path(str(resources.files("data_samples")))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("city")
    make(out, SAMPLE_PERSONS, SAMPLE_SEED)
    return out


def test_the_shipped_sample_is_what_the_generator_makes(city: Path) -> None:
    assert digests(SHIPPED / "series") == digests(city / "inbox")
    assert digests(SHIPPED / "truth") == digests(city / "truth")
    size = sum(path.stat().st_size for part in ("series", "truth") for path in (SHIPPED / part).rglob("*.*"))
    assert size <= 4_000_000


def test_the_same_seed_makes_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        make(tmp_path / name, 600, seed)
    first, again, other = (digests(tmp_path / name) for name in "abc")
    assert first == again
    fixed = {f"truth/{name}.parquet" for name in ("street", "story", "unreadable")}
    assert {name for name in first if first[name] == other[name]} <= fixed


def test_extracts_can_be_chosen_and_nonsense_is_refused(tmp_path: Path) -> None:
    told: list[str] = []
    make(tmp_path, 600, 5, extracts=["银行_账户余额"], progress=told.append)
    assert sorted(path.name for path in (tmp_path / "inbox").rglob("*.*")) == ["manifest.json", "银行_账户余额.csv"]
    assert told
    with pytest.raises(ValueError, match="造不出"):
        make(tmp_path, 600, 5, extracts=["没有_这个"])
    with pytest.raises(ValueError, match="至少 300 人"):
        make(tmp_path, 10, 5)


@pytest.mark.parametrize("name", DELIVERED)
def test_every_extract_binds_to_its_contract(city: Path, name: str) -> None:
    contract = extracts()[name]
    path = file_of(city, contract)
    words = [column.name for column in contract.columns]
    if path.suffix == ".csv":
        header = path.read_bytes().decode(contract.encoding or "utf-8").splitlines()[0]
        assert header == contract.separator.join(words)
    elif path.suffix == ".parquet":
        assert pl.read_parquet_schema(path).names() == words
    else:
        assert pl.read_excel(path, infer_schema_length=0).columns == words
    rows = list(cells(path, contract))
    known = truth(city, "record" if contract.has("name") else "id_record").filter(pl.col("extract") == name)
    key = contract.key_terms[0]
    assert {row[key] for row in rows} == set(known["record_number"])
    for column in contract.columns:
        values = [row[column.term] for row in rows if row[column.term] is not None]
        if column.required and column.term not in ("id_number", "valid_to_date"):
            assert len(values) == len(rows), column.name
        if column.unit == "yuan":
            assert all(fen(value) >= 0 for value in values), column.name
        if column.values:
            assert set(values) <= set(column.values), column.name


def test_every_citizen_number_is_valid_and_was_possible_when_it_was_issued(city: Path) -> None:
    people = truth(city, "person")
    known = areas()
    assert people["id_number"].n_unique() == people.height == SAMPLE_PERSONS
    for number, born, sex in people.select("id_number", "birth_date", "sex_code").iter_rows():
        assert is_valid(number)
        assert number[6:14] == f"{born:%Y%m%d}"
        assert int(number[16]) % 2 == int(sex == "1")
        years = [
            (int(since), int(until))
            for code, since, until in zip(known.code, known.since, known.until, strict=True)
            if code == int(number[:6])
        ]
        assert any(since <= max(born.year, 1988) and until >= max(born.year, 1985) for since, until in years)


def test_nobody_is_without_truth(city: Path) -> None:
    people = truth(city, "person")
    for column in ("name", "id_number", "birth_date", "sex_code", "household", "street_code", "committee_code"):
        assert people[column].null_count() == 0, column
    record = truth(city, "record")
    assert record["person"].is_in(people["person"].implode()).all()
    states = {"right", "normalisable", "missing", "typo", "damaged", "dummy", "borrowed", "second"}
    assert set(record["id_state"]) == states
    assert set(record["difficulty"]) == set(DIFFICULTIES)
    homes = truth(city, "household_member")
    residents = people.filter(pl.col("moved_out_date").is_null())["person"]
    assert set(homes.filter(pl.col("basis") == "residence")["person"]) == set(residents)
    assert set(homes.filter(pl.col("basis") == "register")["person"]) == set(people.filter("is_registered")["person"])
    for name in ("income", "asset", "fact", "alert", "story", "report", "street", "unreadable"):
        assert truth(city, name).height > 0, name


def test_dirt_is_as_common_as_in_offices(city: Path) -> None:
    record = truth(city, "record")
    share = dict(record["id_state"].value_counts(normalize=True).iter_rows())
    assert 0.01 < share["missing"] + share["typo"] + share["dummy"] + share["damaged"] < 0.035
    assert 0.001 < share["borrowed"] < 0.005
    assert 0.01 < record.filter(pl.col("name_state") != "right").height / record.height < 0.04


def test_the_state_of_a_record_is_what_was_delivered(city: Path) -> None:
    number = dict(truth(city, "person").select("person", "id_number").iter_rows())
    known = {(r["extract"], r["record_number"]): r for r in links(city).iter_rows(named=True)}
    for name in DELIVERED:
        contract = extracts()[name]
        term = "id_number" if contract.has("id_number") else "disability_certificate_number"
        for row in cells(file_of(city, contract), contract):
            told = known[name, str(row[contract.key_terms[0]])]
            text = None if row[term] is None else str(row[term])[: 18 if term != "id_number" else None]
            right = text == number[told["person"]]
            assert right == (told["id_state"] == "right"), (name, told["id_dirt"])
            assert (text is None) == (told["id_state"] == "missing")
            assert (text is not None and is_valid(text) and not right) == (told["id_state"] in ("borrowed", "second"))


def test_report_incomes_and_totals_can_be_recomputed_from_the_delivered_files(city: Path) -> None:
    keys = truth(city, "record").select("extract", "record_number", "person")
    person = {(extract, number): who for extract, number, who in keys.iter_rows()}
    twelfths: dict[int, int] = {}
    screened: dict[int, int] = {}
    aside = ("record_number", "name", "id_number", "birth_date")
    for name, term in INCOME.items():
        contract, seen = extracts()[name], set()
        for row in cells(file_of(city, contract), contract):
            who, amount = person[name, str(row["record_number"])], fen(row[term])
            content = (who, *(value for key, value in row.items() if key not in aside))
            in_payment = row.get("status", "登记失业") == "登记失业"
            in_payment &= str(row.get("benefit_until_month") or "999999") >= "201712"
            if content not in seen and in_payment:
                seen.add(content)
                twelfths[who] = twelfths.get(who, 0) + (amount if term == "income" else 12 * amount)
                screened[who] = screened.get(who, 0) + (0 if term == "income" else 12 * amount)
    members = truth(city, "household_member").filter(pl.col("basis") == "application")
    for report in truth(city, "report").filter(pl.col("authorisation_flaw").is_null()).iter_rows(named=True):
        rows = members.filter(pl.col("household_number") == report["application_number"])
        pairs = rows.select("person", "is_declared").iter_rows()
        total = sum((twelfths if declared else screened).get(who, 0) for who, declared in pairs)
        assert report["verified_income_fen"] == (2 * total + 12) // 24
        assert report["member_count"] == rows.height


def test_rates_are_near_the_table_of_2017(city: Path) -> None:
    reports = truth(city, "report").filter("is_concluded")
    for code, entry in programmes().items():
        flags = reports.filter(pl.col("programme_code") == code)["has_difference"].drop_nulls()
        wanted = entry["difference"]
        assert abs(flags.sum() - wanted * len(flags)) <= max(2.0, 0.03 * len(flags)), code


def test_only_authorised_persons_were_asked_of_the_banks(city: Path) -> None:
    record = truth(city, "record")
    asked = record.filter(pl.col("extract") == "银行_账户余额")["person"]
    signed = record.filter(pl.col("extract") == "民政_核对授权书")["person"]
    assert asked.is_in(signed.implode()).all()


def test_every_story_is_there_with_its_alerts(city: Path) -> None:
    told = truth(city, "story")
    assert set(told["story"]) == {story["code"] for story in stories()}
    alerts = truth(city, "alert")
    for rule in ("W03", "W04", "W05", "W09", "W13", "W21", "W23", "W24"):
        flags = alerts.filter(pl.col("rule_code") == rule)["must_fire"]
        assert flags.any() and not flags.all(), rule
    parts = dict(told.filter(pl.col("story") == "xuhui_child").select("alias", "person").iter_rows())
    people = truth(city, "person")
    parents = people.filter(pl.col("person").is_in([parts["father"], parts["mother"]]))
    assert (parents["street_code"] != parents["register_street_code"]).all()
    severe = truth(city, "fact").filter(pl.col("fact_code") == "severe_disability")["person"]
    assert {parts["father"], parts["mother"]} <= set(severe)


def test_a_family_stands_on_each_side_of_the_line(city: Path) -> None:
    numbers = dict(truth(city, "story").select("story", "application_number").unique().iter_rows())
    reports = {row["application_number"]: row for row in truth(city, "report").iter_rows(named=True)}
    below, on = (reports[numbers[code]] for code in ("just_below_line", "exactly_on_line"))
    assert (below["verified_income_fen"], below["exceeds_income_limit"]) == (193_998, False)
    assert (on["verified_income_fen"], on["exceeds_income_limit"]) == (194_000, True)


def test_the_worked_example_has_its_figures(city: Path) -> None:
    told = truth(city, "story").filter(pl.col("story") == "worked_example")
    parts = dict(told.select("alias", "person").iter_rows())
    report = truth(city, "report").filter(pl.col("application_number") == told["application_number"][0])
    assert report.select("verified_income_fen", "declared_income_fen", "member_count").row(0) == (
        150_000,
        150_000,
        3,
    )
    spent = [
        fen(row["self_paid"])
        for row in cells(file_of(city, extracts()["医保_费用结算"]), extracts()["医保_费用结算"])
        if str(row["id_number"]) in set(told["id_number"])
    ]
    assert sum(spent) == 600_000
    ages = truth(city, "person").filter(pl.col("person").is_in(list(parts.values())))["birth_date"]
    assert sorted(2017 - born.year for born in ages) == [15, 38, 72]
    facts = truth(city, "fact").filter(pl.col("person").is_in(list(parts.values())))
    values = dict(facts.select("fact_code", "value").iter_rows())
    assert values["care_level"] == "5" and values["severe_disability"] == "智力二级"
    survey = extracts()["社区_入户调查"]
    answers = {
        row["question_code"]: row["answer"] for row in cells(file_of(city, survey), survey)
        if row["household_number"] == truth(city, "person")["register_household_number"][parts["mother"]]
    }  # fmt: skip
    assert answers == {"rehabilitation_spending": "1800", "floor_area_m2": "24.0"}


def test_who_is_within_the_lines_is_paid_from_the_month_after_the_report(city: Path) -> None:
    due = truth(city, "benefit")
    assert 0.9 < due.filter(pl.col("application_number").is_not_null())["is_claimed"].mean() < 0.99
    label = {code: entry["label"] for code, entry in programmes().items()}
    paid = extracts()["民政_救助发放"]
    whose = dict(truth(city, "record").filter(pl.col("extract") == paid.extract)["record_number", "person"].iter_rows())
    months: dict[tuple[int, object], set[str]] = {}
    for row in cells(file_of(city, paid), paid):
        months.setdefault((whose[str(row["record_number"])], row["programme"]), set()).add(str(row["month"]))
    for row in due.iter_rows(named=True):
        since, until = row["from_month"] or "2017-07", row["until_month"] or "2017-12"
        wanted = {month for month in (f"2017-{nth:02d}" for nth in range(7, 13)) if since <= month <= until}
        found = months.get((row["person"], label[row["programme_code"]]), set())
        assert found == (wanted if row["is_claimed"] else set())
    roll = truth(city, "record").filter(pl.col("extract") == "民政_低保在册")["person"]
    on_roll = due.filter((pl.col("programme_code") == "dibao") & pl.col("is_claimed") & pl.col("until_month").is_null())
    assert set(on_roll.filter(pl.col("from_month").is_null() | (pl.col("from_month") < "2018"))["person"]) <= set(roll)
