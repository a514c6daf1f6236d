"""The DuckDB dialect that Great Expectations can work with: results are fetched before their connection is let go.

Great Expectations asks for rows after its connection block has closed, when DuckDB has dropped the open result. What
it asks for are counts, so holding them costs nothing. Imported only where checks run: it pulls in SQLAlchemy.
"""

from __future__ import annotations

from collections import deque
from functools import cache
from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, CursorWrapper
from duckdb_engine import Dialect as DuckDBDialect
from sqlalchemy import text, types
from sqlalchemy.dialects import registry

URL = "duckdb+buffered:///:memory:"

_COLUMNS = text(
    "select column_name, data_type, is_nullable from duckdb_columns()"
    " where table_name = :table_name and schema_name = :schema_name order by column_index"
)
_TYPES: dict[str, types.TypeEngine[Any]] = {
    "BIGINT": types.BigInteger(),
    "INTEGER": types.Integer(),
    "DOUBLE": types.Float(),
    "DATE": types.Date(),
    "BOOLEAN": types.Boolean(),
}


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """The one in-memory database of this process that Great Expectations looks into."""
    return duckdb.connect()


class _Cursor(CursorWrapper):
    """Holds the rows of the last statement."""

    def __init__(self, con: duckdb.DuckDBPyConnection, connection: ConnectionWrapper) -> None:
        super().__init__(con, connection)
        self._con = con
        self._rows: deque[tuple[Any, ...]] = deque()
        self._shape: Any = None

    def execute(self, statement: str, parameters: Any = None, context: Any = None) -> None:
        super().execute(statement, parameters, context)
        self._shape = self._con.description
        self._rows = deque(self._con.fetchall() if self._shape else ())

    @property
    def description(self) -> Any:
        return self._shape

    @property
    def rowcount(self) -> int:
        return -1

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        return [self._rows.popleft() for _ in range(min(size or 1, len(self._rows)))]

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows, self._rows = list(self._rows), deque()
        return rows


class _Connection(ConnectionWrapper):
    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        super().__init__(con)
        self._con = con

    def cursor(self) -> _Cursor:
        return _Cursor(self._con, self)


class Dialect(DuckDBDialect):
    """`duckdb+buffered`: connects to the shared in-memory database and says what columns a view has."""

    supports_statement_cache = False

    def connect(self, *_: Any, **__: Any) -> Any:
        return _Connection(connection().cursor())

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> list[Any]:
        found = connection.execute(_COLUMNS, {"table_name": table_name, "schema_name": schema or "main"})
        return [
            {"name": name, "type": _TYPES.get(kind, types.String()), "nullable": bool(is_nullable), "default": None}
            for name, kind, is_nullable in found.fetchall()
        ]

    def get_pk_constraint(self, *_: Any, **__: Any) -> Any:
        return {"constrained_columns": [], "name": None}


registry.register("duckdb.buffered", __name__, "Dialect")
