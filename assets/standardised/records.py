"""The frame of records to link: one row per delivered record that names a person, whatever the extract calls things."""

from __future__ import annotations

import datetime
from typing import Final

import polars as pl

from assets.standardised import words
from assets.standardised.current import NUMBER
from assets.standardised.ids import Ids, canonical
from assets.standardised.typed import Typed
from schemas.standardised import Record

SHARED_NUMBERS: Final = (
    "account_number", "title_number", "plate", "company_number", "policy_number", "certificate_number",
    "contract_number", "card_number", "employer_number",
)  # fmt: skip
"""Numbers that several records of one person or household share; the first that an extract has is taken."""

PLACES: Final = ("address", "property_address")
"""Where somebody lives, or what they own or rent: often one place; the first that an extract has is taken."""

DISABILITY = "disability_certificate_number"
_SEX = {"男": "1", "女": "2"}
_ID_LENGTH = 18
_FIRST_DAY = datetime.date(1900, 1, 1)


def records(made: Typed) -> pl.DataFrame:
    """Rows of standardised.record (without batch) from typed rows; flags cleaned names on the way."""
    contract, rows = made.contract, made.rows
    ids = _ids(made)
    names = words.names(rows["name"])
    made.flag("name", names.faults, names.faults.is_not_null())
    blank = pl.Series("blank", [None], dtype=pl.String).new_from_index(0, rows.height)

    def text(term: str) -> pl.Series:
        return made.columns[term] if contract.has(term) else blank

    former = words.names(rows["former_name"]).values if contract.has("former_name") else blank
    shared = next((term for term in SHARED_NUMBERS if contract.has(term)), None)
    columns = {
        "record_key": rows["record_key"],
        "extract": pl.repeat(contract.extract, rows.height, eager=True),
        "record_number": rows[NUMBER],
        "name_text": names.values,
        "id_text": ids.text,
        "id_number": ids.number,
        "id_status": ids.status,
        "birth_date": _births(made.columns["birth_date"]) if contract.has("birth_date") else blank,
        "sex_code": _sex_codes(made),
        "phone": words.phones(text("phone")),
        "address": text(next((term for term in PLACES if contract.has(term)), "address")),
        "former_name": former,
        "register_household_number": text("register_household_number"),
        "application_number": text("application_number"),
        "shared_number": text(shared) if shared else blank,
    }
    schema = Record.polars_schema()
    return pl.DataFrame({name: cells.cast(schema[name]) for name, cells in columns.items()})


def _births(dates: pl.Series) -> pl.Series:
    """The first day of a spreadsheet's calendar is what an empty cell became: nobody's birth date."""
    return dates.set(dates == _FIRST_DAY, None)


def _ids(made: Typed) -> Ids:
    """The id of the person named; a disability certificate's number begins with it."""
    if "id_number" in made.ids:
        return made.ids["id_number"]
    if made.contract.has(DISABILITY):
        ids = canonical(made.columns[DISABILITY].str.slice(0, _ID_LENGTH))
        made.flag_ids(DISABILITY, ids)
        return ids
    return canonical(pl.Series("id_number", [None], dtype=pl.String).new_from_index(0, made.rows.height))


def _sex_codes(made: Typed) -> pl.Series:
    """1, 2, or 0 where something was delivered that says neither; NULL where nothing was."""
    if not made.contract.has("sex"):
        return pl.Series("sex_code", [None], dtype=pl.String).new_from_index(0, made.rows.height)
    delivered = words.without_missing(made.rows["sex"])
    codes = made.columns["sex"].replace_strict(_SEX, default=None, return_dtype=pl.String)
    unknown = delivered.is_not_null() & codes.is_null()
    return codes.to_frame("sex").select(pl.when(unknown).then(pl.lit("0")).otherwise(pl.col("sex")).alias("sex"))["sex"]
