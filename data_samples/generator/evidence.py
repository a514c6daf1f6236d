"""What the clean records prove about a person, measured the way the delivery contracts say an amount may be used."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

Records = dict[str, pl.DataFrame]


def anchor_month(as_of: date) -> int:
    """Month index (12 x year + month - 1) of the last complete month at a date."""
    following = as_of + timedelta(days=1)
    index = as_of.year * 12 + as_of.month - 1
    return index if following.month != as_of.month else index - 1


def month_text_of(index: int) -> str:
    """YYYY-MM of a month index."""
    return f"{index // 12}-{index % 12 + 1:02d}"


def income_rows(records: Records, as_of: date) -> pl.DataFrame:
    """One row per record that proves income: person, extract, source, basis (monthly, annual, rate), period, fen.

    Monthly receipts count in the 12 complete months that end at `as_of`; an annual total counts where these are that
    calendar year and no monthly receipts of the same person and kind are delivered; a pension, an annuity or a benefit
    counts as its monthly rate where it is in payment in the last of them.
    """
    anchor = anchor_month(as_of)
    month, first = month_text_of(anchor), month_text_of(anchor - 11)
    tax = records["税务_个人所得"].filter((pl.col("year") == anchor // 12) & (anchor % 12 == 11))
    receipts = records.get("税务_扣缴明细")
    found = []
    if receipts is not None:
        inside = receipts.filter(pl.col("month").is_between(pl.lit(first), pl.lit(month)))
        tax = tax.join(inside.select("person", "income_kind").unique(), on=["person", "income_kind"], how="anti")
        found.append(_proved(inside, "税务_扣缴明细", "income_kind", "monthly", pl.col("month"), "income"))
    benefit = records["人社_失业登记"].filter(
        (pl.col("status") == "登记失业")
        & (pl.col("unemployment_benefit") > 0)
        & (pl.col("benefit_until_month") >= month)
    )
    found += [
        _proved(tax, "税务_个人所得", "income_kind", "annual", pl.col("year"), "income"),
        _proved(
            in_payment(records["人社_养老待遇"], month),
            "人社_养老待遇",
            "benefit_kind",
            "rate",
            pl.col("month"),
            "pension",
        ),
        _proved(benefit, "人社_失业登记", "失业保险金", "rate", pl.lit(month), "unemployment_benefit"),
    ]
    if "人社_企业年金" in records:
        rows = in_payment(records["人社_企业年金"], month)
        found.append(_proved(rows, "人社_企业年金", "企业年金", "rate", pl.col("month"), "annuity"))
    return pl.concat(found)


def imprisoned(records: Records, as_of: date) -> pl.DataFrame:
    """Stays in prison or compulsory detoxification that include the day; none where nobody delivers them."""
    stays = records.get("司法_服刑戒毒")
    if stays is None:
        return pl.DataFrame(schema={"person": pl.Int64})
    return stays.filter((pl.col("from_date") <= as_of) & (pl.col("to_date").is_null() | (pl.col("to_date") >= as_of)))


def in_payment(rows: pl.DataFrame, month: str) -> pl.DataFrame:
    """Rates delivered for that month or a newer one."""
    return rows.filter(pl.col("month") >= month)


def _proved(rows: pl.DataFrame, extract: str, source: str, basis: str, period: pl.Expr, amount: str) -> pl.DataFrame:
    named = pl.col(source) if source in rows.columns else pl.lit(source)
    return rows.select(
        "person", extract=pl.lit(extract), source=named, basis=pl.lit(basis), period=period.cast(pl.String), fen=amount
    )


def income_of_persons(rows: pl.DataFrame, size: int) -> pl.DataFrame:
    """Per person (row number): annual_fen (receipts and annual totals of the window), rate_fen, wage_annual_fen; 0
    where nothing is proved."""
    rate = pl.col("basis") == "rate"
    kinds = rows.select(
        "person",
        annual_fen=pl.when(~rate).then("fen"),
        rate_fen=pl.when(rate).then("fen"),
        wage_annual_fen=pl.when(pl.col("source") == "工资薪金所得").then("fen"),
    )
    sums = kinds.group_by("person").agg(pl.all().sum())
    return (
        pl.DataFrame({"person": pl.int_range(size, eager=True)})
        .join(sums, on="person", how="left", maintain_order="left")
        .fill_null(0)
    )


def twelfth(fen: pl.Expr) -> pl.Expr:
    """A twelfth, rounded half up: the one rounding of a household's income."""
    return (2 * fen + 12) // 24


def assets_of_persons(records: Records) -> pl.DataFrame:
    """One row per thing owned that counts: person, item, unit (account, title, plate), fen, is_hidden."""

    def item(extract: str, code: str, unit: str, fen: pl.Expr, keep: pl.Expr | bool = True) -> pl.DataFrame:
        return (
            records[extract]
            .filter(keep)
            .select("person", pl.lit(code).alias("item_code"), pl.lit(extract).alias("extract"),
                    pl.col(unit).alias("unit_number"), fen.cast(pl.Int64).alias("fen"), "is_hidden")
        )  # fmt: skip

    nothing = pl.lit(None, dtype=pl.Int64)
    dwelling = pl.col("use") == "住宅"
    return pl.concat(
        [
            item("银行_账户余额", "asset_deposit", "account_number", pl.col("balance")),
            item("证券_持仓", "asset_security", "account_number", pl.col("market_value")),
            item("不动产_权利人", "asset_dwelling", "title_number", nothing, dwelling),
            item("不动产_权利人", "asset_nonresidential", "title_number", nothing, ~dwelling),
            item("车管_机动车", "asset_vehicle", "plate", nothing, pl.col("status") == "正常"),
        ]
    )


def is_severe() -> pl.Expr:
    """Level 1-2 of any kind, or level 3 of an intellectual or mental disability."""
    mental = pl.col("disability_kind").is_in(["智力", "精神"]) & (pl.col("disability_level") == "三级")
    return pl.col("disability_level").is_in(["一级", "二级"]) | mental
