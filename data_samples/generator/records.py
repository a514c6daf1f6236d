"""Turns clean rows into delivered ones. A row is dressed once (number, name, id, dirt) and keeps that from then on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from data_samples.generator import addresses, delivery
from data_samples.generator.addresses import PARTS
from data_samples.generator.dirt import cells
from data_samples.generator.dirt.ids import Others, dirty_ids, state_of
from data_samples.generator.dirt.names import dirty_names
from data_samples.generator.dirt.profile import Profile, Shares
from data_samples.generator.ledger import ENTRY
from data_samples.generator.namesakes import Namesakes
from data_samples.generator.population import Population
from data_samples.generator.streams import Ints, Streams, chance, some_of
from schemas.contract import Extract

OWN_KEY = {
    "民政_救助申请": "application_number", "民政_核对授权书": "authorisation_number", "社区_走访反馈": "alert_id",
    "核对_查询回执": "query_number", "核对_链接裁定": "decision_number", "核对_异议登记": "objection_number",
    "社会_帮扶资源": "resource_number", "社会_需求登记": "need_number",
}  # fmt: skip
PREFIX = {
    "民政_申请家庭成员": "MC", "人社_参保缴费": "RC", "医保_费用结算": "YF", "银行_账户余额": "YH",
    "民政_低保在册": "DB", "民政_婚姻登记": "HY", "民政_殡葬火化": "BZ", "公安_户籍人口": "HJ",
    "车管_机动车": "CG", "人社_养老待遇": "RY", "人社_失业登记": "RS", "税务_个人所得": "SW",
    "证券_持仓": "ZQ", "不动产_权利人": "BD", "残联_持证残疾人": "CL", "教育_学籍": "JY",
    "市监_企业人员": "SJ", "应急_灾害事故": "YJ", "民政_救助发放": "FF", "医保_大病登记": "DD",
    "民政_儿童与照护": "ET", "住建_公房租赁": "GF", "社区_入户调查": "RH", "民政_申报明细": "SM",
    "民政_低保成员": "DC", "民政_赡养人": "SY", "公安_实有人口": "SR", "人社_企业年金": "NJ",
    "税务_扣缴明细": "KJ", "医保_参保状态": "CB", "医保_就诊结算": "JZ", "证券_保险现金价值": "BX",
    "不动产_网签备案": "WQ", "住建_房屋安全": "FA", "公积金_缴存": "GJ", "司法_服刑戒毒": "SF",
    "卫健_出生证明": "CS", "卫健_管理登记": "WJ", "妇联_告诫书": "FL", "乡村振兴_监测": "XC",
    "社会_超市消费": "CX", "社会_保险理赔": "LP",
}  # fmt: skip
READ = (ENTRY, "person", "application", "disability_certificate_number", "birth_date")  # of a row, to dress it
APPLICANT_ID_FOR_ALL = 0.002  # of applications


@dataclass(frozen=True)
class Delivered:
    """rows: the text as delivered. truth: whose each newly numbered row is, and what was done to it (README: record).
    unreadable: extract, record_number, reason of further rows nobody can read. extras: those rows, and a total line."""

    rows: pl.DataFrame
    truth: pl.DataFrame
    unreadable: pl.DataFrame
    extras: delivery.Extras
    numbers: pl.DataFrame
    """entry, record_number and person of every delivered row that is no copy."""


class Desk:
    """Every department's desk: remembers how each row that may come again was dressed."""

    def __init__(self, profile: Profile, keeps: Callable[[Extract, int], int]) -> None:
        """`keeps`: of how many of the first rows of an extract with so many rows the dress is remembered."""
        self.profile = profile
        self.keeps = keeps
        self.worn: dict[str, pl.DataFrame] = {}
        self.namesakes = Namesakes()

    def deliver(
        self, streams: Streams, world: Population, contract: Extract, due: pl.DataFrame, batch: date
    ) -> Delivered:
        """The delivered rows of one extract, in file order, from the clean rows that are due."""
        name, shares = contract.extract, self.profile.of(contract.extract)
        worn = self.worn.get(name)
        new = due if worn is None else due.join(worn.select(ENTRY).unique(), on=ENTRY, how="anti")
        dressed = self._dress(streams, world, contract, new, batch)
        keep = self.keeps(contract, due.height)
        if keep:
            kept = dressed.filter(pl.col(ENTRY) < keep) if keep < dressed.height else dressed
            self.worn[name] = kept if worn is None else pl.concat([worn, kept])
        if worn is not None:
            again = worn.join(due.select(ENTRY), on=ENTRY, how="semi")
            dressed = pl.concat([again, dressed]) if again.height else dressed
        frame = _clothed(world, contract, due, dressed)
        amounts = delivery.totalled(contract, frame)
        rows = delivery.as_text(frame, contract, frame["with_thousands"])
        del frame
        spared = dressed["is_spared"].to_numpy()
        rows, odd = cells.odd_dates(streams(f"odd_{name}_{batch}"), shares, contract, rows, spared)
        truth = self._truth(world, contract, dressed.with_columns(is_odd=odd), new, rows)
        numbers = dressed.select(ENTRY, "person", "is_copy", record_number=rows[contract.key[0]]).filter(
            ~pl.col("is_copy")
        )
        count = int(shares["twice"] * rows.height + 0.5)
        twice = some_of(streams(f"twice_{name}_{batch}"), np.arange(rows.height), count)
        told = {} if amounts is None else {delivery.TOTALLED[name]: int(amounts.sum() + amounts.gather(twice).sum())}
        broken, unreadable = _broken(streams, contract, rows, shares["broken"] if worn is None and new.height else 0)
        sent = pl.concat([rows, rows[twice]]) if len(twice) else rows
        return Delivered(sent, truth, unreadable, delivery.Extras(told, broken), numbers)

    def _dress(
        self, streams: Streams, world: Population, contract: Extract, rows: pl.DataFrame, batch: date
    ) -> pl.DataFrame:
        """What the department writes about each row's person: number of the row, name, id, sex, birth date, style."""
        name, shares = contract.extract, self.profile.of(contract.extract)
        order = np.argsort(streams(f"order_{name}_{batch}").random(rows.height))
        key = OWN_KEY.get(name)
        share = shares["renumbered"] if key is None else 0.0  # who numbers them otherwise does not number twice
        again = some_of(streams(f"renumbered_{name}"), order, int(share * rows.height + 0.5))
        at = np.concatenate([order, again])
        rows = rows.select(column for column in rows.columns if column in READ)[at]
        person = rows["person"].to_numpy()
        spared = world.people["story"].is_not_null().to_numpy()[person] | (person < 0)
        made = rows.select(ENTRY, "person").with_columns(
            is_copy=pl.Series(np.arange(len(at)) >= len(order)), is_spared=pl.Series(spared)
        )
        if key is None:
            serial = pl.Series(np.arange(1, len(at) + 1)).cast(pl.String).str.zfill(8)
            made = made.with_columns(record_number=f"{PREFIX[name]}{batch:%y%m%d}" + serial)
        made = _with_person(streams, world, contract, rows, made, shares)
        made = cells.blanked(streams(f"blank_{name}"), shares, contract, made, spared)
        return made.with_columns(
            with_thousands=pl.Series(chance(streams(f"thousands_{name}"), shares["thousands"], len(at)) & ~spared),
            style=pl.Series(addresses.drawn_styles(streams, name, len(at), shares["address"])),
            is_stale=pl.Series(chance(streams(f"stale_{name}"), shares["address_stale"], len(at)) & ~spared),
        )

    def _truth(
        self, world: Population, contract: Extract, dressed: pl.DataFrame, new: pl.DataFrame, rows: pl.DataFrame
    ) -> pl.DataFrame:
        """One row a newly dressed row that is about a person."""
        known = dressed.with_columns(number=rows[contract.key[0]]).filter(pl.col("person") >= 0)
        known = known.join(new.select(ENTRY), on=ENTRY, how="semi") if known.height != new.height else known
        first = known.filter(~pl.col("is_copy")).select(ENTRY, copy_of="number")
        if known["is_copy"].any():
            known = known.join(first, on=ENTRY, how="left", maintain_order="left")
        else:
            known = known.with_columns(copy_of=pl.lit(None, pl.String))
        known = known.with_columns(
            id_state=state_of(known["id_dirt"]) if "id_dirt" in known.columns else pl.lit(None, pl.String),
            name_state=pl.col("name_dirt").fill_null("right"),
            birth_state=pl.when("is_birth_wrong").then(pl.lit("wrong")).when("is_odd").then(pl.lit("odd"))
            .when(pl.col("birth_date").is_null()).then(None).otherwise(pl.lit("right")),
        )  # fmt: skip
        return known.with_columns(difficulty=self.namesakes.difficulty(world, contract, known)).select(
            pl.lit(contract.extract).alias("extract"), "person", "id_state", "id_dirt", "name_state", "birth_state",
            "difficulty", pl.when("is_copy").then("copy_of").alias("copy_of"), record_number="number",
        )  # fmt: skip


