"""Splink 5 as its makers show it for people: all records against all, expectation-maximisation, connected components.

It is given what it cannot know: codes of the characters and sounds of Chinese names and of the parts of addresses.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLD = 0.99
RANDOM_PAIRS = 2_000_000
MEMORY = "10GB"
ONE_CHARACTER = (
    "length_l = length_r and (c1_l <> c1_r)::int + (c2_l <> c2_r)::int + (c3_l <> c3_r)::int + (c4_l <> c4_r)::int = 1"
)
SWAPPED = (
    "birth_l // 10000 = birth_r // 10000 and birth_l // 100 % 100 = birth_r % 100"
    " and birth_r // 100 % 100 = birth_l % 100"
)


def names() -> comparisons.CustomComparison:
    """Characters, parts in any order, sounds, all characters but one, sound of the surname."""
    return comparisons.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            levels.CustomLevel("folded_l is null or folded_r is null", "no name").configure(is_null_level=True),
            levels.ExactMatchLevel("folded", term_frequency_adjustments=True),
            levels.CustomLevel("parts_l = parts_r", "same parts"),
            levels.CustomLevel("sound_l = sound_r", "same sounds"),
            levels.CustomLevel(ONE_CHARACTER, "all characters but one"),
            levels.CustomLevel("surname_sound_l = surname_sound_r", "same surname"),
            levels.ElseLevel(),
        ],
    )


def births() -> comparisons.CustomComparison:
    """The day, day and month swapped, month, day of another year, year."""
    return comparisons.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            levels.NullLevel("birth"),
            levels.ExactMatchLevel("birth"),
            levels.CustomLevel(SWAPPED, "day and month swapped"),
            levels.CustomLevel("birth_l // 100 = birth_r // 100", "same month"),
            levels.CustomLevel("birth_l % 10000 = birth_r % 10000", "same day of another year"),
            levels.CustomLevel("birth_l // 10000 = birth_r // 10000", "same year"),
            levels.ElseLevel(),
        ],
    )


def link(task: Path) -> pl.DataFrame:
    con = duckdb.connect(config={"memory_limit": MEMORY, "threads": "2"})
    con.execute("set temp_directory = ?", [str(task / "spill")])
    con.execute("create table record as select record_key as unique_id, * exclude (record_key) from read_parquet(?)",
                [str(task / "records.parquet")])  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparisons.CustomComparison(
                output_column_name="id_number",
                comparison_levels=[
                    levels.NullLevel("id_number"),
                    levels.ExactMatchLevel("id_number"),
                    levels.DamerauLevenshteinLevel("id_number", 1),
                    levels.ElseLevel(),
                ],
            ),
            names(),
            births(),
            comparisons.ExactMatch("sex_code"),
            comparisons.LevenshteinAtThresholds("phone", 1),
            comparisons.CustomComparison(
                output_column_name="door",
                comparison_levels=[
                    levels.NullLevel("door"),
                    levels.ExactMatchLevel("door"),
                    levels.ExactMatchLevel("building"),
                    levels.ExactMatchLevel("gate"),
                    levels.ElseLevel(),
                ],
            ),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("id_number"),
            block_on("folded", "birth"),
            block_on("phone", "surname_sound"),
            block_on("sound", "door"),
            block_on("birth", "door"),
            block_on("birth", "surname_sound", "sex_code"),
        ],
        retain_matching_columns=False,
    )
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("record"), settings, log_level="WARNING")
    linker.training.estimate_probability_two_random_records_match([block_on("id_number")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("id_number"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("folded", "birth"))
    predicted = linker.inference.predict(threshold_match_probability=THRESHOLD)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, THRESHOLD)
    return con.sql("select unique_id as record_key, cluster_id as cluster from " + clusters.physical_name).pl()
