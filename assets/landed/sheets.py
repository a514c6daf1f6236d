"""XLSX deliveries: the first visible sheet, every cell as the text that the sheet shows."""

from __future__ import annotations

import io
import logging
import zipfile

import fastexcel
import polars as pl

from assets.landed.columnar import clean_texts, separated
from assets.landed.header import bound
from assets.landed.intake import FIRST, Intake
from assets.landed.limits import (
    FREE_EXPANSION_BYTES,
    MAX_BLANK_LINES_ABOVE,
    MAX_COLUMNS,
    MAX_SHEET_BYTES,
    MAX_SHEET_EXPANSION,
    MAX_TITLE_LINES,
    MIN_IDS_TO_JUDGE,
    SCIENTIFIC_SHARE,
)
from assets.landed.reasons import NotTaken
from schemas.contract import Extract

_MAX_PARTS = 2000
logging.getLogger("fastexcel").setLevel(logging.ERROR)


def read_sheet(content: bytes, contract: Extract) -> Intake:
    """Read the first visible sheet of a workbook.

    Raises:
        NotTaken: not a workbook, an archive that unpacks beyond measure, or a header that does not fit.
    """
    _refuse_bomb(content)
    cells = _cells(content)
    head = cells.head(contract.title_lines + MAX_TITLE_LINES + 1 + MAX_BLANK_LINES_ABOVE)
    binding = bound(([cell or "" for cell in row] for row in head.iter_rows()), contract)
    intake = Intake(contract, binding)
    names = {f"column_{position}": term for term, position in binding.terms.items()}
    frame = cells.slice(binding.line + 1)
    wanted = list(names) if "column_0" in names else ["column_0", *names]
    frame = frame.select(wanted).rename({**({} if "column_0" in names else {"column_0": FIRST}), **names})
    frame = frame.with_columns(pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias("row_number"))
    _refuse_number_ids(frame, contract)
    clean, _, _ = clean_texts(frame, intake)
    intake.admit(clean, lambda position: separated(clean, position, intake), is_untidy=True)
    return intake


def _refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise NotTaken("E24_workbook") from None
    names = [part.filename for part in parts]
    if len(parts) > _MAX_PARTS or len(set(names)) != len(names) or any(part.flag_bits & 1 for part in parts):
        raise NotTaken("E24_workbook")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise NotTaken("E04_magic", "XLSX")
    size = sum(part.file_size for part in parts)
    if size > MAX_SHEET_BYTES or size > max(FREE_EXPANSION_BYTES, MAX_SHEET_EXPANSION * len(content)):
        raise NotTaken("E05_size")


def _cells(content: bytes) -> pl.DataFrame:
    """Every cell as text, columns column_0, column_1, …; empty rows are kept, so that rows can be counted."""
    try:
        book = fastexcel.read_excel(content)
        for name in book.sheet_names:
            first = book.load_sheet(name, header_row=None, n_rows=1, dtypes="string")
            if first.visible == "visible":
                break
        else:
            raise NotTaken("E24_workbook")
        if first.width == 0 or first.total_height == 0:
            raise NotTaken("E08_header")
        if first.width > 4 * MAX_COLUMNS:
            raise NotTaken("E09_columns", MAX_COLUMNS)
        sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except (NotTaken, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:
        # the reader is Rust: what it stumbles over may arrive as a panic, which is no Exception
        raise NotTaken("E24_workbook") from None
    return sheet.rename({old: f"column_{position}" for position, old in enumerate(sheet.columns)})


def _refuse_number_ids(frame: pl.DataFrame, contract: Extract) -> None:
    """Refuse ids that were numbers in the sheet: 18 digits do not fit a double, the last ones are invented.

    A double shows as a number that a double can hold; of real ids only one in 64 is such a number.
    """
    for column in contract.columns:
        if column.typed_as != "id" or column.term not in frame.columns:
            continue
        ids = frame[column.term].drop_nulls()
        ids = ids.filter(ids.str.contains(r"^[0-9]{18}$"))
        if len(ids) < MIN_IDS_TO_JUDGE:
            continue
        number = ids.cast(pl.Int64)
        exact = int((number.cast(pl.Float64).cast(pl.Int64) == number).sum())
        if exact > SCIENTIFIC_SHARE * len(ids):
            raise NotTaken("E20_id_digits", column.name)
