"""The glossary: every term once, with its Chinese label, kind, unit and sensitivity."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal[
    "text", "code", "id", "money", "count", "number", "ratio", "date", "month", "year", "flag", "texts", "key"
]
Sensitivity = Literal["public", "internal", "personal", "sensitive"]


class Term(BaseModel):
    """One word of the field. `kind` decides its type everywhere, `codes` the list its values come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    kind: Kind
    sensitivity: Sensitivity = "internal"
    unit: str | None = None
    codes: str | None = None
    definition: str | None = None


@cache
def glossary() -> Mapping[str, Term]:
    """All terms by identifier, in the order of glossary.toml."""
    text = (resources.files("schemas") / "glossary.toml").read_text(encoding="utf-8")
    return {name: Term.model_validate(entry) for name, entry in tomllib.loads(text).items()}


def kind_of(term: str) -> Kind:
    """Kind of a term; a term that the glossary does not know (a bureau's own column) is text."""
    known = glossary().get(term)
    return known.kind if known else "text"
