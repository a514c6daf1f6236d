"""What goes back to the departments: an account of every file they sent, and the rows nobody could read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from assets.landed.columnar import read_columnar
from assets.landed.encoding import read_regular
from assets.landed.header import bound, split
from assets.landed.history import deliveries
from assets.landed.reasons import ROW_REASONS, NotTaken
from assets.landed.sheets import read_sheet
from assets.workspace import Workspace
from pipelines.privacy.permissions import owner_folder
from pipelines.release.files import file_name, write_csv
from pipelines.release.reference import words
from pipelines.release.statements import statement
from schemas.contract import Extract
from schemas.landed import QuarantinedRow

RECEIPT = "数据质量回执.csv"
REASON = "隔离原因"


def write_receipts(
    con: duckdb.DuckDBPyConnection, ws: Workspace, folder: Path, since: str | None
) -> Iterator[tuple[str, str, int]]:
    """Write departments/<department>/; yields relative path, department and rows of each file.

    Batches up to `since` were answered by the release before.
    """
    files = deliveries(ws)
    if since is not None:
        files = files.filter(pl.col("batch") > since)
    con.register("deliveries", files.to_arrow())
    con.register("column_word", _column_words(ws).to_arrow())
    frame = con.execute(statement("lists", "receipt").sql).pl()
    frame = frame.with_columns(pl.col("标记").replace(words().flags))
    for part in frame.partition_by("department", maintain_order=True):
        department = str(part["department"][0])
        place = owner_folder(owner_folder(folder) / file_name(department))
        write_csv(part.drop("department"), place / RECEIPT)
        yield f"{place.name}/{RECEIPT}", department, part.height
    yield from _quarantined(ws, files, folder)


def _quarantined(ws: Workspace, files: pl.DataFrame, folder: Path) -> Iterator[tuple[str, str, int]]:
    """隔离行_<extract>.csv; files of one extract whose columns stand in different orders get a file each."""
    paths = [ws.path(QuarantinedRow.key(), batch) for batch in files["batch"].unique().sort()]
    there = [pl.read_parquet(path) for path in paths if path.is_file()]
    if not there:
        return
    rows = pl.concat(there).sort("department", "extract", "batch", "file_name", "row_number")
    digests = {(row[0], row[1], row[2]): (row[3], row[4]) for row in files.select(_WHERE).iter_rows()}
    for part in rows.partition_by("department", "extract", maintain_order=True):
        contract = ws.catalogue[str(part["extract"][0])]
        by_header: dict[str, list[str]] = {}
        for file in part.partition_by("batch", "file_name", maintain_order=True):
            place = (str(file["batch"][0]), str(file["department"][0]), str(file["file_name"][0]))
            digest, encoding = digests.get(place, (None, None))
            header = delivered_header(ws, place, digest, encoding, contract)
            by_header.setdefault(header, []).extend(_lines(file, contract.separator))
        for number, (header, lines) in enumerate(by_header.items(), 1):
            name = f"隔离行_{contract.extract}{'' if number == 1 else f'_{number}'}.csv"
            department = str(part["department"][0])
            target = owner_folder(owner_folder(folder) / file_name(department)) / name
            text = "\r\n".join([f"{header}{contract.separator}{REASON}", *lines, ""])
            target.write_bytes(text.encode(contract.encoding or "utf-8-sig", errors="replace"))
            yield f"{target.parent.name}/{name}", department, len(lines)


_WHERE = ("batch", "department", "file_name", "file_sha256", "encoding")


def _lines(rows: pl.DataFrame, separator: str) -> Iterator[str]:
    """The rows as the department wrote them, each with its reason behind it.

    Nothing in a row is changed, not even what a spreadsheet would compute: the file goes back to where it came from,
    to be mended and sent again.
    """
    for number, code, column, text in rows.select("row_number", "reason_code", "column_name", "row_text").iter_rows():
        reason = f"第{number}行: {ROW_REASONS.get(code, code)}" + (f"({column})" if column else "")
        yield text.rstrip("\r\n") + separator + _cell(reason, separator)


def delivered_header(
    ws: Workspace, place: tuple[str, str, str], digest: str | None, encoding: str | None, contract: Extract
) -> str:
    """The header line of a delivered file as it was; of the contract where the file is not there any more."""
    found = None
    if ws.inbox is not None and digest is not None:
        found = _header_in(ws.inbox.joinpath(*place), digest, encoding or "utf-8", contract)
    return found or contract.separator.join(column.name for column in contract.columns)


def _header_in(path: Path, digest: str, encoding: str, contract: Extract) -> str | None:
    try:
        content, now = read_regular(path)
        if now != digest:
            return None
        if path.suffix.lower() == ".csv":
            lines = content[:_HEAD_BYTES].decode(encoding, "replace").lstrip("\ufeff").splitlines()
            return lines[bound((split(line, contract.separator) for line in lines), contract).line]
        read = read_sheet if path.suffix.lower() == ".xlsx" else read_columnar
        terms = read(content, contract).in_file_order
        return contract.separator.join(contract.by_term()[term].name for term in terms)
    except (NotTaken, OSError):
        return None


_HEAD_BYTES = 1 << 16


def _column_words(ws: Workspace) -> pl.DataFrame:
    """extract, term, word: what the department calls each column."""
    words = [(name, column.term, column.name) for name, contract in ws.catalogue.items() for column in contract.columns]
    return pl.DataFrame(words, schema=["extract", "term", "word"], orient="row")


def _cell(text: str, separator: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="").writerow([text])
    return buffer.getvalue()
