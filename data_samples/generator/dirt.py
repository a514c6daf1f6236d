"""Dirties clean rows the way offices do, by the shares of dirt.toml, and remembers what was done to each row."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import polars as pl
from pypinyin import lazy_pinyin

from data_samples.generator.streams import Flags, Ints, Streams
from data_samples.generator.words import table, tree

ID_KINDS = ("missing", "typo", "borrowed", "dummy", "old", "lower", "wide", "spaced", "apostrophe")
NORMALISABLE = frozenset(("old", "lower", "wide", "spaced", "apostrophe"))
NAME_KINDS = ("spaced", "homophone", "shape", "traditional", "former", "masked", "variant", "dotted")
DUMMIES = ("999999999999999999", "000000000000000000", "111111111111111111", "无")
DOTS = ("•", "．", ".", "‧", "")
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
Change = Callable[[str, np.random.Generator], str]


@cache
def profile(extract: str) -> dict[str, Any]:
    """Shares of one extract: its own over the defaults."""
    text = (resources.files("data_samples") / "generator" / "dirt.toml").read_text(encoding="utf-8")
    listed = tomllib.loads(text)
    return {**listed["default"], **listed.get(extract, {})}


def drawn(rng: np.random.Generator, shares: list[np.ndarray | float], size: int) -> Ints:
    """Index of the kind drawn per row, -1 for none; shares may differ from row to row."""
    draw, kind, edge = rng.random(size), np.full(size, -1, dtype=np.int64), np.zeros(size)
    for place, share in enumerate(shares):
        upper = edge + share
        kind[(draw >= edge) & (draw < upper)] = place
        edge = upper
    return kind


def dirty_ids(
    streams: Streams, extract: str, ids: pl.Series, others: pl.Series, born_before_2000: Flags, spared: Flags
) -> tuple[pl.Series, pl.Series]:
    """(ids as delivered, kind per row or NULL). `others`: a household member's id, NULL where there is none."""
    shares = profile(extract)
    rng = streams(f"dirty_ids_{extract}")
    ends_in_x = ids.str.slice(17, 1) == "X"
    per_row: list[np.ndarray | float] = [shares[f"id_{kind}"] * ~spared for kind in ID_KINDS]
    per_row[2] = per_row[2] * others.is_not_null().to_numpy()
    per_row[4] = per_row[4] * born_before_2000
    per_row[5] = per_row[5] * ends_in_x.to_numpy()
    kind = drawn(rng, per_row, len(ids))
    ids = _changed(ids, kind, 1, _mistyped, rng)
    borrowed = np.flatnonzero(kind == 2)
    ids = ids.scatter(borrowed, others.gather(borrowed)) if len(borrowed) else ids
    ids = _changed(ids, kind, 3, lambda _, r: DUMMIES[int(r.integers(0, len(DUMMIES)))], rng)
    ids = _changed(ids, kind, 4, lambda text, _: text[:6] + text[8:17] + text[18:], rng)
    ids = _changed(ids, kind, 5, lambda text, _: text.lower(), rng)
    ids = _changed(ids, kind, 6, lambda text, _: text.translate(WIDE), rng)
    ids = _changed(ids, kind, 7, lambda text, _: f"{text[:6]} {text[6:14]} {text[14:]}", rng)
    ids = _changed(ids, kind, 8, lambda text, _: f"'{text}", rng)
    missing = np.flatnonzero(kind == 0)
    ids = ids.scatter(missing, None) if len(missing) else ids
    return ids, _labels(kind, ID_KINDS)


def dirty_names(
    streams: Streams, extract: str, names: pl.Series, former: pl.Series, spared: Flags
) -> tuple[pl.Series, pl.Series]:
    """(names as delivered, kind per row or NULL)."""
    shares = profile(extract)
    rng = streams(f"dirty_names_{extract}")
    per_row: list[np.ndarray | float] = [shares[f"name_{kind}"] * ~spared for kind in NAME_KINDS]
    per_row[4] = per_row[4] * former.is_not_null().to_numpy()
    per_row[7] = per_row[7] * names.str.contains("·", literal=True).to_numpy()
    kind = drawn(rng, per_row, len(names))
    before = names.clone()
    for place, change in enumerate(
        (_spaced, _homophone, _look_alike, _traditional, None, _masked, _variant, _dotted)
    ):
        if change is not None:
            names = _changed(names, kind, place, change, rng)
    renamed = np.flatnonzero(kind == 4)
    names = names.scatter(renamed, former.gather(renamed)) if len(renamed) else names
    return names, pl.select(pl.when(names != before).then(_labels(kind, NAME_KINDS))).to_series()


