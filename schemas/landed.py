"""Stage landed: what arrived, file by file, and what could not be read."""

from __future__ import annotations

from typing import ClassVar

from schemas.columns import Code, Count, Text, Texts
from schemas.table import Table


class Delivery(Table):
    """一个送达的文件及其行数账"""

    primary_key = ("batch", "department", "file_name")
    codes: ClassVar[dict[str, str]] = {"decision": "delivery_decision"}

    department: Text
    extract: Text | None
    file_name: Text
    file_sha256: Text | None
    rows_read: Count
    rows_accepted: Count
    rows_quarantined: Count
    rows_duplicate: Count
    rows_blank: Count
    rows_total_line: Count
    columns_undeclared: Count | None
    columns_missing: Texts | None
    encoding: Text | None
    decision: Code
    reason_code: Text | None
    reason: Text | None


class QuarantinedRow(Table):
    """一行读不懂的原始记录,退回部门改正"""

    primary_key = ("batch", "department", "file_name", "row_number")
    is_private = True

    department: Text
    extract: Text
    file_name: Text
    row_number: Count
    reason_code: Text
    column_name: Text | None
    row_text: Text
