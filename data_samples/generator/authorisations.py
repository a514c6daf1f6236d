"""Written authorisations of declared members: nearly all valid, some expired, revoked, partial or missing."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data_samples.generator.applications import Declared
from data_samples.generator.identifiers import padded, scattered
from data_samples.generator.streams import Streams, some_of

FLAWED_SHARE = 0.025
FLAWS = ("expired", "revoked", "partial", "missing")
PARTIAL_SCOPE = "民政、公安、人社、税务、医保"


def authorise(streams: Streams, plan: pl.DataFrame, declared: Declared, as_of: date) -> pl.DataFrame:
    """One row per declared member and application, also the missing ones (flaw = missing, not delivered).

    Columns: application, person, flaw (NULL where in order), and the terms of 民政_核对授权书.
    """
    rng = streams("authorisations")
    members = declared.members.select("application", "person", "application_number")
    usual = plan.filter((pl.col("kind") == "honest") & pl.col("is_first") & (pl.col("state") == "已出证"))
    once = usual.filter(pl.len().over("household") == 1)["application"].to_numpy()
    flawed = some_of(rng, once, max(len(FLAWS) * (plan.height > 150), round(FLAWED_SHARE * plan.height)))
    flaw_of = {int(application): FLAWS[place % len(FLAWS)] for place, application in enumerate(flawed)}
    days_earlier = rng.integers(0, 6, members.height)
    last = pl.col("person") == pl.col("person").max().over("application")
    rows = (
        members.with_columns(
            flaw=pl.when(last).then(
                pl.col("application").replace_strict(flaw_of, default=None, return_dtype=pl.String)
            )
        )
        .join(plan.select("application", "accepted"), on="application", how="left", maintain_order="left")
        .with_columns(
            signed_date=(pl.col("accepted") - pl.duration(days=pl.Series(days_earlier))).cast(pl.Date)
        )
    )  # fmt: skip
    cut = pl.lit(as_of)
    valid_to = (
        pl.when(pl.col("flaw") == "expired")
        .then(cut - pl.duration(days=20))
        .otherwise(pl.col("signed_date") + pl.duration(days=730))
    )
    revoked = pl.when(pl.col("flaw") == "revoked").then(
        pl.max_horizontal(pl.col("accepted"), cut - pl.duration(days=40))
    )
    number = padded(f"SQ{as_of:%y%m%d}", scattered(streams, "authorisation_numbers", rows.height, 0, 10**8), 8)
    return rows.with_columns(
        authorisation_number=number,
        scope=pl.when(pl.col("flaw") == "partial").then(pl.lit(PARTIAL_SCOPE)).otherwise(pl.lit("全部")),
        valid_to_date=valid_to.cast(pl.Date),
        revoked_date=revoked.cast(pl.Date),
    ).drop("accepted")


def is_valid(as_of: date) -> pl.Expr:
    """True of an authorisation that was delivered, runs on that day and is not revoked."""
    return (
        (pl.col("flaw").is_null() | (pl.col("flaw") != "missing"))
        & (pl.col("valid_to_date") >= as_of)
        & (pl.col("revoked_date").is_null() | (pl.col("revoked_date") > as_of))
    )


def covers(line: str) -> pl.Expr:
    """True of an authorisation whose scope names a line."""
    return (pl.col("scope") == "全部") | pl.col("scope").str.split("、").list.contains(line)


def may_ask(authorisations: pl.DataFrame, line: str, as_of: date) -> np.ndarray:
    """Persons whose valid authorisation covers a line."""
    return authorisations.filter(is_valid(as_of) & covers(line))["person"].unique().sort().to_numpy()


def flaws(authorisations: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """application and authorisation_flaw: partial, expired, revoked or missing where a member's is not in order."""
    now = (
        pl.when(pl.col("flaw").is_not_null()).then("flaw")
        .when(pl.col("revoked_date") <= as_of).then(pl.lit("revoked"))
        .when(pl.col("valid_to_date") < as_of).then(pl.lit("expired"))
    )  # fmt: skip
    return authorisations.group_by("application").agg(authorisation_flaw=now.max())
