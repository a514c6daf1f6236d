"""A table: one class, from which the polars schema, the DuckDB table, its expectations and its dictionary page come."""

from __future__ import annotations

import re
import types
from typing import Any, ClassVar, NamedTuple, Union, get_args, get_origin

import polars as pl
from pydantic import BaseModel

from schemas.codes import CodeLists, code_lists
from schemas.columns import DUCKDB_TYPE, POLARS_TYPE, Code
from schemas.glossary import Kind, Term, glossary


class Column(NamedTuple):
    """One column as every engine needs it."""

    name: str
    kind: Kind
    is_nullable: bool
    term: Term
    codes: str | None

    @property
    def duckdb_type(self) -> str:
        return DUCKDB_TYPE[self.kind]


class Expectation(NamedTuple):
    """One check of a table: the Great Expectations type, its arguments, and whether a failure stops the run."""

    type: str
    arguments: dict[str, Any]
    is_critical: bool


class Table(BaseModel):
    """Base of all tables. The subclass docstring says in Chinese what one row is."""

    stage: ClassVar[str]
    name: ClassVar[str]
    primary_key: ClassVar[tuple[str, ...]]
    shard_key: ClassVar[str | None] = None
    """Every join, group and window that makes the table stays inside this column of its inputs; inputs without it are
    read whole by every shard (None: not sharded)."""
    is_private: ClassVar[bool] = False
    """True where rows carry a clear identity: the table never leaves the state folder."""
    codes: ClassVar[dict[str, str]] = {}
    """Column -> code list, where the glossary's own answer is not meant."""

    batch: Code

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """`schemas/scored.py::HouseholdScore` is `scored.household_score`: the place and the name say it once.

        A stage too long for one file goes on in `<stage>_<part>.py`.
        """
        cls.stage = cls.__module__.rsplit(".", 1)[-1].split("_")[0]
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def key(cls) -> str:
        """`stage.name`, the name in SQL, in the asset graph and in the warehouse."""
        return f"{cls.stage}.{cls.name}"

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        """The columns in order, `batch` last."""
        fields = [name for name in cls.model_fields if name != "batch"]
        return tuple(cls._column(name) for name in [*fields, "batch"])

    @classmethod
    def _column(cls, name: str) -> Column:
        field = cls.model_fields[name]
        kind, is_nullable = _kind(field.annotation, list(field.metadata))
        term = glossary()[name]
        return Column(name, kind, is_nullable, term, cls.codes.get(name, term.codes))

    @classmethod
    def polars_schema(cls) -> dict[str, pl.DataType]:
        return {column.name: POLARS_TYPE[column.kind] for column in cls.columns()}

    @classmethod
    def duckdb_ddl(cls) -> str:
        """`create table` and one `comment on` per table and column, in Chinese."""
        lines = [
            f'  "{column.name}" {column.duckdb_type}{"" if column.is_nullable else " not null"}'
            for column in cls.columns()
        ]
        statements = [f"create table {cls.key()} (\n" + ",\n".join(lines) + "\n)"]
        statements.append(f"comment on table {cls.key()} is {_quoted(cls.label())}")
        statements += [
            f'comment on column {cls.key()}."{column.name}" is {_quoted(comment(column.term))}'
            for column in cls.columns()
        ]
        return ";\n".join(statements) + ";\n"

    @classmethod
    def label(cls) -> str:
        """First line of the docstring: what one row is."""
        return (cls.__doc__ or "").strip().splitlines()[0]

    @classmethod
    def expectations(cls, lists: CodeLists | None = None) -> list[Expectation]:
        """What must hold in every row: keys are unique, required cells are filled, codes are known."""
        known = lists or code_lists()
        checks: list[Expectation] = []
        if len(cls.primary_key) == 1:
            checks.append(Expectation("expect_column_values_to_be_unique", {"column": cls.primary_key[0]}, True))
        elif cls.primary_key:
            checks.append(
                Expectation("expect_compound_columns_to_be_unique", {"column_list": list(cls.primary_key)}, True)
            )
        for column in cls.columns():
            if not column.is_nullable:
                checks.append(Expectation("expect_column_values_to_not_be_null", {"column": column.name}, True))
            if column.codes:
                values = list(known[column.codes])
                checks.append(
                    Expectation("expect_column_values_to_be_in_set", {"column": column.name, "value_set": values}, True)
                )
            if column.kind == "ratio":
                checks.append(
                    Expectation(
                        "expect_column_values_to_be_between",
                        {"column": column.name, "min_value": 0, "max_value": 1},
                        False,
                    )
                )
        return checks

    @classmethod
    def markdown(cls) -> str:
        """The dictionary page of the table."""
        rows = [
            f"| `{c.name}` | {c.term.label} | {c.duckdb_type}{'' if c.is_nullable else ' 必填'} | {c.term.unit or ''} "
            f"| {c.codes or ''} | {c.term.sensitivity} | {c.term.definition or ''} |"
            for c in cls.columns()
        ]
        keys = ", ".join(f"`{name}`" for name in cls.primary_key) or "无"
        place = "仅存于 state(含明文身份)" if cls.is_private else "仓库"
        head = f"### `{cls.key()}`\n\n{cls.label()}。主键 {keys};分片键 `{cls.shard_key or '逐行'}`;{place}。\n"
        table = "| 列 | 名称 | 类型 | 单位 | 代码表 | 敏感度 | 说明 |\n|---|---|---|---|---|---|---|\n"
        return head + "\n" + table + "\n".join(rows) + "\n"


def comment(term: Term) -> str:
    """A column's comment: label, unit, definition."""
    unit = f"({term.unit})" if term.unit else ""
    return f"{term.label}{unit}" + (f": {term.definition}" if term.definition else "")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _kind(annotation: Any, metadata: list[Any]) -> tuple[Kind, bool]:
    """The kind marker of a field and whether NULL is allowed."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return get_args(inner[0])[1], True
    return metadata[0], False
