"""What happens after the first batch: deaths, new and concluded applications, new papers, new months, corrections.

Append extracts deliver only what is new or corrected, snapshots deliver themselves whole again. A row keeps its record
number and its dirt from delivery to delivery.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from data_samples.generator import applications, authorisations, delivery, hardship, holdings, plan, records
from data_samples.generator.delivery import Extras
from data_samples.generator.population import Population
from data_samples.generator.records import Delivered
from data_samples.generator.streams import Streams, chance, some_of
from data_samples.generator.truth import City
from schemas.contract import extracts as contracts

KEPT_FOR_CORRECTION = 400
CONCLUDED_AFTER = 4  # batches
STILL_PAID = 0.25  # of recipients who died, in the month after
NEW_DISABILITY, NEW_ILLNESS = 0.0006, 0.001  # persons a year
DEATHS_A_YEAR = ((85, 0.10), (75, 0.04), (60, 0.01), (0, 0.001))
REGISTER_LAG = timedelta(days=9)


def batch_dates(first: date, count: int) -> list[date]:
    """Two batches a week: Sundays and Wednesdays."""
    return [first + timedelta(days=7 * (nth // 2) + 3 * (nth % 2)) for nth in range(count)]


@dataclass
class Post:
    """What one later batch delivers: rows by extract, the truth of new rows, and what changed."""

    rows: dict[str, pl.DataFrame]
    links: list[pl.DataFrame]
    changes: list[pl.DataFrame]


class Afterwards:
    """The city as it goes on; holds the rows that are delivered again."""

    def __init__(self, city: City, first: dict[str, Delivered]) -> None:
        self.city = city
        self.spared = np.flatnonzero(city.world.people["story"].is_not_null().to_numpy())
        self.rows = {name: sent.rows for name, sent in first.items() if sent.rows.height}
        self.person_of = {name: first[name].truth for name in self.rows}
        self.waiting: list[tuple[int, list[str]]] = []

    def step(self, nth: int, before: date, now: date) -> Post:
        """Lives from `before` to `now`, the date of batch `nth` (1 is the second batch)."""
        streams = Streams(self.city.streams.seed + 1_000_003 * nth)
        post = Post({}, [], [])
        self._deaths(streams, post, before, now)
        self._applications(streams, post, nth, before, now)
        self._papers(streams, post, before, now)
        self._months(streams, post, before, now)
        self._corrections(streams, post, nth, now)
        for name in self.rows:
            if contracts()[name].mode == "snapshot":
                post.rows[name] = self.rows[name]
        return post

    def _deliver(
        self, streams: Streams, post: Post, name: str, clean: pl.DataFrame, now: date, kind: str
    ) -> None:
        """Dirties and numbers new rows; a snapshot keeps them."""
        if not clean.height:
            return
        sent = records.delivered(streams, self.city.world, contracts()[name], clean, now, self.spared)
        post.links.append(sent.truth)
        self._note(post, name, sent.truth, now, kind)
        if name in self.rows:
            self.rows[name] = pl.concat([self.rows[name], sent.rows])
            self.person_of[name] = pl.concat(
                [self.person_of[name], sent.truth.select("record_number", "person")]
            )
        if contracts()[name].mode == "append":
            post.rows[name] = pl.concat([post.rows[name], sent.rows]) if name in post.rows else sent.rows

    def _note(self, post: Post, name: str, rows: pl.DataFrame, now: date, kind: str) -> None:
        post.changes.append(
            rows.select(
                pl.lit(f"{now:%Y-%m-%d}").alias("batch"), pl.lit(kind).alias("kind"), pl.lit(name).alias("extract"),
                "record_number", "person",
            )
        )  # fmt: skip

    def _set(self, name: str, numbers: pl.Series, values: dict[str, str]) -> pl.DataFrame:
        """Writes new cells into the kept rows of these record numbers and returns those rows."""
        key = contracts()[name].key[0]
        here = pl.col(key).is_in(numbers.implode())
        self.rows[name] = self.rows[name].with_columns(
            pl.when(here).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
            for column, value in values.items()
        )
        return self.rows[name].filter(here)

    def _deaths(self, streams: Streams, post: Post, before: date, now: date) -> None:
        rng = streams("later_deaths")
        people = self.city.world.people
        age, days = people["age"].to_numpy(), (now - before).days
        yearly = np.select([age >= since for since, _ in DEATHS_A_YEAR], [risk for _, risk in DEATHS_A_YEAR])
        dies = people["present"].to_numpy() & people["story"].is_null().to_numpy()
        dies &= chance(rng, yearly * days / 365, len(age))
        at = pl.select(
            pl.when(pl.Series(dies)).then(
                pl.lit(now) - pl.duration(days=pl.lit(pl.Series(rng.integers(0, days, len(age)))))
            )
        ).to_series()
        people = people.with_columns(
            died=pl.coalesce("died", at.cast(pl.Date)),
            cremated=pl.coalesce("cremated", at.cast(pl.Date)),
            death_registered=pl.coalesce(
                "death_registered", at.cast(pl.Date).dt.offset_by(f"{REGISTER_LAG.days}d")
            ),
            present=pl.col("present") & pl.Series(~dies),
        )
        self.city = replace(self.city, world=Population(people, self.city.world.homes))
        new = people.filter(pl.Series(dies)).select("person", cremated_date="cremated")
        self._deliver(streams, post, "民政_殡葬火化", new, now, "death")
        for (day,) in (
            people.filter((pl.col("death_registered") > before) & (pl.col("death_registered") <= now))
            .select(pl.col("death_registered").unique().sort())
            .iter_rows()
        ):
            who = people.filter((pl.col("death_registered") == day) & pl.col("registered"))["person"]
            known = self.person_of["公安_户籍人口"].filter(pl.col("person").is_in(who.implode()))
            self._set(
                "公安_户籍人口", known["record_number"], {"注销标志": "死亡注销", "注销日期": f"{day:%Y-%m-%d}"}
            )
            self._note(post, "公安_户籍人口", known, now, "death_registered")

    def _applications(self, streams: Streams, post: Post, nth: int, before: date, now: date) -> None:
        """New cases of households that never applied, and conclusions of those that wait."""
        city, rng = self.city, streams("later_applications")
        free = plan.free_households(city.world)
        free[city.plan["household"].to_numpy()] = False
        count = max(1, plan.application_count(city.world.people.height) // 104)
        chosen = some_of(rng, np.flatnonzero(free), count)
        new = plan.later_applications(streams, chosen, city.plan, before, now)
        declared = applications.declare(streams, city.world, new, city.records, city.as_of)
        signed = authorisations.authorise(streams, new, declared, now)
        self.city = replace(city, plan=pl.concat([city.plan, new]))
        self._deliver(streams, post, "民政_救助申请", declared.applications, now, "application")
        self._deliver(streams, post, "民政_申请家庭成员", declared.members, now, "application")
        kept = signed.filter(pl.col("flaw").is_null() | (pl.col("flaw") != "missing"))
        self._deliver(streams, post, "民政_核对授权书", kept, now, "application")
        accounts = holdings.accounts(streams, city.world, new, now)
        asked = pl.col("person").is_in(authorisations.may_ask(signed, "银行").tolist())
        self._deliver(streams, post, "银行_账户余额", accounts.filter(asked), now, "application")
        numbers = declared.applications["application_number"].to_list()
        self.waiting.append((nth + CONCLUDED_AFTER, numbers))
        if nth == 2:
            open_now = self.rows["民政_救助申请"].filter(pl.col("办理状态").is_in(["核对中", "受理"]))[
                "申请编号"
            ]
            self.waiting.append((nth, [number for number in open_now.to_list() if number not in numbers]))
        due = [number for at, waiting in self.waiting if at == nth for number in waiting]
        if due:
            done = self._set(
                "民政_救助申请", pl.Series(due), {"办理状态": "已出证", "出证日期": f"{now:%Y-%m-%d}"}
            )
            post.rows["民政_救助申请"] = pl.concat([post.rows["民政_救助申请"], done])
            known = self.person_of["民政_救助申请"].filter(pl.col("record_number").is_in(due))
            self._note(post, "民政_救助申请", known, now, "conclusion")

    def _papers(self, streams: Streams, post: Post, before: date, now: date) -> None:
        """New disability certificates and serious-illness registrations."""
        world, days = self.city.world, (now - before).days
        size = world.people.height
        present = (
            world.people["present"] & world.people["story"].is_null() & (world.people["age"] > 3)
        ).to_numpy()
        held = self.city.records["残联_持证残疾人"]["person"].to_numpy()
        free = np.setdiff1d(np.flatnonzero(present), held)
        rng = streams("later_papers")
        disabled = some_of(rng, free, max(1, int(size * NEW_DISABILITY * days / 365)))
        ill = some_of(rng, np.flatnonzero(present), max(1, int(size * NEW_ILLNESS * days / 365)))
        since = rng.integers(0, days, len(disabled) + len(ill))
        certificates = hardship.certificates(streams, world, disabled, now, since[: len(disabled)])
        self._deliver(streams, post, "残联_持证残疾人", certificates, now, "disability")
        self._deliver(
            streams,
            post,
            "医保_大病登记",
            hardship.registrations(streams, ill, now, since[len(disabled) :]),
            now,
            "illness",
        )

    def _months(self, streams: Streams, post: Post, before: date, now: date) -> None:
        """A new month of contributions after the 5th, of payments after the 10th, of pensions after the 15th."""
        first = now.replace(day=1)
        ended = first - timedelta(days=1)
        if _passed(before, now, 5) and ended > self.city.as_of:
            self._deliver(
                streams, post, "人社_参保缴费", self._next(streams, "人社_参保缴费", ended), now, "month"
            )
        if _passed(before, now, 10):
            paid = self._next(streams, "民政_救助发放", now)
            self._deliver(streams, post, "民政_救助发放", paid, now, "month")
        if _passed(before, now, 15):
            self.rows["人社_养老待遇"] = self.rows["人社_养老待遇"].with_columns(发放年月=pl.lit(f"{now:%Y%m}"))
        for name in ("银行_账户余额", "证券_持仓"):
            self.rows[name] = self.rows[name].with_columns(查询日期=pl.lit(f"{now:%Y%m%d}"))

    def _next(self, streams: Streams, name: str, month: date) -> pl.DataFrame:
        """Last month's rows of an extract once more for `month`; of the dead only some payments go on."""
        last = self.city.records[name].filter(pl.col("month") == pl.col("month").max())
        here = self.city.world.people["present"].gather(last["person"])
        stays = here
        if name == "民政_救助发放":
            once = [plan.programmes()[code]["label"] for code in ("temporary_aid", "medical_aid", "education_aid")]
            regular = ~last["programme"].is_in(once)
            stays = regular & (here | pl.Series(chance(streams("still_paid"), STILL_PAID, last.height)))
        rows = last.filter(stays).with_columns(month=pl.lit(f"{month:%Y-%m}"))
        self.city.records[name] = pl.concat([self.city.records[name], rows])
        return rows

    def _corrections(self, streams: Streams, post: Post, nth: int, now: date) -> None:
        """Some contribution rows come again under their record number with another base."""
        kept = self.rows["人社_参保缴费"]
        rows = kept[3 * (nth - 1) % kept.height :][:3].with_columns(缴费基数=pl.lit(f"{4000 + 10 * nth}.00"))
        known = self.person_of["人社_参保缴费"].filter(pl.col("record_number").is_in(rows["记录号"].implode()))
        earlier = [post.rows["人社_参保缴费"]] if "人社_参保缴费" in post.rows else []
        post.rows["人社_参保缴费"] = pl.concat([*earlier, rows])
        self._note(post, "人社_参保缴费", known, now, "correction")


