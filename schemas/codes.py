"""Code lists: shipped in codes.toml, a bureau's `codes/*.toml` adds codes and never reuses one."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.contract import ContractError
from schemas.faults import file_fault
from schemas.shipped import shipped


class Code(BaseModel):
    """One value of a code list. The code never changes; its label may, on a date; departments write `words`."""

    model_config = ConfigDict(extra="allow", frozen=True)

    label: str
    words: tuple[str, ...] = ()
    official_label: str | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    note: str | None = None


CodeLists = Mapping[str, Mapping[str, Code]]


@cache
def code_lists(bureau: Path | None = None) -> CodeLists:
    """All code lists: list -> code -> entry, in file order.

    Raises:
        ContractError: a file does not parse or an entry has no label.
    """
    sources = [("codes.toml", shipped("schemas", bureau) / "codes.toml")]
    if bureau is not None and (bureau / "codes").is_dir():
        sources += [(f"codes/{path.name}", path) for path in sorted((bureau / "codes").glob("*.toml"))]
    merged: dict[str, dict[str, Code]] = {}
    for file, path in sources:
        try:
            for name, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
                for code, entry in entries.items():
                    merged.setdefault(name, {})[code] = Code.model_validate(entry)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ContractError(f"{file}: {file_fault(error)}") from None
        except (ValidationError, AttributeError):
            raise ContractError(f'{file}: {name}: 每个代码写成 代码 = {{ label = "名称" }}') from None
    return merged
