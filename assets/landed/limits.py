"""Limits of what is taken in, each with its reason. A file beyond one of them is refused or its row quarantined."""

from __future__ import annotations

MAX_FILE_BYTES = 4 << 30
"""A department's largest extract is below 1 GiB; more than four cannot be held in the 8 GiB the pipeline may use."""

MAX_LINE_BYTES = 64 << 10
"""Rows of all extracts are below 1 KiB; a line 64 times that is not a row. The row is quarantined."""

MAX_UNBROKEN_BYTES = 4 << 20
"""So many bytes without a line end are not a table at all. The file is refused before it fills the memory."""

MAX_COLUMNS = 200
"""The widest contract has 17 columns; a file with hundreds is another table."""

MAX_SHEET_EXPANSION = 200
"""Unpacked size of an XLSX or Parquet file over its packed size; honest spreadsheets stay below 30."""

FREE_EXPANSION_BYTES = 64 << 20
"""Small files may unpack to this much whatever the ratio."""

MAX_SHEET_BYTES = 2 << 30
"""Unpacked XML of a whole workbook; a full sheet of 1,048,576 rows stays below."""

MAX_TITLE_LINES = 3
"""Lines above the header that hold no column word are taken for titles, as departments print them."""

MAX_BLANK_LINES_ABOVE = 20
"""Empty lines above the header that are read over."""

MAX_LINE_ENDS_IN_FIELD = 3
"""An address may be written on a few lines; a quoted field that goes on longer was never closed."""

UNREADABLE_SHARE = 0.20
UNREADABLE_ROWS = 5
"""More than both: the file was made wrongly as a whole, mending single rows would lose people; it is refused."""

SCIENTIFIC_SHARE = 0.5
"""More ids than this share without their last digits: a spreadsheet rounded the column; nothing in it can be mended."""

MIN_IDS_TO_JUDGE = 5
"""Fewer ids than this prove nothing about the column."""

DRIFT_FACTOR = 50
"""Median of a required amount against the last accepted delivery: 100 is fen for yuan, 10,000 is yuan for wan yuan."""

MIN_AMOUNTS_TO_JUDGE = 20
"""Medians of fewer amounts than this differ fifty times by chance: deposits of poor families do."""

MAX_FEN = 10**15
"""Ten trillion yuan: no amount about one person or household is larger."""

MAX_MANIFEST_BYTES = 1 << 20
"""A manifest names a handful of files."""

MAX_ROW_TEXT = 4096
"""Characters kept of a quarantined row; only a giant row has more, and its line number finds it in the file."""

BLOCK_BYTES = 8 << 20
"""Files are decoded and parsed in blocks of about this size: the caches stay warm and the memory flat."""
