"""Writes one extract the way its department delivers it: its columns, date formats, encoding, separator, line ends."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import polars as pl
import xlsxwriter

from data_samples.generator.dirt.profile import Shares
from schemas.contract import Extract, ExtractColumn

TOTALLED = {"民政_低保在册": "月保障金", "民政_救助发放": "发放金额", "银行_账户余额": "余额"}
COMPACT_MONTHS = frozenset(("人社",))
NUMBERS = frozenset(("area_m2", "share", "registered_capital_wan"))
ROWS_A_PART = 200_000
BODY = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}
MARK = {"utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}
FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2150, 12, 31)
CENTS = pl.Series([f".{cents:02d}" for cents in range(100)])


def as_text(frame: pl.DataFrame, contract: Extract, thousands: pl.Series) -> pl.DataFrame:
    """The extract's columns in its own words and formats; Parquet keeps numbers, the rest is text.

    `frame` holds columns by term (money in fen); a missing term is delivered blank.
    """
    return frame.with_columns(thousands.alias("with_thousands")).select(
        _column(frame, contract, column).alias(column.name) for column in contract.columns
    )


def _column(frame: pl.DataFrame, contract: Extract, column: ExtractColumn) -> pl.Expr:
    if column.term not in frame.columns:
        return pl.lit(None, dtype=pl.String)
    value = pl.col(column.term)
    kind = frame.schema[column.term]
    if column.unit == "yuan":
        return _yuan(value)
    if kind == pl.Date:
        if contract.format == "parquet" and column.date == "%Y%m%d":
            return _written(value, "%Y%m%d").cast(pl.Int64)
        return _written(value, column.date or contract.date_format)
    if column.typed_as == "month" and contract.department in COMPACT_MONTHS:
        return value.str.replace_all("-", "")
    if contract.format == "parquet" and column.term in NUMBERS:
        return value.cast(pl.Float64)
    return value.cast(pl.String)


def _written(day: pl.Expr, form: str) -> pl.Expr:
    """The date in a department's own form, looked up: a city has many rows and few days."""
    return pl.lit(_days(form)).gather((day - FIRST_DAY).dt.total_days())


@cache
def _days(form: str) -> pl.Series:
    return pl.date_range(FIRST_DAY, LAST_DAY, eager=True).dt.to_string(form)


def _yuan(fen: pl.Expr) -> pl.Expr:
    """1234.56, or 1,234.56 where the row is written with thousands; what is taken back has a minus sign."""
    yuan = fen.abs() // 100
    thousands, left = (yuan // 1000).cast(pl.String), (yuan % 1000).cast(pl.String).str.zfill(3)
    grouped = pl.col("with_thousands") & yuan.is_between(1000, 999_999)
    whole = pl.when(grouped).then(pl.concat_str(thousands, pl.lit(","), left)).otherwise(yuan.cast(pl.String))
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, whole, pl.lit(CENTS).gather(fen.abs() % 100))


@dataclass(frozen=True)
class Extras:
    """What a file holds besides rows: fen by column for a total line, and lines that nobody can read."""

    sums: dict[str, int]
    broken: list[list[str]]


def totalled(contract: Extract, frame: pl.DataFrame) -> pl.Series | None:
    """The amounts (fen) that the extract's total line adds up, where it has one."""
    name = TOTALLED.get(contract.extract)
    if name is None:
        return None
    return frame[next(column.term for column in contract.columns if column.name == name)]


def write(frame: pl.DataFrame, contract: Extract, folder: Path, extras: Extras, shares: Shares, nth: int = 0) -> Path:
    """Writes `folder/<extract>.<ending>` and returns it; `nth`: how often the extract was delivered before.

    Form and header change in turn as the profile says: own, xlsx, utf-8, utf-16; own, reversed (columns), wider (a
    column that no contract knows).
    """
    folder.mkdir(parents=True, exist_ok=True)
    form = shares["form"][nth % len(shares["form"])]
    header = shares["header"][nth % len(shares["header"])]
    if header == "reversed":
        frame = frame.select(frame.columns[::-1])
    elif header == "wider":
        frame = frame.with_columns(pl.int_range(1, pl.len() + 1).cast(pl.String).alias("导出序号"))
    total = _total_line(contract, extras.sums, frame.columns) if shares["total_line"] and extras.sums else None
    if form == "own" and contract.format == "parquet":
        path = folder / f"{contract.extract}.parquet"
        frame.write_parquet(path, compression="zstd", compression_level=3, statistics=False)
    elif form == "xlsx":
        path = folder / f"{contract.extract}.xlsx"
        _write_xlsx(frame, contract, path, total)
    else:
        path = folder / f"{contract.extract}.csv"
        own = contract.encoding or "utf-8"
        _write_csv(frame, contract.separator, path, own if form == "own" else form, extras, shares, total)
    return path


def _total_line(contract: Extract, sums: dict[str, int], columns: list[str]) -> list[str]:
    wanted = TOTALLED[contract.extract]
    amount = f"{sums[wanted] // 100}.{sums[wanted] % 100:02d}"
    line = [amount if column == wanted else "" for column in columns]
    line[0] = line[0] or "合计"
    return line


def _write_csv(
    frame: pl.DataFrame, separator: str, path: Path, encoding: str, extras: Extras, shares: Shares,
    total: list[str] | None,
) -> None:  # fmt: skip
    end, blanks = shares["line_end"], shares["blank_lines"]
    every = frame.height // (blanks + 1) + 1
    body = BODY.get(encoding, encoding)
    with path.open("wb") as file:
        file.write(MARK.get(encoding, b""))

        def line(cells: list[str]) -> None:
            file.write((separator.join(cells).replace('"', "") + end).encode(body))

        line(frame.columns)
        for start in range(0, frame.height, every):
            for part in range(start, min(start + every, frame.height), ROWS_A_PART):
                rows = frame[part : min(part + ROWS_A_PART, start + every, frame.height)]
                if body == "utf-8":
                    rows.write_csv(file, separator=separator, include_header=False, line_terminator=end)
                else:
                    text = rows.write_csv(separator=separator, include_header=False, line_terminator=end)
                    file.write(text.encode(body))
            if start + every < frame.height:
                file.write(end.encode(body))
        for cells in extras.broken:
            line(cells)
        if total is not None:
            line(total)


def _write_xlsx(frame: pl.DataFrame, contract: Extract, path: Path, total: list[str] | None) -> None:
    """Amounts and counts as numbers, everything else as text; no date of making, so that the bytes are the same."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": datetime(2018, 1, 1), "author": "", "title": contract.extract})
    sheet = book.add_worksheet("Sheet1")
    counted = {column.name for column in contract.columns if column.unit == "yuan" or column.typed_as == "count"}
    numeric = [name in counted for name in frame.columns]
    sheet.write_row(0, 0, frame.columns)
    rows = [list(row) for row in frame.iter_rows()]
    if total is not None:
        rows.append(total)
    for at, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if numeric[place]:
                sheet.write_number(at, place, float(value.replace(",", "")))
            else:
                sheet.write_string(at, place, value)
    book.close()


def manifest(folder: Path, department: str, sent_at: date, rows: dict[str, int]) -> None:
    """Writes manifest.json: how many rows each file of a department holds, and its digest."""
    files = [
        {"file": name, "rows": rows[name], "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
        for name in sorted(rows)
    ]
    told = {"department": department, "sent_at": f"{sent_at:%Y-%m-%d}", "files": files}
    (folder / "manifest.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