def _clothed(world: Population, contract: Extract, due: pl.DataFrame, dressed: pl.DataFrame) -> pl.DataFrame:
    """The values that are due, in the order of their dress and beside it; addresses as they are now."""
    values = due.drop([column for column in due.columns if column in dressed.columns and column != ENTRY])
    frame = dressed.join(values, on=ENTRY, how="left", maintain_order="left")
    for term in ("phone", "committee_code"):
        if f"no_{term}" in frame.columns and term in frame.columns:
            frame = frame.with_columns(pl.when(~pl.col(f"no_{term}")).then(pl.col(term)).alias(term))
    if contract.has("address") and "person" in frame.columns:
        return frame.with_columns(address=_address(world, contract.extract, frame))
    return frame


def _with_person(
    streams: Streams, world: Population, contract: Extract, rows: pl.DataFrame, made: pl.DataFrame, shares: Shares
) -> pl.DataFrame:
    """Adds name, id, sex and birth date of each row's person, dirtied, as far as the extract has them."""
    extract, people = contract.extract, world.people
    person = np.maximum(rows["person"].to_numpy(), 0)
    spared = made["is_spared"].to_numpy()
    carrier = "disability_certificate_number" if extract == "残联_持证残疾人" else "id_number"
    nothing = pl.Series([None] * rows.height, dtype=pl.String)
    added: dict[str, pl.Series] = {
        "id_dirt": nothing, "name_dirt": nothing, "is_birth_wrong": pl.Series(np.zeros(rows.height, dtype=bool)),
        "birth_date": pl.Series([None] * rows.height, dtype=pl.Date),
    }  # fmt: skip
    if contract.has(carrier):
        ids = people["id_number"].gather(person) if carrier == "id_number" else rows[carrier]
        old = (people["birth_date"].dt.year() < 2000).to_numpy()[person]
        others = _others(streams, world, extract, rows, person)
        added[carrier], added["id_dirt"] = dirty_ids(streams(f"dirty_ids_{extract}"), shares, ids, others, old, spared)
    if contract.has("name"):
        added["name"], added["name_dirt"] = dirty_names(
            streams(f"dirty_names_{extract}"),
            shares,
            people["name"].gather(person),
            people["former_name"].gather(person),
            spared,
        )
    if contract.has("birth_date") and "birth_date" not in rows.columns:
        births = people["birth_date"].gather(person)
        added["birth_date"], added["is_birth_wrong"] = cells.wrong_births(
            streams(f"wrong_births_{extract}"), shares, births, spared
        )
    if contract.has("sex"):
        added["sex"] = pl.Series(["女", "男"]).gather(people["male"].gather(person).cast(pl.Int64))
    return made.with_columns(**added)


