"""The floor: read every delivered file once, transcode it, write it as zstd Parquet; no logic at all.

python -m benchmarks.floor INBOX OUT [iconv|codec|duckdb]. Nothing below this cost is possible for a pipeline that reads
what departments deliver, so everything else is told as a multiple of it. Knows nothing of hedui's contracts.
"""

from __future__ import annotations

import codecs
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import duckdb
import polars as pl

Way = Literal["iconv", "codec", "duckdb"]
ENDINGS = (".csv", ".xlsx", ".parquet")
SEPARATORS = ",;|\t"
HEAD = 1 << 16
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def delivered_files(inbox: Path) -> list[Path]:
    """Every file of every batch that holds rows, in the order of the names."""
    return sorted(path for path in inbox.rglob("*") if path.suffix in ENDINGS)


def copy(inbox: Path, out: Path, way: Way = "iconv") -> Mapping[str, int]:
    """Copy every delivered file into `out` as Parquet; files, rows, bytes read and bytes written."""
    out.mkdir(parents=True, exist_ok=True)
    files = rows = size = written = 0
    for number, path in enumerate(delivered_files(inbox)):
        target = out / f"{number}.parquet"
        rows += _by_duckdb(path, target) if way == "duckdb" else _by_polars(path, target, way)
        files, size, written = files + 1, size + path.stat().st_size, written + target.stat().st_size
    return {"files": files, "rows": rows, "bytes_read": size, "bytes_written": written}


def encoding_of(head: bytes) -> str:
    """Byte order mark, else UTF-8 where the first bytes are, else GB18030."""
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def separator_of(header: str) -> str:
    """The separator that occurs most often in a header."""
    return max(SEPARATORS, key=header.count)


def _form(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        head = file.read(HEAD)
    encoding = encoding_of(head)
    lines = codecs.getincrementaldecoder(encoding)("replace").decode(head).splitlines()
    return encoding, separator_of(lines[0] if lines else "")


def _transcoded(path: Path, encoding: str, way: Way) -> bytes:
    if way == "codec":
        return path.read_bytes().decode(encoding).encode()
    command = ["iconv", "-f", encoding.upper(), "-t", "UTF-8", str(path)]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def _by_polars(path: Path, target: Path, way: Way) -> int:
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
    elif path.suffix == ".xlsx":
        frame = pl.read_excel(path, engine="calamine", infer_schema_length=0)
    else:
        encoding, separator = _form(path)
        source = path if encoding.startswith("utf-8") else _transcoded(path, encoding, way)
        frame = pl.read_csv(source, separator=separator, infer_schema=False, truncate_ragged_lines=True)
    frame.write_parquet(target, compression="zstd", statistics=False)
    return frame.height


def _by_duckdb(path: Path, target: Path) -> int:
    if path.suffix == ".xlsx":
        return _by_polars(path, target, "codec")
    with duckdb.connect(config={"threads": "2"}) as con:
        if path.suffix == ".parquet":
            rows = con.from_parquet(str(path))
        else:
            encoding, separator = _form(path)
            plain = target.with_suffix(".csv")
            plain.write_bytes(_transcoded(path, encoding, "codec"))
            rows = con.read_csv(
                str(plain), sep=separator, header=True, all_varchar=True, null_padding=True, strict_mode=False,
                parallel=False, auto_detect=False, columns=dict.fromkeys(_header(plain, separator), "VARCHAR"),
            )  # fmt: skip
        rows.write_parquet(str(target), compression="zstd")
        target.with_suffix(".csv").unlink(missing_ok=True)
        (count,) = con.from_parquet(str(target)).count("*").fetchone() or (0,)
    return int(count)


def _header(path: Path, separator: str) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from file.readline().rstrip("\r\n").split(separator)


if __name__ == "__main__":
    print(json.dumps(copy(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:4])))  # type: ignore[arg-type]
