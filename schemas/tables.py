"""All tables in stage order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from schemas import (
    landed,
    linked,
    published,
    scored,
    standardised,
    tiered,
    verified,
    verified_amounts,
    verified_cliffs,
    verified_reports,
)
from schemas.table import Table

STAGES = ("landed", "standardised", "linked", "verified", "scored", "tiered", "published")


@cache
def tables() -> Mapping[str, type[Table]]:
    """Every table by `stage.name`, in the order in which the stages make them."""
    modules = (
        landed, standardised, linked, verified, verified_reports, verified_amounts, verified_cliffs, scored, tiered,
        published,
    )  # fmt: skip
    found = [
        cls
        for module in modules
        for cls in vars(module).values()
        if isinstance(cls, type) and issubclass(cls, Table) and cls is not Table and cls.__module__ == module.__name__
    ]
    return MappingProxyType({cls.key(): cls for cls in found})
