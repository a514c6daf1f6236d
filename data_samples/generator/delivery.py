"""Writes one extract the way its department delivers it: its columns, date formats, encoding, separator, line ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from data_samples.generator.dirt import profile
from schemas.contract import Extract, ExtractColumn

AS_XLSX = frozenset(("民政_低保在册",))
TOTALLED = {"民政_低保在册": "月保障金", "民政_救助发放": "发放金额", "银行_账户余额": "余额"}
COMPACT_MONTHS = frozenset(("人社",))
NUMBERS = frozenset(("area_m2", "share", "registered_capital_wan"))
ROWS_A_PART = 200_000


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
            return value.dt.to_string("%Y%m%d").cast(pl.Int64)
        return value.dt.to_string(column.date or contract.date_format)
    if column.typed_as == "month" and contract.department in COMPACT_MONTHS:
        return value.str.replace_all("-", "")
    if contract.format == "parquet" and column.term in NUMBERS:
        return value.cast(pl.Float64)
    return value.cast(pl.String)


def _yuan(fen: pl.Expr) -> pl.Expr:
    """1234.56, or 1,234.56 where the row is written with thousands."""
    whole, cents = (fen // 100).cast(pl.String), (fen % 100).cast(pl.String).str.zfill(2)
    long = whole.str.len_chars() > 3
    grouped = whole.str.head(-3) + "," + whole.str.tail(3)
    return (
        pl.when(pl.col("with_thousands") & long & (whole.str.len_chars() < 7)).then(grouped).otherwise(whole)
        + "."
        + cents
    )


@dataclass(frozen=True)
class Extras:
    """What a file holds besides rows: fen by column for a total line, and lines that nobody can read."""

    sums: dict[str, int]
    broken: list[list[str]]


def write(frame: pl.DataFrame, contract: Extract, folder: Path, extras: Extras) -> Path:
    """Writes `folder/<extract>.<ending>` and returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    if contract.extract in AS_XLSX:
        path = folder / f"{contract.extract}.xlsx"
        _write_xlsx(frame, contract, path, extras.sums)
    elif contract.format == "parquet":
        path = folder / f"{contract.extract}.parquet"
        frame.write_parquet(path, compression="zstd", compression_level=9, statistics=False)
    else:
        path = folder / f"{contract.extract}.csv"
        _write_csv(frame, contract, path, extras)
    return path


def _total_line(contract: Extract, sums: dict[str, int]) -> list[str]:
    fen = sums[TOTALLED[contract.extract]]
    wanted = TOTALLED[contract.extract]
    amount = f"{fen // 100}.{fen % 100:02d}"
    return ["合计"] + [amount if column.name == wanted else "" for column in contract.columns[1:]]


def _write_csv(frame: pl.DataFrame, contract: Extract, path: Path, extras: Extras) -> None:
    shares = profile(contract.extract)
    encoding = contract.encoding or "utf-8"
    end = shares["line_end"]
    blanks = shares["blank_lines"]
    every = frame.height // (blanks + 1) + 1
    with path.open("wb") as file:
        header = contract.separator.join(column.name for column in contract.columns) + end
        file.write(header.encode(encoding))
        body = "utf-8" if encoding == "utf-8-sig" else encoding
        for start in range(0, frame.height, every):
            for part in range(start, min(start + every, frame.height), ROWS_A_PART):
                rows = frame[part : min(part + ROWS_A_PART, start + every, frame.height)]
                text = rows.write_csv(separator=contract.separator, include_header=False, line_terminator=end)
                file.write(text.encode(body))
            if start + every < frame.height:
                file.write(end.encode(body))
        for cells in extras.broken:
            file.write((contract.separator.join(cells).replace('"', "") + end).encode(body))
        if shares["total_line"]:
            file.write((contract.separator.join(_total_line(contract, extras.sums)) + end).encode(body))


def _write_xlsx(frame: pl.DataFrame, contract: Extract, path: Path, sums: dict[str, int]) -> None:
    """Amounts and counts as numbers, everything else as text; no date of making, so that the bytes are the same."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": datetime(2018, 1, 1), "author": "", "title": contract.extract})
    sheet = book.add_worksheet("Sheet1")
    numeric = [column.unit == "yuan" or column.typed_as == "count" for column in contract.columns]
    sheet.write_row(0, 0, [column.name for column in contract.columns])
    rows = [list(row) for row in frame.iter_rows()]
    if profile(contract.extract)["total_line"]:
        rows.append(_total_line(contract, sums))
    for at, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if numeric[place]:
                sheet.write_number(at, place, float(value.replace(",", "")))
            else:
                sheet.write_string(at, place, value)
    book.close()


def batch_folder(out: Path, batch: date, contract: Extract) -> Path:
    return out / "inbox" / f"{batch:%Y-%m-%d}" / contract.department
