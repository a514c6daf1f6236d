"""What of an error may be told: where it happened and of what kind it is, never a value of a row."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from rules.files import RulebookError
from schemas.contract import ContractError

T = TypeVar("T")
ABOUT_SQL = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
"""Errors that DuckDB raises before it looks at a row: their text quotes the rule, never a value."""


class StageError(RuntimeError):
    """A stage broke. The text says where and with what kind of error; it never holds a value of a row."""

    def __init__(self, table: str, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
        place = "/".join(Path(ours[-1].filename).parts[-3:])
        super().__init__(f"{table}: {type(error).__name__} in {place}:{ours[-1].lineno}{_reason(error)}")


def _reason(error: BaseException) -> str:
    """As much of an error's own text as cannot hold a value."""
    if isinstance(error, ABOUT_SQL):
        return f": {str(error).splitlines()[0]}"
    if isinstance(error, duckdb.OutOfMemoryException):
        return ": 内存不够,请用 --memory 调高上限"
    if isinstance(error, OSError) and error.strerror:
        return f": {error.strerror}"
    return ""


PLAIN = (RulebookError, ContractError)
"""Errors whose text names files, keys and reasons only."""


def guarded(table: str, function: Callable[[], T], plain: tuple[type[Exception], ...], *, shows_values: bool) -> T:
    """Call a function of a stage; any error but the `plain` ones is stripped of everything that could hold a value.

    Raises:
        StageError: instead of an error that is not among `plain`.
    """
    failure: StageError | None = None
    try:
        return function()
    except plain:
        raise
    except Exception as error:
        if shows_values:
            raise
        failure = StageError(table, error)
    raise failure
