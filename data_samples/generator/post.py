"""Delivers batch after batch: the rows that are due of every chosen extract, and the truth of each batch."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from data_samples.generator import delivery, history
from data_samples.generator.dirt.profile import Profile
from data_samples.generator.further.registry import FROM_LINKS
from data_samples.generator.further.society import decisions
from data_samples.generator.records import Delivered, Desk
from data_samples.generator.state import Town
from data_samples.generator.streams import Streams
from schemas.contract import Extract
from schemas.contract import extracts as contracts

REGISTER = "公安_户籍人口"
KEPT_FOR_CORRECTION = {"人社_参保缴费": 400, "民政_救助申请": 10**9, "民政_核对授权书": 10**9, "核对_异议登记": 10**9}
HARD = ("typo", "damaged", "missing", "second")


class PostOffice:
    """Writes a city's inbox and truth."""

    def __init__(
        self, out: Path, chosen: set[str], shares: Profile, goes_on: bool, tell: Callable[[str], None]
    ) -> None:
        self.out, self.chosen, self.tell, self.goes_on = out, chosen, tell, goes_on
        self.desk = Desk(shares, self._keeps)
        self.archive = history.Archive(out / "truth", goes_on)
        self.links = history.LinkFile(out / "truth")
        self.hard: list[pl.DataFrame] = []
        self.changes: list[pl.DataFrame] = []
        self.times: dict[str, int] = {}
        self.newest: dict[str, Path] = {}
        self.told: dict[str, dict[str, int]] = {}
        self.named: set[str] = set()
        self.again: list[dict[str, str]] = []

    def _keeps(self, contract: Extract, rows: int) -> int:
        """How many dressed rows of an extract are remembered."""
        if contract.extract == REGISTER and FROM_LINKS in self.chosen:
            return rows * 2 + 1
        if not self.goes_on:
            return 0
        if contract.mode == "snapshot":
            return rows * 2 + 1
        return KEPT_FOR_CORRECTION.get(contract.extract, 0)

    def first(self, town: Town) -> None:
        unreadable = self._deliver(town, town.streams)
        history.save(unreadable.sort("extract", "record_number"), self.out / "truth" / "unreadable.parquet")
        self.archive.first(town)

    def then(self, town: Town) -> None:
        """A later batch: what has changed since the one before."""
        self._deliver(town, Streams(town.streams.seed + 1_000_003 * town.as_of.toordinal()))
        self.archive.then(town)

    def _deliver(self, town: Town, streams: Streams) -> pl.DataFrame:
        unreadable = []
        count = 0
        for name in sorted(self.chosen & set(town.records)):
            due = town.ledger.due(name)
            if contracts()[name].mode == "append" and not due.height and town.ledger.age:
                continue
            sent = self.desk.deliver(streams, town.world, contracts()[name], due, town.as_of)
            self._send(town.as_of, name, sent)
            self._note(town, name, sent)
            unreadable.append(sent.unreadable)
            count += sent.rows.height
            if not self.goes_on:
                self.tell(f"{town.as_of} {name}: {sent.rows.height} rows")
        if FROM_LINKS in self.chosen:
            unreadable.append(self._decide(town, streams))
        self._send_again(town, streams)
        for department in sorted(self.named):
            folder = self.out / "inbox" / f"{town.as_of:%Y-%m-%d}" / department
            delivery.manifest(folder, department, town.as_of, self.told[department])
        self.told, self.named = {}, set()
        if self.goes_on:
            self.tell(f"{town.as_of}: {count} rows")
        town.ledger.delivered()
        return pl.concat(unreadable)

    def _send(self, batch: date, name: str, sent: Delivered) -> None:
        contract = contracts()[name]
        folder = self.out / "inbox" / f"{batch:%Y-%m-%d}" / contract.department
        nth = self.times.get(name, 0)
        path = delivery.write(sent.rows, contract, folder, sent.extras, self.desk.profile.of(name), nth)
        self.times[name], self.newest[name] = nth + 1, path
        rows = self.told.setdefault(contract.department, {})
        rows[path.name] = sent.rows.height + len(sent.extras.broken)
        self.named |= {contract.department} if self.desk.profile.of(name)["manifest"] or not rows[path.name] else set()
        self.links.add(sent.truth, f"{batch:%Y-%m-%d}")
        if FROM_LINKS in self.chosen and contract.names_a_person and name != REGISTER:
            hard = sent.truth.filter(pl.col("id_state").is_in(list(HARD)))
            self.hard.append(hard.select("extract", "record_number", "person"))

    def _send_again(self, town: Town, streams: Streams) -> None:
        """Some departments send the file of an earlier batch once more by mistake."""
        rng = streams("sent_again")
        for name in sorted(self.newest):
            old, contract = self.newest[name], contracts()[name]
            folder = self.out / "inbox" / f"{town.as_of:%Y-%m-%d}" / contract.department
            mistake = rng.random() < self.desk.profile.of(name)["sent_again"]
            if not town.ledger.age or not mistake or old.parent == folder:
                continue
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(old, folder / old.name)
            row = {"batch": f"{town.as_of:%Y-%m-%d}", "extract": name, "first_batch": old.parent.parent.name}
            self.again.append(row)

    def _note(self, town: Town, name: str, sent: Delivered) -> None:
        """Why rows are new or changed, with the numbers they have."""
        if not town.ledger.age:
            return
        touched = town.ledger.touched.get(name, [])
        if not touched:
            return
        for kind, entries in touched:
            rows = sent.numbers.filter(pl.col("entry").is_in(entries.implode()))
            if rows.height:
                self.changes.append(
                    rows.select(
                        pl.lit(f"{town.as_of:%Y-%m-%d}").alias("batch"), pl.lit(kind).alias("kind"),
                        pl.lit(name).alias("extract"), "record_number", "person",
                    )
                )  # fmt: skip

    def _decide(self, town: Town, streams: Streams) -> pl.DataFrame:
        """Reviewers decide about some of the records that are hard to link, once they have come in."""
        register = self.desk.worn.get(REGISTER)
        hard = pl.concat(self.hard) if self.hard else None
        self.hard = []
        if register is None or hard is None:
            entries = pl.DataFrame(schema={"person": pl.Int64, "record_number": pl.String})
            hard = pl.DataFrame(schema={"extract": pl.String, "record_number": pl.String, "person": pl.Int64})
        else:
            entries = register.filter(~pl.col("is_copy")).select("person", "record_number")
        rows = decisions(streams, entries, hard, town.people["name"], town.as_of)
        rows = rows.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("entry") + town.as_of.toordinal() * 10**6)
        sent = self.desk.deliver(streams, town.world, contracts()[FROM_LINKS], rows, town.as_of)
        if sent.rows.height or not town.ledger.age:
            self._send(town.as_of, FROM_LINKS, sent)
        return sent.unreadable

    def close(self) -> None:
        self.links.close()
        self.archive.close()
        if self.again:
            history.save(pl.DataFrame(self.again), self.out / "truth" / "sent_again.parquet")
        if self.changes:
            table = pl.concat(self.changes).sort("batch", "extract", "record_number", "kind")
            history.save(table, self.out / "truth" / "change.parquet")
