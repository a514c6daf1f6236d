"""Makes the tables of the stage linked: whose each record is, the persons, and the households they live in."""

from __future__ import annotations

import duckdb
import polars as pl

from assets.linked import assign, clerical, decisions, explained, households, match, persons, quality, score, shadows
from assets.linked.steps import set_thresholds, text
from assets.workspace import Workspace, Written
from rules.linkage.calibration import Weights
from rules.linkage.settings import Settings, settings
from schemas.linked import (
    Door,
    Household,
    HouseholdMember,
    Identity,
    LinkCandidate,
    LinkResidual,
    LinkReview,
    LinkSample,
    LinkWeight,
    Person,
    Quality,
    RecordLink,
)

READS = (
    "standardised.record", "standardised.公安_户籍人口", "standardised.公安_实有人口", "standardised.民政_殡葬火化",
    "standardised.民政_救助申请", "standardised.民政_申请家庭成员", "standardised.民政_低保在册",
    "standardised.民政_低保成员", "standardised.核对_链接裁定", "standardised.民政_婚姻登记",
    "standardised.卫健_出生证明", "standardised.住建_房屋安全",
)  # fmt: skip


def link(ws: Workspace) -> list[Written]:
    """The tables of the stage linked, of the workspace's batch.

    Every delivered record gets a person; the same records in any order give the same bytes.
    """
    rules = settings()
    with ws.session(*READS) as con:
        pairs, weights = _numbered(con, ws, rules)
        explained.keep(con, pairs, weights, rules)
        clerical.gather(con)
        clerical.draw(con, ws.batch, ws.key)
        quality.measure(con, rules, clerical.measure(con))
        written = [
            ws.write(con, text(persons.FOLDER, "record_link"), RecordLink),
            ws.write(con, text(persons.FOLDER, "link_review"), LinkReview),
            ws.write(con, text(shadows.FOLDER, "quality"), Quality),
            ws.write(con, "from link_sample", LinkSample),
            *(ws.write(con, text(explained.FOLDER, table.name), table) for table in (LinkResidual, LinkWeight)),
            ws.write(con, "from link_candidate", LinkCandidate),
        ]
        persons.describe(con)
        written += [
            ws.write(con, text(persons.FOLDER, "person"), Person),
            ws.write(con, "from identity", Identity),
            ws.write(con, text(persons.FOLDER, "door"), Door),
        ]
        households.compose(con, ws.key)
        written += [
            ws.write(con, text(households.FOLDER, "household"), Household),
            ws.write(con, text(households.FOLDER, "household_member"), HouseholdMember),
        ]
    return written


def whose(ws: Workspace) -> pl.DataFrame:
    """Whose each record is and nothing else: record_key, person_id. Writes nothing and tests nothing.

    The same links as `link` makes; there is no order.
    """
    rules = settings()
    untested = rules.model_copy(update={"quality": rules.quality.model_copy(update={"shadows": 0})})
    with ws.session(*READS) as con:
        _numbered(con, ws, untested)
        return con.sql("select record_key, person_id from record_node join node_person using (node)").pl()


def _numbered(con: duckdb.DuckDBPyConnection, ws: Workspace, rules: Settings) -> tuple[pl.DataFrame, list[Weights]]:
    """Persons of all records (`node_person`, `record_node`); the compared pairs and the weights behind them."""
    set_thresholds(con, rules)
    match.read_names(con)
    named = decisions.read(con)
    match.settle_ids(con, named.ejected, named.named)
    shadows.cast(con)
    match.gather(con)
    decided, forbidden = decisions.on_nodes(con)
    match.find_candidates(con, rules, forbidden)
    weights = score.weigh(con, rules)
    pairs = score.compete(con, rules)
    assignment = assign.assign(con, pairs, decided, rules)
    persons.number(con, assignment, named.disputed, ws.key)
    return pairs, weights
