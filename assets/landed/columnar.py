"""Parquet deliveries: footer first, then pages with their checksums, every column as text."""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from assets.landed.characters import FORBIDDEN, forbidden_at, letters_of, odd_at, visible
from assets.landed.header import bound
from assets.landed.intake import FIRST, Intake
from assets.landed.limits import (
    FREE_EXPANSION_BYTES,
    MAX_COLUMNS,
    MAX_LINE_BYTES,
    MAX_ROW_TEXT,
    MAX_SHEET_EXPANSION,
)
from assets.landed.reasons import NotTaken
from schemas.contract import Extract

_MAX_FOOTER = 16 << 20


def read_columnar(content: bytes, contract: Extract) -> Intake:
    """Read a Parquet file.

    Raises:
        NotTaken: a damaged file, more rows than the contract allows, or a type that cannot be text without loss.
    """
    file = _opened(content)
    names = file.schema_arrow.names
    if len(names) > MAX_COLUMNS:
        raise NotTaken("E09_columns", MAX_COLUMNS)
    if file.metadata.num_rows > contract.max_rows:
        raise NotTaken("E11_rows", contract.max_rows)
    groups = range(file.metadata.num_row_groups)
    unpacked = sum(file.metadata.row_group(index).total_byte_size for index in groups)
    if unpacked > max(FREE_EXPANSION_BYTES, MAX_SHEET_EXPANSION * len(content)):
        raise NotTaken("E05_size")
    binding = bound([names], contract)
    intake = Intake(contract, binding)
    terms = {position: term for term, position in binding.terms.items()}
    wanted = sorted(terms) if 0 in terms else [0, *sorted(terms)]
    for position in wanted:
        _refuse_type(file.schema_arrow.field(position).type, terms.get(position), contract)
    start = 2
    for index in groups:
        try:
            table = file.read_row_group(index, columns=[names[position] for position in wanted])
            table.validate(full=True)
        except (pa.ArrowException, OSError, ValueError):
            raise NotTaken("E18_parquet_page") from None
        columns = {terms.get(at, FIRST): _text(table.column(names[at])) for at in wanted}
        frame = pl.DataFrame({name: pl.from_arrow(column) for name, column in columns.items()})
        numbers = pl.Series("row_number", np.arange(start, start + frame.height), pl.Int64)
        start += frame.height
        clean, is_untidy, has_spaces = clean_texts(frame.insert_column(0, numbers), intake)
        intake.admit(clean, partial(separated, clean, intake=intake), is_untidy, has_spaces)
    return intake


def _opened(content: bytes) -> pq.ParquetFile:
    if len(content) < 12 or content[-4:] != b"PAR1":
        raise NotTaken("E16_parquet")
    if int.from_bytes(content[-8:-4], "little") > min(len(content) - 12, _MAX_FOOTER):
        raise NotTaken("E16_parquet")
    try:
        file = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
        is_table = bool(file.schema_arrow.names) and file.metadata.num_rows >= 0
    except (pa.ArrowException, OSError, ValueError):
        # a name in the footer that is no text is a ValueError
        raise NotTaken("E16_parquet") from None
    if not is_table:
        raise NotTaken("E16_parquet")
    return file


def _refuse_type(kind: pa.DataType, term: str | None, contract: Extract) -> None:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    column = contract.by_term()[term] if term else None
    is_id = column is not None and (column.typed_as == "id" or column.term.endswith("_number"))
    if pa.types.is_nested(kind) or _is_binary(kind) or (is_id and pa.types.is_floating(kind)):
        raise NotTaken("E17_type", column.name if column else "1")


def _is_binary(kind: pa.DataType) -> bool:
    kinds = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    return any(is_one(kind) for is_one in kinds)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_timestamp(kind):
        moment = pl.Series(column).dt.to_string("%Y-%m-%d %H:%M:%S")
        return pa.chunked_array([moment.str.strip_suffix(" 00:00:00").to_arrow()]).cast(pa.large_string())
    if pa.types.is_floating(kind):
        return pa.chunked_array([pl.Series(column).cast(pl.String).to_arrow()]).cast(pa.large_string())
    try:
        return column.cast(pa.large_string())
    except pa.ArrowException:
        raise NotTaken("E16_parquet") from None


def clean_texts(frame: pl.DataFrame, intake: Intake) -> tuple[pl.DataFrame, bool, bool]:
    """Set rows with forbidden characters or giant cells aside; says of the rest whether cells need tidying."""
    is_untidy = has_spaces = False
    fault = pl.Series("fault", np.zeros(frame.height, bool))
    at_column: dict[int, str] = {}
    texts = [name for name in frame.columns if name != "row_number"]
    for name in texts:
        letters = letters_of(frame[name])
        breaks = int(np.count_nonzero((letters == 10) | (letters == 13)))
        tabs = int(np.count_nonzero(letters == 9))
        is_untidy |= breaks + tabs > 0 or len(odd_at(letters)) > 0
        has_spaces |= bool(np.count_nonzero(letters == 32))
        bad = pl.Series("bad", np.zeros(frame.height, bool))
        if len(forbidden_at(letters, breaks, tabs)):
            bad = frame[name].str.contains(FORBIDDEN).fill_null(False)
        bad |= (frame[name].str.len_bytes() > MAX_LINE_BYTES).fill_null(False)
        for position in bad.arg_true():
            at_column.setdefault(position, name)
        fault |= bad
    for position, name in sorted(at_column.items()):
        is_long = len(frame[name][position].encode()) > MAX_LINE_BYTES
        code = "Q04_long_line" if is_long else "Q02_control_character"
        column = None if name == FIRST else intake.contract.by_term()[name].name
        intake.put_aside(int(frame["row_number"][position]), code, column, separated(frame, position, intake))
    return frame.filter(~fault), is_untidy, has_spaces


def separated(frame: pl.DataFrame, position: int, intake: Intake) -> str:
    """One row as text, cells in file order."""
    cells = [frame[term][position] or "" for term in intake.in_file_order]
    return visible(intake.contract.separator.join(cells), MAX_ROW_TEXT)
