"""Area codes with their history: what the first six digits of an id meant when the number was given.

The code of an id is that of the place of first registration; it never changes, though the county may be gone.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple


class Area(NamedTuple):
    """One meaning of a code: `label`, the years it was in force (None: open), the `successor` code if abolished."""

    label: str
    first_year: int | None
    last_year: int | None
    successor: str | None


@cache
def history() -> Mapping[str, tuple[Area, ...]]:
    """All meanings of each code of areas.csv, the oldest first."""
    text = (resources.files("rules.reference") / "areas.csv").read_text(encoding="utf-8")
    found: dict[str, list[Area]] = {}
    for row in csv.DictReader(text.splitlines()):
        first, last = (int(row[name]) if row[name] else None for name in ("first_year", "last_year"))
        one = Area(row["area_label"], first, last, row["successor_code"] or None)
        found.setdefault(row["area_code"], []).append(one)
    return {code: tuple(sorted(areas, key=lambda area: area.last_year or 9999)) for code, areas in found.items()}


def area(code: str, birth_year: int | None = None) -> Area | None:
    """What a code meant to a person of this birth year: the first meaning still in force then; None where none was.

    >>> area("310108", 1985), area("310108", 2016) is None
    (Area(label='闸北区', first_year=None, last_year=2014, successor='310106'), True)
    """
    known = [one for one in history().get(code, ()) if birth_year is None or (one.last_year or 9999) >= birth_year]
    return known[0 if birth_year is not None else -1] if known else None


def present(code: str) -> str | None:
    """The code in force today of the area a code stood for, through any number of mergers; None where it is unknown.

    >>> present("310225"), present("310106")
    ('310115', '310106')
    """
    for _ in range(len(history())):
        one = area(code)
        if one is None or one.last_year is None:
            return code if one else None
        if one.successor is None or one.successor == code:
            return None
        code = one.successor
    return None
