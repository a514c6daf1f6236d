"""Where households live and where they are registered, and the many ways in which offices write it down."""

from __future__ import annotations

import numpy as np
import polars as pl

from data_samples.generator.streams import Ints, Streams, chance, weighted
from data_samples.generator.words import road_names, streets

PARTS = ("street", "committee", "road", "lane", "number", "room")
COMMITTEES = 12
ROADS = 5
# how an office writes: the city before the district, the street, what follows the number of the house and of the room
STYLES = {
    "full": ("上海市", True, "号", "室"),
    "plain": ("上海市", False, "号", "室"),
    "no_city": ("", False, "号", "室"),
    "short": ("", False, "-", ""),
    "building": ("上海市", True, "号楼", "室"),
    "former": ("上海市", False, "号", "室"),
}


def street_count(persons: int) -> int:
    """How many streets a city of this size fills: about 300 persons each until all are taken."""
    return int(np.clip(persons // 300, 4, streets().height))


def places(streams: Streams, name: str, size: int, persons: int) -> pl.DataFrame:
    """One address a row: street (index), committee, road, lane, number, room; central streets hold more."""
    rng = streams(f"places_{name}")
    count = street_count(persons)
    street = weighted(rng, 1.0 / (np.arange(count) + 6.0), size)
    committee = rng.integers(1, COMMITTEES + 1, size)
    return pl.DataFrame(
        {
            "street": street,
            "committee": committee,
            "road": street * ROADS + (committee - 1) % ROADS,
            "lane": rng.integers(2, 200, size) * 7 + committee,
            "number": rng.integers(1, 60, size),
            "room": rng.integers(1, 7, size) * 100 + rng.integers(1, 5, size),
        }
    )


def codes(place: pl.DataFrame) -> pl.DataFrame:
    """street_code (9 digits), committee_code (12 digits), district_code and street name of each address."""
    known = streets()
    at = place["street"]
    street_code = known["street_code"].gather(at)
    return pl.DataFrame(
        {
            "street_code": street_code,
            "committee_code": street_code + place["committee"].cast(pl.String).str.zfill(3),
            "district_code": known["district_code"].gather(at),
            "street_name": known["street"].gather(at),
        }
    )


def written(place: pl.DataFrame, style: Ints) -> pl.Series:
    """The address of each row as text, written in the style of that index (STYLES)."""
    known, names = streets(), tuple(STYLES)
    city, has_street, house, room = (
        pl.lit(pl.Series(part)).gather("style") for part in zip(*STYLES.values(), strict=True)
    )
    district, street, former = (pl.lit(known[part]).gather("street") for part in ("district", "street", "former"))
    is_short, is_former = (pl.col("style") == names.index(name) for name in ("short", "former"))
    return place.with_columns(style=pl.Series(style)).select(
        address=pl.concat_str(
            city,
            pl.when(is_short).then(pl.lit("")).when(is_former).then(pl.coalesce(former, district)).otherwise(district),
            pl.when(has_street).then(street).otherwise(pl.lit("")),
            pl.lit(pl.Series(road_names())).gather("road"),
            "lane", pl.lit("弄"), "number", house, "room", room,
        )
    )["address"]  # fmt: skip


def drawn_styles(streams: Streams, name: str, size: int, weights: list[float]) -> Ints:
    """Indexes into STYLES, drawn in proportion to the weights."""
    return weighted(streams(f"style_{name}"), weights, size)


def moved(streams: Streams, here: pl.DataFrame, there: pl.DataFrame, share: float) -> tuple[pl.DataFrame, pl.Series]:
    """`here`, replaced by `there` in a share of the rows; and which rows."""
    away = pl.Series("away", chance(streams("moved"), share, here.height))
    columns = [pl.when(away).then(there[name]).otherwise(here[name]).alias(name) for name in here.columns]
    return here.select(columns), away
