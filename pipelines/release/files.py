"""The one writer of lists for people: CSV and XLSX that are safe in Excel and WPS and the same bytes every time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import xlsxwriter

from pipelines.release.paper import width

_CONTROL = "[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]"
"""Written so that polars and `re` read the same."""
_CONTROLS = re.compile(_CONTROL)
_STARTS_A_FORMULA = (
    r"^[\s\x{a0}\x{ad}\x{180e}\x{200b}-\x{200f}\x{2060}-\x{2064}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{3000}\x{feff}"
    r"\"'“”‘’]*[=+\-@＝＋－＠﹦﹢﹣﹫−]"
)
_FORBIDDEN_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
LONGEST_NAME = 60
LONGEST_CELL = 32_000
"""Excel holds 32,767 characters in a cell."""
WIDEST_COLUMN = 48


class Choice(NamedTuple):
    """A blank column that a person fills in: from a list, or with a hint."""

    column: str
    values: tuple[str, ...] = ()
    hint: str = ""


def safe_text(column: str) -> pl.Expr:
    """A text column without line ends and control characters (a space stands for them)."""
    return pl.col(column).str.replace_all(_CONTROL, " ").str.slice(0, LONGEST_CELL)


def safe_from_formulas(column: str) -> pl.Expr:
    """The same, with an apostrophe before what a spreadsheet would compute: = + - @, also full-width, also after
    spaces, invisible characters and quotes."""
    text = safe_text(column)
    return pl.when(text.str.contains(_STARTS_A_FORMULA)).then("'" + text).otherwise(text).alias(column)


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """UTF-8 with BOM, CRLF, every text quoted and no text a formula. Column names are the header."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    frame.with_columns(safe_from_formulas(name) for name in texts).write_csv(
        path, include_bom=True, line_terminator="\r\n", quote_style="non_numeric"
    )


def write_xlsx(
    frame: pl.DataFrame, path: Path, day: datetime.date, footer: str, choices: Sequence[Choice] = (),
    notes: Sequence[str] = (),
) -> None:  # fmt: skip
    """One sheet with the header in the first row and every text as a text cell, which no program computes.

    `footer` stands on every printed page, `notes` on a second sheet; `choices` are blank columns behind the others.
    """
    # cell by cell: most of these lists are short, and planning a query costs more than writing ten rows
    columns = {name: _cells(frame[name]) for name in frame.columns}
    book = xlsxwriter.Workbook(path, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.datetime(day.year, day.month, day.day)})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    cell = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    blank = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#FFF8DC"})
    sheet = book.add_worksheet("名单")
    headers = [*frame.columns, *(choice.column for choice in choices)]
    for position, name in enumerate(headers):
        sheet.write_string(0, position, name, head)
        sheet.set_column(position, position, _places(name, columns.get(name, ())) + 2)
    for position, (name, values) in enumerate(columns.items()):
        is_text = frame.schema[name] == pl.String
        write = sheet.write_string if is_text else sheet.write_number
        for row, value in enumerate(values, 1):
            if value is not None:
                write(row, position, value, cell if is_text else None)
    for offset, choice in enumerate(choices):
        _offer(sheet, frame.width + offset, frame.height, choice, blank)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{footer}&R第 &P / &N 页")
    if notes:
        page = book.add_worksheet("说明")
        page.set_column(0, 0, 100)
        for row, note in enumerate(notes):
            page.write_string(row, 0, note, cell)
    book.close()


def _offer(
    sheet: xlsxwriter.worksheet.Worksheet, position: int, rows: int, choice: Choice, blank: xlsxwriter.format.Format
) -> None:
    for row in range(1, rows + 1):
        sheet.write_blank(row, position, None, blank)
    if not rows:
        return
    rule = {"validate": "list", "source": list(choice.values)} if choice.values else {"validate": "any"}
    hint = {"input_title": choice.column, "input_message": choice.hint} if choice.hint else {}
    if choice.values or choice.hint:
        sheet.data_validation(1, position, rows, position, {**rule, **hint})


def _cells(column: pl.Series) -> list[Any]:
    """What a column's cells hold; texts without line ends and control characters, as `safe_text` has them."""
    if column.dtype != pl.String:
        return column.to_list()
    return [None if text is None else _CONTROLS.sub(" ", text)[:LONGEST_CELL] for text in column]


def _places(name: str, values: Iterable[Any]) -> int:
    """Columns wide enough for their text: a Chinese character takes two places."""
    return min(max((width(str(value)) for value in (name, *values) if value is not None), default=0), WIDEST_COLUMN)


def file_name(text: str) -> str:
    """A text as the name of a file or folder on any system."""
    clean = _FORBIDDEN_IN_NAMES.sub("_", text).strip(" .")
    return clean[:LONGEST_NAME] or "_"


def folder_names(labels: dict[str, str]) -> dict[str, str]:
    """Area code -> folder name: its label where no other area has it, else label and code."""
    names = {code: file_name(label) for code, label in labels.items()}
    taken = list(names.values())
    return {code: name if taken.count(name) == 1 else file_name(f"{name}_{code}") for code, name in names.items()}
