"""Extracts that are nothing but the present state of people and homes, made anew for every batch."""

from __future__ import annotations

import polars as pl

from data_samples.generator import hardship, welfare
from data_samples.generator.further.property import residents
from data_samples.generator.further.welfare import roll_members
from data_samples.generator.state import Town


def renew(town: Town) -> None:
    """The register, the roll and, where they are delivered, the roll's members and the residents."""
    _replace(town, "公安_户籍人口", hardship.register(town.world, town.as_of), "register")
    roll = welfare.roll(town.world, town.benefits, town.as_of)
    told = town.records["民政_低保在册"].filter(_told(town, "民政_低保在册"))
    _replace(town, "民政_低保在册", pl.concat([roll.select(told.columns), told]), "roll")
    for name, make in (("民政_低保成员", roll_members), ("公安_实有人口", residents)):
        if town.ledger.has(name):
            _replace(town, name, make(town), "roll" if name == "民政_低保成员" else "residence")


def _told(town: Town, name: str) -> pl.Series:
    return town.people["story"].is_not_null().gather(town.records[name]["person"])


def _replace(town: Town, name: str, rows: pl.DataFrame, kind: str) -> None:
    town.ledger.replace(name, rows.select(town.records[name].columns), kind)