def wrong_births(streams: Streams, extract: str, births: pl.Series, spared: Flags) -> pl.Series:
    """Birth dates, a few a day, a month or a year off or set to New Year."""
    rng = streams(f"wrong_births_{extract}")
    off = np.flatnonzero((rng.random(len(births)) < profile(extract)["birth_wrong"]) & ~spared)
    days = pl.Series(np.array([1, -1, 31, 366, -365])[rng.integers(0, 5, len(off))]).cast(pl.Int64)
    if not len(off):
        return births
    wrong = births.gather(off)
    new_year = pl.Series(rng.random(len(off)) < 0.3)
    moved = pl.select(
        pl.when(new_year)
        .then(wrong.dt.truncate("1y"))
        .otherwise(wrong + pl.select(pl.duration(days=days)).to_series())
    ).to_series()
    return births.scatter(off, moved.cast(pl.Date))


def _changed(values: pl.Series, kind: Ints, place: int, change: Change, rng: np.random.Generator) -> pl.Series:
    rows = np.flatnonzero(kind == place)
    if not len(rows):
        return values
    return values.scatter(rows, pl.Series([change(text, rng) for text in values.gather(rows)], dtype=pl.String))


def _labels(kind: Ints, words: tuple[str, ...]) -> pl.Series:
    return pl.Series([*words, None], dtype=pl.String).gather(np.where(kind < 0, len(words), kind))


def _mistyped(text: str, rng: np.random.Generator) -> str:
    """One digit of the first 17 changed, two neighbours swapped, or one lost: the check character no longer fits."""
    at, how = int(rng.integers(6, 16)), int(rng.integers(0, 4))
    if how == 0:
        return text[:at] + text[at + 1 :]
    if how == 1 and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + str((int(text[at]) + int(rng.integers(1, 10))) % 10) + text[at + 1 :]


@cache
def _sounds() -> dict[str, list[str]]:
    """Characters of our names by their reading."""
    words = tree("names.toml")
    characters = sorted(
        set("".join(words["surnames"])) | set("".join(one["characters"] for one in words["given"]))
    )
    found: dict[str, list[str]] = {}
    for character in characters:
        found.setdefault(lazy_pinyin(character)[0], []).append(character)
    return found


@cache
def _pairs(section: str) -> dict[str, str]:
    pairs = tree("names.toml")[section]["pairs"]
    return {a: b for pair in pairs for a, b in (pair, pair[::-1])}


@cache
def _traditional_of() -> dict[int, str]:
    return {ord(row["simplified"]): row["traditional"] for row in table("traditional.csv")}


def _spaced(name: str, rng: np.random.Generator) -> str:
    return f"{name[0]}　{name[1:]}" if rng.random() < 0.4 else f"{name[0]} {name[1:]}"


def _homophone(name: str, rng: np.random.Generator) -> str:
    for at in range(len(name) - 1, 0, -1):
        others = [one for one in _sounds().get(lazy_pinyin(name[at])[0], []) if one != name[at]]
        if others:
            return name[:at] + others[int(rng.integers(0, len(others)))] + name[at + 1 :]
    return name


def _look_alike(name: str, rng: np.random.Generator) -> str:
    for at in range(len(name) - 1, 0, -1):
        if name[at] in _pairs("lookalike"):
            return name[:at] + _pairs("lookalike")[name[at]] + name[at + 1 :]
    return _homophone(name, rng)


def _traditional(name: str, rng: np.random.Generator) -> str:
    return name.translate(_traditional_of())


def _masked(name: str, rng: np.random.Generator) -> str:
    return name[0] + "*" * (len(name) - 1)


def _dotted(name: str, rng: np.random.Generator) -> str:
    """Another dot, none, or cut off where an old form had ten places."""
    how = int(rng.integers(0, len(DOTS) + 1))
    return name.replace("·", DOTS[how]) if how < len(DOTS) else name[: name.index("·") + 2]


def _variant(name: str, rng: np.random.Generator) -> str:
    return _pairs("variant").get(name[0], name[0]) + name[1:]
