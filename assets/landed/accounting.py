"""The row account of one file: duplicates dropped, every row read is accepted or stands in a counted place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from assets.landed.amounts import fen_column, money_columns, unit_of
from assets.landed.intake import TIDIED, Intake
from assets.landed.limits import (
    MIN_AMOUNTS_TO_JUDGE,
    MIN_IDS_TO_JUDGE,
    SCIENTIFIC_SHARE,
    UNREADABLE_ROWS,
    UNREADABLE_SHARE,
)
from assets.landed.reasons import NotTaken, Unaccounted
from schemas.contract import Extract

SET_ASIDE = {"row_number": pl.Int64(), "reason_code": pl.String(), "column_name": pl.String(), "row_text": pl.String()}


class Account(NamedTuple):
    """Where the rows of a file went. read = accepted + quarantined + duplicate + blank + total_line."""

    read: int
    accepted: int
    quarantined: int
    duplicate: int
    blank: int
    total_line: int


class Landing(NamedTuple):
    """One file, read."""

    content: pl.DataFrame
    """row_number, every declared term as text, `<term>_fen` for amounts; missing columns are NULL."""
    set_aside: pl.DataFrame
    account: Account
    medians: dict[str, int]
    """Term -> median fen of the required amounts (where there are enough)."""
    sums: dict[str, int]
    """Term -> fen of all rows that could be read, duplicates too: what a manifest or a total line must equal."""
    note: tuple[str, str] | None
    """Code and detail of a remark on an accepted file."""


def settled(intake: Intake) -> Landing:
    """Close the account of a file.

    Raises:
        NotTaken: too many rows cannot be read, or the ids have lost their digits.
        Unaccounted: rows are missing from the account.
    """
    contract = intake.contract
    rows = _whole(intake)
    quarantined = len(intake.set_aside)
    if quarantined > UNREADABLE_ROWS and quarantined > UNREADABLE_SHARE * (rows.height + quarantined):
        if 2 * sum(code == "Q01_bytes" for _, code, _, _ in intake.set_aside) > quarantined:
            raise NotTaken("E06_encoding")
        raise NotTaken("E19_unreadable_share", quarantined)
    if rows.height + quarantined > contract.max_rows:
        raise NotTaken("E11_rows", contract.max_rows)
    _refuse_cut_ids(rows, contract)
    sums = {column.term: int(rows[f"{column.term}_fen"].sum()) for column, _ in money_columns(contract)}
    content = _without_duplicates(rows, contract)
    account = Account(
        read=intake.read, accepted=content.height, quarantined=quarantined, duplicate=rows.height - content.height,
        blank=intake.blank, total_line=intake.total_lines,
    )  # fmt: skip
    if account.read != sum(account[1:]):
        raise Unaccounted("read is not accepted + quarantined + duplicate + blank + total lines")
    set_aside = pl.DataFrame(sorted(intake.set_aside), schema=SET_ASIDE, orient="row")
    note = _total_note(intake, sums, quarantined)
    return Landing(content, set_aside, account, _medians(content, contract), sums, note)


def _whole(intake: Intake) -> pl.DataFrame:
    """All admitted rows in file order with every declared column."""
    columns = ["row_number"]
    absent = [pl.lit(None, pl.String).alias(TIDIED)]
    for column in intake.contract.columns:
        kinds = {column.term: pl.String(), f"{column.term}_fen": pl.Int64()}
        names = list(kinds) if unit_of(column) else [column.term]
        columns += names
        if column.term not in intake.binding.terms:
            absent += [pl.lit(None, kinds[name]).alias(name) for name in names]
    blocks = [block.select(columns_of) for block in intake.blocks
              if (columns_of := [name for name in [*columns, TIDIED] if name in block.columns])]  # fmt: skip
    if not blocks:
        present = {"row_number": pl.Int64(), **{term: pl.String() for term in intake.binding.terms}}
        present |= {f"{c.term}_fen": pl.Int64() for c, _ in money_columns(intake.contract) if c.term in present}
        blocks = [pl.DataFrame(schema=present)]
    whole = pl.concat(blocks, how="diagonal", rechunk=False)
    if not whole["row_number"].is_sorted():
        whole = whole.sort("row_number")
    absent = [column for column in absent if column.meta.output_name() not in whole.columns]
    return whole.with_columns(absent).select(*columns, TIDIED)


def _without_duplicates(rows: pl.DataFrame, contract: Extract) -> pl.DataFrame:
    """Drop rows equal in every declared column; the first of them in the file stays."""
    keys = [rows[term].hash(seed=0).to_numpy() for term in contract.key_terms]
    mixed = keys[0]
    for key in keys[1:]:
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) ^ key
    ordered = np.sort(mixed)
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(repeated):
        return rows
    suspects = rows.with_row_index("__position").filter(pl.Series(np.isin(mixed, np.unique(repeated))))
    declared = [column.term for column in contract.columns]
    kept = suspects.unique(declared, keep="first", maintain_order=True)
    if kept.height == suspects.height:
        return rows
    stays = np.ones(rows.height, bool)
    stays[suspects["__position"].to_numpy()] = False
    stays[kept["__position"].to_numpy()] = True
    return rows.filter(pl.Series(stays))


def _refuse_cut_ids(rows: pl.DataFrame, contract: Extract) -> None:
    """Refuse a file whose ids a spreadsheet has turned into numbers: 3.10101E+17, or the last digits gone."""
    for column in contract.columns:
        if column.typed_as != "id" and column.term != "disability_certificate_number":
            continue
        ids = rows[column.term].drop_nulls()
        if len(ids) < MIN_IDS_TO_JUDGE:
            continue
        short = ids.filter(ids.str.len_bytes() <= 14)
        cut = int(short.str.contains(r"^[0-9](\.[0-9]+)?[Ee]\+?[0-9]{2}$").sum())
        cut += int((ids.str.ends_with("000") & (ids.str.len_bytes() >= 18)).sum())
        if cut > SCIENTIFIC_SHARE * len(ids):
            raise NotTaken("E20_id_digits", column.name)


def _medians(rows: pl.DataFrame, contract: Extract) -> dict[str, int]:
    medians = {}
    for column, _ in money_columns(contract):
        amounts = rows[f"{column.term}_fen"]
        amounts = amounts.filter((amounts != 0).fill_null(False))
        middle = amounts.quantile(0.5, "lower")
        if column.required and len(amounts) >= MIN_AMOUNTS_TO_JUDGE and middle is not None:
            medians[column.term] = int(middle)
    return medians


def _total_note(intake: Intake, sums: dict[str, int], quarantined: int) -> tuple[str, str] | None:
    """Whether a single total line disagrees with its rows; where rows were set aside nothing can be said."""
    if len(intake.totals) != 1 or quarantined:
        return None
    for column, unit in money_columns(intake.contract):
        cell = intake.totals[0].get(column.term)
        if cell is None:
            continue
        stated, _ = fen_column(pl.DataFrame({column.term: [cell]}), column.term, unit)
        if stated[0] is not None and stated[0] != sums[column.term]:
            return "N01_total_line", column.name
    return None
