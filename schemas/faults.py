"""What is wrong in a TOML file, as one Chinese sentence for the person who wrote it; names of keys stay as written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

Place = tuple[int | str, ...]

_BY_KIND = (
    ("string_too_short", "不能空着"),
    ("string", "要写文字,加引号"),
    ("bool", "要写 true 或 false"),
    ("date", "要写日期,如 2018-04-01,不加引号"),
    ("int", "要写整数,不加引号"),
    ("decimal", "要写数,不加引号"),
    ("float", "要写数,不加引号"),
    ("too_short", "至少写一项"),
    ("tuple", "要写成列表,如 [ … ]"),
    ("list", "要写成列表,如 [ … ]"),
    ("model", "要写成一段: 键 = 值"),
    ("dict", "要写成一段: 键 = 值"),
)
"""How pydantic's name of a fault begins -> what to do; the first that fits."""
_BOUNDS = {
    "greater_than": "要大于", "greater_than_equal": "不能小于", "less_than": "要小于", "less_than_equal": "不能大于",
}  # fmt: skip


def entry_fault(error: ValidationError, model: type[BaseModel], given: Collection[str] = ()) -> str:
    """The first finding of pydantic about an entry of TOML; `given`: fields that the file itself does not write."""
    first = error.errors()[0]
    kind, place = first["type"], first["loc"]
    if kind == "missing":
        return _at(place[:-1], f"还要写 {place[-1]}")
    if kind == "value_error":
        return _at(place, first["msg"].removeprefix("Value error, "))
    if kind == "extra_forbidden":
        known = [name for name in _keys(model, place[:-1]) if name not in given]
        return _at(place, f"不认得这个键,只认 {'、'.join(known)}")
    if kind == "literal_error":
        known_words = re.findall(r"'([^']*)'", str(first.get("ctx", {}).get("expected", "")))
        return _at(place, f"不认得这个词,只认 {'、'.join(known_words)}")
    if kind in _BOUNDS:
        return _at(place, f"{_BOUNDS[kind]} {next(iter(first['ctx'].values()))}")
    return _at(place, next((told for start, told in _BY_KIND if kind.startswith(start)), f"写法不对({kind})"))


def file_fault(error: tomllib.TOMLDecodeError | UnicodeDecodeError) -> str:
    """Why a file cannot be read as TOML, and where."""
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码,请另存为 UTF-8"
    found = re.search(r"line (\d+), column (\d+)", str(error))
    where = f"第 {found[1]} 行第 {found[2]} 列附近" if found else "文件末尾"
    twice = re.search("overwrite|twice|immutable|redefine", str(error))
    told = "同一个键或同一段写了两遍" if twice else "写法不对,请看引号、括号、等号是否成对,文字是否加了引号"
    return f"不是 TOML: {where}{told}"


def _at(place: Place, told: str) -> str:
    """A finding with the way to it, e.g. "values 第 2 项 basis: …"."""
    where = " ".join(f"第 {step + 1} 项" if isinstance(step, int) else step for step in place)
    return f"{where}: {told}" if where else told


def _keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that may stand at a place; steps that no model names are the names that people gave."""
    for step in place:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        inner = next(_models(fields[step].annotation), None) if isinstance(step, str) and step in fields else None
        model = inner or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation speaks of, such as those of a tuple's items."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
