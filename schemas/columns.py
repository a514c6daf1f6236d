"""Column types: one kind of value, one type in every engine."""

from __future__ import annotations

import datetime
from typing import Annotated

import polars as pl

from schemas.glossary import Kind

DUCKDB_TYPE: dict[Kind, str] = {
    "text": "VARCHAR", "code": "VARCHAR", "id": "VARCHAR", "money": "BIGINT", "count": "INTEGER", "number": "DOUBLE",
    "ratio": "DOUBLE", "date": "DATE", "month": "VARCHAR", "year": "INTEGER", "flag": "BOOLEAN",
    "texts": "VARCHAR[]", "key": "BIGINT",
}  # fmt: skip
POLARS_TYPE: dict[Kind, pl.DataType] = {
    "text": pl.String(), "code": pl.String(), "id": pl.String(), "money": pl.Int64(), "count": pl.Int32(),
    "number": pl.Float64(), "ratio": pl.Float64(), "date": pl.Date(), "month": pl.String(), "year": pl.Int32(),
    "flag": pl.Boolean(), "texts": pl.List(pl.String()), "key": pl.Int64(),
}  # fmt: skip

Text = Annotated[str, "text"]
Code = Annotated[str, "code"]
Id = Annotated[str, "id"]
Fen = Annotated[int, "money"]
Count = Annotated[int, "count"]
Number = Annotated[float, "number"]
Ratio = Annotated[float, "ratio"]
Date = Annotated[datetime.date, "date"]
Month = Annotated[str, "month"]
Year = Annotated[int, "year"]
Flag = Annotated[bool, "flag"]
Texts = Annotated[list[str], "texts"]
Key = Annotated[int, "key"]
