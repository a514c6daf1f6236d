"""What the clean records prove about a person, measured the way the delivery contracts say an amount may be used."""

from __future__ import annotations

from datetime import date

import polars as pl

Records = dict[str, pl.DataFrame]


def income_rows(records: Records, as_of: date) -> pl.DataFrame:
    """One row per record that proves income: person, extract, source, basis (annual, rate), month or year, fen.

    An annual total counts for its calendar year; a pension or benefit counts as its monthly rate where it is in payment
    in the month of `as_of`.
    """
    month = f"{as_of:%Y-%m}"
    tax = records["税务_个人所得"].filter(pl.col("year") == as_of.year)
    pension = records["人社_养老待遇"].filter(pl.col("month") == month)
    benefit = records["人社_失业登记"].filter(
        (pl.col("status") == "登记失业")
        & (pl.col("unemployment_benefit") > 0)
        & (pl.col("benefit_until_month") >= month)
    )
    text = pl.String
    return pl.concat(
        [
            tax.select("person", pl.lit("税务_个人所得").alias("extract"), pl.col("income_kind").alias("source"),
                       pl.lit("annual").alias("basis"), pl.col("year").cast(text).alias("period"), fen="income"),
            pension.select("person", pl.lit("人社_养老待遇").alias("extract"), pl.col("benefit_kind").alias("source"),
                           pl.lit("rate").alias("basis"), pl.col("month").alias("period"), fen="pension"),
            benefit.select("person", pl.lit("人社_失业登记").alias("extract"), pl.lit("失业保险金").alias("source"),
                           pl.lit("rate").alias("basis"), pl.lit(month).alias("period"), fen="unemployment_benefit"),
        ]
    )  # fmt: skip


def income_of_persons(rows: pl.DataFrame, size: int) -> pl.DataFrame:
    """Per person (row number): annual_fen, rate_fen, wage_annual_fen; 0 where nothing is proved."""
    annual = pl.col("basis") == "annual"
    sums = rows.group_by("person").agg(
        annual_fen=pl.col("fen").filter(annual).sum(),
        rate_fen=pl.col("fen").filter(~annual).sum(),
        wage_annual_fen=pl.col("fen").filter(pl.col("source") == "工资薪金所得").sum(),
    )
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
