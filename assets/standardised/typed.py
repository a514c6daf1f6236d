"""One extract typed: dates, months, counts, ids, codes and fen from text, and a flag where a cell was doubtful."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from assets.landed.amounts import is_missing
from assets.landed.intake import TIDIED
from assets.standardised import dates, numbers, words
from assets.standardised.current import BATCH, IS_REPEATED, NUMBER
from assets.standardised.ids import Ids, canonical
from assets.standardised.spellings import Reading
from schemas.contract import Extract, ExtractColumn
from schemas.standardised import Flag, polars_columns

_SOUND_IDS = ("valid", "certificate", "missing")


@dataclass
class Typed:
    """Typed rows of one extract (or of a stretch of it) on their way out."""

    contract: Extract
    rows: pl.DataFrame
    columns: dict[str, pl.Series] = field(default_factory=dict)
    ids: dict[str, Ids] = field(default_factory=dict)
    """Id columns by term, with their status."""
    flags: list[pl.DataFrame] = field(default_factory=list)

    def flag(self, term: str, code: str | pl.Series, where: pl.Series) -> None:
        """Flag the rows where a condition holds."""
        chosen = where.fill_null(False)
        if chosen.any():
            codes = pl.lit(code) if isinstance(code, str) else code.filter(chosen)
            found = self.rows.filter(chosen).select("record_key", pl.col(NUMBER).alias("record_number"))
            self.flags.append(found.with_columns(pl.lit(term).alias("term"), codes.alias("flag_code")))

    def flag_ids(self, term: str, ids: Ids) -> None:
        """Flag every id that is not simply valid or missing."""
        is_doubtful = ~ids.status.is_in(_SOUND_IDS)
        if is_doubtful.any():
            self.flag(term, "id_" + ids.status, is_doubtful)

    def flag_tidied(self) -> None:
        """Flag the cells from which landing took invisible characters or unusual spaces."""
        tidied = self.rows[TIDIED]
        if tidied.null_count() < len(tidied):
            for term in sorted(set(",".join(tidied.drop_nulls().unique()).split(","))):
                self.flag(term, "invisible_character", ("," + tidied + ",").str.contains(f",{term},", literal=True))

    def put(self, column: ExtractColumn, reading: Reading) -> None:
        """Keep a typed column and flag what could not be read."""
        self.columns[column.typed_name] = reading.values
        if reading.faults.null_count() < len(reading.faults):
            self.flag(column.term, reading.faults, reading.faults.is_not_null())

    @property
    def frame(self) -> pl.DataFrame:
        """The rows in the shape of schemas.standardised."""
        schema = polars_columns(self.contract)
        fixed = {"record_key": self.rows["record_key"], "delivered_batch": self.rows[BATCH]}
        made = self.columns | fixed | {"record_number": self.rows[NUMBER]}
        return pl.DataFrame({name: made[name].cast(kind) for name, kind in schema.items()})

    @property
    def flag_frame(self) -> pl.DataFrame:
        """Flags in the shape of standardised.flag (without batch), ordered by its key."""
        schema = {name: kind for name, kind in Flag.polars_schema().items() if name != "batch"}
        if not self.flags:
            return pl.DataFrame(schema=schema)
        every = pl.concat(self.flags).with_columns(pl.lit(self.contract.extract).alias("extract"))
        return every.select(list(schema)).unique(maintain_order=True).sort("record_key", "term", "flag_code")


def typed(contract: Extract, rows: pl.DataFrame) -> Typed:
    """Type rows of an extract: the frame of `current` with `record_key`."""
    made = Typed(contract, rows)
    for column in contract.columns:
        cells = rows[column.term]
        made.put(column, _read(made, column, cells)) if column.typed_as != "id" else _read_ids(made, column, cells)
        if column.required:
            made.flag(column.term, "missing_required", cells.is_null() | cells.is_in(words.NOTHING))
    made.flag_tidied()
    for term in contract.key_terms:
        made.flag(term, "duplicate_key", rows[IS_REPEATED])
    return made


def _read(made: Typed, column: ExtractColumn, cells: pl.Series) -> Reading:
    kind = column.typed_as
    if kind == "money":
        return _money(made, column, cells)
    if kind == "date":
        return dates.dates(cells, column.date or made.contract.date_format)
    if kind == "month":
        return dates.months(cells)
    if kind == "year":
        return dates.years(cells)
    if kind == "count":
        return numbers.counts(cells)
    if kind in ("number", "ratio"):
        return numbers.numbers(cells, is_share=column.term == "share" or kind == "ratio")
    if kind == "flag":
        return words.yes_or_no(cells)
    if kind == "texts":
        return _sound(words.without_missing(cells).str.split("、"))
    if column.values:
        return words.coded(cells, column.term, column.values)
    return _sound(_text(column, cells))


def _text(column: ExtractColumn, cells: pl.Series) -> pl.Series:
    term = column.term
    if term == "record_number" or term in words.FREE_TEXT:
        return cells
    if term in words.HOLDINGS:
        return words.thing_numbers(cells, is_holding=True)
    if term.endswith(("_number", "_id", "_code")):
        return words.thing_numbers(cells)
    return words.without_missing(cells)


def _money(made: Typed, column: ExtractColumn, cells: pl.Series) -> Reading:
    """Fen were parsed on landing; what is not fen there and is not missing could not be read."""
    fen = made.rows[f"{column.term}_fen"]
    is_left = cells.is_not_null() & fen.is_null()
    if is_left.any():
        unreadable = [text for text in cells.filter(is_left).unique() if not is_missing(text)]
        made.flag(column.term, "unreadable_amount", is_left & cells.is_in(unreadable))
    return _sound(fen)


def _read_ids(made: Typed, column: ExtractColumn, cells: pl.Series) -> None:
    ids = canonical(cells)
    made.ids[column.term] = ids
    made.columns[column.term] = ids.number
    made.columns[f"{column.term}_text"] = ids.text
    made.flag_ids(column.term, ids)


def _sound(values: pl.Series) -> Reading:
    return Reading(values, pl.Series("fault", [None], dtype=pl.String).new_from_index(0, len(values)))
