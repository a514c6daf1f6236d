"""Splink 5 as a fair opponent: valid ids settle what they can, Splink links what remains, with household context.

Records with a valid id and a compatible name are one person. Only the others (`residual`) are compared, and only with
holders of ids and register entries, so that no two ids ever meet. Companions (same application, same account, title or
employer; the holder of a borrowed id) say in which registered homes a record is to be expected. Each record goes to its
likeliest entity from THRESHOLD on, else a borrowed id back to nobody. THRESHOLD was chosen on another city (tune.py).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.linkage.engines.splink_all import MEMORY, RANDOM_PAIRS, births, names

THRESHOLD = 0.05
PREPARE = Path(__file__).with_suffix(".sql")


def candidates(con: duckdb.DuckDBPyConnection, task: Path, least: float) -> pl.DataFrame:
    """Residual record, its likeliest entity and the probability, from `least` on."""
    con.execute("set temp_directory = ?", [str(task / "spill")])
    con.execute("create table record as select record_key as unique_id, * exclude (record_key) from read_parquet(?)",
                [str(task / "records.parquet")])  # fmt: skip
    con.execute(PREPARE.read_text(encoding="utf-8"))
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            comparisons.CustomComparison(
                output_column_name="id_text",
                comparison_levels=[
                    levels.NullLevel("id_text"),
                    levels.DamerauLevenshteinLevel("id_text", 1),
                    levels.CustomLevel("left(id_text_l, 14) = left(id_text_r, 14)", "same place and birth date"),
                    levels.ElseLevel(),
                ],
            ),
            names(),
            births(),
            comparisons.ExactMatch("sex_code"),
            _overlap("phones"),
            _overlap("doors", "buildings"),
            _overlap("shares"),
            _overlap("homes"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("folded"),
            block_on("sound", "birth"),
            block_on("birth", "given"),
            block_on("surname_sound", "birth"),
            block_on("left(id_text, 14)"),
            block_on("right(id_text, 10)"),
            block_on("surname_sound", "phones", arrays_to_explode=["phones"]),
            block_on("surname_sound", "doors", arrays_to_explode=["doors"]),
            block_on("surname_sound", "shares", arrays_to_explode=["shares"]),
            block_on("surname_sound", "homes", arrays_to_explode=["homes"]),
            block_on("birth", "homes", arrays_to_explode=["homes"]),
        ],
        retain_matching_columns=False,
    )
    api = DuckDBAPI(connection=con)
    linker = Linker([api.register("entity"), api.register("residual")], settings, log_level="WARNING")
    linker.training.estimate_probability_two_random_records_match([block_on("folded", "birth")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("folded", "birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("phones[1]"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("homes[1]"))
    predicted = linker.inference.predict(threshold_match_probability=least)
    return con.sql(
        "select unique_id_r as record, unique_id_l as entity, match_probability as probability from "
        + predicted.physical_name
        + " qualify row_number() over (partition by unique_id_r order by match_probability desc, unique_id_l) = 1"
    ).pl()


def _overlap(*columns: str) -> comparisons.CustomComparison:
    """Lists that have something in common, the finer before the coarser."""
    first = columns[0]
    nothing = levels.CustomLevel(
        f"coalesce(len({first}_l), 0) = 0 or coalesce(len({first}_r), 0) = 0", "nothing known"
    ).configure(is_null_level=True)
    common = [levels.CustomLevel(f"list_has_any({name}_l, {name}_r)", f"{name} in common") for name in columns]
    return comparisons.CustomComparison(
        output_column_name=first, comparison_levels=[nothing, *common, levels.ElseLevel()]
    )


def link(task: Path) -> pl.DataFrame:
    con = duckdb.connect(config={"memory_limit": MEMORY, "threads": "2"})
    best = candidates(con, task, THRESHOLD)
    return assigned(con, best)


def assigned(con: duckdb.DuckDBPyConnection, best: pl.DataFrame) -> pl.DataFrame:
    """record_key and cluster of every record, given where the residual ones go."""
    con.register("best", best.to_arrow())
    return con.sql(
        "select r.unique_id as record_key, coalesce(b.entity, case when r.unique_id in (from contradicting) then null"
        " else 'id ' || r.id_number end, 'record ' || r.unique_id) as cluster"
        " from record as r left join best as b on b.record = 'record ' || r.unique_id"
    ).pl()
