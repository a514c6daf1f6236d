"""Names: skewed by cohort and sex, inherited in families, with ethnic, compound and rare ones."""

from __future__ import annotations

import numpy as np
import polars as pl

from data_samples.generator.streams import Flags, Ints, Streams, chance, weighted
from data_samples.generator.words import tree

ETHNIC_SHARE = 0.008
RARE_SHARE = 0.006
FORMER_SHARE = 0.012


def surnames(streams: Streams, size: int) -> Ints:
    """Indexes into the list of surnames, by frequency."""
    return weighted(streams("surnames"), list(tree("names.toml")["surnames"].values()), size)


def given_names(streams: Streams, male: Flags, birth_year: Ints) -> pl.Series:
    """Given names of one or two characters, by sex and cohort; a few end in a rare character."""
    rng = streams("given_names")
    size = len(male)
    first, second = np.full(size, "", dtype="U1"), np.full(size, "", dtype="U1")
    since = -9999
    lists = tree("names.toml")["given"]
    for entry in lists:
        until = int(entry["until"])
        since = max([other["until"] for other in lists if other["until"] < until], default=-9999)
        here = (male == (entry["sex"] == 1)) & (birth_year <= until) & (birth_year > since)
        count = int(here.sum())
        characters = np.array(list(entry["characters"]))
        weights = 1.0 / (np.arange(len(characters)) + 30.0)
        first[here] = characters[weighted(rng, weights, count)]
        two = characters[weighted(rng, weights, count)]
        second[here] = np.where(rng.random(count) < entry["one"], "", two)
    rare = np.array(list(tree("names.toml")["rare"]["characters"]))
    odd = chance(rng, RARE_SHARE, size)
    second[odd] = rare[rng.integers(0, len(rare), int(odd.sum()))]
    return pl.Series(first) + pl.Series(second)


def ethnic_names(streams: Streams, male: Flags) -> pl.Series:
    """Transliterated names with a middle dot, one per person."""
    rng = streams("ethnic_names")
    words = tree("names.toml")["ethnic"]
    own = np.where(
        male,
        np.array(words["own_male"])[rng.integers(0, len(words["own_male"]), len(male))],
        np.array(words["own_female"])[rng.integers(0, len(words["own_female"]), len(male))],
    )
    father = np.array(words["father"])[rng.integers(0, len(words["father"]), len(male))]
    return pl.Series(own) + "·" + pl.Series(father)


def full_names(streams: Streams, family: Ints, household: Ints, male: Flags, birth_year: Ints) -> pl.DataFrame:
    """Names of all persons: columns name, former_name (mostly NULL). `family` holds surname indexes."""
    rng = streams("full_names")
    size = len(male)
    listed = pl.Series(list(tree("names.toml")["surnames"]))
    name = listed.gather(family) + given_names(streams, male, birth_year)
    ethnic = chance(rng, ETHNIC_SHARE, int(household.max()) + 1)[household]
    earlier = listed.gather(family) + given_names(Streams(streams.seed + 1), male, birth_year)
    renamed = chance(rng, FORMER_SHARE, size) & ~ethnic
    return pl.DataFrame({"name": name, "other": ethnic_names(streams, male), "earlier": earlier}).select(
        name=pl.when(pl.lit(pl.Series(ethnic))).then(pl.col("other")).otherwise(pl.col("name")),
        former_name=pl.when(pl.lit(pl.Series(renamed)) & (pl.col("earlier") != pl.col("name"))).then(pl.col("earlier")),
    )