def what_is_needed(name: str, sent: Delivered) -> Delivered:
    """The part of a first delivery that later batches build on: snapshots, applications, some contributions."""
    rows = sent.rows.head(0)
    if contracts()[name].mode == "snapshot" or name == "民政_救助申请":
        rows = sent.rows
    elif name == "人社_参保缴费":
        rows = sent.rows.head(KEPT_FOR_CORRECTION)
    known = pl.col("record_number").is_in(rows[contracts()[name].key[0]].implode())
    return replace(sent, rows=rows, truth=sent.truth.filter(known).select("record_number", "person"))


def _passed(before: date, now: date, day: int) -> bool:
    """True in the first batch on or after that day of the month."""
    return now.day >= day and (before.day < day or before.month != now.month)


def posts(city: City, first: dict[str, Delivered], dates: list[date]) -> Iterator[tuple[date, Post]]:
    """The later batches in order."""
    if len(dates) < 2:
        return
    life = Afterwards(city, first)
    for nth in range(1, len(dates)):
        yield dates[nth], life.step(nth, dates[nth - 1], dates[nth])


def extras(name: str, rows: pl.DataFrame) -> Extras:
    """A later file has no unreadable lines; its total line, where it has one, is summed from its text."""
    column = delivery.TOTALLED.get(name)
    sums = {}
    if column is not None:
        sums[column] = int(
            (rows[column].str.replace_all(",", "").str.replace(".", "", literal=True)).cast(pl.Int64).sum()
        )
    return Extras(sums, [])
