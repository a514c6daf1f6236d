"""Rows of one file on their way in: tidied, judged, counted. The same for CSV, XLSX and Parquet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from assets.landed.amounts import fen_column, money_columns
from assets.landed.careful import TOTAL_LINE
from assets.landed.characters import ODD, UNTIDY, tidied, trimmed
from assets.landed.header import Binding
from assets.landed.limits import MAX_ROW_TEXT
from schemas.contract import Extract

FIRST = "__first"
"""Extra column of a block: the first filled cell of the row, where the first file column is not ours."""

TIDIED = "__tidied"
"""Column of the content: terms whose cell held an invisible character or an unusual space, separated by commas."""

_FORMULA = r"^[=+@＝＋＠]|^[-－][^-－]"
_NAMES = ("name", "former_name")


@dataclass
class Intake:
    """What has been read of one file so far.

    `blocks` hold row_number, every bound term as text and `<term>_fen` for amounts; `set_aside` holds row_number,
    reason_code, column_name and row_text.
    """

    contract: Extract
    binding: Binding
    blocks: list[pl.DataFrame] = field(default_factory=list)
    set_aside: list[tuple[int, str, str | None, str]] = field(default_factory=list)
    read: int = 0
    blank: int = 0
    total_lines: int = 0
    totals: list[dict[str, str]] = field(default_factory=list)
    """Total lines: term -> cell."""

    def __post_init__(self) -> None:
        self.read += self.binding.titles + self.binding.blank
        self.total_lines += self.binding.titles
        self.blank += self.binding.blank

    @property
    def in_file_order(self) -> list[str]:
        return sorted(self.binding.terms, key=lambda term: self.binding.terms[term])

    def put_aside(self, row_number: int, code: str, column_name: str | None, text: str) -> None:
        self.read += 1
        self.set_aside.append((row_number, code, column_name, text))

    def count_blank(self, rows: int) -> None:
        self.read += rows
        self.blank += rows

    def count_total(self, cells: Sequence[str]) -> None:
        """A line that sums up others: its cells by file position."""
        self.read += 1
        self.total_lines += 1
        terms = self.binding.terms
        self.totals.append({term: cells[at] for term, at in terms.items() if at < len(cells) and cells[at]})

    def admit(
        self, frame: pl.DataFrame, raw: Callable[[int], str], is_untidy: bool = False, has_edge_spaces: bool = False
    ) -> None:
        """Take in a block of rows that have the right number of cells.

        `frame` has row_number, the bound terms as text and FIRST where the first file column is not ours;
        `raw` gives the text of a row by its position in the block.
        """
        self.read += frame.height
        texts = [name for name in frame.columns if name != "row_number"]
        if is_untidy:
            is_untidy_column = frame.select(pl.col(name).str.contains(UNTIDY).any() for name in texts).row(0)
            untidy = [name for name, is_so in zip(texts, is_untidy_column, strict=True) if is_so]
            odd = [pl.when(pl.col(name).str.contains(ODD)).then(pl.lit(name)) for name in untidy if name != FIRST]
            if odd:
                joined = pl.concat_str(odd, separator=",", ignore_nulls=True)
                frame = frame.with_columns(pl.when(joined != "").then(joined).alias(TIDIED))
            frame = frame.with_columns(tidied(name) for name in untidy)
        if is_untidy or has_edge_spaces:
            frame = frame.with_columns(trimmed(name) for name in texts)
        order = [FIRST, *self.in_file_order] if FIRST in texts else self.in_file_order
        first = frame.select(pl.coalesce(order).alias(FIRST))[FIRST]
        is_out = first.is_null()
        if is_out.any():
            self.blank += int(is_out.sum())
        is_total = first.str.contains(TOTAL_LINE).fill_null(False)
        if is_total.any():
            for row in frame.filter(is_total).iter_rows(named=True):
                self.total_lines += 1
                self.totals.append({term: row[term] for term in self.binding.terms if row[term]})
            is_out |= is_total
        frame = frame.drop(FIRST, strict=False)
        faults: list[tuple[pl.Series, str, str]] = []
        for column in self.contract.columns:
            if column.term in _NAMES and column.term in self.binding.terms:
                faults.append((frame[column.term].str.contains(_FORMULA), "Q07_formula_name", column.name))
        for column, unit in money_columns(self.contract):
            if column.term in self.binding.terms:
                amounts, unreadable = fen_column(frame, column.term, unit)
                frame = frame.with_columns(amounts.alias(f"{column.term}_fen"))
                if column.required:
                    faults.append((unreadable, "Q06_amount", column.name))
        self._keep(frame, faults, is_out, raw)

    def _keep(
        self,
        frame: pl.DataFrame,
        faults: list[tuple[pl.Series, str, str]],
        is_out: pl.Series,
        raw: Callable[[int], str],
    ) -> None:
        for fault, code, column_name in faults:
            now = fault.fill_null(False) & ~is_out
            if now.any():
                for position in now.arg_true():
                    text = raw(position)[:MAX_ROW_TEXT]
                    self.set_aside.append((int(frame["row_number"][position]), code, column_name, text))
                is_out |= now
        self.blocks.append(frame.filter(~is_out) if is_out.any() else frame)
