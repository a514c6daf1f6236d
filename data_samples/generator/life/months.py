"""What comes once a month: contributions, payments, pensions, wages, and once a year: school and insurance."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from data_samples.generator.addresses import PARTS, codes
from data_samples.generator.benefits import in_payment
from data_samples.generator.further import income, society
from data_samples.generator.life import jobs
from data_samples.generator.plan import programmes
from data_samples.generator.state import Town
from data_samples.generator.streams import Streams, chance, some_of
from data_samples.generator.welfare import CARE_ALLOWANCE

CONTRIBUTIONS_ON, PAYMENTS_ON, PENSIONS_ON = 5, 10, 15
PAID_LATE = 0.004  # of contributions: delivered with the next month's
CORRECTED = 3  # contribution rows a batch
PAID_AFTER_DEATH = 0.06
ALLOWANCE = "重度残疾人护理补贴"
NEXT_STAGE = {"学前": "小学", "小学": "初中", "初中": "高中", "高中": "大学", "中职": "大学"}
YEARS = {"小学": 5, "初中": 4, "高中": 3, "大学": 4}


def passed(before: date, now: date, day: int) -> bool:
    """True in the first batch on or after that day of the month."""
    return now.day >= day and (before.day < day or before.month != now.month)


def pass_by(town: Town, streams: Streams, before: date) -> None:
    """Everything whose day lies between the two batches."""
    now = town.as_of
    ended = now.replace(day=1) - timedelta(days=1)
    if passed(before, now, CONTRIBUTIONS_ON) and ended > town.begun:
        _contributions(town, streams, f"{ended:%Y-%m}")
    if passed(before, now, PAYMENTS_ON):
        _payments(town, streams)
    if passed(before, now, PENSIONS_ON):
        _pensions(town)
    if passed(before, now, 1) and now.month == 7:
        left = (pl.col("graduation_month") == f"{now:%Y-%m}") & (pl.col("status") == "在读")
        town.ledger.change("教育_学籍", left, {"status": pl.lit("毕业")}, "graduation")
    if passed(before, now, 1) and now.month == 9:
        _new_school_year(town, streams)
    if passed(before, now, 20) and now.month == 1:
        insured = pl.lit(True)
        town.ledger.change("医保_参保状态", insured, {"year": pl.lit(now.year)}, "year", quiet=True)
    _corrections(town, streams)


def pay_wages(town: Town, before: date) -> None:
    """The wages of the month that ended: of everybody to remember, of those who are asked about to deliver."""
    ended = town.as_of.replace(day=1) - timedelta(days=1)
    if not passed(before, town.as_of, 1) or ended <= town.begun:
        return
    month = f"{ended:%Y-%m}"
    paid = jobs.wages_of(town)
    number = "3109" + (paid["person"] * 37 % 10**8).cast(pl.String).str.zfill(8)
    town.wages[month] = paid.with_columns(employer_number=number)
    told = pl.col("income_kind") == "工资薪金所得"
    if town.ledger.has("税务_扣缴明细"):
        asked = np.union1d(
            income.asked_of_the_tax_office(town),
            town.records["税务_扣缴明细"].filter(told)["person"].unique().to_numpy(),
        )
        rows = town.wages[month].filter(pl.col("person").is_in(asked.tolist()))
        rows = rows.with_columns(income_kind=pl.lit("工资薪金所得"), month=pl.lit(month))
        town.ledger.add("税务_扣缴明细", rows, "month")
    if town.ledger.has("公积金_缴存"):
        last = town.records["公积金_缴存"].drop("entry")
        last = last.filter(pl.col("month") == last["month"].max())
        working = pl.Series((town.work["wage"].to_numpy() > 0)[last["person"].to_numpy()])
        rows = last.filter(working).with_columns(month=pl.lit(month), balance=pl.col("balance") + pl.col("deposit"))
        town.ledger.add("公积金_缴存", rows, "month")
    if town.ledger.has("社会_超市消费"):
        town.ledger.add("社会_超市消费", society.shopping(town, [month]), "month")


def _contributions(town: Town, streams: Streams, month: str) -> None:
    """The month that ended; a few are paid late and come with the next month, beside it."""
    name = "人社_参保缴费"
    rows = town.records[name].select("person", "employer_number", "contribution_base", "scheme", "month")
    last = rows.filter(pl.col("month") == rows["month"].max()).unique("person", keep="first", maintain_order=True)
    due = town.due("back_payment")
    earlier = pl.concat([last.drop("month"), *(late.drop("month") for late in due)]).unique(
        "person", keep="first", maintain_order=True
    )
    now = jobs.contributors(town, earlier, streams).with_columns(month=pl.lit(month))
    usual = ~(town.people["story"].is_not_null().to_numpy()[now["person"].to_numpy()])
    later = pl.Series(chance(streams("paid_late"), PAID_LATE, now.height) & usual)
    town.ledger.add(name, now.filter(~later), "month")
    for late in due:
        town.ledger.add(name, late, "back_payment")
    if later.any():
        town.waiting.append((town.as_of + timedelta(days=20), "back_payment", now.filter(later)))


def _payments(town: Town, streams: Streams) -> None:
    """This month's monthly aid; the stories' goes on as it was."""
    month = f"{town.as_of:%Y-%m}"
    label = {code: entry["label"] for code, entry in programmes().items()}
    index = np.array([town.as_of.year * 12 + town.as_of.month - 1])
    paid = in_payment(town.benefits, index).select(
        "person", pl.col("programme").replace_strict(label, return_dtype=pl.String), "amount", "month"
    )
    last = town.records["民政_救助发放"].filter(pl.col("month") == town.records["民政_救助发放"]["month"].max())
    once = [label[code] for code in ("temporary_aid", "medical_aid", "education_aid")]
    story = town.people["story"].is_not_null().gather(last["person"])
    told = last.filter(story & ~pl.col("programme").is_in(once))
    here = town.people["present"]
    allowance = last.filter((pl.col("programme") == ALLOWANCE) & ~story & here.gather(last["person"]))
    severe = town.records["残联_持证残疾人"].filter(
        pl.col("disability_level").is_in(["一级", "二级"]) & (pl.col("issued_date") > town.begun)
        & ~pl.col("person").is_in(allowance["person"].implode())
    )  # fmt: skip
    severe = severe.filter(pl.Series(chance(streams("allowances"), 0.3, severe.height)) & here.gather(severe["person"]))
    new = severe.select(
        "person", programme=pl.lit(ALLOWANCE), amount=pl.lit(CARE_ALLOWANCE, pl.Int64), month=pl.lit(month)
    )
    rows = pl.concat([paid, allowance.select(paid.columns).with_columns(month=pl.lit(month)), new])
    home = town.people["household"].gather(rows["person"]).to_numpy()
    place = town.homes.select(pl.col(f"reg_{part}").alias(part) for part in PARTS)[home]
    rows = rows.with_columns(district_code=codes(place)["district_code"])
    again = told.select(rows.columns).with_columns(month=pl.lit(month))
    town.ledger.add("民政_救助发放", pl.concat([rows, again]), "month")


def _pensions(town: Town) -> None:
    """A new month of every pension; those of the dead stop, but for a few."""
    month = f"{town.as_of:%Y-%m}"
    sticks = pl.Series(town.streams("paid_after_death").random(town.people.height) < PAID_AFTER_DEATH)
    known = pl.min_horizontal("cremated", "death_registered") < town.as_of - timedelta(days=20)
    gone = town.people.filter(known & ~sticks & pl.col("story").is_null() & (pl.col("died") > town.begun))["person"]
    for name in ("人社_养老待遇", "人社_企业年金"):
        town.ledger.drop(name, pl.col("person").is_in(gone.implode()))
        town.ledger.change(name, pl.lit(True), {"month": pl.lit(month)}, "month", quiet=True)
    jobs.retire(town)


def _new_school_year(town: Town, streams: Streams) -> None:
    """Whoever left a school goes on to the next one or not; children of three enter."""
    name, rng = "教育_学籍", streams("school")
    rows = town.records[name]
    goes_on = pl.Series(chance(rng, 0.88, rows.height)) & (pl.col("status") == "毕业") & (pl.col("stage") != "大学")
    stage = pl.col("stage").replace_strict(NEXT_STAGE, default=None, return_dtype=pl.String)
    years = stage.replace_strict(YEARS, default=3, return_dtype=pl.Int64)
    month = (town.as_of.year + years).cast(pl.String) + "-07"
    town.ledger.change(
        name,
        goes_on & stage.is_not_null(),
        {"stage": stage, "graduation_month": month, "status": pl.lit("在读")},
        "school",
    )
    known = rows["person"].implode()
    small = town.people.filter(pl.col("present") & (pl.col("age") == 3) & ~pl.col("person").is_in(known))
    new = small.select(
        "person", stage=pl.lit("学前"), status=pl.lit("在读"), graduation_month=pl.lit(f"{town.as_of.year + 3}-07"),
        tuition=pl.lit(720_000, pl.Int64), months_in_arrears=pl.lit(0, pl.Int64),
    )  # fmt: skip
    town.ledger.add(name, new, "school")


def _corrections(town: Town, streams: Streams) -> None:
    """Some contribution rows come again under their number with another base."""
    name, rng = "人社_参保缴费", streams("corrections")
    rows = town.records[name].head(400)
    usual = town.people["story"].is_null().gather(rows["person"])
    chosen = some_of(rng, rows.filter(usual)["entry"].to_numpy(), CORRECTED)
    base = pl.col("contribution_base") + 10_000
    town.ledger.change(name, pl.col("entry").is_in(chosen.tolist()), {"contribution_base": base}, "correction")
