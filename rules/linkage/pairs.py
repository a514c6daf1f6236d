"""Two records compared directly: the level of every comparison, as the matcher would say it. For explanations only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from rules.linkage import addresses, id_codes, id_parts, names

Row = Mapping[str, Any]
_HEAD_WITH_YEAR, _HEAD_WITH_BIRTH = 10, 14
_NAME_STEPS = (1_000, 3_000, 10_000, 30_000, 100_000)
_ONE_YEAR = (1, 10)
_LAST_DAYS = 28


def levels(one: Row, other: Row, bearers: float, people: int) -> dict[str, int]:
    """Level by comparison of two rows of `standardised.record`; 0 where one of them does not say.

    `bearers` of `people` known persons have the name of `other`. What takes more than two records to tell (kin,
    rosters, how many share a number) stays silent or at its commonest.
    """
    return {
        "name": _name(one["name_text"], other["name_text"], bearers, people),
        "birth": _birth(_number(one["birth_date"]), _number(other["birth_date"])),
        "sex": _equal(one["sex_code"], other["sex_code"], unknown=("0", "9")),
        "phone": _phone(one["phone"], other["phone"]),
        "address": _address(one["address"], other["address"]),
        "id": max(_id(one, other), _id(other, one)),
        "shared": {0: 0, 1: 4, 2: 2}[_equal(one["shared_number"], other["shared_number"])],
        "application": _equal(one["application_number"], other["application_number"]),
        "household": 3 if _equal(one["register_household_number"], other["register_household_number"]) == 2 else 0,
    }


def _equal(one: str | None, other: str | None, unknown: tuple[str, ...] = ()) -> int:
    if one is None or other is None or one in unknown or other in unknown:
        return 0
    return 2 if one == other else 1


def _name(one: str | None, other: str | None, bearers: float, people: int) -> int:
    level = names.compare(one, other)
    if level is None:
        return 0
    if level < names.NameLevel.VARIANT:
        return level + 1
    return 16 - sum((bearers - 0.5) * step >= people for step in _NAME_STEPS)


def _number(day: Any) -> int | None:
    return None if day is None else day.year * 10000 + day.month * 100 + day.day


def _birth(one: int | None, other: int | None) -> int:
    if one is None or other is None:
        return 0
    if one == other:
        return 5
    (year, month, day), (its_year, its_month, its_day) = _parts(one), _parts(other)
    if year == its_year and (month, day) == (its_day, its_month):
        return 4
    same_day = (month, day) == (its_month, its_day)
    first_of_january = (1, 1) in ((month, day), (its_month, its_day))
    if year == its_year and (month == its_month or day == its_day or first_of_january):
        return 3
    is_next_month = abs(year * 12 + month - its_year * 12 - its_month) == 1
    if is_next_month and min(one, other) % 100 >= _LAST_DAYS and max(one, other) % 100 == 1:
        return 3
    if same_day and abs(year - its_year) in _ONE_YEAR:
        return 3
    return 2 if year == its_year else 1


def _parts(day: int) -> tuple[int, int, int]:
    return day // 10000, day // 100 % 100, day % 100


def _phone(one: str | None, other: str | None) -> int:
    a, b = ("".join(filter(str.isdigit, text or ""))[-11:] for text in (one, other))
    if not a or not b:
        return 0
    if a == b:
        return 3
    return 2 if len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1 else 1


def _address(one: str | None, other: str | None) -> int:
    if one is None or other is None:
        return 0
    here, there = addresses.encode(pl.Series([one, other])).to_dicts()
    steps = ((6, "door"), (5, "building"), (4, "tail"), (3, "gate"), (2, "road"))
    return next((level for level, part in steps if here[part] is not None and here[part] == there[part]), 1)


def _id(faulty: Row, valid: Row) -> int:
    """How a text that is no valid id agrees with a valid one."""
    if faulty["id_number"] is not None or valid["id_number"] is None or not faulty["id_text"]:
        return 0
    text, number = faulty["id_text"].upper(), valid["id_number"]
    said = id_parts.part(text)
    if said.digits and int(number[:17]) in id_codes.near_misses(pl.Series([said.digits]))["id_key"].to_list():
        return 7
    if said.head is None and said.tail is None:
        return 0
    head, is_cut = said.head or "", said.digits is None
    agrees = number.startswith(head) and number.endswith(said.tail or "")
    if agrees and (said.tail or (len(head) >= _HEAD_WITH_BIRTH and (said.is_certain or is_cut))):
        return 6
    if said.digits and id_codes.are_two_slips_apart(pl.Series([said.digits]), pl.Series([int(number[:17])]))[0]:
        return 5
    if agrees:
        return 4 if is_cut and len(head) >= _HEAD_WITH_YEAR else 3
    return 2 if said.is_certain else 1
