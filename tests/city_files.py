"""Reads what the made-up city delivered and what it knows: cells by term, truth tables, digests."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl

from schemas.contract import Extract


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 by relative path; of a workbook its parts are hashed, because another zlib packs them otherwise."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                content = b"".join(name.encode() + book.read(name) for name in sorted(book.namelist()))
        found[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return found


def file_of(city: Path, contract: Extract) -> Path:
    (found,) = (city / "inbox" / "2017-12-31" / contract.department).glob(f"{contract.extract}.*")
    return found


def cells(path: Path, contract: Extract) -> Iterator[dict[str, object]]:
    """Rows by term, text as delivered; blank, total and unreadable lines left out. Only amounts stand in quotes."""
    if path.suffix == ".parquet":
        rows = pl.read_parquet(path).iter_rows()
    elif path.suffix == ".xlsx":
        rows = pl.read_excel(path, infer_schema_length=0).iter_rows()
    else:
        text = path.read_bytes().decode(contract.encoding or "utf-8")
        lines = [line for line in text.splitlines()[1:] if line]
        rows = iter([split(line, contract.separator) for line in lines])
    terms = [column.term for column in contract.columns]
    for row in rows:
        values = [None if cell == "" else cell for cell in row]
        if len(values) == len(terms) and values[0] != "合计" and "见附件" not in values:
            yield dict(zip(terms, values, strict=True))


def split(line: str, separator: str) -> list[str]:
    parts = line.split('"')
    outside = [part if at % 2 == 0 else part.replace(separator, "\0") for at, part in enumerate(parts)]
    return [cell.replace("\0", separator) for cell in "".join(outside).split(separator)]


def fen(text: object) -> int:
    return int(Decimal(str(text).replace(",", "")) * 100)


def truth(city: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(city / "truth" / f"{name}.parquet")


def links(city: Path) -> pl.DataFrame:
    """Whose every delivered record is, with and without a name."""
    return pl.concat([truth(city, "record"), truth(city, "id_record")], how="diagonal")
