"""Names as offices write them: spaced, sounding or looking alike, traditional, former, masked, without a rare sign."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from pypinyin import lazy_pinyin

from data_samples.generator.dirt.ids import Change, changed
from data_samples.generator.dirt.profile import Shares, drawn, labels
from data_samples.generator.streams import Flags
from data_samples.generator.words import table, tree

NAME_KINDS = (
    "spaced", "homophone", "shape", "traditional", "former", "masked", "variant", "dotted", "glyph", "noted",
)  # fmt: skip
DOTS = ("•", "．", ".", "‧", "・", "")
NOTES = ("(已故)", "（曾）", "#")


def dirty_names(
    rng: np.random.Generator, shares: Shares, names: pl.Series, former: pl.Series, spared: Flags
) -> tuple[pl.Series, pl.Series]:
    """(names as delivered, kind per row or NULL)."""
    at = {kind: place for place, kind in enumerate(NAME_KINDS)}
    may = {
        at["former"]: former.is_not_null().to_numpy(),
        at["dotted"]: names.str.contains("·", literal=True).to_numpy(),
        at["glyph"]: names.str.slice(-1).is_in(list(_rare())).to_numpy(),
    }
    kind = drawn(rng, [shares[f"name_{kind}"] for kind in NAME_KINDS], may, spared)
    before = names.clone()
    made: dict[str, Change] = {
        "spaced": _spaced, "homophone": _homophone, "shape": _look_alike, "traditional": _traditional,
        "masked": _masked, "variant": _variant, "dotted": _dotted, "glyph": _glyph,
        "noted": lambda name, r: name + NOTES[int(r.integers(0, len(NOTES)))],
    }  # fmt: skip
    for name, change in made.items():
        names = changed(names, kind, at[name], change, rng)
    renamed = np.flatnonzero(kind == at["former"])
    names = names.scatter(renamed, former.gather(renamed)) if len(renamed) else names
    return names, pl.select(pl.when(names != before).then(labels(kind, NAME_KINDS))).to_series()


@cache
def _rare() -> str:
    return "".join(tree("names.toml")["rare"]["characters"])


@cache
def _sounds() -> dict[str, list[str]]:
    """Characters of our names by their reading."""
    words = tree("names.toml")
    characters = sorted(set("".join(words["surnames"])) | set("".join(one["characters"] for one in words["given"])))
    found: dict[str, list[str]] = {}
    for character in characters:
        found.setdefault(lazy_pinyin(character)[0], []).append(character)
    return found


@cache
def _reading(character: str) -> str:
    return lazy_pinyin(character)[0]


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
        others = [one for one in _sounds().get(_reading(name[at]), []) if one != name[at]]
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
    """Another dot, none, both parts swapped, or cut off where an old form had few places."""
    how = int(rng.integers(0, len(DOTS) + 2))
    if how < len(DOTS):
        return name.replace("·", DOTS[how])
    own, father = name.split("·", 1)
    return f"{father}·{own}" if how == len(DOTS) else f"{own}·{father[:1]}"


def _glyph(name: str, rng: np.random.Generator) -> str:
    """A rare last character that an old system did not have: a question mark, a box, its reading."""
    instead = ("?", "□", _reading(name[-1]).upper())
    return name[:-1] + instead[int(rng.integers(0, len(instead)))]


def _variant(name: str, rng: np.random.Generator) -> str:
    return _pairs("variant").get(name[0], name[0]) + name[1:]
