"""The ordered digest of a database table: two tables have the same one exactly when they hold the same rows.

It is the SHA-256 of the table written as JSON lines: one `to_json(row)` and a line feed per row, in the order of the
primary key (NULL first). For a table with the key `report_id`,

    select to_json(this_row) from verified.report as this_row order by report_id

printed without a header (`duckdb warehouse.duckdb -noheader -list -c "…" | sha256sum`) gives it without hedui.
A warehouse stores every table in that order, so that reading it from front to back gives the digest.
"""

from __future__ import annotations

import hashlib

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.release.statements import quoted

_ROWS_AT_ONCE = 100_000


def ordered_digest(con: duckdb.DuckDBPyConnection, table: str) -> tuple[int, str]:
    """Rows and digest of `schema.table` as it lies in the database. Reads it once, needs no memory for it."""
    con.execute(" ".join(("select to_json(this_row)::varchar || chr(10) from", quoted(table), "as this_row")))
    total, rows = hashlib.sha256(), 0
    for batch in con.to_arrow_reader(_ROWS_AT_ONCE):
        total.update(_bytes(batch.column(0)))
        rows += batch.num_rows
    return rows, total.hexdigest()


def _bytes(lines: pa.Array) -> memoryview:
    """The UTF-8 bytes of all strings of an Arrow array, one behind the other, without a copy."""
    _, offsets, content = lines.buffers()
    width = np.int64 if pa.types.is_large_string(lines.type) else np.int32
    ends = np.frombuffer(offsets, dtype=width)[lines.offset : lines.offset + len(lines) + 1]
    return memoryview(content)[int(ends[0]) : int(ends[-1])] if content is not None else memoryview(b"")
