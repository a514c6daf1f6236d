"""From probabilities and decisions to persons: where each residual record ends, why, and with what doubt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import duckdb
import polars as pl

from assets.linked.decisions import Decisions
from rules.linkage.clusters import Clusters
from rules.linkage.settings import Settings


class Assignment(NamedTuple):
    """Where the residual groups went.

    `groups`: q, node (positive = id key, negative = a person without id), tier, probability, is_split (its records
    have nothing in common but their writing: each is its own person), reason_code, candidate (node or NULL).
    `merged`: id keys that a reviewer joined to another id: id_key, node. `contradictory`: record keys of decisions that
    newer ones rule out.
    """

    groups: pl.DataFrame
    merged: pl.DataFrame
    contradictory: tuple[int, ...]


class Verdict(NamedTuple):
    """One row of `Assignment.groups`."""

    q: int
    node: int
    tier: str
    probability: float | None = None
    is_split: bool = False
    reason_code: str | None = None
    candidate: int | None = None


CHILD_OF = 3
"""Kind of contradiction: the name of a parent (query.sql). Fewer are names of who may be the holder after all."""
GROUPS = {
    "q": pl.Int32, "node": pl.Int64, "tier": pl.String, "probability": pl.Float64, "is_split": pl.Boolean,
    "reason_code": pl.String, "candidate": pl.Int64,
}  # fmt: skip


def assign(con: duckdb.DuckDBPyConnection, pairs: pl.DataFrame, decisions: Decisions, settings: Settings) -> Assignment:
    """Join groups to persons, the surest first, under the constraints of `Clusters`."""
    queries = con.execute("from query order by q").pl()
    registered = con.execute("select e from registered order by e").pl()["e"]
    itself = pl.col("e") == -pl.col("q").cast(pl.Int64)
    accepted = pairs.filter(pl.col("probability") >= pl.col("needed"))
    others = accepted.filter(~itself).sort("bits", "q", "e", descending=[True, False, False])
    near = pairs.filter(~itself, pl.col("probability") >= settings.decision.review_probability)
    near = near.sort("q", "probability", "e", descending=[False, True, False])
    holders = near.filter("is_entity").unique("q", keep="first", maintain_order=True)
    near = near.unique("q", keep="first")
    judge = _Judge(
        Clusters(frozenset(registered.to_list())),
        likely={q: (e, probability) for q, e, probability in near.select("q", "e", "probability").iter_rows()},
        holder=dict(holders.select("q", "e").iter_rows()),
        together=frozenset(accepted.filter(itself)["q"].to_list()),
    )
    contradictory = judge.obey(decisions)
    judge.join(others.filter("is_entity"))
    judge.stay = _stays_with_holder(queries, others.filter("is_entity"), settings)
    fellows = others.filter(~pl.col("is_entity"))
    judge.join(fellows.filter(~pl.col("q").is_in(judge.stay), ~(-pl.col("e")).is_in(judge.stay)), is_heard=True)
    rows = [judge.verdict(query) for query in queries.iter_rows(named=True)]
    merged = [(key, node) for key in decisions.id_keys if (node := judge.clusters.find(key)) != key]
    return Assignment(
        pl.DataFrame(rows, schema=GROUPS, orient="row"),
        pl.DataFrame(merged, schema={"id_key": pl.Int64, "node": pl.Int64}, orient="row"),
        contradictory,
    )


def _stays_with_holder(queries: pl.DataFrame, accepted: pl.DataFrame, settings: Settings) -> frozenset[int]:
    """Groups whose valid id is rather theirs although the name contradicts it: renamed or misspelt, not borrowed.

    Those whose birth date agrees with the id; where none was delivered, those whose kind of contradiction is the
    holder's own at least as often as not, by the contradictions that did deliver one (one that the household would have
    settled anyway says nothing about those it did not).
    """
    found = accepted.group_by("q").agg(pl.col("is_same_household").any().alias("in_household"))
    doubted = (
        queries.filter(pl.col("kind") == 1, pl.col("held").is_not_null())
        .join(found, on="q", how="left")
        .with_columns(
            is_own=pl.col("birth_of_holder").is_in(["birth_same", "birth_near"]) & pl.col("in_household").is_null()
        )
    )
    telling = doubted.filter(pl.col("birth_of_holder") != "birth_unknown", ~pl.col("in_household").fill_null(False))
    share = telling.group_by("name_of_holder").agg(
        own=pl.col("records").filter("is_own").sum(), every=pl.col("records").sum()
    )
    believed = settings.holder.believed_records
    likely = share.filter(2 * (pl.col("own") + believed) >= pl.col("every") + believed)["name_of_holder"].to_list()
    likely = [level for level in likely if level < CHILD_OF]
    untold = [level for level in range(CHILD_OF) if level not in share["name_of_holder"].to_list()]
    unknown = pl.col("birth_of_holder") == "birth_unknown"
    stays = doubted.filter(
        pl.col("in_household").is_null(),
        pl.col("is_own") | (unknown & pl.col("name_of_holder").is_in([*likely, *untold])),
    )
    return frozenset(stays["q"].to_list())


@dataclass
class _Judge:
    """What is known while groups are joined."""

    clusters: Clusters
    likely: dict[int, tuple[int, float]]
    holder: dict[int, int]
    together: frozenset[int]
    stay: frozenset[int] = frozenset()
    joined: dict[int, float] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    decided: set[int] = field(default_factory=set)

    def obey(self, decisions: Decisions) -> tuple[int, ...]:
        """Apply decisions, newest first; record keys of those that contradict newer ones."""
        contradictory: list[int] = []
        for one, other, is_same, key in decisions.nodes:
            if is_same:
                fits = not self.clusters.is_kept_apart(one, other) and self.clusters.join(one, other, is_decided=True)
                self.decided.update((one, other) if fits else ())
            else:
                fits = self.clusters.keep_apart(one, other)
            if not fits:
                contradictory.append(key)
        return tuple(contradictory)

    def join(self, edges: pl.DataFrame, is_heard: bool = False) -> None:
        """Join the ends of accepted pairs in their order.

        `is_heard`: not where that would give either of them to a holder although another one is likelier.
        """
        for q, e, probability in edges.select("q", "e", "probability").iter_rows():
            if not (is_heard and self._is_rival(q, e)) and self.clusters.join(-q, e):
                for member in (q, -e):
                    if member > 0:
                        self.joined[member] = max(self.joined.get(member, 0.0), probability)
            else:
                self.refused.add(q)

    def _is_rival(self, q: int, e: int) -> bool:
        nodes = self.clusters.find(-q), self.clusters.find(e)
        likelier = (self.holder.get(q), self.holder.get(-e))
        return any(
            there > 0 and holder is not None and self.clusters.find(holder) != there
            for there, holder in zip(reversed(nodes), likelier, strict=True)
        )

    def verdict(self, query: dict[str, Any]) -> Verdict:
        """Where one group ends: decided, joined, with the holder of its id, or alone."""
        q, kind, held = query["q"], query["kind"], query["held"]
        node = self.clusters.find(-q)
        if -q in self.decided:
            is_own_id = held is not None and self.clusters.find(held) == node
            return Verdict(q, node, "L1" if is_own_id else "L3", 1.0)
        if q in self.joined:
            return Verdict(q, node, "L3", self.joined[q])
        candidate, probability = self.likely.get(q, (None, None))
        reason = "merge_refused" if q in self.refused else "near_candidate" if candidate is not None else None
        if held is not None and kind == 2 and self.clusters.may_join(-q, held):
            return Verdict(q, self.clusters.find(held), "L1", 1.0)
        if held is not None and kind == 1:
            if not self.clusters.may_join(-q, held):
                reason, candidate = "second_register_entry", held
            elif q in self.stay:
                return Verdict(q, self.clusters.find(held), "L2", None, False, "name_conflict", candidate)
            else:
                reason, candidate = "other_holder", candidate or held
        is_split = query["records"] > 1 and q not in self.together
        is_alone = query["records"] == 1 or is_split
        return Verdict(
            q, node, "L0" if is_alone else "L3", None if is_alone else probability, is_split, reason, candidate
        )