def _others(streams: Streams, world: Population, extract: str, rows: pl.DataFrame, person: Ints) -> Others:
    """Members and parents whose number may stand in a row; the applicant's in some applications for every member."""
    people = world.people
    first, second = world.first_two()
    home = people["household"].to_numpy()[person]
    member = np.where(person == first[home], second[home], first[home])
    father, mother = people["father"].to_numpy()[person], people["mother"].to_numpy()[person]
    applicant = np.full(len(person), -1, dtype=np.int64)
    if extract == "民政_申请家庭成员" and rows.height:
        cases = rows["application"].unique().sort().to_numpy()
        count = int(APPLICANT_ID_FOR_ALL * len(cases) + 0.5)
        for_all = np.isin(rows["application"].to_numpy(), some_of(streams("applicant_for_all"), cases, count))
        applicant = np.where(for_all, first[home], applicant)
    return Others(
        person,
        member,
        np.where(mother >= 0, mother, father),
        applicant,
        people["id_number"],
        people["former_id_number"],
    )


def _address(world: Population, extract: str, frame: pl.DataFrame) -> pl.Series:
    """The register knows the registered address, everybody else where the person lives; a stale row the one before."""
    prefix, column = ("reg", "register_household") if extract == "公安_户籍人口" else ("res", "household")
    home = world.people[column].gather(frame["person"].clip(0)).clip(0).to_numpy()
    now, before = (
        world.homes.select(pl.col(f"{start}_{part}").alias(part) for part in PARTS)[home] for start in (prefix, "old")
    )
    stale = frame["is_stale"]
    place = now
    if prefix == "res" and stale.any():
        place = now.select(pl.when(stale).then(before[part]).otherwise(pl.col(part)).alias(part) for part in PARTS)
    return addresses.written(place, frame["style"].to_numpy())


def _broken(
    streams: Streams, contract: Extract, rows: pl.DataFrame, count: int
) -> tuple[list[list[str]], pl.DataFrame]:
    """Copies of some rows under record numbers of their own, in turn short of a field and without a number."""
    picked = some_of(streams(f"broken_{contract.extract}"), np.arange(rows.height), count)
    place = next((at for at, column in enumerate(contract.columns) if column.unit == "yuan" and column.required), None)
    lines, known = [], []
    for nth, row in enumerate(rows[picked].iter_rows()):
        told = ["" if cell is None else str(cell) for cell in row]
        told[0] = f"{told[0][:-8]}{99_999_000 + nth:08d}"
        reason = "field_missing" if nth % 2 == 0 or place is None else "not_a_number"
        if reason == "not_a_number":
            told[place or 0] = "见附件"
        lines.append(told[:-1] if reason == "field_missing" else told)
        known.append({"extract": contract.extract, "record_number": told[0], "reason": reason})
    schema = {"extract": pl.String, "record_number": pl.String, "reason": pl.String}
    return lines, pl.DataFrame(known, schema=schema)
