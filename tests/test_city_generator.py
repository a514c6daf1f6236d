"""The made-up city: the same seed makes the same bytes, every file binds to its contract, and the truth is exact."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from pathlib import Path

import polars as pl
import pytest

from data_samples.generator.__main__ import SAMPLE_PERSONS, SAMPLE_SEED
from data_samples.generator.city import DELIVERED, make
from data_samples.generator.identifiers import is_valid
from data_samples.generator.plan import programmes
from data_samples.generator.stories import stories
from data_samples.generator.words import areas
from schemas.contract import Extract, extracts

INCOME = {"税务_个人所得": "income", "人社_养老待遇": "pension", "人社_失业登记": "unemployment_benefit"}
SHIPPED = Path(str(resources.files("data_samples")))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("city")
    make(out, SAMPLE_PERSONS, SAMPLE_SEED)
    return out


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 by relative path; of a workbook its parts are hashed, because another zlib packs them otherwise."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                content = b"".join(name.encode() + book.read(name) for name in sorted(book.namelist()))
        found[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return found


def file_of(city: Path, contract: Extract) -> Path:
    (found,) = (city / "inbox" / "2017-12-31" / contract.department).glob(f"{contract.extract}.*")
    return found


def cells(path: Path, contract: Extract) -> Iterator[dict[str, object]]:
    """Rows by term, text as delivered; blank, total and unreadable lines left out. Only amounts stand in quotes."""
    if path.suffix == ".parquet":
        rows = pl.read_parquet(path).iter_rows()
    elif path.suffix == ".xlsx":
        rows = pl.read_excel(path, infer_schema_length=0).iter_rows()
    else:
        text = path.read_bytes().decode(contract.encoding or "utf-8")
        lines = [line for line in text.splitlines()[1:] if line]
        rows = iter([split(line, contract.separator) for line in lines])
    terms = [column.term for column in contract.columns]
    for row in rows:
        values = [None if cell == "" else cell for cell in row]
        if len(values) == len(terms) and values[0] != "合计" and "见附件" not in values:
            yield dict(zip(terms, values, strict=True))


def split(line: str, separator: str) -> list[str]:
    parts = line.split('"')
    outside = [part if at % 2 == 0 else part.replace(separator, "\0") for at, part in enumerate(parts)]
    return [cell.replace("\0", separator) for cell in "".join(outside).split(separator)]


def fen(text: object) -> int:
    return int(Decimal(str(text).replace(",", "")) * 100)


def truth(city: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(city / "truth" / f"{name}.parquet")


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
    assert [path.name for path in (tmp_path / "inbox").rglob("*.*")] == ["银行_账户余额.csv"]
    assert told
    with pytest.raises(ValueError, match="does not make"):
        make(tmp_path, 600, 5, extracts=["没有_这个"])
    with pytest.raises(ValueError, match="at least"):
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
    known = truth(city, "record").filter(pl.col("extract") == name)
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
    assert set(record["id_state"]) == {"right", "normalisable", "missing", "typo", "borrowed", "dummy"}
    homes = truth(city, "household_member")
    residents = people.filter(pl.col("moved_out_date").is_null())["person"]
    assert set(homes.filter(pl.col("basis") == "residence")["person"]) == set(residents)
    assert set(homes.filter(pl.col("basis") == "register")["person"]) == set(
        people.filter("is_registered")["person"]
    )
    for name in ("income", "asset", "fact", "alert", "story", "report", "street", "unreadable"):
        assert truth(city, name).height > 0, name


def test_dirt_is_as_common_as_in_offices(city: Path) -> None:
    record = truth(city, "record")
    share = dict(record["id_state"].value_counts(normalize=True).iter_rows())
    assert 0.01 < share["missing"] + share["typo"] + share["dummy"] < 0.03
    assert 0.001 < share["borrowed"] < 0.005
    assert 0.01 < record.filter(pl.col("name_state") != "right").height / record.height < 0.04


def test_the_state_of_a_record_is_what_was_delivered(city: Path) -> None:
    number = dict(truth(city, "person").select("person", "id_number").iter_rows())
    known = {(r["extract"], r["record_number"]): r for r in truth(city, "record").iter_rows(named=True)}
    for name in DELIVERED:
        contract = extracts()[name]
        term = "id_number" if contract.has("id_number") else "disability_certificate_number"
        for row in cells(file_of(city, contract), contract):
            told = known[name, str(row[contract.key_terms[0]])]
            text = None if row[term] is None else str(row[term])[: 18 if term != "id_number" else None]
            right = text == number[told["person"]]
            assert right == (told["id_state"] == "right"), (name, told["id_dirt"])
            assert (text is None) == (told["id_state"] == "missing")
            assert (text is not None and is_valid(text) and not right) == (told["id_state"] == "borrowed")


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


def test_later_batches_add_correct_and_repeat_under_the_same_record_numbers(tmp_path: Path) -> None:
    make(tmp_path, 8000, 5, batches=5)
    batches = sorted(path.name for path in (tmp_path / "inbox").iterdir())
    assert batches == ["2017-12-31", "2018-01-03", "2018-01-07", "2018-01-10", "2018-01-14"]
    change = truth(tmp_path, "change")
    assert {"death", "application", "conclusion", "correction", "month"} <= set(change["kind"])
    register = extracts()["公安_户籍人口"]
    first, last = (
        {
            row["record_number"]: row
            for row in cells(tmp_path / "inbox" / batch / "公安" / "公安_户籍人口.parquet", register)
        }
        for batch in (batches[0], batches[-1])
    )
    assert first.keys() == last.keys()
    moved = {number for number in first if first[number] != last[number]}
    noted = change.filter(pl.col("kind") == "death_registered")["record_number"]
    assert moved == set(noted)
    rows = extracts()["人社_参保缴费"]
    numbers = [
        {row["record_number"] for row in cells(path, rows)} for path in sorted(tmp_path.rglob("人社_参保缴费.csv"))
    ]
    corrected = change.filter(pl.col("kind") == "correction")["record_number"]
    assert set(corrected) == numbers[0] & set.union(*numbers[1:])
    record = truth(tmp_path, "record")
    assert record.height == record.select("extract", "record_number").n_unique()
