"""How well records are linked, against the truth of a made-up city: `python -m tests.accuracy CITY OUT [BATCH]`.

CITY is what `hedui city` wrote, OUT what `hedui run` made of it. Prints recall and precision of the records of persons
in the register by the state of their id and by difficulty, and of the residual records the share whose true person was
among the candidates, and where the others were lost.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import polars as pl

from assets.linked import decisions, linking, match, score, shadows
from assets.linked.steps import set_thresholds
from assets.workspace import Workspace
from rules.linkage.settings import settings
from tests.city import City

REGISTER = "公安_户籍人口"
RECORD = ["extract", "record_number"]


def judged(out: Path, truth: Path, batch: str) -> pl.DataFrame:
    """Delivered records outside the register with `is_found` (linked to the true person's register row; NULL where the
    person is in no register) and `is_false` (linked to somebody else's)."""
    both = City(out / "state" / "stages" / batch, truth, batch).records.drop_nulls("person_id")
    entries = both.filter(pl.col("extract") == REGISTER)
    owners = entries.select("person_id", owner="person").unique("person_id", keep="first", maintain_order=True)
    both = both.filter(pl.col("extract") != REGISTER).join(owners, on="person_id", how="left")
    is_own = (pl.col("owner") == pl.col("person")).fill_null(False)
    return both.with_columns(
        is_found=pl.when(pl.col("person").is_in(entries["person"].implode())).then(is_own),
        is_false=pl.col("owner").is_not_null() & ~is_own,
    )


def summary(records: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Records, recall, missed and wrongly linked ones by the given columns."""
    return (
        records.group_by(by)
        .agg(
            records=pl.len(), recall=pl.col("is_found").mean().round(5), missed=(~pl.col("is_found")).sum(),
            wrong=pl.col("is_false").sum(), wrong_l1=(pl.col("is_false") & (pl.col("link_tier") == "L1")).sum(),
        )
        .sort(by)
    )  # fmt: skip


def fates(ws: Workspace, records: pl.DataFrame, truth: Path) -> pl.DataFrame:
    """Residual records of registered persons whose id is not that person's, with what became of the true pair.

    Columns id_state, difficulty, is_blocked, fate: linked, not blocked, no support, scored low, competed away,
    constraint.
    """
    rules = settings()
    with ws.session(*linking.READS) as con:
        set_thresholds(con, rules)
        match.read_names(con)
        named = decisions.read(con)
        match.settle_ids(con, named.ejected, named.named)
        shadows.cast(con)
        match.gather(con)
        match.find_candidates(con, rules, decisions.on_nodes(con)[1])
        score.weigh(con, rules)
        pairs = score.compete(con, rules).select("q", "e", "bits", "probability", "needed")
        groups = con.execute("select record_key, q, kind, held from residual_group join profile using (first_key)").pl()
        known = con.execute(
            "select q, e, needed is not null as is_supported from pattern join weight using (pattern)"
        ).pl()
        keys = con.execute(
            "select record.extract, record.record_number, coalesce(-profile.q, left(record.id_number, 17)::bigint) as e"
            " from standardised.record left join residual_group using (record_key) left join profile using (first_key)"
            " where record.extract = ?", [REGISTER],
        ).pl()  # fmt: skip
    told = pl.read_parquet(truth / "record.parquet").select(*RECORD, "person")
    entity = told.join(keys, on=RECORD).group_by("person").agg(pl.col("e").max())
    there = records.filter(pl.col("is_found").is_not_null()).join(groups, on="record_key").join(entity, on="person")
    there = there.filter((pl.col("kind") == 0) | (pl.col("held") != pl.col("e")))
    there = there.join(known, on=["q", "e"], how="left").join(pairs, on=["q", "e"], how="left")
    sure = pl.col("bits") >= (pl.col("needed") / (1 - pl.col("needed"))).log(2)
    fate = (
        pl.when("is_found").then(pl.lit("linked"))
        .when(pl.col("is_supported").is_null()).then(pl.lit("not blocked"))
        .when(~pl.col("is_supported")).then(pl.lit("no support"))
        .when(pl.col("probability") >= pl.col("needed")).then(pl.lit("constraint"))
        .when(sure).then(pl.lit("competed away"))
        .otherwise(pl.lit("scored low"))
    )  # fmt: skip
    return there.select("id_state", "difficulty", is_blocked=pl.col("is_supported").is_not_null(), fate=fate)


def main(city: Path, out: Path, batch: str) -> None:
    """Print the tables."""
    pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True)
    records = judged(out, city / "truth", batch)
    linked = records.filter(pl.col("owner").is_not_null())
    print(f"recall {records['is_found'].mean():.6f}  precision {1 - linked['is_false'].mean():.6f}")
    print(summary(records, "id_state"), summary(records, "difficulty"), summary(records, "id_state", "difficulty"))
    ws = Workspace(out=out, batch=batch, as_of=datetime.date.fromisoformat(batch))
    residual = fates(ws, records, city / "truth")
    clear = residual.filter(pl.col("difficulty") != "ambiguous")
    print(f"blocking recall {residual['is_blocked'].mean():.5f}, not ambiguous {clear['is_blocked'].mean():.5f}")
    print(residual.group_by("id_state", "fate").len().pivot("fate", index="id_state", values="len").sort("id_state"))


if __name__ == "__main__":
    city, out = (Path(argument) for argument in sys.argv[1:3])
    main(city, out, sys.argv[3] if len(sys.argv) > 3 else max(path.name for path in (out / "state/stages").iterdir()))
