"""Delivery contracts: what each department delivers, column by column; a bureau's folder lies over what ships."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.faults import entry_fault, file_fault
from schemas.glossary import Kind, kind_of
from schemas.shipped import shipped

Purpose = Literal["verification", "monitoring", "screening"]


class ContractError(ValueError):
    """A delivery contract is wrong. The text names the file, the key and the reason and shows no delivered value."""


class ExtractColumn(BaseModel):
    """One column of one extract: the department's word, our term, and how an amount may be used."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    term: str
    required: bool = False
    unit: Literal["yuan", "fen", "wan_yuan"] | None = None
    measure: str | None = None
    values: tuple[str, ...] = ()
    date: str | None = None
    note: str | None = None
    aliases: tuple[str, ...] = ()
    kind: Kind | None = None

    @property
    def typed_as(self) -> Kind:
        """How the column is typed once standardised; a bureau's new column says so itself or stays text."""
        return self.kind or ("money" if self.unit else kind_of(self.term))

    @property
    def typed_name(self) -> str:
        """Column name once standardised: `<term>_fen` for money, else the term."""
        return f"{self.term}_fen" if self.typed_as == "money" else self.term

    @property
    def words(self) -> tuple[str, ...]:
        """Header words that bind to this column, the contract's own word first."""
        return (self.name, *self.aliases)


class Extract(BaseModel):
    """One kind of file that one department delivers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    extract: str
    line: str
    department: str
    status: Literal["required", "delivered", "optional"]
    one_row: str
    format: Literal["csv", "xlsx", "parquet"]
    encoding: str | None = None
    separator: str = ","
    date_format: str = "%Y-%m-%d"
    mode: Literal["snapshot", "append"]
    absence: Literal["closed", "open"]
    purposes: tuple[Purpose, ...]
    period: str | None = None
    key: tuple[str, ...]
    title_lines: int = Field(default=0, ge=0, le=20, description="lines above the header, skipped")
    max_rows: int = Field(default=50_000_000, gt=0)
    columns: tuple[ExtractColumn, ...]

    def by_term(self) -> Mapping[str, ExtractColumn]:
        return {column.term: column for column in self.columns}

    def has(self, term: str) -> bool:
        return any(column.term == term for column in self.columns)

    @property
    def key_terms(self) -> tuple[str, ...]:
        """The key in our terms, e.g. ("record_number",)."""
        by_name = {column.name: column.term for column in self.columns}
        return tuple(by_name[name] for name in self.key)

    @property
    def names_a_person(self) -> bool:
        """True where a row carries the name of the person it is about (and so is linked)."""
        return self.has("name")


Catalogue = Mapping[str, Extract]


@cache
def extracts(bureau: Path | None = None) -> Catalogue:
    """All delivery contracts by extract name, a bureau's `extracts/*.toml` laid over the shipped ones.

    A bureau's entry for a known extract replaces what it names; its columns replace the shipped columns of the same
    term, further terms are added. An unknown name is a new extract.

    Raises:
        ContractError: a file does not parse, has unknown keys, or binds one word to two columns.
    """
    merged: dict[str, dict[str, Any]] = {}
    for source in (shipped("schemas", bureau) / "extracts").iterdir():
        merged.update(_read(source))
    if bureau is not None and (bureau / "extracts").is_dir():
        for path in sorted((bureau / "extracts").glob("*.toml")):
            for name, entry in _read(path).items():
                merged[name] = _overlay(merged.get(name), entry)
    return {name: _validated(name, merged[name]) for name in sorted(merged)}


def _read(source: Path) -> dict[str, dict[str, Any]]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContractError(f"extracts/{source.name}: {file_fault(error)}") from None


def _overlay(shipped: dict[str, Any] | None, entry: dict[str, Any]) -> dict[str, Any]:
    if shipped is None:
        return entry
    columns = {column["term"]: column for column in shipped["columns"]}
    columns.update({column.get("term", column.get("name", "")): column for column in entry.get("columns", [])})
    return {**shipped, **entry, "columns": list(columns.values())}


def _validated(name: str, entry: dict[str, Any]) -> Extract:
    try:
        contract = Extract.model_validate({**entry, "extract": name})
    except ValidationError as error:
        raise ContractError(f"extracts: {name}: {entry_fault(error, Extract, ('extract',))}") from None
    words = [word for column in contract.columns for word in column.words]
    terms = [column.term for column in contract.columns]
    for kind, seen in (("列名", words), ("term", terms)):
        twice = {word for word in seen if seen.count(word) > 1}
        if twice:
            raise ContractError(f"extracts: {name}: {kind} {min(twice)} 指了两列,改掉其中一个")
    unknown = set(contract.key) - {column.name for column in contract.columns}
    if unknown:
        raise ContractError(f"extracts: {name}: key: {min(unknown)} 不是这个提取的列名")
    return contract
