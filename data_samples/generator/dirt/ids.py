"""Citizen numbers as offices write them: missing, mistyped, another person's, damaged by a spreadsheet, an old form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from data_samples.generator.dirt.profile import Shares, drawn, labels
from data_samples.generator.streams import Flags, Ints

ID_KINDS = (
    "missing", "typo", "borrowed", "parent", "stranger", "dummy", "excel", "cut", "masked", "second", "old", "lower",
    "wide", "spaced", "apostrophe",
)  # fmt: skip
STATES = {
    "missing": "missing", "typo": "typo", "dummy": "dummy", "second": "second",
    **dict.fromkeys(("borrowed", "parent", "stranger", "applicant"), "borrowed"),
    **dict.fromkeys(("excel", "cut", "masked"), "damaged"),
    **dict.fromkeys(("old", "lower", "wide", "spaced", "apostrophe"), "normalisable"),
}  # fmt: skip
DUMMIES = ("999999999999999999", "000000000000000000", "111111111111111111", "无")
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
Change = Callable[[str, np.random.Generator], str]


@dataclass(frozen=True)
class Others:
    """Whose number may stand in a row instead of its own: person numbers per row, -1 where there is nobody."""

    person: Ints
    member: Ints
    parent: Ints
    applicant: Ints
    """The applicant in rows of applications that carry the applicant's number for every member."""
    numbers: pl.Series
    """Every person's number by row number."""
    second: pl.Series
    """An earlier number that was valid once, NULL for nearly everybody."""


def dirty_ids(
    rng: np.random.Generator, shares: Shares, ids: pl.Series, others: Others, born_before_2000: Flags, spared: Flags
) -> tuple[pl.Series, pl.Series]:
    """(ids as delivered, kind per row or NULL). `ids` may carry further digits after the number (certificates)."""
    at = {kind: place for place, kind in enumerate(ID_KINDS)}
    may = {
        "borrowed": (others.member >= 0) & (others.member != others.person),
        "parent": (others.parent >= 0) & (others.parent != others.person),
        "second": others.second.is_not_null().to_numpy()[others.person],
        "old": born_before_2000,
        "lower": (ids.str.slice(17, 1) == "X").to_numpy(),
    }
    kind = drawn(
        rng, [shares[f"id_{kind}"] for kind in ID_KINDS], {at[name]: flags for name, flags in may.items()}, spared
    )
    made: dict[str, Change] = {
        "typo": mistyped,
        "dummy": lambda _, r: DUMMIES[int(r.integers(0, len(DUMMIES)))],
        "excel": lambda text, _: f"{text[0]}.{int(text[1:7]) // 10:05d}E+17",
        "cut": lambda text, _: text[:17],
        "masked": lambda text, _: f"{text[:6]}********{text[14:18]}",
        "old": lambda text, _: text[:6] + text[8:17] + text[18:],
        "lower": lambda text, _: text.lower(),
        "wide": lambda text, _: text.translate(WIDE),
        "spaced": lambda text, _: f"{text[:6]} {text[6:14]} {text[14:]}",
        "apostrophe": lambda text, _: f"'{text}",
    }
    for name, change in made.items():
        ids = changed(ids, kind, at[name], change, rng)
    for name in ("borrowed", "parent", "stranger", "second"):
        rows = np.flatnonzero(kind == at[name])
        if not len(rows):
            continue
        if name == "stranger":
            anyone = rng.integers(0, len(others.numbers), len(rows))
            anyone = np.where(anyone == others.person[rows], (anyone + 1) % len(others.numbers), anyone)
            ids = ids.scatter(rows, others.numbers.gather(anyone))
        elif name == "second":
            ids = ids.scatter(rows, others.second.gather(others.person[rows]))
        else:
            whose = others.member if name == "borrowed" else others.parent
            ids = ids.scatter(rows, others.numbers.gather(whose[rows]))
    missing = np.flatnonzero(kind == at["missing"])
    ids = ids.scatter(missing, None) if len(missing) else ids
    told = labels(kind, ID_KINDS)
    rows = np.flatnonzero((others.applicant >= 0) & (others.applicant != others.person) & ~spared)
    if len(rows):
        ids = ids.scatter(rows, others.numbers.gather(others.applicant[rows]))
        told = told.scatter(rows, pl.Series(["applicant"] * len(rows)))
    return ids, told


def state_of(kind: pl.Series) -> pl.Series:
    """right, normalisable, missing, typo, damaged, dummy, borrowed or second for each kind."""
    return kind.replace_strict(STATES, default=None, return_dtype=pl.String).fill_null("right")


def changed(values: pl.Series, kind: Ints, place: int, change: Change, rng: np.random.Generator) -> pl.Series:
    """The values, those of one kind changed."""
    rows = np.flatnonzero(kind == place)
    if not len(rows):
        return values
    return values.scatter(rows, pl.Series([change(text, rng) for text in values.gather(rows)], dtype=pl.String))


def mistyped(text: str, rng: np.random.Generator) -> str:
    """A digit after the area changed, two neighbours swapped, or one lost: the check character no longer fits."""
    at, how = int(rng.integers(6, 16)), int(rng.integers(0, 4))
    if how == 0:
        return text[:at] + text[at + 1 :]
    if how == 1 and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + str((int(text[at]) + int(rng.integers(1, 10))) % 10) + text[at + 1 :]
