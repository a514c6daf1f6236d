"""Stage standardised: every extract typed (one Parquet per extract), the frame of records to link, and flags."""

from __future__ import annotations

import polars as pl

from schemas.columns import DUCKDB_TYPE, POLARS_TYPE, Code, Date, Id, Key, Text
from schemas.contract import Extract
from schemas.table import Table


class Record(Table):
    """一条指名道姓的送达记录,待链接到人"""

    primary_key = ("record_key",)
    is_private = True

    record_key: Key
    extract: Text
    record_number: Text | None
    name_text: Text | None
    id_text: Text | None
    id_number: Id | None
    id_status: Text
    birth_date: Date | None
    sex_code: Code | None
    phone: Text | None
    address: Text | None
    former_name: Text | None
    register_household_number: Id | None
    application_number: Id | None
    shared_number: Text | None


class Flag(Table):
    """一处存疑或已规范的取值(不含取值本身)"""

    primary_key = ("record_key", "term", "flag_code")

    record_key: Key
    extract: Text
    record_number: Text | None
    term: Text
    flag_code: Text


def typed_columns(contract: Extract) -> dict[str, str]:
    """Typed columns of one standardised extract: name -> DuckDB type, `record_key` and `record_number` first.

    Money is `<term>_fen`; an id column is the canonical 18 characters or NULL and keeps its text in `<term>_text`.
    """
    columns = {"record_key": "BIGINT", "record_number": "VARCHAR", "delivered_batch": "VARCHAR"}
    for column in contract.columns:
        columns[column.typed_name] = DUCKDB_TYPE[column.typed_as]
        if column.typed_as == "id":
            columns[f"{column.term}_text"] = "VARCHAR"
    return columns


def polars_columns(contract: Extract) -> dict[str, pl.DataType]:
    """The same as polars types."""
    by_type = {DUCKDB_TYPE[kind]: POLARS_TYPE[kind] for kind in DUCKDB_TYPE}
    return {name: by_type[duckdb_type] for name, duckdb_type in typed_columns(contract).items()}
