"""Makes tiered.household_tier and tiered.household_tag from the conditions that hold and the scores."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from assets.tiered.standing import PURPOSE, Standing
from assets.tiered.telling import made, previous_frame
from assets.workspace import Workspace, Written
from schemas.tiered import HouseholdTag, HouseholdTier

EXPECTED = ("required", "delivered")


def tiers(ws: Workspace, previous: Path | None = None, shards: int = 1) -> Written:
    """Make tiered.household_tier; `previous` is the table of the last published batch before this one."""
    told = {
        "circle": pl.DataFrame(
            [{"circle": code, "place": place} for place, code in enumerate(ws.rulebook.circles)],
            schema={"circle": pl.String(), "place": pl.Int32()},
        ),
        "awaited_extract": pl.DataFrame({"extract": awaited(ws, previous)}, schema={"extract": pl.String()}),
        "previous_tier": previous_frame(previous, HouseholdTier),
    }
    return made(ws, HouseholdTier, ws.rule("tiers/household_tier.sql", PURPOSE), told, shards)


def tags(ws: Workspace, shards: int = 1) -> Written:
    """Make tiered.household_tag."""
    return ws.make(HouseholdTag, ws.rule("tiers/household_tag.sql", PURPOSE), shards=shards)


def awaited(ws: Workspace, previous: Path | None) -> list[str]:
    """Extracts that feed an indicator and are missing although they belong to every delivery, or were there before.

    `previous` lies among the stages of its batch, whose standardised extracts stand beside it; what it waited for
    itself is waited for until it comes.
    """
    if previous is None:
        return []
    standardised = previous.parents[1] / "standardised"
    waited = pl.read_parquet(previous, columns=["awaited_extracts"]).to_series().explode().unique().to_list()
    return sorted(
        name
        for name in Standing(ws).feeding_indicators() - ws.delivered
        if ws.catalogue[name].status in EXPECTED or name in waited or (standardised / f"{name}.parquet").is_file()
    )
