"""Turns clean records into delivered rows: joins the person, dirties, numbers, shuffles; keeps what is true of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from data_samples.generator import addresses, delivery, dirt
from data_samples.generator.addresses import PARTS
from data_samples.generator.population import Population
from data_samples.generator.streams import Streams, chance, some_of
from schemas.contract import Extract

BLANKABLE = ("phone", "birth_date", "sex", "committee_code")
OWN_KEY = {"民政_救助申请": "application_number", "民政_核对授权书": "authorisation_number"}
PREFIX = {
    "民政_申请家庭成员": "MC", "人社_参保缴费": "RC", "医保_费用结算": "YF", "银行_账户余额": "YH",
    "民政_低保在册": "DB",
    "民政_婚姻登记": "HY", "民政_殡葬火化": "BZ", "公安_户籍人口": "HJ", "车管_机动车": "CG", "人社_养老待遇": "RY",
    "人社_失业登记": "RS", "税务_个人所得": "SW", "证券_持仓": "ZQ", "不动产_权利人": "BD", "残联_持证残疾人": "CL",
    "教育_学籍": "JY", "市监_企业人员": "SJ", "应急_灾害事故": "YJ", "民政_救助发放": "FF", "医保_大病登记": "DD",
    "民政_儿童与照护": "ET", "住建_公房租赁": "GF", "社区_入户调查": "RH",
}  # fmt: skip


@dataclass(frozen=True)
class Delivered:
    """rows: the text as delivered. truth: extract, record_number, person, id_state, id_dirt, name_state per row.
    unreadable: extract, record_number, reason of further rows nobody can read. extras: those rows, and a total line."""

    rows: pl.DataFrame
    truth: pl.DataFrame
    unreadable: pl.DataFrame
    extras: delivery.Extras


def delivered(
    streams: Streams, world: Population, contract: Extract, clean: pl.DataFrame, batch: date, spared: np.ndarray
) -> Delivered:
    """The delivered rows of one extract, in file order. `spared`: persons (row numbers) whose records stay clean."""
    name = contract.extract
    shares = dirt.profile(name)
    order = np.argsort(streams(f"order_{name}_{batch}").random(clean.height), kind="stable")
    clean = clean[order]
    again = some_of(
        streams(f"renumbered_{name}"), np.arange(clean.height), int(shares["renumbered"] * clean.height + 0.5)
    )
    clean = pl.concat([clean, clean[again]])
    frame, states = _with_person(streams, world, contract, clean, np.isin(clean["person"].to_numpy(), spared))
    key = OWN_KEY.get(name, "record_number")
    if key == "record_number":
        serial = pl.Series(np.arange(1, frame.height + 1)).cast(pl.String).str.zfill(8)
        frame = frame.with_columns(record_number=f"{PREFIX[name]}{batch:%y%m%d}" + serial)
    frame = _blanked(streams, contract, frame, np.isin(frame["person"].to_numpy(), spared))
    thousands = pl.Series(chance(streams(f"thousands_{name}"), shares["thousands"], frame.height))
    rows = delivery.as_text(frame, contract, thousands)
    truth = states.with_columns(extract=pl.lit(name), record_number=frame[key]).select(
        "extract", "record_number", "person", "id_state", "id_dirt", "name_state"
    )
    twice = some_of(streams(f"twice_{name}"), np.arange(rows.height), int(shares["twice"] * rows.height + 0.5))
    sent = np.concatenate([np.arange(rows.height), twice])
    total = delivery.TOTALLED.get(name)
    sums = {}
    if total is not None:
        term = next(column.term for column in contract.columns if column.name == total)
        sums[total] = int(frame[term].gather(sent).sum())
    broken, unreadable = _broken(streams, contract, rows)
    return Delivered(rows[sent], truth, unreadable, delivery.Extras(sums, broken))


def _broken(streams: Streams, contract: Extract, rows: pl.DataFrame) -> tuple[list[list[str]], pl.DataFrame]:
    """Copies of some rows under record numbers of their own, in turn short of a field and without a number."""
    picked = some_of(
        streams(f"broken_{contract.extract}"), np.arange(rows.height), dirt.profile(contract.extract)["broken"]
    )
    place = next(
        (at for at, column in enumerate(contract.columns) if column.unit == "yuan" and column.required), None
    )
    lines, known = [], []
    for nth, row in enumerate(rows[picked].iter_rows()):
        cells = ["" if cell is None else str(cell) for cell in row]
        cells[0] = f"{cells[0][:-8]}{99_999_000 + nth:08d}"
        reason = "field_missing" if nth % 2 == 0 or place is None else "not_a_number"
        if reason == "not_a_number":
            cells[place or 0] = "见附件"
        lines.append(cells[:-1] if reason == "field_missing" else cells)
        known.append({"extract": contract.extract, "record_number": cells[0], "reason": reason})
    schema = {"extract": pl.String, "record_number": pl.String, "reason": pl.String}
    return lines, pl.DataFrame(known, schema=schema)


def _blanked(streams: Streams, contract: Extract, frame: pl.DataFrame, spared: np.ndarray) -> pl.DataFrame:
    """Some cells that may be empty are."""
    rng, share = streams(f"blank_{contract.extract}"), dirt.profile(contract.extract)["blank"]
    may = [column.term for column in contract.columns if column.term in BLANKABLE and not column.required]
    kept = {
        term: pl.Series(~chance(rng, share, frame.height) | spared) for term in may if term in frame.columns
    }
    return frame.with_columns(pl.when(keep).then(pl.col(term)).alias(term) for term, keep in kept.items())


def _with_person(
    streams: Streams, world: Population, contract: Extract, clean: pl.DataFrame, spared: np.ndarray
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Adds name, id, sex, birth date and address of each row's person, dirtied; and the state of each row."""
    extract, person = contract.extract, clean["person"]
    people = world.people
    added: dict[str, pl.Series] = {}
    id_kind = pl.Series([None] * clean.height, dtype=pl.String)
    carrier = "disability_certificate_number" if extract == "残联_持证残疾人" else "id_number"
    ids = people["id_number"].gather(person) if carrier == "id_number" else clean[carrier]
    old_enough = (people["birth_date"].gather(person).dt.year() < 2000).to_numpy()
    ids, id_kind = dirt.dirty_ids(streams, extract, ids, _other_member(world, person), old_enough, spared)
    added[carrier] = ids
    names, name_kind = dirt.dirty_names(
        streams, extract, people["name"].gather(person), people["former_name"].gather(person), spared
    )
    added["name"] = names
    if contract.has("birth_date"):
        added["birth_date"] = dirt.wrong_births(streams, extract, people["birth_date"].gather(person), spared)
    if contract.has("sex"):
        added["sex"] = pl.Series(["女", "男"]).gather(people["male"].gather(person).cast(pl.Int64))
    if contract.has("address"):
        added["address"] = _address(streams, world, extract, person)
    states = pl.DataFrame({"person": person, "id_dirt": id_kind, "name_dirt": name_kind}).select(
        "person",
        "id_dirt",
        id_state=pl.when(pl.col("id_dirt").is_null()).then(pl.lit("right"))
        .when(pl.col("id_dirt").is_in(list(dirt.NORMALISABLE))).then(pl.lit("normalisable"))
        .otherwise("id_dirt"),
        name_state=pl.col("name_dirt").fill_null("right"),
    )  # fmt: skip
    return clean.with_columns(**added), states


def _other_member(world: Population, person: pl.Series) -> pl.Series:
    """The id of another member of the living household, NULL for those who live alone."""
    home = world.people["household"].gather(person)
    first, size = world.homes["first"].gather(home), world.homes["size"].gather(home)
    other = pl.select(
        pl.when(size < 2).then(None).when(person == first).then(first + 1).otherwise(first).cast(pl.Int64)
    ).to_series()
    return pl.select(
        pl.when(other.is_not_null()).then(world.people["id_number"].gather(other.fill_null(0)))
    ).to_series()


def _address(streams: Streams, world: Population, extract: str, person: pl.Series) -> pl.Series:
    """The register knows the registered address, everybody else where the person lives."""
    prefix, column = ("reg", "register_household") if extract == "公安_户籍人口" else ("res", "household")
    home = world.people[column].gather(person).to_numpy()
    place = world.homes.select(pl.col(f"{prefix}_{part}").alias(part) for part in PARTS)[home]
    style = addresses.drawn_styles(streams, extract, len(person), dirt.profile(extract)["address"])
    return addresses.written(place, style)
