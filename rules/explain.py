"""Words: compiles a sentence such as "月人均收入{per_head:yuan}元" into one SQL expression over a rule's columns."""

from __future__ import annotations

from collections.abc import Collection
from string import Formatter
from typing import NamedTuple

FORMATS = {
    "": "({})::varchar",
    "plain": "plain_number(({})::double)",
    "yuan": "yuan_text(try_cast({} as bigint))",
    "percent": "percent(({})::double)",
    "date": "day_text(({})::date)",
}
"""Format -> DuckDB expression of one column; each gives NULL for NULL."""
PARAMETER = "parameter"
"""Format of a number that is no column but a parameter in force, e.g. {very_old_age:parameter}."""
UNKNOWN = "不详"


class Part(NamedTuple):
    """A piece of a template: its literal text, then a column in a format (or none)."""

    text: str
    column: str | None
    format: str


def parts(template: str) -> tuple[Part, ...]:
    """The pieces of a template.

    Raises:
        ValueError: braces do not pair, a placeholder is not a plain column name, or its format is unknown.
    """
    pieces = []
    try:
        parsed = list(Formatter().parse(template))
    except ValueError:
        raise ValueError("花括号不成对") from None
    for text, column, form, conversion in parsed:
        if column is not None and (not column.isidentifier() or conversion):
            raise ValueError(f"{{{column}}} 不是列名")
        if column is not None and form not in (*FORMATS, PARAMETER):
            known = "、".join(name for name in (*FORMATS, PARAMETER) if name)
            raise ValueError(f"{{{column}:{form}}}: 没有这种写法,只有 {known}")
        pieces.append(Part(text, column, form or ""))
    return tuple(pieces)


def names(template: str) -> tuple[str, ...]:
    """Columns that a template names, each once, in order."""
    return _named(template, of_parameters=False)


def parameters(template: str) -> tuple[str, ...]:
    """Parameters that a template names, each once, in order."""
    return _named(template, of_parameters=True)


def _named(template: str, *, of_parameters: bool) -> tuple[str, ...]:
    fitting = (part for part in parts(template) if (part.format == PARAMETER) == of_parameters)
    return tuple(dict.fromkeys(part.column for part in fitting if part.column is not None))


def check(template: str, columns: Collection[str]) -> None:
    """Refuse a template that names what there is not.

    Raises:
        ValueError: a name is not among `columns`, or the template is not valid.
    """
    for name in names(template):
        if name not in columns:
            raise ValueError(f"{{{name}}} 不在可用的列里: {'、'.join(sorted(columns))}")


def compiled(template: str, source: str) -> str:
    """A template as a DuckDB expression of type VARCHAR over the columns of the struct or table `source`.

    A NULL column reads 不详; the sentence itself is never NULL.
    """
    pieces: list[str] = []
    for part in parts(template):
        if part.text:
            pieces.append(literal(part.text))
        if part.format == PARAMETER:
            pieces.append(f"plain_number(param({literal(part.column or '')})::double)")
        elif part.column is not None:
            value = FORMATS[part.format].format(f'{source}."{part.column}"')
            pieces.append(f"coalesce({value}, {literal(UNKNOWN)})")
    return " || ".join(pieces) or literal("")


def literal(text: str) -> str:
    """A text of the rulebook as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
